//! A provider that does not answer is paused for everybody, and what money came of it is not.

use crate::cashier::{asks, campus, offered};
use campus::{ADA, Campus};
use domain::ChannelKind;
use sandbox::{Fault, Misdeed, On};
use serde_json::{Value, json};
use std::time::Duration;

/// A provider fails as often as it may before it is paused.
async fn fails(campus: &Campus, kind: ChannelKind) {
    for time in 0..5 {
        let was = campus.store.breaker(kind).await.expect("a read");
        let becomes = domain::Breaker::failed(was.as_ref(), campus.now());
        let moved = campus.store.move_breaker(kind, was.as_ref(), &becomes).await;
        assert!(moved.expect("a write"), "{time}");
    }
}

/// R51: five unanswered orders pause a provider; the others go on, and one order tries it again.
#[tokio::test]
async fn a_provider_that_does_not_answer_is_paused_and_then_tried_by_one() {
    let (campus, tuition) = campus().await;
    campus.bank(|bank| {
        let fault = Misdeed::LostAsk;
        bank.misbehave(Fault { on: Some(On::Place), times: 5, fault, slow_ms: 0 });
    });
    let order = campus.draws_order_id();
    let place = || campus.ask(campus.ordering(ADA, order, &asks(&tuition, &json!({}))));
    for _ in 0..5 {
        assert_eq!(place().await.code(), "provider-unsure");
    }

    let paused = place().await;
    assert_eq!((paused.status, paused.code()), (503, "channel-down"), "{}", paused.text);
    assert_eq!(paused.header("retry-after"), Some("30"));
    assert_eq!(paused.cost.provider, 0, "nobody waits for a provider that does not answer");
    assert_eq!(offered(&campus, "pc").await[..2], ["wechat down qr", "bocom open qr+page"]);

    campus.later(Duration::from_secs(31));
    let tried = place().await;
    assert_eq!(tried.status, 201, "{}", tried.text);
    assert_eq!(offered(&campus, "pc").await[0], "wechat open qr");
}

/// A page whose address is made here says nothing of the provider: it goes on, and ends no pause.
#[tokio::test]
async fn a_page_that_asks_nobody_neither_waits_for_a_pause_nor_ends_it() {
    let (campus, tuition) = campus().await;
    let place = |more: Value| {
        let order = campus.draws_order_id();
        campus.ask(campus.ordering(ADA, order, &asks(&tuition, &more)))
    };
    campus.bank_of(ChannelKind::Alipay, |bank| {
        bank.misbehave(Fault {
            on: Some(On::Place),
            times: 5,
            fault: Misdeed::LostAsk,
            slow_ms: 0,
        });
    });
    let order = campus.draws_order_id();
    let code = json!({ "channel": "alipay" });
    for _ in 0..5 {
        let ask = campus.ordering(ADA, order, &asks(&tuition, &code));
        assert_eq!(campus.ask(ask).await.code(), "provider-unsure");
    }
    assert_eq!(offered(&campus, "pc").await[3], "alipay down qr+page");

    campus.later(Duration::from_secs(31));
    campus.closes(domain::OrderNumber { order, payer: ADA.parse().expect("a person") }).await;
    campus.later(Duration::from_hours(2));
    campus.chases().await;
    let paused = campus.store.breaker(ChannelKind::Alipay).await.expect("a read");
    let placed = place(json!({ "channel": "alipay", "way": "page" })).await;
    assert_eq!((placed.status, placed.cost.provider), (201, 0), "{}", placed.text);
    let after = campus.store.breaker(ChannelKind::Alipay).await.expect("a read");
    assert!(paused.is_some() && paused == after, "the pause is as it was");
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_pauses_nothing() {
    let (campus, tuition) = campus().await;
    campus.bank(|bank| {
        let fault = Misdeed::Reject { status: 403, code: "NO_AUTH".to_owned() };
        bank.misbehave(Fault { on: Some(On::Place), times: 6, fault, slow_ms: 0 });
    });
    let order = campus.draws_order_id();
    for _ in 0..6 {
        let answer = campus.ask(campus.ordering(ADA, order, &asks(&tuition, &json!({})))).await;
        assert_eq!(answer.code(), "provider-refused", "{}", answer.text);
    }
    assert_eq!(offered(&campus, "pc").await[0], "wechat open qr");
}

/// While a provider is paused, what became of its money is asked and told as ever.
#[tokio::test]
async fn a_pause_keeps_nobodys_money_waiting() {
    let (campus, tuition) = campus().await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    fails(&campus, ChannelKind::Wechat).await;
    assert_eq!(offered(&campus, "pc").await[0], "wechat down qr");

    campus.is_paid(order).await;
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
}

#[tokio::test]
async fn of_two_who_write_a_breaker_one_is_told_to_look_again() {
    let (campus, _) = campus().await;
    let failed = domain::Breaker::failed(None, campus.now());
    let write = || campus.store.move_breaker(ChannelKind::Abc, None, &failed);
    assert!(write().await.expect("a write"));
    assert!(!write().await.expect("a write"), "somebody else was first");
    campus.store.forget_breaker(ChannelKind::Abc).await.expect("a write");
    assert!(campus.store.breakers().await.expect("a read").is_empty());
}

/// The code that a provider gave once is kept, and shown again whether it answers or not.
#[tokio::test]
async fn a_pause_takes_no_code_away_from_a_payer_who_has_it() {
    let (campus, tuition) = campus().await;
    let order = campus.draws_order_id();
    let place =
        || campus.ask(campus.ordering(ADA, order, &asks(&tuition, &json!({ "channel": "bocom" }))));
    let first = place().await;
    assert_eq!(first.status, 201, "{}", first.text);
    fails(&campus, ChannelKind::Bocom).await;

    let again = place().await;
    assert_eq!((again.status, again.cost.provider), (201, 0), "{}", again.text);
    assert_eq!(again.body["checkout"], first.body["checkout"]);
    assert_eq!(offered(&campus, "pc").await[1], "bocom down qr+page", "it did not answer anybody");
}
