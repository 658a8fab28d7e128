//! What people see: plain forms, no script but the one that posts a payer back.

mod cashier;
mod desk;
mod front;

use super::Delivery;
use crate::bank::{Bank, Flaw, Trade};
use http::{Response, StatusCode};
use jiff::{Timestamp, tz};
use std::collections::BTreeMap;

pub(super) use cashier::order;
pub(super) use desk::{desk, desk_url};
pub(super) use front::{bank, front, row};

const STYLE: &str = include_str!("page.css");

/// For pages with nothing to press: one that has buttons does not change under the finger.
const REFRESH: &str = "<meta http-equiv=\"refresh\" content=\"3\">";

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
    page(None, "返回商户", "", &body)
}

/// A provider's own page with one sentence, as an answer on its wire.
pub(crate) fn said(status: StatusCode, words: &str) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header("content-type", "text/html; charset=utf-8")
        .body(note(words).into_bytes())
        .expect("a status and a constant header")
}

/// A page of somebody who is no bank.
pub(crate) fn framed(who: &str, title: &str, body: &str) -> String {
    whole(("", who), title, "", body)
}

/// A page with one sentence.
pub(super) fn note(words: &str) -> String {
    let body = format!(
        "<p class=\"none\">{}</p><p><a class=\"back\" href=\"/\">‹ 全部渠道</a></p>",
        escaped(words)
    );
    page(None, "沙箱", "", &body)
}

/// A whole page, in the colour of `bank` if it is one's.
fn page(bank: Option<&Bank>, title: &str, head: &str, body: &str) -> String {
    whole(bank.map_or(("", "各家渠道"), |it| (it.slug(), it.name())), title, head, body)
}

fn whole((slug, who): (&str, &str), title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\" data-bank=\"{slug}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\"><title>{title} · {who}沙箱</title>{head}\
         <style>{STYLE}</style></head><body><header><b>{who}</b>\
         <span class=\"badge\">沙箱</span><small>不是真钱，只在本机</small></header>\
         <main>{body}</main></body></html>"
    )
}

/// How a bank behaves: a word that stands beside its name.
fn conduct(bank: &Bank) -> String {
    let pending = bank.faults().count();
    if bank.is_down() {
        "<span class=\"state bad\">停机</span>".to_owned()
    } else if pending > 0 {
        format!("<span class=\"state wait\">{pending} 个故障</span>")
    } else {
        "<span class=\"state ok\">正常</span>".to_owned()
    }
}

fn state(trade: &Trade, now: Timestamp) -> String {
    let (class, word) = match trade.state(now) {
        "paid" => ("ok", "已支付"),
        "open" => ("wait", "待付款"),
        _ => ("off", "已关闭"),
    };
    format!("<span class=\"state {class}\">{word}</span>")
}

/// One try to tell the merchant: what, and how it was taken.
fn telling(told: &Delivery) -> String {
    let kind = match told.flaw {
        Flaw::None if told.refund => "退款通知",
        Flaw::None => "通知商户",
        Flaw::Forged => "伪造通知",
        Flaw::Probe => "探测通知",
        Flaw::Stale => "过期通知",
        Flaw::Foreign => "别家通知",
    };
    match told.status {
        Some(status) if told.taken => format!("{kind}：已收下 {status}"),
        Some(status) => format!("{kind}：被拒绝 {status}"),
        None => format!("{kind}：没有回答"),
    }
}

fn yuan(fen: u64) -> String {
    format!("¥{}.{:02}", fen / 100, fen % 100)
}

fn clock(instant: Timestamp) -> String {
    instant.to_zoned(tz::offset(8).to_time_zone()).strftime("%m-%d %H:%M:%S").to_string()
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
