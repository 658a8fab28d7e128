//! Pages of somebody's orders and payments, newest first.

use crate::listed::Fresh;
use crate::row::{self, Item, Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ledger::Ledger;
use domain::{
    Order, OrderId, OrderNumber, Payment, PersonId, Presence, Shown, Span, Timestamp, Totals,
};
use futures::future::try_join;
use jiff::SignedDuration;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Rows that the table gives at once.
const KEYS_MAX: usize = 100;

/// A page of orders, newest first, and where the next one begins.
#[derive(Debug)]
pub struct Page {
    pub orders: Vec<Order>,
    pub next: Option<OrderId>,
    /// What all pages come to; only the first one says it.
    pub totals: Option<Totals>,
}

/// How much is looked at for one page.
#[derive(Clone, Copy)]
struct Bounds {
    orders: usize,
    rows: usize,
}

impl Bounds {
    /// Whoever filters for something rare asks for the next page.
    const PAGE: Self = Self { orders: 20, rows: 400 };

    /// The first page also counts what the others will show: nobody pays a thousand times in the
    /// years they study.
    const FIRST_PAGE: Self = Self { rows: 1000, ..Self::PAGE };
}

impl Store {
    /// The person's orders opened within `span`, newest first, from below `cursor` on.
    pub async fn orders(
        &self,
        who: &Presence,
        span: Span,
        shown: Shown,
        cursor: Option<OrderId>,
    ) -> Result<Page, StoreError> {
        let wanted = |order: &Order| span.holds(order.opened) && shown.shows(order);
        self.page(who, widened(span, Order::SKEW), cursor, wanted).await
    }

    /// The ledger of whoever asks, checked link by link (strong read).
    pub async fn own_ledger(&self, who: &Presence) -> Result<Ledger, StoreError> {
        let ((), ledger) = try_join(self.present(who), self.ledger(who.person)).await?;
        Ok(ledger)
    }

    /// The order of each of `payments` of `person` (strong reads, a hundred orders at once).
    pub async fn orders_of(
        &self,
        person: PersonId,
        payments: &[Payment<'_>],
    ) -> Result<Vec<Order>, StoreError> {
        let ids: BTreeSet<OrderId> = payments.iter().map(Payment::order).collect();
        let keys: Vec<_> = ids.into_iter().map(|it| Key::order(person, it).item()).collect();
        let mut orders: BTreeMap<OrderId, Order> = BTreeMap::new();
        for keys in keys.chunks(KEYS_MAX) {
            for item in self.core_rows(keys.to_vec(), Fresh::Now).await? {
                let order: Order = row::read(item)?;
                orders.insert(order.id, order);
            }
        }
        let of = |it: &Payment<'_>| orders.get(&it.order()).cloned();
        payments.iter().map(|it| of(it).ok_or(StoreError::NoSuchOrder)).collect()
    }

    async fn page(
        &self,
        who: &Presence,
        ids: (OrderId, OrderId),
        cursor: Option<OrderId>,
        wanted: impl Fn(&Order) -> bool,
    ) -> Result<Page, StoreError> {
        let bounds = if cursor.is_none() { Bounds::FIRST_PAGE } else { Bounds::PAGE };
        let page = self.walk(who.person, ids, cursor, (bounds, wanted));
        let ((), page) = try_join(self.present(who), page).await?;
        Ok(page)
    }

    /// A cursor is a place in time and nothing else: whoever brings another's, or a made-up one,
    /// sees what is their own from there on.
    async fn walk(
        &self,
        person: PersonId,
        (first, end): (OrderId, OrderId),
        cursor: Option<OrderId>,
        (bounds, wanted): (Bounds, impl Fn(&Order) -> bool),
    ) -> Result<Page, StoreError> {
        let (mut orders, mut totals) = (Vec::new(), Totals::NOTHING);
        let (mut read, mut full) = (0, false);
        let mut rest = Some(cursor.map_or(end, |it| it.min(end))).filter(|from| first <= *from);
        // Only the first page reads on when it is full: it says what all of them come to.
        while let Some(from) = rest
            && read < bounds.rows
            && !(full && cursor.is_some())
        {
            let (rows, more) = self.order_rows(person, first, from).await?;
            read += rows.len();
            rest = more;
            for item in rows {
                let order: Order = row::read(item)?;
                // The range begins with the row that was looked at last.
                if order.id == from || !wanted(&order) {
                    continue;
                }
                totals = totals.and(&order);
                if orders.len() < bounds.orders {
                    orders.push(order);
                } else {
                    full = true;
                }
            }
        }
        let next = if full { orders.last().map(|it| it.id) } else { rest };
        let totals = Totals { complete: rest.is_none(), ..totals };
        Ok(Page { orders, next, totals: cursor.is_none().then_some(totals) })
    }

    async fn order_rows(
        &self,
        person: PersonId,
        first: OrderId,
        last: OrderId,
    ) -> Result<(Vec<Item>, Option<OrderId>), StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.tables.core)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(row::partition(person)))
            .expression_attribute_values(":first", text(format!("ORDER#{first}")))
            .expression_attribute_values(":last", text(format!("ORDER#{last}")))
            .scan_index_forward(false)
            .limit(100)
            .send()
            .await?;
        let id = |sk: &AttributeValue| sk.as_s().ok()?.strip_prefix("ORDER#")?.parse().ok();
        let more = page.last_evaluated_key.and_then(|key| key.get("sk").and_then(id));
        Ok((page.items.unwrap_or_default(), more))
    }

    /// Orders still open although their time ran out before `cutoff`: what every queue forgot.
    /// A page of the whole table, which is read to its end once a night.
    pub async fn forgotten(
        &self,
        cutoff: Timestamp,
        from: Option<Place>,
    ) -> Result<Forgotten, StoreError> {
        let page = self
            .client
            .scan()
            .table_name(&self.tables.core)
            .filter_expression(
                "begins_with(sk, :order) AND #state.#is = :open AND #until < :cutoff",
            )
            .projection_expression("id, payer")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#is", "is")
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":order", text("ORDER#"))
            .expression_attribute_values(":open", text("open"))
            .expression_attribute_values(":cutoff", text(cutoff))
            .set_exclusive_start_key(from.map(|it| it.0))
            .send()
            .await?;
        let named = |item| row::read(item).map(|it: Named| it.number());
        let orders = page.items.unwrap_or_default().into_iter().map(named);
        Ok(Forgotten {
            orders: orders.collect::<Result<_, _>>()?,
            next: page.last_evaluated_key.map(Place),
        })
    }
}

/// Orders that every queue forgot, as far as a page of the table went.
pub struct Forgotten {
    pub orders: Vec<OrderNumber>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
}

/// Where a page of a table begins.
pub struct Place(HashMap<String, AttributeValue>);

/// What of an order's row is its number.
#[derive(Deserialize)]
struct Named {
    id: OrderId,
    payer: PersonId,
}

impl Named {
    fn number(self) -> OrderNumber {
        OrderNumber { order: self.id, payer: self.payer }
    }
}

fn widened(span: Span, by: SignedDuration) -> (OrderId, OrderId) {
    let first = span.from.checked_sub(by).unwrap_or(Timestamp::UNIX_EPOCH);
    let last = span.to.checked_add(by).unwrap_or(Timestamp::MAX);
    (OrderId::first_at(first), OrderId::first_at(last))
}
