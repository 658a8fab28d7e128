//! Double clicks, two parts at once, files while somebody pays, and providers that fail in between.

use crate::TUITION;
use crate::channels::one_way_each;
use campus::{ADA, Campus, Line, Plan};
use domain::amend::{Amendment, amend};
use domain::arrears::Arrear;
use domain::{BillId, ChannelKind, OrderNumber};
use sandbox::{Bank, Fault, How, Misdeed, On};
use serde_json::{Value, json};
use std::time::Duration;

async fn campus() -> (Campus, BillId) {
    let campus = Campus::with_every_channel().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    (campus, tuition)
}

fn body(tuition: &BillId, channel: &str, scene: &str, way: &str) -> Value {
    let lines = json!([{ "bill": tuition, "amount": "4800.00" }]);
    json!({ "lines": lines, "channel": channel, "scene": scene, "way": way })
}

fn number(order: domain::OrderId) -> OrderNumber {
    OrderNumber { order, payer: ADA.parse().expect("a person") }
}

/// R16: both clicks are under way before either is written.
#[tokio::test]
async fn a_double_click_is_one_order_and_one_code() {
    for pace in [[5, 5], [5, 7], [7, 5]] {
        let (campus, tuition) = campus().await;
        let id = campus.draws_order_id();
        let body = body(&tuition, "wechat", "pc", "qr");
        let click = |ms| {
            let plan = Plan { pace: vec![ms], ..Plan::fair() };
            campus.call(plan, campus.ordering(ADA, id, &body))
        };

        let (one, other) = tokio::join!(click(pace[0]), click(pace[1]));

        let (one, other) = (one.expect("alive"), other.expect("alive"));
        assert_eq!((one.status, other.status), (201, 201), "{} {}", one.text, other.text);
        assert_eq!(one.body["checkout"], other.body["checkout"]);
        assert_eq!(campus.books().await.orders.len(), 1);
        assert_eq!(campus.bank(|bank| bank.trades().count()), 1);
    }
}

/// R17: 3000 and 3000 of 4800. At one time only one is opened; when the first one's hold has run
/// out, the second is, and both are paid: the bill takes what it owes and not a fen more.
#[tokio::test]
async fn two_parts_that_are_more_than_the_bill_never_overpay_it() {
    let (campus, tuition) = campus().await;
    let first = campus.opens(ADA, &[(&tuition, "3000.00")]).await;
    let (_, refused) = campus.orders(ADA, &[(&tuition, "3000.00")]).await;
    assert_eq!((refused.status, refused.code()), (409, "bill-held"));
    campus.later(Duration::from_mins(20));
    let second = campus.opens(ADA, &[(&tuition, "3000.00")]).await;

    for order in [second, first] {
        for told in campus.pays(order, How::Anyway).expect("any order") {
            assert_eq!(campus.hears(&told).await.status, 200);
        }
        campus.settles().await;
    }

    let books = campus.books().await;
    let bill = books.bills.values().next().expect("a bill");
    assert_eq!(bill.paid_here, 300_000, "{bill:?}");
    assert_eq!([campus.state(second).await, campus.state(first).await], ["paid", "disputed"]);
    assert_eq!(books.disputes.len(), 1);
    assert_eq!(books.disputes[0].receipt.number, first);
    // By this school's rule all of it goes back, and nobody has to decide anything.
    assert_eq!(books.refunds.len(), 1, "{:?}", books.refunds);
    assert!(books.undecided.is_empty(), "{:?}", books.undecided);
    campus.gives_back().await;
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 300_000);
    assert_eq!(campus.owed(ADA).await, "1800.00");
    crate::recounting::holds(&campus).await;
}

/// R21: the office's file changes a bill while somebody pays it. What is being paid stays owed, and
/// the office hears so; what it may change does not touch the order.
#[tokio::test]
async fn a_file_does_not_take_a_bill_away_from_under_a_payer() {
    let (campus, tuition) = campus().await;
    let order = campus.opens(ADA, &[(&tuition, "3000.00")]).await;
    let bills = campus.store.bills(order.payer).await.expect("bills");
    let bill = bills.iter().find(|it| it.id == tuition).expect("a bill");
    let row = |due: &str| Arrear {
        row: 2,
        bill: bill.id.clone(),
        year: bill.year.clone(),
        item: bill.item.clone(),
        due: due.parse().expect("an amount"),
        exempt: bill.exempt,
        loan: bill.loan,
        paid: bill.paid_elsewhere,
        splittable: bill.splittable,
    };

    let lower = amend(Some(bill), &row("2999.99"), campus.now());
    assert!(matches!(lower, Amendment::Refused(_)), "{lower:?}");
    let Amendment::Changed(next) = amend(Some(bill), &row("3500.00"), campus.now()) else {
        panic!("what is left may change")
    };
    campus.amends(ADA, next, Some(bill.clone())).await.expect("written");
    campus.is_paid(order).await;
    campus.settles().await;

    assert_eq!(
        (campus.state(order).await, campus.owed(ADA).await),
        ("paid".into(), "500.00".into())
    );
    let shown = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await;
    assert_eq!(shown.body["total"], "3000.00", "as it was opened: {}", shown.text);
}

