//! The office gives money back: one officer wants it, another agrees, the provider does it, and the
//! bills owe it again or are due that much less (R41 to R43).

use crate::{ROOM, TUITION};
use campus::{ADA, Answer, Campus};
use domain::{BillId, ChannelKind, OrderNumber, RefundState};
use futures::future::join;
use serde_json::{Value, json};

/// The provider's number of what was paid last for `order`.
pub(crate) fn paid_with(campus: &Campus, order: OrderNumber) -> String {
    let number = order.to_string();
    campus.bank_with(&number, |bank| {
        let trade = bank.trade(&number).expect("an order");
        trade.payments.last().expect("a payment").id.clone()
    })
}

/// The `nth` officer wants what `body` says; the refund's number.
pub(crate) async fn proposes(campus: &Campus, nth: u32, body: &Value) -> String {
    let path = format!("/api/office/refunds/{}", campus.draws_refund_id());
    let answer = campus.officer(nth, "PUT", &path, Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["number"].as_str().expect("a number").to_owned()
}

/// The `nth` officer does `what` to the refund `number`.
pub(crate) async fn does(campus: &Campus, nth: u32, number: &str, what: &str) -> Answer {
    campus.officer(nth, "POST", &format!("/api/office/refunds/{number}/{what}"), None).await
}

/// What waits for the office.
pub(crate) async fn waits(campus: &Campus) -> Value {
    let answer = campus.officer(1, "GET", "/api/office/money", None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

/// Refunds that wait, as `state amount`.
pub(crate) async fn refunds(campus: &Campus) -> Vec<String> {
    let text = |it: &Value, name: &str| it[name].as_str().unwrap_or_default().to_owned();
    let line = |it: &Value| format!("{} {}", text(it, "state"), text(it, "amount"));
    waits(campus).await["refunds"].as_array().expect("refunds").iter().map(line).collect()
}

/// Ada paid tuition and room by one order.
pub(crate) async fn paid() -> (Campus, OrderNumber, [BillId; 2]) {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00"), (&room, "1200.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;
    (campus, order, [tuition, room])
}

/// What asks for `lines` of `order`; for all of it if there are none.
pub(crate) fn wants(campus: &Campus, order: OrderNumber, lines: &[(&BillId, &str)]) -> Value {
    let line = |(bill, amount): &(&BillId, &str)| json!({ "bill": bill, "amount": amount });
    let mut body = json!({
        "number": order, "transaction": paid_with(campus, order), "reopens": true,
        "reason": "多缴退款",
    });
    if !lines.is_empty() {
        body["lines"] = lines.iter().map(line).collect();
    }
    body
}

/// Wanted by one, agreed to by another, and done by the provider.
pub(crate) async fn goes_back(campus: &Campus, body: &Value) -> String {
    let number = proposes(campus, 1, body).await;
    assert_eq!(does(campus, 2, &number, "approve").await.status, 200);
    campus.gives_back().await;
    number
}

/// What Ada sees of the refunds of `order`, as `state amount`.
pub(crate) async fn seen(campus: &Campus, order: OrderNumber) -> Vec<String> {
    let seen = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await;
    let line = |it: &Value| format!("{} {}", it["state"].as_str().expect("a state"), it["amount"]);
    let refunds = seen.body["refunds"].as_array().expect("refunds").iter().map(line);
    refunds.map(|it| it.replace('"', "")).collect()
}

#[tokio::test]
async fn a_part_goes_back_and_is_owed_and_paid_again() {
    let (campus, order, [tuition, room]) = paid().await;

    let body = wants(&campus, order, &[(&tuition, "800.00")]);
    let number = proposes(&campus, 1, &body).await;
    assert_eq!(seen(&campus, order).await, ["proposed 800.00"]);
    assert_eq!(campus.owed(ADA).await, "0.00", "nothing went back yet");
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    assert_eq!(seen(&campus, order).await, ["approved 800.00"]);
    campus.gives_back().await;

    assert!(matches!(campus.refund(&number).await.state, RefundState::Done { .. }));
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 80_000);
    assert_eq!(campus.owed(ADA).await, "800.00");
    assert_eq!(seen(&campus, order).await, ["done 800.00"]);
    assert!(refunds(&campus).await.is_empty());

    // R43: it is paid again, and the rest of the first payment can still go back.
    let again = campus.opens(ADA, &[(&tuition, "800.00")]).await;
    campus.is_paid(again).await;
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
    goes_back(&campus, &wants(&campus, order, &[(&room, "1200.00")])).await;
    assert_eq!(campus.owed(ADA).await, "1200.00");
    crate::recounting::holds(&campus).await;
}

/// R43: a refund is on its way while another order pays the same bill, and ends after it.
#[tokio::test]
async fn a_refund_ends_after_its_bill_was_paid_by_another_order() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let first = campus.opens(ADA, &[(&tuition, "3000.00")]).await;
    campus.is_paid(first).await;
    campus.settles().await;
    let slow = sandbox::Fault {
        on: Some(sandbox::On::Refund),
        times: 1,
        fault: sandbox::Misdeed::Pending,
        slow_ms: 0,
    };
    campus.bank(|bank| bank.misbehave(slow));
    let number = goes_back(&campus, &wants(&campus, first, &[(&tuition, "1000.00")])).await;
    assert!(campus.refund(&number).await.asking.out, "the bank has it");
    assert_eq!(campus.owed(ADA).await, "1800.00");

    let second = campus.opens(ADA, &[(&tuition, "1800.00")]).await;
    campus.is_paid(second).await;
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
    campus.gives_back_for_an_hour().await;

    assert!(matches!(campus.refund(&number).await.state, RefundState::Done { .. }));
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 100_000);
    assert_eq!(campus.owed(ADA).await, "1000.00");
    let bill = &campus.books().await.bills[&(first.payer, tuition.clone())];
    assert_eq!((bill.due, bill.paid_here, bill.owed), (480_000, 380_000, 100_000));
    // What is left of both payments goes back to the fen, and no fen more.
    goes_back(&campus, &wants(&campus, first, &[(&tuition, "2000.00")])).await;
    goes_back(&campus, &wants(&campus, second, &[(&tuition, "1800.00")])).await;
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 480_000);
    assert_eq!(campus.owed(ADA).await, "4800.00");
    crate::recounting::holds(&campus).await;
}

