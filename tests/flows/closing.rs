//! A payer changes their mind: the bank closes first, and is asked before and after.

use crate::TUITION;
use campus::{ADA, Campus, Mishap, Plan};
use domain::OrderNumber;
use sandbox::{Fault, How, Misdeed, On};

async fn order() -> (Campus, OrderNumber) {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    (campus, order)
}

#[tokio::test]
async fn a_closed_order_frees_its_bill_and_cannot_be_paid() {
    let (campus, order) = order().await;

    let closed = campus.closes(order).await;

    assert_eq!((closed.status, closed.body["state"].as_str()), (200, Some("closed")));
    assert_eq!(campus.sees(ADA, "/api/arrears").await.body["pending"], "0.00");
    assert!(campus.pays(order, How::Pay).is_err(), "the bank closed it, too");
    let again = campus.closes(order).await;
    assert_eq!((again.status, &again.body), (200, &closed.body));
}

#[tokio::test]
async fn a_paid_order_cannot_be_closed() {
    let (campus, order) = order().await;
    campus.is_paid(order).await;
    campus.settles().await;

    let answer = campus.closes(order).await;

    assert_eq!((answer.status, answer.code()), (409, "already-paid"));
}

#[tokio::test]
async fn closing_finds_money_of_which_no_notice_came() {
    let (campus, order) = order().await;
    campus.pays(order, How::Silent).expect("payable");

    let answer = campus.closes(order).await;
    campus.settles().await;

    assert_eq!((answer.status, answer.code()), (409, "already-paid"));
    assert_eq!(campus.owed(ADA).await, "0.00");
}

/// The bank says "unpaid", the payer pays, and only then the bank is asked to close.
#[tokio::test]
async fn money_that_comes_between_asking_and_closing_is_booked() {
    let (campus, order) = order().await;
    let number = order.to_string();
    campus.meanwhile(2, move |bank| {
        bank.pay(&number, How::Silent, campus::clock::now()).expect("payable");
    });

    let answer = campus.closes(order).await;
    campus.settles().await;

    assert_eq!((answer.status, answer.code()), (409, "already-paid"));
    assert_eq!((campus.state(order).await, campus.owed(ADA).await), ("paid".into(), "0.00".into()));
}

#[tokio::test]
async fn while_the_bank_is_silent_nothing_is_closed() {
    for on in [On::Query, On::Close] {
        for misdeed in [Misdeed::LostAsk, Misdeed::ErrorBefore, Misdeed::TooMany] {
            let (campus, order) = order().await;
            let before = campus.everything().await;
            campus.bank(|bank| {
                bank.misbehave(Fault {
                    on: Some(on),
                    times: 9,
                    fault: misdeed.clone(),
                    slow_ms: 0,
                });
            });

            let answer = campus.closes(order).await;

            assert_eq!(
                (answer.status, answer.code()),
                (503, "provider-unsure"),
                "{on:?} {misdeed:?}"
            );
            assert_eq!(campus.everything().await, before);
        }
    }
}

#[tokio::test]
async fn closing_again_after_a_lost_answer_closes() {
    let (campus, order) = order().await;
    campus.bank(|bank| {
        let fault = Misdeed::LostAnswer;
        bank.misbehave(Fault { on: Some(On::Close), times: 1, fault, slow_ms: 0 });
    });

    let first = campus.closes(order).await;
    let second = campus.closes(order).await;

    assert_eq!((first.status, second.status), (503, 200));
    assert_eq!(campus.state(order).await, "closed");
}

#[tokio::test]
async fn closing_and_booking_at_the_same_moment_leave_one_truth() {
    let (campus, order) = order().await;
    for announcement in campus.pays(order, How::Pay).expect("payable") {
        campus.hears(&announcement).await;
    }
    let close = campus.says(ADA, "POST", &format!("/api/orders/{}/close", order.order), None);
    let pace = |pace: &[u64]| Plan { pace: pace.to_vec(), ..Plan::fair() };

    let (closed, _) = tokio::join!(
        campus.call(pace(&[1, 30]), close),
        campus.deliver(campus::Line::Receipts, 10, pace(&[5, 10]))
    );
    campus.settles().await;

    assert_eq!(closed.expect("alive").code(), "already-paid");
    assert_eq!((campus.state(order).await, campus.owed(ADA).await), ("paid".into(), "0.00".into()));
}

#[tokio::test]
async fn a_close_that_dies_before_our_own_write_is_finished_by_the_next() {
    let (campus, order) = order().await;
    let close = || campus.says(ADA, "POST", &format!("/api/orders/{}/close", order.order), None);

    let died = campus.call(Plan::at_write(1, Mishap::CrashBefore), close()).await;
    assert!(died.is_none());
    assert!(campus.pays(order, How::Pay).is_err(), "the bank closed it before");
    assert_eq!(campus.state(order).await, "open");
    let again = campus.closes(order).await;

    assert_eq!((again.status, again.body["state"].as_str()), (200, Some("closed")));
}

/// The bank says "paid" when asked to close, and a moment later that it knows no such order.
#[tokio::test]
async fn an_order_that_the_bank_called_paid_is_not_closed_on_a_wrong_answer() {
    let (campus, order) = order().await;
    let number = order.to_string();
    campus.meanwhile(2, move |bank| {
        bank.pay(&number, How::Silent, campus::clock::now()).expect("payable");
        let fault = Misdeed::Reject { status: 404, code: "ORDER_NOT_EXIST".to_owned() };
        bank.misbehave(Fault { on: Some(On::Query), times: 1, fault, slow_ms: 0 });
    });

    let first = campus.closes(order).await;
    let second = campus.closes(order).await;
    campus.settles().await;

    assert_eq!((first.status, first.code()), (503, "provider-unsure"));
    assert_eq!((second.status, second.code()), (409, "already-paid"));
    assert_eq!(campus.owed(ADA).await, "0.00");
}
