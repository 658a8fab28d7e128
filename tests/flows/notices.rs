//! What the bank, or somebody who says so, tells us: believed only when proved, kept before thanked.

use crate::TUITION;
use campus::{ADA, Ask, Campus, Mishap, Plan};
use domain::OrderNumber;
use sandbox::{Announcement, Flaw, How, SignedBy};
use std::time::Duration;

async fn order() -> (Campus, OrderNumber) {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    (campus, order)
}

fn paid(campus: &Campus, order: OrderNumber) -> Announcement {
    campus.pays(order, How::Pay).expect("payable").remove(0)
}

/// The notice is refused with `status`, no table is touched and nothing changes.
async fn is_refused(campus: &Campus, notice: Ask, status: u16) {
    let before = campus.everything().await;
    let answer = campus.ask(notice).await;
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.body["code"], "FAIL", "the bank's own word for a failure");
    assert_eq!((answer.cost.reads, answer.cost.writes, answer.cost.messages), (0, 0, 0));
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_notice_is_kept_and_thanked_for_without_touching_a_table() {
    let (campus, order) = order().await;

    let answer = campus.hears(&paid(&campus, order)).await;

    assert_eq!((answer.status, answer.body["code"].as_str()), (200, Some("SUCCESS")));
    assert_eq!((answer.cost.reads, answer.cost.writes, answer.cost.messages), (0, 0, 1));
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
}

#[tokio::test]
async fn a_notice_that_is_not_the_banks_changes_nothing() {
    let (campus, order) = order().await;
    let true_word = paid(&campus, order);
    for (flaw, status) in
        [(Flaw::Forged, 401), (Flaw::Probe, 401), (Flaw::Stale, 401), (Flaw::Foreign, 400)]
    {
        let notice = campus.notice(&Announcement { flaw, ..true_word.clone() });
        is_refused(&campus, notice, status).await;
    }
}

#[tokio::test]
async fn a_notice_changed_on_its_way_is_not_believed() {
    let (campus, order) = order().await;
    let notice = campus.notice(&paid(&campus, order));

    for name in
        ["wechatpay-signature", "wechatpay-nonce", "wechatpay-timestamp", "wechatpay-serial"]
    {
        let mut missing = notice.clone();
        missing.headers.retain(|it| it.0 != name);
        is_refused(&campus, missing, 401).await;
    }
    let body = notice.body.clone().expect("a body");
    for changed in
        [format!("{body} "), body.replace("SUCCESS", "CLOSED"), "{}".into(), String::new()]
    {
        is_refused(&campus, Ask { body: Some(changed), ..notice.clone() }, 401).await;
    }
    let mut serial = notice.clone();
    serial.headers.iter_mut().find(|it| it.0 == "wechatpay-serial").expect("there").1 = "77".into();
    is_refused(&campus, serial, 401).await;
}

#[tokio::test]
async fn a_notice_heard_much_later_is_stale_and_told_anew_is_believed() {
    let (campus, order) = order().await;
    let told = paid(&campus, order);
    let notice = campus.notice(&told);

    campus.later(Duration::from_mins(5));
    is_refused(&campus, notice, 401).await;
    let anew = campus.hears(&told).await;
    campus.settles().await;

    assert_eq!(anew.status, 200);
    assert_eq!(campus.state(order).await, "paid");
}

#[tokio::test]
async fn both_of_the_banks_keys_are_believed() {
    for signed_by in [SignedBy::PublicKey, SignedBy::Certificate] {
        let (campus, order) = order().await;
        campus.bank(|bank| bank.sign_notices_by(signed_by));

        assert_eq!(campus.hears(&paid(&campus, order)).await.status, 200, "{signed_by:?}");
        campus.settles().await;
        assert_eq!(campus.state(order).await, "paid");
    }
}

#[tokio::test]
async fn an_unknown_channel_has_no_notices() {
    let (campus, order) = order().await;
    let notice = campus.notice(&paid(&campus, order));

    let answer = campus.ask(Ask { path: "/api/notify/cash".into(), ..notice }).await;

    assert_eq!((answer.status, answer.code()), (404, "no-such-channel"));
    assert!(campus.receipts().is_empty());
}