#[tokio::test]
async fn what_is_not_owed_again_is_due_no_more() {
    let (campus, order, [tuition, _]) = paid().await;
    let mut body = wants(&campus, order, &[(&tuition, "1000.00")]);
    body["reopens"] = json!(false);

    goes_back(&campus, &body).await;

    assert_eq!(campus.owed(ADA).await, "0.00");
    let bill = &campus.books().await.bills[&(order.payer, tuition)];
    assert_eq!((bill.due, bill.paid_here, bill.owed), (380_000, 380_000, 0));
    crate::recounting::holds(&campus).await;
}

/// R41: exactly the rest is allowed, a fen more is not, and nothing twice.
#[tokio::test]
async fn no_more_goes_back_than_came() {
    let (campus, order, [tuition, room]) = paid().await;
    goes_back(&campus, &wants(&campus, order, &[(&tuition, "800.00")])).await;
    let asks = async |lines: &[(&BillId, &str)]| {
        let path = format!("/api/office/refunds/{}", campus.draws_refund_id());
        campus.officer(1, "PUT", &path, Some(&wants(&campus, order, lines))).await
    };

    let above = asks(&[(&tuition, "4000.01")]).await;
    assert_eq!((above.status, above.code()), (422, "refund-invalid"), "{}", above.text);
    assert_eq!(above.body["errors"][0]["code"], "above-returnable");
    assert_eq!(above.body["errors"][0]["accept"], "4000.00");
    let rest = asks(&[(&tuition, "4000.00"), (&room, "1200.00")]).await;
    assert_eq!(rest.status, 200, "{}", rest.text);
    let more = asks(&[]).await;
    assert_eq!((more.status, more.code()), (409, "nothing-to-refund"), "{}", more.text);
    crate::recounting::holds(&campus).await;
}

