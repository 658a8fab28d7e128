use crate::payer::Paid;
use crate::stage::Stage;
use domain::OrderState;
use futures::{StreamExt, stream};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads in hand at once.
const AT_ONCE: usize = 16;

/// Holds the books against what the banks kept once everything that was to go back is back: each bill
/// paid by exactly the money that is left of its one order, nothing held, disputes of those alone who
/// paid otherwise than they were asked to, no refund without an end, and no money at the banks that
/// nobody knows of.
pub(crate) async fn adds_up(stage: &Stage, paid: &[Paid]) {
    let mut kept = kept(stage).await;
    let (kept_fen, payments) = (kept.values().sum::<u64>(), kept.len());
    let books = stream::iter(paid).map(|it| of_one(stage, it)).buffer_unordered(AT_ONCE);
    let booked: Vec<(String, u64)> = books.collect().await;
    assert_eq!(booked.iter().map(|it| it.1).sum::<u64>(), kept_fen, "{payments} payments");
    for (number, booked) in booked {
        assert_eq!(kept.remove(&number), Some(booked), "{number}");
    }
    assert_eq!(kept, BTreeMap::new(), "money of orders that nobody opened");
    let moneys = stage.store.moneys().await.expect("the tables answer").people;
    let disputes: usize = moneys.values().map(|it| it.disputes.len()).sum();
    assert_eq!(disputes, paid.iter().filter(|it| it.payer.is_disputed()).count());
    let open = stage.store.open_refunds().await.expect("the table answers");
    assert!(open.is_empty(), "{} refunds have no end", open.len());
    let mut said = Vec::new();
    let sound = paycli::recount(&stage.store, &mut said).await;
    assert!(sound.is_ok(), "{}", String::from_utf8_lossy(&said));
}

/// What the banks have and did not give back, by order.
async fn kept(stage: &Stage) -> BTreeMap<String, u64> {
    let ledger = stage.bank("GET", "/sandbox/ledger", &Value::Null).await;
    let orders = ledger["orders"].as_array().expect("a list");
    let of = |order: &Value| {
        let number = order["order"]["number"].as_str().expect("a number").to_owned();
        let rows = |name: &str| order["order"][name].as_array().expect("a list").iter();
        let fen = |it: &Value| it["amount"].as_u64().expect("fen");
        let came: u64 = rows("payments").map(fen).sum();
        let back: u64 = rows("refunds").filter(|it| it["state"] == "done").map(fen).sum();
        (number, came - back)
    };
    // One that was closed unpaid has none.
    orders.iter().map(of).filter(|it| it.1 > 0).collect()
}

/// The number of somebody's order, and what their one bill says was paid by it.
async fn of_one(stage: &Stage, paid: &Paid) -> (String, u64) {
    let number = paid.number.to_string();
    let bills = stage.store.bills(paid.payer.id).await.expect("the table answers");
    let [bill] = &bills[..] else { panic!("{number}: {bills:?}") };
    assert_eq!(bill.hold, None, "{number}");
    let (due, kept) = (paid.payer.due_in_the_end(), paid.payer.pays_in_the_end());
    assert_eq!((bill.due.fen(), bill.paid_here.fen()), (due, kept), "{number}");
    let order = stage.store.order(paid.number).await.expect("the table answers");
    let order = order.expect("an order that was opened");
    let is_paid = matches!(order.state, OrderState::Paid { .. });
    assert_eq!(is_paid, paid.payer.comes_to().0 == "paid", "{number}: {:?}", order.state);
    (number, bill.paid_here.fen())
}
