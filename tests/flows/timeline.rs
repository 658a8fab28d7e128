//! What happened to an order, as its payer reads it: opened, shown, paid, heard of, booked.

use crate::cashier::{asks, campus};
use campus::{ADA, Campus, clock};
use domain::{ChannelKind, HeardBy, OrderNumber, OrderState};
use sandbox::{Fault, How, Misdeed, On};
use serde_json::{Value, json};
use std::time::Duration;

/// The timeline that Ada sees of `order`: what happened, and so many seconds after `since`.
async fn told(campus: &Campus, order: OrderNumber, since: domain::Timestamp) -> Vec<String> {
    let seen = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await;
    lines(&seen.body["timeline"], since)
}

fn lines(timeline: &Value, since: domain::Timestamp) -> Vec<String> {
    let line = |it: &Value| {
        let at: domain::Timestamp = it["at"].as_str().expect("an instant").parse().expect("one");
        let what = it["what"].as_str().expect("a slug");
        format!("{what} {}", at.duration_since(since).as_secs())
    };
    timeline.as_array().expect("moments").iter().map(line).collect()
}

fn pass(seconds: u64) {
    clock::set(clock::now() + Duration::from_secs(seconds));
}

async fn heard_by(campus: &Campus, order: OrderNumber) -> Option<HeardBy> {
    let order = campus.store.order(order).await.expect("a read").expect("an order");
    let OrderState::Paid { receipt, .. } = order.state else { return None };
    receipt.heard.map(|it| it.by)
}

#[tokio::test]
async fn a_payment_is_told_from_its_order_to_its_booking() {
    let (campus, tuition) = campus().await;
    let start = clock::now();
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    pass(20);
    let words = campus.pays(order, How::Pay).expect("payable");
    pass(3);
    campus.hears(&words[0]).await;
    pass(2);
    campus.settles().await;

    let timeline = told(&campus, order, start).await;

    assert_eq!(timeline, ["opened 0", "shown 0", "paid 20", "noticed 23", "booked 25"]);
    assert_eq!(heard_by(&campus, order).await, Some(HeardBy::Notice));
}

/// Told late and more than once: what was booked is what was heard first.
#[tokio::test]
async fn money_is_heard_of_once() {
    let (campus, tuition) = campus().await;
    let start = clock::now();
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let words = campus.pays(order, How::NotifyTwice).expect("payable");
    campus.hears(&words[0]).await;
    campus.settles().await;
    pass(60);
    campus.hears(&words[1]).await;
    campus.settles().await;

    let timeline = told(&campus, order, start).await;

    assert_eq!(timeline, ["opened 0", "shown 0", "paid 0", "noticed 0", "booked 0"]);
}

#[tokio::test]
async fn money_that_was_asked_for_is_heard_of_by_asking() {
    for button in ["check", "close", "chase"] {
        let (campus, tuition) = campus().await;
        let start = clock::now();
        let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
        campus.pays(order, How::Silent).expect("payable");
        pass(7);
        match button {
            "check" => assert_eq!(campus.checks(order).await.status, 200),
            "close" => assert_eq!(campus.closes(order).await.code(), "already-paid"),
            _ => campus.chases().await,
        }
        campus.settles().await;

        let timeline = told(&campus, order, start).await;
        assert_eq!(timeline[3], "noticed 7", "{button}");
        assert_eq!(heard_by(&campus, order).await, Some(HeardBy::Asking), "{button}");
    }
}

/// A provider that did not answer showed nothing, and the timeline does not say so.
#[tokio::test]
async fn an_order_is_shown_when_its_provider_says_how_to_pay_it() {
    let (campus, tuition) = campus().await;
    let start = clock::now();
    campus.bank(|bank| {
        let fault = Misdeed::LostAsk;
        bank.misbehave(Fault { on: Some(On::Place), times: 1, fault, slow_ms: 0 });
    });
    let (order, refused) = campus.orders(ADA, &[(&tuition, "4800.00")]).await;
    assert_eq!(refused.code(), "provider-unsure");
    assert_eq!(told(&campus, order, start).await, ["opened 0"]);

    pass(9);
    let again = campus.ordering(ADA, order.order, &asks(&tuition, &json!({})));
    let shown = campus.ask(again.clone()).await;
    assert_eq!((shown.status, shown.cost.writes), (201, 3), "refused, forgiven, and when");
    assert_eq!(lines(&shown.body["order"]["timeline"], start), ["opened 0", "shown 9"]);
    pass(9);
    // A page that is loaded again, and a provider that fails then, change nothing.
    assert_eq!(campus.ask(again.clone()).await.status, 201);
    campus.bank(|bank| {
        let fault = Misdeed::LostAsk;
        bank.misbehave(Fault { on: Some(On::Place), times: 1, fault, slow_ms: 0 });
    });
    assert_eq!(campus.ask(again).await.status, 503);

    assert_eq!(told(&campus, order, start).await, ["opened 0", "shown 9"]);
}

/// A code that is told once is kept, and when it was shown with it.
#[tokio::test]
async fn a_code_that_is_told_once_is_shown_from_then_on() {
    let (campus, tuition) = campus().await;
    let start = clock::now();
    campus.bank_of(ChannelKind::Bocom, |bank| {
        let fault = Misdeed::LostAsk;
        bank.misbehave(Fault { on: Some(On::Place), times: 1, fault, slow_ms: 0 });
    });
    let order = campus.draws_order_id();
    let again = campus.ordering(ADA, order, &asks(&tuition, &json!({ "channel": "bocom" })));
    let number = OrderNumber { order, payer: ADA.parse().expect("a person") };
    assert_eq!(campus.ask(again.clone()).await.status, 503);
    assert_eq!(told(&campus, number, start).await, ["opened 0"]);

    pass(4);
    assert_eq!(campus.ask(again.clone()).await.status, 201);
    pass(4);
    assert_eq!(campus.ask(again).await.body["checkout"]["kind"], "qr");

    assert_eq!(told(&campus, number, start).await, ["opened 0", "shown 4"]);
}

/// Known gap of the manuals: who paid a wrong amount reads how much arrived.
#[tokio::test]
async fn a_disputed_order_says_what_arrived() {
    let (campus, tuition) = campus().await;
    let start = clock::now();
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let words = campus.pays(order, How::PayLess).expect("payable");
    pass(1);
    campus.hears(&words[0]).await;
    pass(1);
    campus.settles().await;

    let seen = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await;

    assert_eq!(seen.body["state"], "disputed");
    assert_eq!(
        (&seen.body["total"], &seen.body["received"]),
        (&json!("4800.00"), &json!("4799.99"))
    );
    assert_eq!((&seen.body["paid_at"], &seen.body["transaction"]), (&Value::Null, &Value::Null));
    let timeline = lines(&seen.body["timeline"], start);
    assert_eq!(timeline, ["opened 0", "shown 0", "paid 0", "noticed 1", "disputed 2"]);
}

#[tokio::test]
async fn an_order_that_nobody_paid_says_how_it_ended() {
    let (campus, tuition) = campus().await;
    let start = clock::now();
    let changed = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    pass(5);
    let closed = campus.closes(changed).await;
    assert_eq!(lines(&closed.body["timeline"], start), ["opened 0", "shown 0", "closed 5"]);
    assert_eq!(closed.body["received"], Value::Null);

    let forgotten = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    pass(20 * 60);
    campus.chases().await;
    let timeline = told(&campus, forgotten, start).await;
    assert_eq!(timeline, ["opened 5", "shown 5", "expired 1205"]);
}
