//! Notices in storms, too early, too late, out of order, and under clocks that disagree.

use crate::TUITION;
use crate::channels::one_way_each;
use campus::{ADA, BEN, CHEN, Campus, Line, Message, Mishap, Plan, clock};
use domain::{BillId, OrderNumber, Timestamp};
use futures::future::join_all;
use jiff::{SignedDuration, ToSpan};
use sandbox::{Fault, How, Misdeed, On};
use serde_json::{Value, json};
use std::time::Duration;

async fn campus() -> (Campus, BillId) {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    (campus, tuition)
}

/// The order was paid once, nothing is owed, and no money is left over.
async fn is_paid_once(campus: &Campus, order: OrderNumber) {
    let id = order.payer.to_string();
    assert_eq!((campus.state(order).await, campus.owed(&id).await), ("paid".into(), "0.00".into()));
    let payments = campus.sees(&id, "/api/payments").await;
    assert_eq!(payments.body["totals"]["count"], 1, "{}", payments.text);
    assert!(campus.books().await.disputes.is_empty());
}

fn receipts(campus: &Campus) -> Vec<Message> {
    campus.messages().into_iter().filter(|it| it.line == Line::Receipts).collect()
}

/// R1: a hundred at once, each at a speed of its own; then ten batches at once.
#[tokio::test]
async fn a_hundred_tellings_at_once_are_all_thanked_for_and_book_once() {
    let (campus, tuition) = campus().await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let told = campus.pays(order, How::Pay).expect("payable").remove(0);
    let pace = |nth: u64| Plan { pace: vec![nth % 7 + 1, nth % 3 + 1], ..Plan::fair() };

    let tellings = (0..100).map(|nth| campus.call(pace(nth), campus.notice(&told)));
    for answer in join_all(tellings).await {
        let answer = answer.expect("alive");
        assert_eq!((answer.status, answer.body["code"].as_str()), (200, Some("SUCCESS")));
    }
    join_all((0..10).map(|nth| campus.deliver(Line::Receipts, 10, pace(nth)))).await;
    campus.later(Duration::from_mins(2));
    campus.settles().await;

    is_paid_once(&campus, order).await;
}

/// R2: the provider says that it is paid while create-order still writes down how to pay it.
#[tokio::test]
async fn a_notice_that_is_faster_than_our_own_answer_is_booked() {
    let (campus, tuition) = campus().await;
    let order = campus.draws_order_id();
    let lines = json!([{ "bill": tuition, "amount": "4800.00" }]);
    let body = json!({ "lines": lines, "channel": "bocom", "scene": "pc", "way": "qr" });
    let number = OrderNumber { order, payer: ADA.parse().expect("a person") };
    // The last of its calls, after the provider's, takes a second.
    let slow = Plan { pace: vec![1, 1, 1, 1, 1, 1000], ..Plan::fair() };
    let notice = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let told = campus.pays(number, How::Pay).expect("placed").remove(0);
        assert_eq!(campus.hears(&told).await.status, 200);
        campus.settles().await;
        campus.state(number).await
    };

    let (placed, state) =
        tokio::join!(campus.call(slow, campus.ordering(ADA, order, &body)), notice);

    assert_eq!(state, "paid", "before the browser has its answer");
    let placed = placed.expect("alive");
    assert_eq!((placed.status, &placed.body["checkout"]["kind"]), (201, &json!("none")));
    is_paid_once(&campus, number).await;
}

/// R2: of an order that is not in our tables, a true notice is money all the same.
#[tokio::test]
async fn money_for_an_order_that_is_not_there_is_kept() {
    let (elsewhere, tuition) = campus().await;
    let order = elsewhere.opens(ADA, &[(&tuition, "4800.00")]).await;
    let told = elsewhere.pays(order, How::Pay).expect("payable").remove(0);
    let notice = elsewhere.notice(&told);
    let here = Campus::open().await;

    assert_eq!(here.ask(notice.clone()).await.status, 200);
    assert_eq!(here.ask(notice).await.status, 200);
    here.settles().await;

    let disputes = here.books().await.disputes;
    assert_eq!(disputes.len(), 1, "told twice, kept once");
    assert_eq!(disputes[0].reason.code(), "no-such-order");
    assert_eq!(disputes[0].receipt.amount.to_string(), "4800.00");
}