/// R23, R24: the provider says 500, or nothing, and has the order all the same. The next try is
/// the same order under the same number, and its code can be paid.
#[tokio::test]
async fn an_order_that_its_provider_took_in_silence_is_placed_again_under_its_number() {
    for (kind, scene, way, _) in one_way_each() {
        for misdeed in [Misdeed::ErrorAfter, Misdeed::LostAnswer, Misdeed::ErrorBefore] {
            let (campus, tuition) = campus().await;
            campus.bank_of(kind, |bank| {
                let on = Some(On::Place);
                bank.misbehave(Fault { on, times: 1, fault: misdeed.clone(), slow_ms: 0 });
            });
            let order = campus.draws_order_id();
            let lines = json!([{ "bill": tuition, "amount": "4800.00" }]);
            let body = json!({ "lines": lines, "channel": kind, "scene": scene, "way": way });

            let first = campus.ask(campus.ordering(ADA, order, &body)).await;
            campus.bank_of(kind, Bank::behave);
            campus.later(Duration::from_secs(20));
            let second = campus.ask(campus.ordering(ADA, order, &body)).await;

            assert!([201, 503].contains(&first.status), "{kind} {misdeed:?}: {}", first.text);
            assert_eq!(second.status, 201, "{kind} {misdeed:?}: {}", second.text);
            campus.goes(&second.body["checkout"]);
            assert_eq!(campus.bank_of(kind, |it| it.trades().count()), 1, "{kind} {misdeed:?}");
            campus.is_paid(number(order)).await;
            campus.settles().await;
            assert_eq!(campus.owed(ADA).await, "0.00", "{kind} {misdeed:?}");
        }
    }
}

/// R25: of a code that nobody scanned Alipay knows nothing, which is not "closed".
#[tokio::test]
async fn a_code_that_nobody_scanned_yet_is_still_awaited() {
    let (campus, tuition) = campus().await;
    let order = campus.draws_order_id();
    let body = body(&tuition, "alipay", "pc", "qr");
    assert_eq!(campus.ask(campus.ordering(ADA, order, &body)).await.status, 201);

    let mut asked = 0;
    for _ in 0..14 {
        campus.later(Duration::from_mins(1));
        asked += campus.deliver(Line::Chase, 4, Plan::fair()).await.cost.provider;
        assert_eq!(campus.state(number(order)).await, "open");
    }
    assert!(asked > 3, "it was asked about {asked} times");
    campus.pays(number(order), How::Silent).expect("the code is still good");
    campus.later(Duration::from_mins(5));
    campus.chases().await;
    campus.settles().await;

    assert_eq!(campus.state(number(order)).await, "paid");
    assert!(campus.bank_of(ChannelKind::Alipay, |it| it.trades().count()) == 1);
}

/// R29: nothing is sent after a write on which money hangs: the question about an order is in its
/// queue before the order is written, and a receipt before anybody is thanked.
#[tokio::test]
async fn what_has_to_be_told_is_told_before_it_is_written() {
    for mishap in [campus::Mishap::CrashBefore, campus::Mishap::CrashAfter] {
        for nth in 1.. {
            let (campus, tuition) = campus().await;
            let order = campus.draws_order_id();
            let body = body(&tuition, "wechat", "pc", "qr");

            let plan = Plan::at(nth, mishap).if_it_comes_to_that();
            campus.call(plan, campus.ordering(ADA, order, &body)).await;

            let there = !campus.books().await.orders.is_empty();
            let chased = campus.messages().iter().any(|it| it.line == Line::Chase);
            assert!(chased || !there, "{mishap:?} at {nth}: an order that nobody asks about");
            if !campus.was_struck() {
                assert!(nth > 4 && there, "two reads, the chase, the order, and its provider");
                break;
            }
        }
    }
}
