//! A function dies or its outside fails at each of its calls in turn, before and after the effect;
//! whoever comes next brings everything to the same end (R2, R23, R24, R28 to R30, R33, R34).
//! «Each» ends where a mishap is planned for a call that is not made any more.

use crate::{ROOM, TUITION};
use campus::{ADA, BEN, Books, CHEN, Campus, Line, Mishap, Plan};
use domain::OrderNumber;
use sandbox::How;
use serde_json::{Value, json};
use std::time::Duration;

/// Fewer calls than each of these functions makes: a loop that ends earlier tried nothing.
const CALLS_MIN: u32 = 3;

/// Whether the `nth` call was the first that is not made.
fn is_past_the_last(campus: &Campus, nth: u32) -> bool {
    assert!(campus.was_struck() || nth > CALLS_MIN, "nothing befell call {nth}");
    !campus.was_struck()
}

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
    for mishap in Mishap::ALL {
        for nth in 1.. {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();

            let plan = Plan::during(nth, nth + 9, mishap).if_it_comes_to_that();
            let first = campus.call(plan, campus.ordering(ADA, id, &body)).await;
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
            if is_past_the_last(&campus, nth) {
                break;
            }
        }
    }
}

#[tokio::test]
async fn an_order_whose_asker_never_comes_back_ends_by_itself() {
    for mishap in [Mishap::CrashBefore, Mishap::CrashAfter] {
        for nth in 1.. {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();

            let plan = Plan::at(nth, mishap).if_it_comes_to_that();
            campus.call(plan, campus.ordering(ADA, id, &body)).await;
            an_hour_passes(&campus).await;

            let books = campus.books().await;
            let open = books.orders.values().filter(|it| it.state == domain::OrderState::Open);
            assert_eq!(open.count(), 0, "{mishap:?} at {nth}");
            assert!(books.bills.values().all(|it| it.hold_by.is_none()), "{mishap:?} at {nth}");
            assert!(campus.messages().is_empty(), "{mishap:?} at {nth}");
            if is_past_the_last(&campus, nth) {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_receipt_is_booked_once_whatever_befalls_the_booking() {
    for mishap in Mishap::ALL {
        for nth in 1.. {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();
            assert_eq!(campus.ask(campus.ordering(ADA, id, &body)).await.status, 201);
            let number = OrderNumber { order: id, payer: ADA.parse().expect("a person") };
            campus.is_paid(number).await;

            let plan = Plan::during(nth, nth + 9, mishap).if_it_comes_to_that();
            campus.deliver(Line::Receipts, 10, plan).await;
            campus.later(Duration::from_mins(5));
            campus.settles().await;

            let books = campus.books().await;
            assert_eq!(campus.owed(ADA).await, "0.00", "{mishap:?} at {nth}");
            assert!(books.disputes.is_empty(), "{mishap:?} at {nth}");
            if is_past_the_last(&campus, nth) {
                break;
            }
        }
    }
}

#[tokio::test]
async fn money_that_cannot_be_booked_is_kept_once_whatever_befalls_it() {
    for mishap in Mishap::ALL {
        for nth in 1.. {
            let (campus, body) = campus().await;
            let id = campus.draws_order_id();
            assert_eq!(campus.ask(campus.ordering(ADA, id, &body)).await.status, 201);
            let number = OrderNumber { order: id, payer: ADA.parse().expect("a person") };
            for announcement in campus.pays(number, How::PayLess).expect("payable") {
                campus.hears(&announcement).await;
            }

            let plan = Plan::during(nth, nth + 9, mishap).if_it_comes_to_that();
            campus.deliver(Line::Receipts, 10, plan).await;
            campus.later(Duration::from_mins(5));
            campus.settles().await;

            let books = campus.books().await;
            assert_eq!(books.disputes.len(), 1, "{mishap:?} at {nth}");
            assert_eq!(campus.state(number).await, "disputed", "{mishap:?} at {nth}");
            assert!(books.bills.values().all(|it| it.hold_by.is_none()), "{mishap:?} at {nth}");
            if is_past_the_last(&campus, nth) {
                break;
            }
        }
    }
}

/// R32: time runs out once one of three receipts of one batch was booked. All three come again,
/// and none is booked twice.
#[tokio::test]
async fn a_batch_whose_time_runs_out_comes_again_whole_and_books_each_once() {
    let campus = Campus::open().await;
    for id in [ADA, BEN, CHEN] {
        campus.admits(id).await;
        let tuition = campus.owes(id, TUITION, "4800.00").await;
        campus.is_paid(campus.opens(id, &[(&tuition, "4800.00")]).await).await;
    }
    let booked = |books: &Books| books.bills.values().filter(|it| it.paid_here == 480_000).count();

    let died = campus.deliver(Line::Receipts, 10, Plan::at_write(1, Mishap::CrashAfter)).await;
    assert!(died.crashed);
    assert_eq!(died.handed.len(), 3);
    // Where tables are far away, another's write may have been on its way as well.
    assert!(booked(&campus.books().await) >= 1, "the first one's was");
    assert_eq!(campus.deliver(Line::Receipts, 10, Plan::fair()).await.handed.len(), 0, "not yet");
    campus.later(Duration::from_mins(5));
    let again = campus.deliver(Line::Receipts, 10, Plan::fair()).await;

    assert_eq!((again.handed.len(), again.again.len()), (3, 0));
    let books = campus.books().await;
    assert_eq!((booked(&books), books.disputes.len()), (3, 0));
    assert_eq!(books.days.len(), 3, "each under its day, once");
}

#[tokio::test]
async fn a_conflict_is_waited_out_within_the_call() {
    let (campus, body) = campus().await;
    // The bills' and the pauses' reads, the chase, and the write: twice in conflict, then done.
    let plan = Plan::during(4, 5, Mishap::Conflict);

    let answer = campus.call(plan, campus.ordering(ADA, campus.draws_order_id(), &body)).await;

    let answer = answer.expect("alive");
    assert_eq!(answer.status, 201, "{}", answer.text);
    let faults = campus.faults();
    assert_eq!(faults.get("a call to a table: Conflict"), Some(&2), "{faults:?}");
    assert_eq!(answer.cost.writes, 1, "the third try is the one that writes");
}