/// R5: money that came by another account than the order's is somebody's, and not the order's.
#[tokio::test]
async fn money_of_another_account_or_channel_pays_no_order() {
    for (field, other) in [("merchant", "1900000777"), ("channel", "alipay")] {
        let (campus, tuition) = campus().await;
        let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
        let told = campus.pays(order, How::Pay).expect("payable").remove(0);
        campus.hears(&told).await;
        let mut receipt: Value = serde_json::from_str(&receipts(&campus)[0].body).expect("JSON");
        receipt[field] = other.into();
        campus.forgets(Line::Receipts);
        campus.sends(Line::Receipts, &receipt.to_string());

        campus.settles().await;

        assert_eq!((campus.state(order).await, campus.owed(ADA).await).0, "open", "{field}");
        let disputes = campus.books().await.disputes;
        assert_eq!(disputes[0].reason.code(), "other-merchant", "{field}");
    }
}

/// R10: keys change between a payment and its notice.
#[tokio::test]
async fn a_provider_that_changes_its_keys_at_noon_is_believed_before_and_after() {
    for route in one_way_each() {
        let campus = Campus::with_every_channel().await;
        campus.admits(ADA).await;
        let mut told = Vec::new();
        for item in ["午前", "午后"] {
            let bill = campus.owes(ADA, &format!("2026-2027/{item}"), "100.00").await;
            let lines = json!([{ "bill": bill, "amount": "100.00" }]);
            let (kind, scene, way, _) = route;
            let body = json!({ "lines": lines, "channel": kind, "scene": scene, "way": way });
            let order = campus.draws_order_id();
            let placed = campus.ask(campus.ordering(ADA, order, &body)).await;
            campus.goes(&placed.body["checkout"]);
            let number = OrderNumber { order, payer: ADA.parse().expect("a person") };
            told.extend(campus.pays(number, How::Pay).expect("payable"));
        }
        let before = campus.hears(&told[0]).await;
        campus.bank_of(route.0, |bank| bank.rotate(clock::now()));
        campus.later(Duration::from_secs(1));
        let after = campus.hears(&told[1]).await;
        let refused = !campus.takes(&told[1], &after);
        // A provider whose keys nobody can fetch is asked, if its notice is not believed.
        campus.later(Duration::from_mins(1));
        campus.chases().await;
        campus.settles().await;

        assert_eq!(before.status, 200, "{route:?}");
        assert!(!refused, "{route:?}: {}", after.text);
        assert_eq!(campus.owed(ADA).await, "0.00", "{route:?}");
    }
}

/// R13: whatever comes after "paid", it is paid; whatever comes after "closed", it is closed.
#[tokio::test]
async fn what_is_decided_stays_decided() {
    let (campus, tuition) = campus().await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let chase = campus.messages().remove(0);
    campus.is_paid(order).await;
    campus.settles().await;
    campus.bank(|bank| {
        let fault = Misdeed::Reject { status: 404, code: "ORDER_NOT_EXIST".to_owned() };
        bank.misbehave(Fault { on: Some(On::Query), times: Fault::ALWAYS, fault, slow_ms: 0 });
    });

    campus.later(Duration::from_hours(2));
    campus.redelivers(chase).await;
    assert_eq!(campus.closes(order).await.code(), "already-paid");
    assert_eq!(campus.checks(order).await.body["provider"], "paid");
    assert!(campus.sweeps(Plan::fair()).await);
    campus.chases().await;

    is_paid_once(&campus, order).await;
}

/// R30: an hour late, last first, and each of them three times.
#[tokio::test]
async fn receipts_that_come_late_twice_and_in_no_order_end_the_same() {
    let campus = Campus::open().await;
    let mut orders = Vec::new();
    for id in [ADA, BEN, CHEN] {
        campus.admits(id).await;
        let tuition = campus.owes(id, TUITION, "4800.00").await;
        orders.push(campus.opens(id, &[(&tuition, "4800.00")]).await);
    }
    for order in &orders {
        campus.is_paid(*order).await;
    }

    campus.later(Duration::from_hours(1));
    for message in receipts(&campus).into_iter().rev() {
        campus.redelivers(message.clone()).await;
        campus.redelivers(message).await;
    }
    campus.settles().await;

    for order in orders {
        is_paid_once(&campus, order).await;
    }
}

