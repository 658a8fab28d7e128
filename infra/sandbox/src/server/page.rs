use super::Delivery;
use crate::bank::{Bank, Flaw, How, Trade};
use http::{Response, StatusCode};
use jiff::{Timestamp, tz};
use serde_json::json;
use std::collections::BTreeMap;

const STYLE: &str = include_str!("page.css");

/// The buttons: what is done, its name, and what to expect.
const BUTTONS: [(How, &str, &str); 11] = [
    (How::Pay, "付款", "付全款并通知商户"),
    (How::PayLess, "少付一分", "实付比订单少 0.01 元"),
    (How::PayTwice, "付两次", "两笔交易，各通知一次"),
    (How::Silent, "付了但不通知", "只有查询才知道"),
    (How::NotifyTwice, "通知两次", "同一笔交易通知两遍"),
    (How::NotifyLate, "晚通知", "十秒后才通知"),
    (How::Reordered, "付两次且倒着通知", "先通知第二笔，三秒后通知第一笔"),
    (How::ProbeFirst, "先发探测", "先发一条错误签名的 SIGNTEST"),
    (How::Stale, "过期通知", "时间戳早于五分钟"),
    (How::Forge, "伪造通知", "没有付款，签名不对"),
    (How::Foreign, "别家通知", "没有付款，商户号不对"),
];

/// The latest orders, each a [`row`].
pub(super) fn orders(rows: &str) -> String {
    let list = if rows.is_empty() {
        "<p class=\"none\">还没有订单。在缴费平台下单后，订单会出现在这里。</p>".to_owned()
    } else {
        format!("<ul class=\"orders\">{rows}</ul>")
    };
    let head = "<h1>收银台</h1><p class=\"lead\">缴费平台发来的订单。点一笔，替付款人付款。</p>";
    let refresh = "<meta http-equiv=\"refresh\" content=\"3\">";
    page("各家渠道", "收银台", refresh, &format!("{head}{list}"))
}

/// One order among the latest.
pub(super) fn row(bank: &Bank, trade: &Trade, now: Timestamp) -> String {
    format!(
        "<li><a href=\"/{slug}/cashier/{code}\"><span class=\"what\">{what}</span>\
         <span class=\"sum\">{sum}</span><span class=\"sub\">{name} · {number}</span>{state}\
         <span class=\"sub when\">{when}</span></a></li>",
        slug = bank.slug(),
        name = bank.name(),
        code = trade.code,
        what = escaped(&trade.description),
        sum = yuan(trade.total),
        number = escaped(&trade.number),
        state = state(trade, now),
        when = clock(trade.opened),
    )
}

/// One order and its buttons.
pub(super) fn order(
    bank: &Bank,
    trade: &Trade,
    told: &[&Delivery],
    now: Timestamp,
    back: &str,
) -> String {
    let slug = bank.slug();
    let refresh = "<meta http-equiv=\"refresh\" content=\"3\">";
    let open = trade.open(now);
    let buttons: String = if open {
        BUTTONS
            .iter()
            .map(|(how, name, hint)| button(slug, trade, *how, (name, hint), back))
            .collect()
    } else {
        button(slug, trade, How::Anyway, ("仍然付款", "在途的钱：订单已付或已关也到账"), back)
    };
    let facts = [
        fact("商户订单号", &trade.number),
        fact("通知地址", &trade.notify_url),
        fact("方式", &trade.product),
        fact("下单", &clock(trade.opened)),
        fact("截止", &clock(trade.until)),
    ]
    .concat();
    let back_link = if back.is_empty() {
        "<p><a class=\"back\" href=\"/\">‹ 全部订单</a></p>".to_owned()
    } else {
        format!("<p><a class=\"back\" href=\"{}\">‹ 返回商户</a></p>", escaped(back))
    };
    let body = format!(
        "{back_link}<section class=\"bill\"><p class=\"what\">{what}</p>\
         <p class=\"amount\">{sum}</p>{state}<dl>{facts}</dl></section>\
         <div class=\"buttons\">{buttons}</div>{history}",
        what = escaped(&trade.description),
        sum = yuan(trade.total),
        state = state(trade, now),
        history = history(trade, told),
    );
    // A page with something to press does not change under the finger.
    page(bank.name(), "付款", if open { "" } else { refresh }, &body)
}

