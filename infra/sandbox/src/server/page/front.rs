use super::{REFRESH, clock, conduct, escaped, page, state, yuan};
use crate::bank::{Bank, Trade};
use jiff::Timestamp;

/// All banks, each a [`bank`], and their latest orders, each a [`row`].
pub(in super::super) fn front(banks: &str, rows: &str) -> String {
    let orders = if rows.is_empty() {
        "<p class=\"none\">还没有订单。在缴费平台下单后，订单会出现在这里。</p>".to_owned()
    } else {
        format!("<ul class=\"orders\">{rows}</ul>")
    };
    let body = format!(
        "<div class=\"wide\"><h1>各家后台</h1>\
         <p class=\"lead\">点一家，看它告诉过商户什么，或让它出错。</p>\
         <ul class=\"orders banks\">{banks}</ul><p><a class=\"back\" href=\"/cas/desk\">\
         统一身份认证 ›</a></p><h2>收银台</h2>\
         <p class=\"lead\">缴费平台发来的订单。点一笔，替付款人付款。</p>{orders}</div>"
    );
    page(None, "收银台", REFRESH, &body)
}

/// One bank among all: its name, how many orders it has, and how it behaves.
pub(in super::super) fn bank(bank: &Bank, now: Timestamp) -> String {
    let count = |state: &str| bank.trades().filter(|it| it.state(now) == state).count();
    let refunds: usize = bank.trades().map(|it| it.refunds.len()).sum();
    let (slug, name, conduct) = (bank.slug(), bank.name(), conduct(bank));
    let (paid, open, all) = (count("paid"), count("open"), bank.trades().count());
    let counts = if all == 0 {
        "还没有订单".to_owned()
    } else {
        format!("{all} 笔订单 · {paid} 已支付 · {open} 待付款 · {refunds} 笔退款")
    };
    format!(
        "<li><a data-bank=\"{slug}\" href=\"/{slug}/desk\"><span class=\"what\">{name}</span>\
         {conduct}<span class=\"sub all\">{counts}</span></a></li>"
    )
}

/// One order among the latest.
pub(in super::super) fn row(bank: &Bank, trade: &Trade, now: Timestamp) -> String {
    format!(
        "<li><a data-bank=\"{slug}\" href=\"/{slug}/cashier/{code}\">\
         <span class=\"what\">{what}</span>\
         <span class=\"sum\">{sum}</span><span class=\"sub\">{name} · {number}</span>{state}\
         <span class=\"sub when\">{when}</span></a></li>",
        slug = bank.slug(),
        name = bank.name(),
        code = escaped(&trade.code),
        what = escaped(&trade.description),
        sum = yuan(trade.total),
        number = escaped(&trade.number),
        state = state(trade, now),
        when = clock(trade.opened),
    )
}