/// R34: the transaction was done, its answer was lost, and the next try comes when the table has
/// long forgotten the token of the first.
#[tokio::test]
async fn a_booking_that_is_tried_again_after_eleven_minutes_books_nothing_more() {
    for nth in 1..=6 {
        let (campus, tuition) = campus().await;
        let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
        campus.is_paid(order).await;
        let plan = Plan::during(nth, nth + 9, Mishap::LostAnswer).if_it_comes_to_that();
        campus.deliver(Line::Receipts, 10, plan).await;

        campus.later(Duration::from_mins(11));
        campus.settles().await;

        is_paid_once(&campus, order).await;
        let paid = campus.books().await.bills.values().next().map(|it| it.paid_here);
        assert_eq!(paid, Some(480_000), "answers lost from call {nth} on");
    }
}

/// What a function does whose clock is so many minutes off the provider's.
async fn skewed<T>(minutes: i64, act: impl Future<Output = T>) -> T {
    clock::set(clock::now() + minutes.minutes());
    let done = act.await;
    clock::set(clock::now() - minutes.minutes());
    done
}

/// R36: our clock is ten minutes ahead, or behind. A notice may look stale, and then the provider
/// is asked; what is booked bears the provider's own time.
#[tokio::test]
async fn ten_minutes_of_skew_lose_nothing_and_date_nothing_wrong() {
    for minutes in [10, -10] {
        let (campus, tuition) = campus().await;
        let order = skewed(minutes, campus.opens(ADA, &[(&tuition, "4800.00")])).await;
        let was = clock::now();
        let told = campus.pays(order, How::Pay).expect("payable").remove(0);
        let notice = campus.notice(&told);

        let heard = skewed(minutes, campus.ask(notice)).await;
        assert!(!campus.takes(&told, &heard), "{minutes}: it looks stale");
        assert!(campus.receipts().is_empty());
        for _ in 0..20 {
            campus.later(Duration::from_mins(1));
            skewed(minutes, campus.chases()).await;
            skewed(minutes, campus.settles()).await;
        }

        is_paid_once(&campus, order).await;
        let payments = campus.sees(ADA, "/api/payments").await;
        let paid_at = payments.body["payments"][0]["paid_at"].as_str().unwrap_or_default();
        let paid_at: Timestamp = paid_at.parse().expect("an instant");
        let apart = paid_at.duration_since(was).abs();
        assert!(apart < SignedDuration::from_secs(2), "{minutes}: {}", payments.text);
    }
}

/// R37: paid a moment before midnight in Beijing, at the end of a month, of a leap February and of
/// a year, and booked after it: the payment belongs to the day on which it was made.
#[tokio::test]
async fn a_payment_of_the_last_second_belongs_to_its_day() {
    for (paid, day, next) in [
        ("2026-10-31T15:59:59.900Z", "2026-10-31", "2026-11-01"),
        ("2028-02-29T15:59:59.900Z", "2028-02-29", "2028-03-01"),
        ("2026-12-31T15:59:59.900Z", "2026-12-31", "2027-01-01"),
    ] {
        let (campus, tuition) = campus().await;
        let paid: Timestamp = paid.parse().expect("an instant");
        clock::set(paid - 1.minute());
        let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
        clock::set(paid);
        campus.pays(order, How::Silent).expect("payable");
        campus.later(Duration::from_mins(1));
        campus.chases().await;
        campus.settles().await;

        let counted = async |day: &str| {
            let path = format!("/api/payments?period=custom&from={day}&to={day}");
            campus.sees(ADA, &path).await.body["totals"]["count"].clone()
        };
        assert_eq!((counted(day).await, counted(next).await), (json!(1), json!(0)), "{day}");
    }
}