fn fact(name: &str, value: &str) -> String {
    format!("<dt>{name}</dt><dd>{}</dd>", escaped(value))
}

fn button(slug: &str, trade: &Trade, how: How, words: (&str, &str), back: &str) -> String {
    let (name, hint) = words;
    let class = if how == How::Pay { "main" } else { "" };
    format!(
        "<form method=\"post\" action=\"/{slug}/cashier/{code}/pay\">\
         <input type=\"hidden\" name=\"back\" value=\"{back}\">\
         <button class=\"{class}\" name=\"how\" value=\"{how}\"><b>{name}</b><small>{hint}</small>\
         </button></form>",
        code = trade.code,
        back = escaped(back),
        how = json!(how).as_str().expect("a slug"),
    )
}

fn history(trade: &Trade, told: &[&Delivery]) -> String {
    let paid = trade.payments.iter().map(|it| {
        let (at, sum) = (clock(it.at), yuan(it.amount));
        format!("<li><span>{at}</span> 付款 {sum}<br><code>{}</code></li>", it.id)
    });
    let told = told.iter().map(|it| {
        let kind = match it.flaw {
            Flaw::None if it.refund => "退款通知",
            Flaw::None => "通知商户",
            Flaw::Forged => "伪造通知",
            Flaw::Probe => "探测通知",
            Flaw::Stale => "过期通知",
            Flaw::Foreign => "别家通知",
        };
        let answer = match it.status {
            Some(status) if it.taken => format!("已收下 {status}"),
            Some(status) => format!("被拒绝 {status}"),
            None => "没有回答".to_owned(),
        };
        format!("<li><span>{}</span> {kind}：{answer}</li>", clock(it.at))
    });
    let back = trade.refunds.iter().map(|it| {
        let (at, sum) = (clock(it.asked), yuan(it.amount));
        format!("<li><span>{at}</span> 退款 {sum}<br><code>{}</code></li>", escaped(&it.id))
    });
    let lines: String = paid.chain(back).chain(told).collect();
    if lines.is_empty() { lines } else { format!("<h2>经过</h2><ol class=\"log\">{lines}</ol>") }
}

/// A page that posts `fields` to `url` as soon as it is open: how a payer's browser goes back.
pub(super) fn passage(url: &str, fields: &BTreeMap<String, String>) -> String {
    let field = |(name, value): (&String, &String)| {
        let (name, value) = (escaped(name), escaped(value));
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
    };
    let fields: String = fields.iter().map(field).collect();
    let body = format!(
        "<form id=\"back\" method=\"post\" action=\"{}\">{fields}<button class=\"main\">返回商户\
         </button></form><script>document.getElementById('back').submit()</script>",
        escaped(url)
    );
    page("沙箱", "返回商户", "", &body)
}

/// A provider's own page with one sentence, as an answer on its wire.
pub(crate) fn said(status: StatusCode, words: &str) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header("content-type", "text/html; charset=utf-8")
        .body(note(words).into_bytes())
        .expect("a status and a constant header")
}

/// A page with one sentence.
pub(super) fn note(words: &str) -> String {
    let body = format!(
        "<p class=\"none\">{}</p><p><a class=\"back\" href=\"/\">‹ 全部订单</a></p>",
        escaped(words)
    );
    page("沙箱", "沙箱", "", &body)
}

fn page(who: &str, title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\"><title>{title} · {who}沙箱</title>{head}\
         <style>{STYLE}</style></head><body><header><b>{who}</b>\
         <span class=\"badge\">沙箱</span><small>不是真钱，只在本机</small></header>\
         <main>{body}</main></body></html>"
    )
}

fn state(trade: &Trade, now: Timestamp) -> String {
    let (class, word) = match trade.state(now) {
        "paid" => ("ok", "已支付"),
        "open" => ("wait", "待付款"),
        _ => ("off", "已关闭"),
    };
    format!("<span class=\"state {class}\">{word}</span>")
}

fn yuan(fen: u64) -> String {
    format!("¥{}.{:02}", fen / 100, fen % 100)
}

fn clock(instant: Timestamp) -> String {
    instant.to_zoned(tz::offset(8).to_time_zone()).strftime("%m-%d %H:%M:%S").to_string()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
