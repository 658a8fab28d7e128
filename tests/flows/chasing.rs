//! Orders of which no notice came: the bank is asked until it is decided.

use crate::TUITION;
use campus::{ADA, BEN, Campus, Line, Mishap, Plan};
use domain::OrderNumber;
use sandbox::{Fault, How, Misdeed};
use std::time::Duration;

async fn order() -> (Campus, OrderNumber) {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    (campus, order)
}

/// Lets time pass a few seconds at a time, with everything done that comes due.
async fn waits(campus: &Campus, minutes: u64) {
    for _ in 0..minutes * 12 {
        campus.later(Duration::from_secs(5));
        campus.chases().await;
        campus.settles().await;
    }
}

#[tokio::test]
async fn a_lost_notice_is_found_within_seconds() {
    let (campus, order) = order().await;
    campus.pays(order, How::Silent).expect("payable");

    campus.later(Duration::from_secs(4));
    campus.chases().await;
    assert!(campus.receipts().is_empty(), "not yet");
    campus.later(Duration::from_secs(1));
    campus.chases().await;
    campus.settles().await;

    assert_eq!((campus.state(order).await, campus.owed(ADA).await), ("paid".into(), "0.00".into()));
    waits(&campus, 1).await;
    assert!(campus.messages().is_empty(), "nobody asks any more");
}

#[tokio::test]
async fn an_order_nobody_pays_is_closed_at_the_bank_and_then_here() {
    let (campus, order) = order().await;

    waits(&campus, 17).await;

    assert_eq!(campus.state(order).await, "closed");
    assert!(campus.pays(order, How::Pay).is_err());
    let home = campus.sees(ADA, "/api/arrears").await;
    assert!(home.body["bills"][0]["held_by"].is_null(), "{}", home.text);
    assert!(campus.messages().is_empty());
}

/// R26: somebody pays in the last second, and no notice of it ever comes.
#[tokio::test]
async fn money_of_the_last_second_is_booked() {
    let (campus, order) = order().await;
    campus.later(Duration::from_mins(15) - Duration::from_secs(1));
    campus.pays(order, How::Silent).expect("payable to the last second");

    waits(&campus, 3).await;

    assert_eq!((campus.state(order).await, campus.owed(ADA).await), ("paid".into(), "0.00".into()));
}

/// R51: the bank is away for an hour; only time is lost.
#[tokio::test]
async fn a_silent_bank_changes_nothing_but_time() {
    let (campus, order) = order().await;
    campus.pays(order, How::Silent).expect("payable");
    campus.bank(|bank| {
        bank.misbehave(Fault { on: None, times: u32::MAX, fault: Misdeed::LostAnswer, slow_ms: 0 });
    });

    waits(&campus, 60).await;
    assert_eq!(campus.state(order).await, "open");
    campus.bank(sandbox::Bank::behave);
    waits(&campus, 20).await;

    assert_eq!((campus.state(order).await, campus.owed(ADA).await), ("paid".into(), "0.00".into()));
}

#[tokio::test]
async fn a_payer_who_asks_is_told_what_the_bank_says() {
    let (campus, order) = order().await;

    let unpaid = campus.checks(order).await;
    campus.later(Duration::from_secs(2));
    campus.pays(order, How::Silent).expect("payable");
    campus.bank(|bank| {
        bank.misbehave(Fault { on: None, times: 2, fault: Misdeed::Probe, slow_ms: 0 });
    });
    let unknown = campus.checks(order).await;
    let paid = campus.checks(order).await;
    campus.settles().await;

    let said = |it: &campus::Answer| it.body["provider"].as_str().unwrap_or_default().to_owned();
    assert_eq!((unpaid.status, said(&unpaid)), (200, "unpaid".to_owned()));
    assert_eq!((unknown.status, said(&unknown)), (200, "unknown".to_owned()));
    assert_eq!((paid.status, said(&paid)), (200, "paid".to_owned()));
    assert_eq!(campus.owed(ADA).await, "0.00");
}

/// The bank counts how often a school asks, for all its payers together.
#[tokio::test]
async fn a_payer_who_presses_again_and_again_is_answered_without_the_bank() {
    let (campus, order) = order().await;

    let mut asked = 0;
    for _ in 0..10 {
        let answer = campus.checks(order).await;
        assert_eq!(answer.body["provider"], "unpaid", "{}", answer.text);
        asked += answer.cost.provider;
        campus.later(Duration::from_millis(300));
    }

    assert_eq!(asked, 2, "ten times in three seconds");
}

/// A probe of the bank's, once, is asked again within the same call.
#[tokio::test]
async fn one_wrong_signature_of_the_bank_is_asked_for_again() {
    let (campus, order) = order().await;
    campus.bank(|bank| {
        bank.misbehave(Fault { on: None, times: 1, fault: Misdeed::Probe, slow_ms: 0 });
    });

    let answer = campus.checks(order).await;

    assert_eq!(answer.body["provider"], "unpaid");
    assert_eq!(answer.cost.provider, 2);
}

/// R15, R28: its creator died right after the order was written, and its chase was lost, too.
#[tokio::test]
async fn an_order_that_every_queue_forgot_is_found_at_night() {
    let (campus, order) = order().await;
    campus.forgets(Line::Chase);

    campus.later(Duration::from_hours(2));
    assert!(campus.sweeps(Plan::fair()).await);
    waits(&campus, 1).await;

    assert_eq!(campus.state(order).await, "closed");
}

/// It dies between the questions about two orders: one is on its way, the other is not.
#[tokio::test]
async fn a_sweep_that_dies_is_made_good_by_the_next() {
    let (campus, first) = order().await;
    campus.admits(BEN).await;
    let tuition = campus.owes(BEN, TUITION, "4800.00").await;
    let second = campus.opens(BEN, &[(&tuition, "4800.00")]).await;
    campus.forgets(Line::Chase);
    campus.later(Duration::from_hours(2));

    assert!(!campus.sweeps(Plan::at_write(2, Mishap::CrashBefore)).await);
    assert_eq!(campus.messages().len(), 1, "half of it was done");
    assert!(campus.sweeps(Plan::fair()).await);
    assert_eq!(campus.messages().len(), 3, "the next does all of it, one for a second time");
    waits(&campus, 1).await;

    for order in [first, second] {
        assert_eq!(campus.state(order).await, "closed");
    }
    assert!(campus.messages().is_empty());
}
