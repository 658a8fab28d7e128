use super::Delivery;
use crate::bank::{Flaw, How, Product, Trade};
use jiff::{Timestamp, tz};
use serde_json::json;

const STYLE: &str = include_str!("page.css");

/// The buttons: what is done, its name, and what to expect.
const BUTTONS: [(How, &str, &str); 10] = [
    (How::Pay, "付款", "付全款并通知商户"),
    (How::PayLess, "少付一分", "实付比订单少 0.01 元"),
    (How::PayTwice, "付两次", "两笔交易，各通知一次"),
    (How::Silent, "付了但不通知", "只有查询才知道"),
    (How::NotifyTwice, "通知两次", "同一笔交易通知两遍"),
    (How::NotifyLate, "晚通知", "十秒后才通知"),
    (How::ProbeFirst, "先发探测", "先发一条错误签名的 SIGNTEST"),
    (How::Stale, "过期通知", "时间戳早于五分钟"),
    (How::Forge, "伪造通知", "没有付款，签名不对"),
    (How::Foreign, "别家通知", "没有付款，商户号不对"),
];

/// The latest orders.
pub(super) fn orders<'a>(trades: impl Iterator<Item = &'a Trade>, now: Timestamp) -> String {
    let rows: String = trades.map(|trade| row(trade, now)).collect();
    let list = if rows.is_empty() {
        "<p class=\"none\">还没有订单。在缴费平台下单后，订单会出现在这里。</p>".to_owned()
    } else {
        format!("<ul class=\"orders\">{rows}</ul>")
    };
    let head = "<h1>收银台</h1><p class=\"lead\">缴费平台发来的订单。点一笔，替付款人付款。</p>";
    page("收银台", "<meta http-equiv=\"refresh\" content=\"3\">", &format!("{head}{list}"))
}

fn row(trade: &Trade, now: Timestamp) -> String {
    format!(
        "<li><a href=\"/cashier/{code}\"><span class=\"what\">{what}</span>\
         <span class=\"sum\">{sum}</span><span class=\"sub\">{number}</span>{state}\
         <span class=\"sub when\">{when}</span></a></li>",
        code = trade.code,
        what = escaped(&trade.description),
        sum = yuan(trade.total),
        number = escaped(&trade.number),
        state = state(trade, now),
        when = clock(trade.opened),
    )
}

/// One order and its buttons.
pub(super) fn order(trade: &Trade, told: &[&Delivery], now: Timestamp, back: &str) -> String {
    let refresh = "<meta http-equiv=\"refresh\" content=\"3\">";
    let open = trade.open(now);
    let buttons: String = if open {
        BUTTONS.iter().map(|(how, name, hint)| button(trade, *how, name, hint, back)).collect()
    } else {
        button(trade, How::Anyway, "仍然付款", "在途的钱：订单已付或已关也到账", back)
    };
    let product = if trade.product == Product::H5 { "H5" } else { "Native 扫码" };
    let facts = [
        fact("商户订单号", &trade.number),
        fact("通知地址", &trade.notify_url),
        fact("方式", product),
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
    page("付款", if open { "" } else { refresh }, &body)
}

fn fact(name: &str, value: &str) -> String {
    format!("<dt>{name}</dt><dd>{}</dd>", escaped(value))
}

fn button(trade: &Trade, how: How, name: &str, hint: &str, back: &str) -> String {
    let class = if how == How::Pay { "main" } else { "" };
    format!(
        "<form method=\"post\" action=\"/cashier/{code}/pay\">\
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
            Flaw::None => "通知商户",
            Flaw::Forged => "伪造通知",
            Flaw::Probe => "探测通知",
            Flaw::Stale => "过期通知",
            Flaw::Foreign => "别家通知",
        };
        let answer = match it.status {
            Some(status @ (200 | 204)) => format!("已收下 {status}"),
            Some(status) => format!("被拒绝 {status}"),
            None => "没有回答".to_owned(),
        };
        format!("<li><span>{}</span> {kind}：{answer}</li>", clock(it.at))
    });
    let lines: String = paid.chain(told).collect();
    if lines.is_empty() { lines } else { format!("<h2>经过</h2><ol class=\"log\">{lines}</ol>") }
}

/// A page with one sentence.
pub(super) fn note(words: &str) -> String {
    let body = format!(
        "<p class=\"none\">{}</p><p><a class=\"back\" href=\"/\">‹ 全部订单</a></p>",
        escaped(words)
    );
    page("沙箱", "", &body)
}

fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\"><title>{title} · 微信支付沙箱</title>{head}\
         <style>{STYLE}</style></head><body><header><b>微信支付</b>\
         <span class=\"badge\">沙箱</span><small>不是真钱，只在本机</small></header>\
         <main>{body}</main></body></html>"
    )
}

fn state(trade: &Trade, now: Timestamp) -> String {
    let (class, word) = match trade.state(now).0 {
        "SUCCESS" => ("ok", "已支付"),
        "NOTPAY" => ("wait", "待付款"),
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