#[tokio::test]
async fn a_duplicate_costs_two_reads_and_changes_nothing() {
    let (campus, order) = order().await;
    let told = paid(&campus, order);
    campus.hears(&told).await;
    campus.settles().await;
    let before = campus.everything().await;

    assert_eq!(campus.hears(&told).await.status, 200);
    let delivery = campus.deliver(campus::Line::Receipts, 10, Plan::fair()).await;

    assert_eq!((delivery.cost.reads, delivery.cost.writes), (2, 0));
    assert_eq!(campus.everything().await, before);
}

/// R1: a hundred times, ten at a time.
#[tokio::test]
async fn a_hundred_tellings_book_once() {
    let (campus, order) = order().await;
    let told = paid(&campus, order);
    for _ in 0..100 {
        assert_eq!(campus.hears(&told).await.status, 200);
    }

    campus.settles().await;

    let books = campus.books().await;
    assert!(books.disputes.is_empty());
    assert_eq!(books.bills.values().next().map(|it| it.paid_here), Some(480_000));
}

#[tokio::test]
async fn while_the_queue_is_away_the_bank_is_not_thanked() {
    for mishap in [Mishap::Throttle, Mishap::LostAsk] {
        let (campus, order) = order().await;
        let told = paid(&campus, order);

        let answer = campus.call(Plan::during(1, 9, mishap), campus.notice(&told)).await;
        let answer = answer.expect("alive");
        assert_eq!(
            (answer.status, answer.body["code"].as_str()),
            (503, Some("FAIL")),
            "{mishap:?}"
        );
        assert!(campus.receipts().is_empty());

        assert_eq!(campus.hears(&told).await.status, 200);
        campus.settles().await;
        assert_eq!(campus.owed(ADA).await, "0.00");
    }
}

/// R31: one message of ten cannot be read; the nine are booked, and it is given up in the end.
#[tokio::test]
async fn a_poisoned_message_does_not_hold_up_the_others() {
    let (mut campus, order) = order().await;
    campus.sends(campus::Line::Receipts, "not a receipt");
    campus.hears(&paid(&campus, order)).await;

    let delivery = campus.deliver(campus::Line::Receipts, 10, Plan::fair()).await;
    assert_eq!((delivery.handed.len(), delivery.again.len()), (2, 1));
    assert_eq!(campus.owed(ADA).await, "0.00");
    for _ in 0..6 {
        campus.later(Duration::from_mins(2));
        campus.deliver(campus::Line::Receipts, 10, Plan::fair()).await;
    }

    assert_eq!(campus.dead_letters().len(), 1);
    assert!(campus.messages().iter().all(|it| it.line == campus::Line::Chase));
    campus.leaves_receipts();
}

/// Found by the simulation: the notice and the answer to a question arrive together, after the
/// order's hold ran out and another order took the bill.
#[tokio::test]
async fn a_receipt_settled_twice_at_once_is_not_booked_and_disputed() {
    let (campus, order) = order().await;
    let told = paid(&campus, order);
    campus.later(Duration::from_mins(21));
    let tuition = TUITION.parse().expect("a bill");
    campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    for _ in 0..4 {
        assert_eq!(campus.hears(&told).await.status, 200);
    }

    for pace in [vec![1, 9, 2, 7, 3], vec![5], vec![2, 1]] {
        campus.deliver(campus::Line::Receipts, 10, Plan { pace, ..Plan::fair() }).await;
        campus.later(Duration::from_mins(2));
    }

    assert_eq!(campus.state(order).await, "paid");
    assert!(campus.books().await.disputes.is_empty());
}

/// What staff have on their list is not booked beside it when the bill grows again.
#[tokio::test]
async fn a_disputed_receipt_told_again_stays_disputed() {
    let (campus, order) = order().await;
    let told = paid(&campus, order);
    let (person, now) = (ADA.parse().expect("a person"), campus.store.clone());
    let was = now.bills(person).await.expect("bills").remove(0);
    let waived = domain::Bill { exempt: was.due, ..was.clone() };
    campus.amends(ADA, waived.clone(), Some(was.clone())).await.expect("written");
    campus.hears(&told).await;
    campus.settles().await;
    assert_eq!(campus.state(order).await, "disputed");

    let waived = now.bills(person).await.expect("bills").remove(0);
    let raised = domain::Bill { hold: None, ..was };
    campus.amends(ADA, raised, Some(waived)).await.expect("written");
    campus.hears(&told).await;
    campus.settles().await;

    assert_eq!(
        (campus.state(order).await, campus.owed(ADA).await),
        ("disputed".into(), "4800.00".into())
    );
    assert_eq!(campus.books().await.disputes.len(), 1);
}
