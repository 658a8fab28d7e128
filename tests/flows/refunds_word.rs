//! What a provider was asked to give back is nobody else's to give, before the provider says anew
//! that it has nothing of it.

use crate::refunds::{does, paid, proposes, refunds, waits, wants};
use campus::Campus;
use domain::{ChannelKind, OrderNumber, RefundState, Timestamp};
use sandbox::{Fault, Ledger, Misdeed, On, Trade};
use serde_json::{Value, json};
use std::time::Duration;

/// Longer than an ask can be on the road.
const ARRIVED: Duration = Duration::from_mins(6);

fn wrong(campus: &Campus, on: On, fault: Misdeed, times: u32) {
    let fault = Fault { on: Some(on), times, fault, slow_ms: 0 };
    campus.bank(|bank| bank.misbehave(fault));
}

fn too_often() -> Misdeed {
    Misdeed::Reject { status: 429, code: "FREQUENCY_LIMITED".to_owned() }
}

/// The bank has taken up every refund it was asked for, and says until further notice that it is on
/// its way.
fn keeps_going(campus: &Campus) {
    campus.bank(|bank| {
        let mut ledger = Ledger::default();
        let slow = |mut trade: Trade| {
            trade.refunds.iter_mut().for_each(|it| it.asked = Timestamp::MAX);
            trade
        };
        for trade in bank.trades().cloned().map(slow).collect::<Vec<_>>() {
            ledger.open(trade);
        }
        bank.restore(ledger);
    });
}

/// Two messages of one refund ran side by side. The first one's ask was slow: while it was on the
/// road the other heard that there are too many, and that the bank has nothing of it, and writes
/// that down last. Then the bank took the first one up.
async fn taken_up_late() -> (Campus, OrderNumber, String) {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    wrong(&campus, On::Refund, Misdeed::Pending, 1);
    campus.gives_back().await;
    keeps_going(&campus);
    let first = campus.refund(&number).await;
    let other = first.troubled("FREQUENCY_LIMITED".to_owned(), true);
    assert!(campus.store.keep_asking(&other, &first.asking).await.expect("written"));
    (campus, order, number)
}

/// Nobody takes the refund back, nor wants the same money a second time.
async fn is_left_alone(campus: &Campus, order: OrderNumber, number: &str) {
    let back = does(campus, 3, number, "withdraw").await;
    assert_eq!((back.status, back.code()), (409, "refund-on-its-way"), "{}", back.text);
    let mut body = wants(campus, order, &[]);
    body["by_hand"] = json!(true);
    let path = format!("/api/office/refunds/{}", campus.draws_refund_id());
    let hand = campus.officer(3, "PUT", &path, Some(&body)).await;
    assert_eq!((hand.status, hand.code()), (409, "nothing-to-refund"), "{}", hand.text);
}

async fn offered(campus: &Campus) -> Value {
    waits(campus).await["refunds"][0]["may"].clone()
}

/// The officer's request asks the bank, finds the refund there, and leaves that written.
#[tokio::test]
async fn what_a_provider_took_up_late_is_not_taken_back() {
    let (campus, order, number) = Box::pin(taken_up_late()).await;
    campus.forgets(campus::Line::Refunds);
    campus.later(ARRIVED);
    assert_eq!(offered(&campus).await, json!(["withdraw"]), "as far as was heard");

    is_left_alone(&campus, order, &number).await;

    assert!(campus.refund(&number).await.asking.out);
    assert_eq!(offered(&campus).await, json!([]));
    campus.later(Duration::from_hours(24 * 60));
    is_left_alone(&campus, order, &number).await;
    crate::recounting::holds(&campus).await;
}

/// The next ask hears that the refund is on its way, and from then on nobody is offered to take it
/// back, however long it takes.
#[tokio::test]
async fn that_a_refund_is_on_its_way_is_written_down_when_it_is_heard() {
    let (campus, order, number) = Box::pin(taken_up_late()).await;

    campus.gives_back_for_an_hour().await;

    let asking = campus.refund(&number).await.asking;
    assert_eq!((asking.out, asking.trouble), (true, None));
    for days in [0, 31, 300] {
        campus.later(Duration::from_hours(24 * days));
        assert_eq!(offered(&campus).await, json!([]), "after {days} days");
        is_left_alone(&campus, order, &number).await;
    }
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 0);
}

/// A word that was heard right after an ask may have overtaken it: it is waited for.
#[tokio::test]
async fn a_word_that_may_have_overtaken_the_ask_counts_for_nothing() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    wrong(&campus, On::Refund, too_often(), 1);
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    campus.deliver(campus::Line::Refunds, 4, campus::Plan::fair()).await;
    campus.forgets(campus::Line::Refunds);
    assert_eq!(offered(&campus).await, json!([]));
    is_left_alone(&campus, order, &number).await;

    campus.later(ARRIVED);

    assert_eq!(offered(&campus).await, json!(["withdraw"]));
    assert_eq!(does(&campus, 3, &number, "withdraw").await.status, 200);
    assert!(matches!(campus.refund(&number).await.state, RefundState::Withdrawn { .. }));
    assert!(refunds(&campus).await.is_empty());
    crate::recounting::holds(&campus).await;
}

/// Whoever cannot be asked has said nothing.
#[tokio::test]
async fn while_the_provider_cannot_be_asked_nothing_is_taken_back() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    wrong(&campus, On::Refund, too_often(), 1);
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    campus.deliver(campus::Line::Refunds, 4, campus::Plan::fair()).await;
    campus.forgets(campus::Line::Refunds);
    campus.later(ARRIVED);
    let before = campus.refund(&number).await;
    wrong(&campus, On::QueryRefund, Misdeed::ErrorBefore, 1);

    let back = does(&campus, 3, &number, "withdraw").await;

    assert_eq!(back.status, 503, "{}", back.text);
    assert_eq!(campus.refund(&number).await, before);
    assert_eq!(does(&campus, 3, &number, "withdraw").await.status, 200, "once it answers");
}
