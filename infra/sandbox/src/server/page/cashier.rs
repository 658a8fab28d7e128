use super::{Delivery, REFRESH, clock, conduct, escaped, page, state, telling, yuan};
use crate::bank::{Bank, How, Refund, RefundState, Trade};
use jiff::Timestamp;
use serde_json::json;

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

/// One order and its buttons.
pub(in super::super) fn order(
    bank: &Bank,
    trade: &Trade,
    told: &[&Delivery],
    now: Timestamp,
    back: &str,
) -> String {
    let slug = bank.slug();
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
        "<a class=\"back\" href=\"/\">‹ 全部渠道</a>".to_owned()
    } else {
        format!("<a class=\"back\" href=\"{}\">‹ 返回商户</a>", escaped(back))
    };
    let body = format!(
        "<p class=\"ways\">{back_link}<a class=\"back\" href=\"/{slug}/desk\">后台 {conduct}</a>\
         </p><section class=\"bill\"><h1 class=\"what\">{what}</h1>\
         <p class=\"amount\">{sum}</p>{state}<dl>{facts}</dl></section>\
         <div class=\"buttons\">{buttons}</div>{refunds}{history}",
        conduct = conduct(bank),
        what = escaped(&trade.description),
        sum = yuan(trade.total),
        state = state(trade, now),
        refunds = refunds(trade),
        history = history(trade, told),
    );
    page(Some(bank), "付款", if open { "" } else { REFRESH }, &body)
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
        code = escaped(&trade.code),
        back = escaped(back),
        how = json!(how).as_str().expect("a slug"),
    )
}

/// What was asked back, and where it stands.
fn refunds(trade: &Trade) -> String {
    if trade.refunds.is_empty() {
        return String::new();
    }
    let line = |it: &Refund| {
        let (class, word) = match it.state {
            RefundState::Pending => ("wait", "处理中"),
            RefundState::Done => ("ok", "已退"),
            RefundState::Failed => ("bad", "失败"),
        };
        let when = it.settled.map_or_else(|| clock(it.asked), clock);
        format!(
            "<li><b class=\"sum\">{sum}</b><span class=\"state {class}\">{word}</span>\
             <span class=\"sub\">{number} · {when}</span></li>",
            sum = yuan(it.amount),
            number = escaped(&it.number),
        )
    };
    let lines: String = trade.refunds.iter().map(line).collect();
    let (gone, came) = (trade.refunded(), trade.payments.iter().map(|it| it.amount).sum());
    let (gone, came) = (yuan(gone), yuan(came));
    format!(
        "<h2>退款</h2><p class=\"lead\">实付 {came}，退款 {gone}</p>\
         <ul class=\"refunds\">{lines}</ul>"
    )
}

/// What happened, in the order in which it did.
fn history(trade: &Trade, told: &[&Delivery]) -> String {
    let paid = trade
        .payments
        .iter()
        .map(|it| (it.at, format!("付款 {}<br><code>{}</code>", yuan(it.amount), escaped(&it.id))));
    let back = trade.refunds.iter().map(|it| {
        (it.asked, format!("退款 {}<br><code>{}</code>", yuan(it.amount), escaped(&it.id)))
    });
    let told = told.iter().map(|it| (it.at, telling(it)));
    let mut lines: Vec<_> = paid.chain(back).chain(told).collect();
    if lines.is_empty() {
        return String::new();
    }
    lines.sort_by_key(|(at, _)| at.as_second());
    let line =
        |(at, what): &(Timestamp, String)| format!("<li><span>{}</span> {what}</li>", clock(*at));
    let lines: String = lines.iter().map(line).collect();
    format!("<h2>经过</h2><ol class=\"log\">{lines}</ol>")
}
