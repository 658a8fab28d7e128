use super::super::desk::{Choice, Which};
use super::super::wrongs::{OF_REFUNDS, Offer, Times, Wrong};
use super::{Delivery, clock, conduct, escaped, front, page, telling};
use crate::bank::{Bank, Fault, On};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

/// Lines of what was told, and orders, that are shown.
const TOLD: usize = 50;
const ORDERS: usize = 8;

/// Where the desk of the bank `slug` is, with what is chosen on it.
pub(in super::super) fn desk_url(slug: &str, choice: Choice) -> String {
    if choice == Choice::default() {
        return format!("/{slug}/desk");
    }
    format!("/{slug}/desk?on={}&times={}", said(choice.on), said(choice.times))
}

/// One bank: what it does wrong, the buttons for it, and what it told the merchant.
pub(in super::super) fn desk(
    bank: &Bank,
    choice: Choice,
    told: &[&Delivery],
    now: Timestamp,
) -> String {
    let (slug, offer) = (bank.slug(), Offer::of(bank.slug()));
    let body = format!(
        "<div class=\"wide\"><p class=\"ways\"><a class=\"back\" href=\"/\">‹ 全部渠道</a>\
         <a class=\"back\" href=\"{here}\">刷新</a></p><div class=\"desk\">\
         <section class=\"now\">{whole}{pending}</section>\
         <section class=\"forms\">{calls}{refunds}{statements}</section>\
         <section class=\"past\">{told}{orders}</section></div></div>",
        here = escaped(&desk_url(slug, choice)),
        whole = whole(bank),
        pending = pending(bank),
        calls = calls(slug, &offer, choice),
        refunds = kind(slug, "退款", On::Refund, OF_REFUNDS),
        statements = kind(slug, "对账单", On::Statement, offer.flaws),
        told = history(bank, told),
        orders = orders(bank, now),
    );
    page(Some(bank), "后台", "", &body)
}

/// How it behaves, and the buttons for the bank as a whole.
fn whole(bank: &Bank) -> String {
    let act = |act: &str, name: &str, hint: &str| {
        format!("<button name=\"act\" value=\"{act}\"><b>{name}</b><small>{hint}</small></button>")
    };
    let keys = match bank.rotated() {
        Some(at) => format!("换过了，{}", clock(at)),
        None => "从现在起用另一套签名".to_owned(),
    };
    format!(
        "<h1>后台</h1><p class=\"lead\">现在 {conduct}</p>\
         <form method=\"post\" action=\"/{slug}/desk/act\"><div class=\"buttons\">{down}{behave}\
         {rotate}</div></form>",
        conduct = conduct(bank),
        slug = bank.slug(),
        down = act("down", "停机", "哪种调用都收不到"),
        behave = act("behave", "恢复正常", "等着的故障都撤掉"),
        rotate = act("rotate", "现在换密钥", &keys),
    )
}

/// The wrongs still to come.
fn pending(bank: &Bank) -> String {
    let line = |it: &Fault| {
        let call = it.on.map_or("任何调用", call_name);
        let left = match it.times {
            Fault::ALWAYS => "直到另说".to_owned(),
            times => format!("还有 {times} 次"),
        };
        format!("<li><span class=\"what\">{call}：{}</span><small>{left}</small></li>", what(it))
    };
    let lines: String = bank.faults().map(line).collect();
    if lines.is_empty() {
        "<h2>等着的故障</h2><p class=\"sub\">没有。每次调用都照常回答。</p>".to_owned()
    } else {
        format!("<h2>等着的故障</h2><ol class=\"pending\">{lines}</ol>")
    }
}

/// What goes wrong, in words.
fn what(fault: &Fault) -> String {
    let wrong = Wrong::of(&fault.fault);
    let (name, _) = wrong.words();
    match fault.slow_ms {
        0 if wrong == Wrong::Slow => "照常".to_owned(),
        0 => name.to_owned(),
        wait if wrong == Wrong::Slow => format!("慢 {}", seconds(wait)),
        wait => format!("{name}，慢 {}", seconds(wait)),
    }
}

