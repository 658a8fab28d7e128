//! All that the tables say of money, read whole.

use crate::bills::bill;
use crate::ledger::entry;
use crate::row::{self, DISPUTES, ENTRIES, Item, REFUNDS, text};
use crate::{DayRow, OpenDispute, OpenRefund, Store, StoreError};
use domain::ledger::audit::{OnDay, Theirs};
use domain::{Dispute, Order, PersonId, RefundOrder};
use std::collections::BTreeMap;

/// What all tables say of money, by whose it is.
#[derive(Clone, Default)]
pub struct Moneys {
    pub people: BTreeMap<PersonId, Theirs>,
    /// Rows that cannot be read and name nobody.
    pub strays: Vec<String>,
}

impl Store {
    /// All that is written of money (strong reads of the whole of two tables): for an audit, not for a
    /// page. What is written while it reads may be seen in part.
    pub async fn moneys(&self) -> Result<Moneys, StoreError> {
        let mut moneys = Moneys::default();
        let kinds = "begins_with(sk, :bill) OR begins_with(sk, :order) OR begins_with(sk, :entry)";
        let of_core = [(":bill", "BILL#"), (":order", "ORDER#"), (":entry", ENTRIES)];
        self.rows_of(&self.tables.core, kinds, &of_core, &mut |item| moneys.person(item)).await?;
        let but_pieces = [(":piece", "IMPORT#")];
        let kinds = "NOT begins_with(pk, :piece)";
        self.rows_of(&self.tables.inbox, kinds, &but_pieces, &mut |item| moneys.inbox(item))
            .await?;
        Ok(moneys)
    }

    async fn rows_of(
        &self,
        table: &str,
        filter: &str,
        values: &[(&str, &str)],
        take: &mut impl FnMut(Item),
    ) -> Result<(), StoreError> {
        let mut next = None;
        loop {
            let mut scan = self.client.scan().table_name(table).consistent_read(true);
            for (name, value) in values {
                scan = scan.expression_attribute_values(*name, text(*value));
            }
            let scan = scan.filter_expression(filter).set_exclusive_start_key(next);
            let page = scan.send().await?;
            page.items.unwrap_or_default().into_iter().for_each(&mut *take);
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(());
            }
        }
    }
}

impl Moneys {
    /// Takes a bill, an order or an entry, each of which lies in its person's partition.
    fn person(&mut self, item: Item) {
        let (pk, sk) = (named(&item, "pk"), named(&item, "sk"));
        let Some(person) = pk.strip_prefix("PERSON#").and_then(|it| it.parse().ok()) else {
            return self.strays.push(format!("{pk} {sk}"));
        };
        let theirs: &mut Theirs = self.people.entry(person).or_default();
        let read = match sk.split('#').next() {
            Some("BILL") => bill(item).map(|it| theirs.bills.push(it)),
            Some("ORDER") => row::read::<Order>(item).map(|it| theirs.orders.push(it)),
            _ => entry(item).map(|it| theirs.entries.push(it)),
        };
        if read.is_err() {
            theirs.unreadable.push(sk);
        }
    }

    /// Takes what lies in the inbox, by the payer whom each row names.
    fn inbox(&mut self, item: Item) {
        let (pk, sk) = (named(&item, "pk"), named(&item, "sk"));
        let read = match pk.split('#').next() {
            Some(DISPUTES) => row::read::<OpenDispute>(item)
                .map(|it| self.of(it.number.payer).undecided.push(it.receipt)),
            Some(REFUNDS) => row::read::<OpenRefund>(item)
                .map(|it| self.of(it.number.payer).unfinished.push(it.number)),
            Some("RECEIPT") => row::read::<Dispute>(item)
                .map(|it| self.of(it.receipt.number.payer).disputes.push(it)),
            Some("REFUND") => {
                row::read::<RefundOrder>(item).map(|it| self.of(it.refund.payer).refunds.push(it))
            }
            Some("DAY") => {
                // Under another day it is found by nobody.
                let row = row::read::<DayRow>(item.clone());
                let row = row.and_then(|it| {
                    let odd = StoreError::Nonsense("a day's row");
                    if it.key().is_of(&item) { Ok(it) } else { Err(odd) }
                });
                row.map(|it| self.of(it.receipt.number.payer).days.push(it.into()))
            }
            _ => Ok(()),
        };
        if read.is_err() {
            self.strays.push(format!("{pk} {sk}"));
        }
    }

    fn of(&mut self, person: PersonId) -> &mut Theirs {
        self.people.entry(person).or_default()
    }
}

impl From<DayRow> for OnDay {
    fn from(row: DayRow) -> Self {
        let DayRow { receipt, disputed, refund, amount, at } = row;
        Self { receipt, disputed, refund, amount, at }
    }
}

fn named(item: &Item, name: &str) -> String {
    item.get(name).and_then(|it| it.as_s().ok()).cloned().unwrap_or_default()
}