/// R41: of two who want the same money at once, one gets it.
#[tokio::test]
async fn two_refunds_at_once_do_not_promise_the_same_fen() {
    let (campus, order, _) = paid().await;
    let body = wants(&campus, order, &[]);
    let ask = |nth| {
        let path = format!("/api/office/refunds/{}", campus.draws_refund_id());
        let pace = campus::Plan { pace: vec![u64::from(nth)], ..campus::Plan::fair() };
        campus.call(pace, campus.officer_says(nth, "PUT", &path, Some(&body)))
    };

    let (first, second) = join(ask(1), ask(2)).await;

    let mut codes = [first, second].map(|it| it.expect("nothing befalls it").status);
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
    assert_eq!(refunds(&campus).await, ["proposed 6000.00"]);
}

/// R41: the same request twice is one refund, another under its name is refused.
#[tokio::test]
async fn a_refund_is_named_by_who_wants_it() {
    let (campus, order, [tuition, _]) = paid().await;
    let path = format!("/api/office/refunds/{}", campus.draws_refund_id());
    let body = wants(&campus, order, &[(&tuition, "800.00")]);
    let first = campus.officer(1, "PUT", &path, Some(&body)).await;
    let before = campus.everything().await;

    let again = campus.officer(1, "PUT", &path, Some(&body)).await;

    assert_eq!((again.status, &again.body), (200, &first.body));
    let other = campus.officer(1, "PUT", &path, Some(&wants(&campus, order, &[]))).await;
    assert_eq!((other.status, other.code()), (409, "refund-differs"));
    let somebody = campus.officer(2, "PUT", &path, Some(&body)).await;
    assert_eq!((somebody.status, somebody.code()), (409, "refund-differs"));
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn it_takes_two_officers() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    let before = campus.everything().await;

    let alone = does(&campus, 1, &number, "approve").await;

    assert_eq!((alone.status, alone.code()), (403, "same-officer"));
    assert_eq!(campus.everything().await, before);
    let student = campus.says(ADA, "POST", &format!("/api/office/refunds/{number}/approve"), None);
    let student = campus.ask(student).await;
    assert_eq!((student.status, student.code()), (403, "wrong-role"));
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    let queued = campus.messages().len();
    // Saying it again puts it on its way again, which is harmless: it is asked about first.
    assert_eq!(does(&campus, 3, &number, "approve").await.status, 200);
    assert_eq!(campus.messages().len(), queued + 1);
    campus.gives_back().await;
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 600_000);
}

#[tokio::test]
async fn what_is_taken_back_is_free_again() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;

    assert_eq!(does(&campus, 1, &number, "withdraw").await.status, 200);

    assert_eq!(does(&campus, 1, &number, "withdraw").await.status, 200, "once more");
    let late = does(&campus, 2, &number, "approve").await;
    assert_eq!((late.status, late.code()), (409, "refund-over"));
    assert_eq!(seen(&campus, order).await, ["withdrawn 6000.00"]);
    goes_back(&campus, &wants(&campus, order, &[])).await;
    assert_eq!(campus.owed(ADA).await, "6000.00");
    crate::recounting::holds(&campus).await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_given_back() {
    let (campus, order, [tuition, _]) = paid().await;
    let open = campus.owes(ADA, "2026-2027/教材费", "99.00").await;
    let unpaid = campus.opens(ADA, &[(&open, "99.00")]).await;
    let path = format!("/api/office/refunds/{}", campus.draws_refund_id());
    let mut body = wants(&campus, order, &[(&tuition, "1.00")]);
    body["number"] = json!(unpaid);
    let other = campus.officer(1, "PUT", &path, Some(&body)).await;
    assert_eq!((other.status, other.code()), (404, "no-such-payment"));
    let missing = does(&campus, 1, &format!("{}{ADA}", campus.draws_refund_id()), "approve").await;
    assert_eq!((missing.status, missing.code()), (404, "no-such-refund"));
    let odd = does(&campus, 1, "no-number", "approve").await;
    assert_eq!(odd.status, 422, "{}", odd.text);
}