fn seconds(wait: u64) -> String {
    if wait.is_multiple_of(1000) {
        format!("{} 秒", wait / 1000)
    } else {
        format!("{wait} 毫秒")
    }
}

/// What can be wrong with any call.
fn calls(slug: &str, offer: &Offer, choice: Choice) -> String {
    let any = option(Which::Any, "任何调用", choice.on == Which::Any);
    let option_of = |on: &On| {
        let which = Which::Call(*on);
        option(which, call_name(*on), choice.on == which)
    };
    let options: String = offer.calls.iter().map(option_of).collect();
    let choices = format!(
        "<label>哪种调用<select name=\"on\">{any}{options}</select></label>{}",
        times(choice)
    );
    form(slug, "调用", &choices, offer.wrongs)
}

/// What can be wrong with one kind of call only.
fn kind(slug: &str, name: &str, on: On, wrongs: &[Wrong]) -> String {
    if wrongs.is_empty() {
        return String::new();
    }
    let hidden = format!("<input type=\"hidden\" name=\"on\" value=\"{}\">", said(on));
    form(slug, name, &format!("{hidden}{}", times(Choice::default())), wrongs)
}

fn form(slug: &str, name: &str, choices: &str, wrongs: &[Wrong]) -> String {
    let button = |wrong: &Wrong| {
        let (name, hint) = wrong.words();
        format!(
            "<button name=\"wrong\" value=\"{}\"><b>{name}</b><small>{hint}</small></button>",
            said(*wrong)
        )
    };
    let buttons: String = wrongs.iter().map(button).collect();
    format!(
        "<form method=\"post\" action=\"/{slug}/desk/faults\"><h2>{name}出错</h2>\
         <div class=\"choices\">{choices}</div><div class=\"buttons\">{buttons}</div></form>"
    )
}

fn times(choice: Choice) -> String {
    let options = [(Times::Once, "1 次"), (Times::Five, "5 次"), (Times::Always, "直到另说")];
    let options = options.map(|(times, words)| option(times, words, choice.times == times));
    format!("<label>几次<select name=\"times\">{}</select></label>", options.concat())
}

fn option(value: impl Serialize, words: &str, chosen: bool) -> String {
    let chosen = if chosen { " selected" } else { "" };
    format!("<option value=\"{}\"{chosen}>{words}</option>", said(value))
}

/// What was told to the merchant, the latest first.
fn history(bank: &Bank, told: &[&Delivery]) -> String {
    let line = |it: &&Delivery| {
        let about = match bank.trade(&it.number) {
            Some(trade) => format!(
                "<a href=\"/{}/cashier/{}\">{}</a>",
                bank.slug(),
                escaped(&trade.code),
                escaped(&trade.description)
            ),
            None => escaped(&it.number),
        };
        format!("<li><span>{}</span> {}<br>{about}</li>", clock(it.at), telling(it))
    };
    let lines: String = told.iter().rev().take(TOLD).map(line).collect();
    if lines.is_empty() {
        "<h2>告诉商户的</h2><p class=\"sub\">还没有。</p>".to_owned()
    } else {
        format!("<h2>告诉商户的</h2><ol class=\"log\">{lines}</ol>")
    }
}

fn orders(bank: &Bank, now: Timestamp) -> String {
    let rows: String =
        bank.trades().rev().take(ORDERS).map(|it| front::row(bank, it, now)).collect();
    if rows.is_empty() {
        return rows;
    }
    format!("<h2>最近的订单</h2><ul class=\"orders\">{rows}</ul>")
}

fn call_name(on: On) -> &'static str {
    match on {
        On::Place => "下单",
        On::Query => "查询",
        On::Close => "关单",
        On::Refund => "退款",
        On::QueryRefund => "查退款",
        On::Statement => "取对账单",
        On::Keys => "取公钥",
    }
}

/// How a form says `value`.
fn said(value: impl Serialize) -> String {
    json!(value).as_str().expect("a slug").to_owned()
}
