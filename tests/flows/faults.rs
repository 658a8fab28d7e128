//! A function dies or its outside fails at each of its calls in turn, before and after the effect;
//! whoever comes next brings everything to the same end (R2, R23, R24, R28 to R30, R33, R34).

use crate::{ROOM, TUITION};
use campus::{ADA, Campus, Line, Mishap, Plan};
use domain::OrderNumber;
use sandbox::How;
use serde_json::{Value, json};
use std::time::Duration;

/// More calls than any function makes.
const CALLS_MAX: u32 = 8;

async fn campus() -> (Campus, Value) {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
    let lines =
        json!([{"bill": tuition, "amount": "4800.00"}, {"bill": room, "amount": "1200.00"}]);
    (campus, json!({ "lines": lines, "channel": "wechat", "scene": "pc", "way": "qr" }))
}

/// Lets an hour pass with everything done that comes due.
async fn an_hour_passes(campus: &Campus) {
    for _ in 0..60 {
        campus.later(Duration::from_mins(1));
        campus.chases().await;
        campus.deliver(Line::Receipts, 10, Plan::fair()).await;
    }
    campus.sweeps(Plan::fair()).await;
    campus.later(Duration::from_mins(2));
    campus.chases().await;
    campus.settles().await;
}

#[tokio::test]
async fn asking_again_after_any_failure_opens_one_order_that_can_be_paid() {
    for nth in 1..=CALLS_MAX {
        for mishap in Mishap::ALL {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();

            let first = campus
                .call(Plan::during(nth, nth + 9, mishap), campus.ordering(ADA, id, &body))
                .await;
            let second = campus.ask(campus.ordering(ADA, id, &body)).await;

            let number = OrderNumber { order: id, payer: ADA.parse().expect("a person") };
            assert_eq!(second.status, 201, "{mishap:?} at {nth}: {}", second.text);
            assert!(
                first.is_none_or(|it| it.status == 201 || it.status == 503),
                "{mishap:?} at {nth}"
            );
            assert_eq!(campus.books().await.orders.len(), 1);
            campus.is_paid(number).await;
            campus.settles().await;
            assert_eq!(campus.owed(ADA).await, "0.00", "{mishap:?} at {nth}");
        }
    }
}

#[tokio::test]
async fn an_order_whose_asker_never_comes_back_ends_by_itself() {
    for nth in 1..=CALLS_MAX {
        for mishap in [Mishap::CrashBefore, Mishap::CrashAfter] {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();

            campus.call(Plan::at(nth, mishap), campus.ordering(ADA, id, &body)).await;
            an_hour_passes(&campus).await;

            let books = campus.books().await;
            let open = books.orders.values().filter(|it| it.state == domain::OrderState::Open);
            assert_eq!(open.count(), 0, "{mishap:?} at {nth}");
            assert!(books.bills.values().all(|it| it.hold_by.is_none()), "{mishap:?} at {nth}");
            assert!(campus.messages().is_empty(), "{mishap:?} at {nth}");
        }
    }
}

#[tokio::test]
async fn a_receipt_is_booked_once_whatever_befalls_the_booking() {
    for nth in 1..=CALLS_MAX {
        for mishap in Mishap::ALL {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();
            assert_eq!(campus.ask(campus.ordering(ADA, id, &body)).await.status, 201);
            let number = OrderNumber { order: id, payer: ADA.parse().expect("a person") };
            campus.is_paid(number).await;

            campus.deliver(Line::Receipts, 10, Plan::during(nth, nth + 9, mishap)).await;
            campus.later(Duration::from_mins(5));
            campus.settles().await;

            let books = campus.books().await;
            assert_eq!(campus.owed(ADA).await, "0.00", "{mishap:?} at {nth}");
            assert!(books.disputes.is_empty(), "{mishap:?} at {nth}");
        }
    }
}

#[tokio::test]
async fn money_that_cannot_be_booked_is_kept_once_whatever_befalls_it() {
    for nth in 1..=CALLS_MAX {
        for mishap in Mishap::ALL {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();
            assert_eq!(campus.ask(campus.ordering(ADA, id, &body)).await.status, 201);
            let number = OrderNumber { order: id, payer: ADA.parse().expect("a person") };
            for announcement in campus.pays(number, How::PayLess).expect("payable") {
                campus.hears(&announcement).await;
            }

            campus.deliver(Line::Receipts, 10, Plan::during(nth, nth + 9, mishap)).await;
            campus.later(Duration::from_mins(5));
            campus.settles().await;

            let books = campus.books().await;
            assert_eq!(books.disputes.len(), 1, "{mishap:?} at {nth}");
            assert_eq!(campus.state(number).await, "disputed", "{mishap:?} at {nth}");
            assert!(books.bills.values().all(|it| it.hold_by.is_none()), "{mishap:?} at {nth}");
        }
    }
}

#[tokio::test]
async fn a_conflict_is_waited_out_within_the_call() {
    let (campus, body) = campus().await;
    // The bills' read, the chase, and the write: twice in conflict, then done.
    let plan = Plan::during(3, 4, Mishap::Conflict);

    let answer = campus.call(plan, campus.ordering(ADA, campus.draws_order_id(), &body)).await;

    let answer = answer.expect("alive");
    assert_eq!(answer.status, 201, "{}", answer.text);
}
