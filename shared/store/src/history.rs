use crate::row::{self, Item, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Order, OrderId, OrderState, PersonId, Presence, Shown, Span, Timestamp};
use futures::future::try_join;
use jiff::SignedDuration;

/// A page of orders, newest first, and where the next one begins.
#[derive(Debug)]
pub struct Page {
    pub orders: Vec<Order>,
    pub next: Option<OrderId>,
}

/// Orders on a page.
const PAGE: usize = 20;

/// Rows read for one page at most: whoever filters for something rare asks for the next page.
const ROWS_MAX: usize = 400;

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

    /// The person's orders paid within `span` (by the provider's time), newest order first.
    pub async fn payments(
        &self,
        who: &Presence,
        span: Span,
        cursor: Option<OrderId>,
    ) -> Result<Page, StoreError> {
        let wanted = |order: &Order| match &order.state {
            OrderState::Paid { receipt, .. } => span.holds(receipt.paid_at),
            OrderState::Open | OrderState::Closed { .. } => false,
        };
        // An order is paid within minutes of being opened; a day more than the skew is plenty.
        self.page(who, widened(span, Order::SKEW * 2), cursor, wanted).await
    }

    async fn page(
        &self,
        who: &Presence,
        ids: (OrderId, OrderId),
        cursor: Option<OrderId>,
        wanted: impl Fn(&Order) -> bool,
    ) -> Result<Page, StoreError> {
        let page = self.page_of(who.person, ids, cursor, wanted);
        let ((), page) = try_join(self.present(who), page).await?;
        Ok(page)
    }

    async fn page_of(
        &self,
        person: PersonId,
        ids: (OrderId, OrderId),
        cursor: Option<OrderId>,
        wanted: impl Fn(&Order) -> bool,
    ) -> Result<Page, StoreError> {
        let mut orders = Vec::new();
        let mut last = cursor.unwrap_or(ids.1);
        let mut read = 0;
        while read < ROWS_MAX {
            let (rows, more) = self.order_rows(person, ids.0, last).await?;
            read += rows.len();
            for item in rows {
                let order: Order = row::read(item)?;
                // The range includes the row that the last page ended with.
                if cursor == Some(order.id) || !wanted(&order) {
                    continue;
                }
                if orders.len() == PAGE {
                    let next = orders.last().map(|order: &Order| order.id);
                    return Ok(Page { orders, next });
                }
                orders.push(order);
            }
            let Some(more) = more else { return Ok(Page { orders, next: None }) };
            last = more;
        }
        Ok(Page { orders, next: Some(last) })
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
    /// Reads the whole table, so it is asked once a night.
    pub async fn forgotten(&self, cutoff: Timestamp) -> Result<Vec<Order>, StoreError> {
        let mut orders = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .scan()
                .table_name(&self.tables.core)
                .filter_expression(
                    "begins_with(sk, :order) AND #state.#is = :open AND #until < :cutoff",
                )
                .expression_attribute_names("#state", "state")
                .expression_attribute_names("#is", "is")
                .expression_attribute_names("#until", "until")
                .expression_attribute_values(":order", text("ORDER#"))
                .expression_attribute_values(":open", text("open"))
                .expression_attribute_values(":cutoff", text(cutoff))
                .set_exclusive_start_key(next)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                orders.push(row::read(item)?);
            }
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(orders);
            }
        }
    }
}

fn widened(span: Span, by: SignedDuration) -> (OrderId, OrderId) {
    let first = span.from.checked_sub(by).unwrap_or(Timestamp::UNIX_EPOCH);
    let last = span.to.checked_add(by).unwrap_or(Timestamp::MAX);
    (OrderId::first_at(first), OrderId::first_at(last))
}
