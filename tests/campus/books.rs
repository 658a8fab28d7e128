//! What the tables hold of money, read past all code that is being tested.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ledger::Entry;
use domain::{
    BillId, Dispute, DisputeReason, Money, Order, OrderId, PersonId, Receipt, RefundNumber,
    RefundOrder,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One row.
pub type Row = HashMap<String, AttributeValue>;

/// All rows of a campus, decoded as far as money is concerned.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub bills: BTreeMap<(PersonId, BillId), BillRow>,
    pub orders: BTreeMap<(PersonId, OrderId), Order>,
    pub disputes: Vec<Dispute>,
    /// The money of which somebody still has to decide something: `{channel}#{merchant}#{number}`.
    pub undecided: BTreeSet<String>,
    /// Every chain of entries, in the order of its keys.
    pub entries: BTreeMap<PersonId, Vec<Entry>>,
    /// What lies under the days of providers, each with its key.
    pub days: Vec<(String, String, DayRow)>,
    /// Refunds by their number.
    pub refunds: BTreeMap<String, RefundOrder>,
    /// The numbers of those that are not at their end.
    pub unfinished: BTreeSet<String>,
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

/// What is written of a payment, or of a refund, under the day on which it happened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DayRow {
    pub receipt: Receipt,
    #[serde(default)]
    pub disputed: Option<DisputeReason>,
    #[serde(default)]
    pub refund: Option<RefundNumber>,
    pub amount: Money,
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
            books.take(row);
        }
        for chain in books.entries.values_mut() {
            chain.sort_by_key(Entry::seq);
        }
        books
    }

    fn take(&mut self, mut row: Row) {
        let mut key = |name: &str| match row.remove(name) {
            Some(AttributeValue::S(text)) => text,
            _ => String::new(),
        };
        let (pk, sk) = (key("pk"), key("sk"));
        let person =
            || pk.strip_prefix("PERSON#").and_then(|it| it.parse().ok()).expect("a person");
        if let Some(bill) = sk.strip_prefix("BILL#") {
            self.bills.insert((person(), bill.parse().expect("a bill")), decoded(row));
        } else if let Some(order) = sk.strip_prefix("ORDER#") {
            self.orders.insert((person(), order.parse().expect("an order")), decoded(row));
        } else if sk.starts_with("ENTRY#") {
            self.entries.entry(person()).or_default().push(decoded(row));
        } else if sk == "DISPUTE" {
            self.disputes.push(decoded(row));
        } else if pk == "DISPUTES" {
            self.undecided.insert(sk);
        } else if sk == "REFUND" {
            let refund: RefundOrder = decoded(row);
            self.refunds.insert(refund.refund.number().to_string(), refund);
        } else if pk == "REFUNDS" {
            self.unfinished.insert(sk);
        } else if pk.starts_with("DAY#") {
            self.days.push((pk, sk, decoded(row)));
        }
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
