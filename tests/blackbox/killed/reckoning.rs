use crate::payer::Paid;
use crate::stage::Stage;
use domain::OrderState;
use futures::{StreamExt, stream};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads in hand at once.
const AT_ONCE: usize = 16;

/// Holds the books against what the banks kept: each bill paid by exactly the money of its one order,
/// nothing held, nothing disputed, and no money at the banks that nobody knows of.
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
    assert_eq!(disputes(stage).await, 0);
}

/// What the banks have, by order.
async fn kept(stage: &Stage) -> BTreeMap<String, u64> {
    let ledger = stage.bank("GET", "/sandbox/ledger", &Value::Null).await;
    let orders = ledger["orders"].as_array().expect("a list");
    let of = |order: &Value| {
        let payments = order["order"]["payments"].as_array().expect("a list");
        let number = order["order"]["number"].as_str().expect("a number").to_owned();
        (number, payments.iter().filter_map(|it| it["amount"].as_u64()).sum())
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
    assert_eq!((bill.due, bill.paid_here), (paid.payer.owes, paid.payer.owes), "{number}");
    let order = stage.store.order(paid.number).await.expect("the table answers");
    let order = order.expect("an order that was opened");
    assert!(matches!(order.state, OrderState::Paid { .. }), "{number}: {:?}", order.state);
    (number, bill.paid_here.fen())
}

async fn disputes(stage: &Stage) -> usize {
    let scan = stage.dynamodb.scan().table_name(&stage.place.tables[2]).into_paginator();
    let rows: Vec<_> = scan.items().send().collect::<Result<_, _>>().await.expect("it answers");
    let is_dispute =
        |it: &&aws_sdk_dynamodb::types::AttributeValue| it.as_s().is_ok_and(|it| it == "DISPUTE");
    rows.iter().filter_map(|row| row.get("sk")).filter(is_dispute).count()
}
