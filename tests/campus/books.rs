//! What the tables hold, read past all code that is being tested.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{BillId, Dispute, Order, OrderId, PersonId};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// One row.
pub type Row = HashMap<String, AttributeValue>;

/// All rows of a campus, decoded as far as money is concerned.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub bills: BTreeMap<(PersonId, BillId), BillRow>,
    pub orders: BTreeMap<(PersonId, OrderId), Order>,
    pub disputes: Vec<Dispute>,
}

/// A bill as it is written, before anybody checks it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BillRow {
    pub due: u64,
    pub exempt: u64,
    pub loan: u64,
    pub paid_elsewhere: u64,
    pub paid_here: u64,
    pub owed: u64,
    #[serde(default)]
    pub hold_by: Option<OrderId>,
    #[serde(default)]
    pub hold_amount: Option<u64>,
    #[serde(default)]
    pub hold_until: Option<i64>,
}

impl BillRow {
    /// What settles it, here and elsewhere.
    pub fn settled(&self) -> u64 {
        self.exempt + self.loan + self.paid_elsewhere + self.paid_here
    }
}

impl Books {
    /// Reads `rows` of all tables. A row that cannot be read is a bug, and says so.
    pub fn read(rows: Vec<Row>) -> Self {
        let mut books = Self::default();
        for row in rows {
            let text = |name: &str| row.get(name).and_then(|it| it.as_s().ok()).cloned();
            let (pk, sk) = (text("pk").unwrap_or_default(), text("sk").unwrap_or_default());
            let person =
                || pk.strip_prefix("PERSON#").and_then(|it| it.parse().ok()).expect("a person");
            if let Some(bill) = sk.strip_prefix("BILL#") {
                let bill = bill.parse().expect("a bill");
                books.bills.insert((person(), bill), decoded(row));
            } else if let Some(order) = sk.strip_prefix("ORDER#") {
                let order = order.parse().expect("an order");
                books.orders.insert((person(), order), decoded(row));
            } else if sk == "DISPUTE" {
                books.disputes.push(decoded(row));
            }
        }
        books
    }
}

fn decoded<T: serde::de::DeserializeOwned>(row: Row) -> T {
    serde_dynamo::from_item(row).expect("a row that says what rows of its kind say")
}

/// A row as text, the same for the same contents.
pub fn written(row: Row) -> String {
    let sorted: BTreeMap<_, _> = row.into_iter().map(|(name, it)| (name, value(it))).collect();
    format!("{sorted:?}")
}

fn value(value: AttributeValue) -> String {
    if let AttributeValue::M(fields) = value {
        written(fields)
    } else if let AttributeValue::L(list) = value {
        format!("{:?}", list.into_iter().map(self::value).collect::<Vec<_>>())
    } else {
        format!("{value:?}")
    }
}
