//! 其它缴费: what is owed in a batch, while the batch is open, one batch an order (S41 to S43).

use crate::{ROOM, TUITION};
use campus::{ADA, Answer, Campus, clock, new_bill};
use domain::{Bill, BillId};
use std::time::Duration;

const BOOKS: &str = "batch:books/教材费";
const COVERS: &str = "batch:books/资料费";
const HEALTH: &str = "batch:health/体检费";

/// A campus at which two batches are open, and what Ada owes in them.
async fn school(id: &'static str) -> (Campus, [BillId; 3]) {
    let campus = Campus::of(id).await;
    campus.admits(ADA).await;
    campus.announces_batch("books", -1, 24).await;
    campus.announces_batch("health", -1, 24).await;
    let books = campus.owes_whole(ADA, BOOKS, "300.00").await;
    let covers = campus.owes_whole(ADA, COVERS, "20.00").await;
    let health = campus.owes_whole(ADA, HEALTH, "80.00").await;
    (campus, [books, covers, health])
}

async fn campus() -> (Campus, [BillId; 3]) {
    school("xust").await
}

#[track_caller]
fn refused(answer: &Answer, field: &str) {
    let closed = field.ends_with("batch-closed") || field.ends_with("too-late");
    let status = if closed { 409 } else { 422 };
    assert_eq!((answer.status, answer.wrong_field().as_str()), (status, field), "{}", answer.text);
}

#[tokio::test]
async fn what_is_owed_in_a_batch_is_paid_like_arrears() {
    let (campus, [books, covers, _]) = campus().await;
    campus.owes(ADA, TUITION, "4800.00").await;
    assert_eq!(campus.owed(ADA).await, "5200.00", "tuition and other fees (S20)");

    let order = campus.opens(ADA, &[(&books, "300.00"), (&covers, "20.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;

    assert_eq!(campus.owed(ADA).await, "4880.00");
    let other = campus.sees(ADA, "/api/payments?kind=other").await;
    assert_eq!(other.body["totals"]["paid"], "320.00", "{}", other.text);
    let tuition = campus.sees(ADA, "/api/payments?kind=tuition").await;
    assert_eq!(tuition.body["totals"]["count"], 0, "{}", tuition.text);
}

/// S42: only one batch may be selected per payment.
#[tokio::test]
async fn an_order_pays_of_one_batch_alone() {
    let (campus, [books, covers, health]) = campus().await;
    let before = campus.everything().await;

    let lines = [(&books, "300.00"), (&covers, "20.00"), (&health, "80.00")];
    let (_, two) = campus.orders(ADA, &lines).await;
    refused(&two, "lines[2].bill: one-batch-an-order");
    let (_, turned) = campus.orders(ADA, &[(&health, "80.00"), (&books, "300.00")]).await;
    refused(&turned, "lines[1].bill: one-batch-an-order");

    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn kinds_of_debt_are_not_mixed() {
    let (campus, [books, ..]) = campus().await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let before = campus.everything().await;

    let (_, first) = campus.orders(ADA, &[(&tuition, "4800.00"), (&books, "300.00")]).await;
    refused(&first, "lines[1].bill: kinds-mixed");
    let (_, second) = campus.orders(ADA, &[(&books, "300.00"), (&tuition, "4800.00")]).await;
    refused(&second, "lines[1].bill: kinds-mixed");

    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_batch_is_paid_from_its_first_instant_up_to_its_last_second() {
    let (campus, [_, _, health]) = campus().await;
    campus.announces_batch("health", 1, 2).await;
    let opens = clock::now() + Duration::from_hours(1);
    let closes = clock::now() + Duration::from_hours(2);
    let asks = async |at| {
        clock::set(at);
        campus.orders(ADA, &[(&health, "80.00")]).await
    };
    let shut = async |at| refused(&asks(at).await.1, "lines[0].bill: batch-closed");

    shut(opens - Duration::from_millis(1)).await;
    for at in [opens, closes - Duration::from_millis(1)] {
        let (order, answer) = asks(at).await;
        assert_eq!(answer.status, 201, "{at}: {}", answer.text);
        assert_eq!(campus.closes(order).await.status, 200);
    }
    shut(closes).await;
    shut(closes + Duration::from_hours(24)).await;
}

#[tokio::test]
async fn what_belongs_to_a_batch_that_nobody_announces_is_not_paid() {
    let (campus, _) = campus().await;
    let lost = campus.owes_whole(ADA, "batch:withdrawn/活动费", "10.00").await;

    let (_, answer) = campus.orders(ADA, &[(&lost, "10.00")]).await;

    refused(&answer, "lines[0].bill: batch-closed");
}

/// The office ends a batch while somebody stands at the cashier: their order was in time.
#[tokio::test]
async fn an_order_that_was_opened_in_time_is_paid_after_the_batch_closed() {
    let (campus, [_, _, health]) = campus().await;
    let order = campus.opens(ADA, &[(&health, "80.00")]).await;
    campus.announces_batch("health", -2, -1).await;

    campus.is_paid(order).await;
    campus.settles().await;

    assert_eq!(campus.state(order).await, "paid");
    assert_eq!(campus.owed(ADA).await, "320.00");
}

/// Asking again after the last second is no new order: what was opened in time is shown.
#[tokio::test]
async fn an_order_is_shown_again_after_the_batch_closed() {
    let (campus, [_, _, health]) = campus().await;
    let (order, first) = campus.orders(ADA, &[(&health, "80.00")]).await;
    campus.announces_batch("health", -2, -1).await;
    let lines = serde_json::json!([{ "bill": health, "amount": "80.00" }]);
    let body = serde_json::json!({
        "lines": lines, "channel": "wechat", "scene": "pc", "way": "qr",
    });

    let again = campus.ask(campus.ordering(ADA, order.order, &body)).await;

    assert_eq!((again.status, &again.body), (201, &first.body));
}

/// S31 is about tuition: batches are chosen one by one.
#[tokio::test]
async fn paying_everything_at_once_is_about_tuition() {
    let (campus, [books, ..]) = school("wwoc").await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;

    let (_, part) = campus.orders(ADA, &[(&tuition, "4800.00")]).await;
    assert_eq!((part.status, part.code()), (422, "must-pay-all"));
    campus.opens(ADA, &[(&books, "300.00")]).await;
    campus.opens(ADA, &[(&tuition, "4800.00"), (&room, "1200.00")]).await;
}

/// A seat that was kept for an hour is not kept for longer (R49).
#[tokio::test]
async fn a_bill_whose_time_to_be_paid_is_over_opens_no_order() {
    let (campus, _) = campus().await;
    let until = clock::now() + Duration::from_hours(1);
    let bill = Bill { until: Some(until), ..new_bill("project:cet/fee", "30.00") };
    let fee = campus.bills(ADA, bill).await;

    clock::set(until - Duration::from_millis(1));
    let (order, answer) = campus.orders(ADA, &[(&fee, "30.00")]).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(campus.closes(order).await.status, 200);
    clock::set(until);
    let (_, late) = campus.orders(ADA, &[(&fee, "30.00")]).await;

    refused(&late, "lines[0].bill: too-late");
}
