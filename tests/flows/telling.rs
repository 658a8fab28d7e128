//! What is left for whoever looks later: one trace through all that a request causes, and what is
//! counted on the way.

use crate::TUITION;
use crate::canary::Log;
use campus::{ADA, Campus, Line, Plan};
use domain::{ChannelKind, DisputeReason, OrderNumber};
use sandbox::{Fault, How, Misdeed};
use serde_json::Value;
use std::time::Duration;
use tracing::subscriber::DefaultGuard;
use trail::{Call, Measure};

/// What the functions on the way of money write, as they write it on Lambda.
fn reads() -> (Log, DefaultGuard) {
    let log = Log::default();
    let functions = ["chase_payments", "create_order", "payment_notify", "settle_payment"];
    (log.clone(), tracing::subscriber::set_default(edge::lines(&functions, log)))
}

/// The line that says `message`, of those in `log`.
#[track_caller]
fn line(log: &Log, message: &str) -> Value {
    let text = String::from_utf8(log.take()).expect("UTF-8");
    let lines = text.lines().map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
    let mut said = lines.filter(|it| it["message"] == message);
    said.next().unwrap_or_else(|| panic!("nobody says {message}: {text}"))
}

/// The trace of the run that wrote `line`, and the order that the line is about.
fn of(line: &Value) -> (String, String) {
    let spans = line["spans"].as_array().expect("spans");
    let named = |name: &str| spans.iter().find_map(|it| it[name].as_str()).map(str::to_owned);
    let order = line["order.number"].as_str().map(str::to_owned).or_else(|| named("order.number"));
    (named("trace").expect("a trace"), order.unwrap_or_default())
}

async fn order() -> (Campus, OrderNumber) {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    (campus, order)
}

#[tokio::test]
async fn a_notice_and_the_booking_that_it_causes_share_one_trace() {
    let (campus, order) = order().await;
    let (log, _guard) = reads();

    campus.is_paid(order).await;
    let notice = of(&line(&log, "a receipt is on its way into the books"));
    campus.settles().await;
    let booking = of(&line(&log, "the money is booked"));

    assert_eq!(notice, booking);
    assert_eq!(booking.1, order.to_string());
}

#[tokio::test]
async fn two_notices_are_two_traces() {
    let (campus, order) = order().await;
    let (log, _guard) = reads();
    let mut traces = Vec::new();
    let told = campus.pays(order, How::Pay).expect("payable");
    for told in [told.clone(), told].concat() {
        campus.hears(&told).await;
        traces.push(of(&line(&log, "a receipt is on its way into the books")).0);
    }
    campus.settles().await;

    assert_ne!(traces[0], traces[1]);
}

#[tokio::test]
async fn an_order_and_all_that_is_asked_about_it_share_one_trace() {
    let (log, _guard) = reads();
    let (campus, order) = order().await;
    let opened = of(&line(&log, "an order is opened")).0;
    campus.later(Duration::from_secs(5));
    campus.chases().await;
    campus.pays(order, How::Silent).expect("payable");

    campus.later(Duration::from_secs(15));
    campus.chases().await;
    let waiting = campus.messages();
    campus.settles().await;

    let traces: Vec<_> = waiting.iter().map(|it| (it.line, it.trace.clone())).collect();
    assert_eq!(traces, [(Line::Receipts, Some(opened.clone()))]);
    assert_eq!(of(&line(&log, "the money is booked")), (opened, order.to_string()));
}

#[tokio::test]
async fn a_message_without_a_trace_begins_one_and_keeps_it_when_it_comes_again() {
    let (campus, order) = order().await;
    campus.is_paid(order).await;
    let receipt = campus.messages().into_iter().find(|it| it.line == Line::Receipts);
    let body = receipt.expect("it waits").body;
    campus.settles().await;
    campus.sends(Line::Receipts, &body.replace("\"4800.00\"", "\"no amount\""));
    let (log, _guard) = reads();

    let mut traces = Vec::new();
    for _ in 0..2 {
        let delivery = campus.deliver(Line::Receipts, 10, Plan::fair()).await;
        assert_eq!(delivery.again.len(), 1, "it cannot be read");
        let text = String::from_utf8(log.take()).expect("UTF-8");
        let said: Value = serde_json::from_str(text.trim()).expect("one line");
        assert_eq!(said["level"], "ERROR");
        traces.push(of(&said).0);
        campus.later(Duration::from_mins(10));
    }

    assert_eq!(traces[0], traces[1]);
    campus.forgets(Line::Receipts);
}

#[tokio::test]
async fn what_happens_to_money_is_counted_once() {
    let (campus, order) = order().await;
    let channel = ChannelKind::Wechat;
    let asked = |it: &Measure, wanted: Call| matches!(it, Measure::Asked { call, failed: false, .. } if *call == wanted);
    let [placed, opened] = &campus.told()[..] else { panic!("an order is opened and placed") };
    assert_eq!(*placed, Measure::Opened { channel });
    assert!(asked(opened, Call::Place), "{opened:?}");

    campus.later(Duration::from_secs(5));
    campus.chases().await;
    let [queried, open] = &campus.told()[..] else { panic!("it is asked about") };
    assert!(asked(queried, Call::Query), "{queried:?}");
    assert_eq!(*open, Measure::OpenOrder { seconds: 5 });

    let told = campus.pays(order, How::Pay).expect("payable");
    for told in [told.clone(), told.clone(), told].concat() {
        campus.hears(&told).await;
    }
    campus.settles().await;
    let amount = "4800.00".parse().expect("an amount");
    assert_eq!(campus.told(), [Measure::Paid { channel, amount }]);
}

#[tokio::test]
async fn a_provider_that_is_silent_is_an_error_of_its_own() {
    let (campus, _order) = order().await;
    campus.told();
    campus.bank(|bank| {
        bank.misbehave(Fault { on: None, times: 1, fault: Misdeed::LostAsk, slow_ms: 0 });
    });

    campus.later(Duration::from_secs(5));
    campus.chases().await;

    let failed =
        |it: &Measure| matches!(it, Measure::Asked { call: Call::Query, failed, .. } if *failed);
    assert!(campus.told().iter().any(failed));
}

#[tokio::test]
async fn money_that_cannot_be_booked_is_counted_by_its_reason() {
    let (campus, order) = order().await;
    for told in campus.pays(order, How::PayTwice).expect("payable") {
        campus.hears(&told).await;
    }
    campus.told();

    campus.settles().await;

    let disputed = Measure::Disputed { reason: DisputeReason::PaidTwice };
    let told = campus.told();
    assert_eq!(told.iter().filter(|it| matches!(it, Measure::Paid { .. })).count(), 1);
    assert_eq!(told.iter().filter(|it| **it == disputed).count(), 1);
}
