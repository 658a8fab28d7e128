//! Orders: opened with the holds of their bills, placed, closed and read.

use crate::commit::{Refusal, put, update};
use crate::row::{self, Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use domain::{Ask, Order, OrderNumber, OrderState, Timestamp};

impl Store {
    /// The order with that number, if there is one (strong read).
    pub async fn order(&self, number: OrderNumber) -> Result<Option<Order>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.core)
            .set_key(Some(Key::order(number.payer, number.order).item()))
            .consistent_read(true)
            .send()
            .await?;
        found.item.map(row::read).transpose()
    }

    /// Opens `order`, asked for by `ask`, and holds each of its bills, or does nothing at all.
    ///
    /// Asked again for the same order, it answers with the order as it was opened the first time.
    pub async fn open(
        &self,
        order: Order,
        ask: &Ask,
        now: Timestamp,
    ) -> Result<Opened, StoreError> {
        let row = Key::order(order.payer, order.id).row(&order)?;
        let new = Put::builder()
            .table_name(&self.tables.core)
            .set_item(Some(row))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let mut writes = vec![put(new.build()?)];
        for line in &order.lines {
            writes.push(self.claim_bill(&order, line, now)?);
        }
        match self.commit(writes).await {
            Ok(()) => Ok(Opened::Now(order)),
            Err(Refusal::At { place: 0, found: Some(earlier) }) => {
                repeated(row::read(earlier)?, ask).map(Opened::Before)
            }
            Err(Refusal::At { .. }) => Err(StoreError::BillHeld),
            Err(Refusal::Other(error)) => Err(error),
        }
    }

    /// Keeps what placing the open `order` came to: since when it is shown how to pay it, if it is,
    /// and what `channel` wrote down of that, if it did. `false`: the order was decided meanwhile,
    /// and nobody is to pay it any more.
    pub async fn keep_placed(&self, order: &Order) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.core)
            .set_key(Some(Key::order(order.payer, order.id).item()))
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#is", "is")
            .expression_attribute_values(":open", text("open"));
        // Whoever was not told how to pay takes nothing from another asking that was.
        let update = update.condition_expression(match order.shown {
            None => "#state.#is = :open AND attribute_not_exists(placed)",
            Some(_) => "#state.#is = :open",
        });
        let update = match (order.shown, &order.placed) {
            (None, _) => update.update_expression("REMOVE shown"),
            (Some(shown), None) => update
                .update_expression("SET shown = :shown")
                .expression_attribute_values(":shown", text(shown)),
            (Some(shown), Some(placed)) => update
                .update_expression("SET shown = :shown, placed = :placed")
                .expression_attribute_values(":shown", text(shown))
                .expression_attribute_values(":placed", text(placed)),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(error.into()),
            },
        }
    }

    /// The order that `ask` opened before, if it did.
    pub async fn opened_before(&self, ask: &Ask) -> Result<Option<Order>, StoreError> {
        let number = OrderNumber { order: ask.id, payer: ask.payer };
        let earlier = self.order(number).await?;
        earlier.map(|earlier| repeated(earlier, ask)).transpose()
    }

    /// Writes that `closed` is closed and ends its holds. `false`: it was no longer open.
    pub async fn close(&self, closed: &Order) -> Result<bool, StoreError> {
        Ok(self.leave(closed, &OrderState::Open, Vec::new()).await? == Left::Done)
    }

    /// Writes `first` and that `order`, which `was` in another state, is left in its present one,
    /// with its holds ended; or nothing.
    pub(crate) async fn leave(
        &self,
        order: &Order,
        was: &OrderState,
        first: Vec<TransactWriteItem>,
    ) -> Result<Left, StoreError> {
        let mut lines: Vec<_> = order.lines.iter().collect();
        loop {
            let mut writes = first.clone();
            writes.push(put(self.replace(order, was)?));
            for line in &lines {
                writes.push(update(self.release_bill(order, &line.bill)?));
            }
            let before = first.len() + 1;
            match self.commit(writes).await {
                Ok(()) => return Ok(Left::Done),
                // A hold that ran out and was taken over is not ours to end.
                Err(Refusal::At { place, .. }) if place >= before => {
                    lines.remove(place - before);
                }
                Err(Refusal::At { place, .. }) if place < first.len() => {
                    return Ok(Left::FirstRefused(place));
                }
                Err(Refusal::At { .. }) => return Ok(Left::Moved),
                Err(Refusal::Other(error)) => return Err(error),
            }
        }
    }

    /// A write that puts `order` in place of itself, if it is still in the state that it `was` in.
    pub(crate) fn replace(&self, order: &Order, was: &OrderState) -> Result<Put, StoreError> {
        let (is, by) = match was {
            OrderState::Open => ("open", None),
            OrderState::Paid { .. } => ("paid", None),
            OrderState::Closed { by, .. } => {
                ("closed", Some(serde_dynamo::to_attribute_value(by)?))
            }
        };
        let put = Put::builder()
            .table_name(&self.tables.core)
            .set_item(Some(Key::order(order.payer, order.id).row(order)?))
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#is", "is")
            .expression_attribute_values(":was", text(is));
        let put = match by {
            None => put.condition_expression("#state.#is = :was"),
            // A closed order can be closed again, by a dispute.
            Some(by) => put
                .condition_expression("#state.#is = :was AND #state.#by = :by")
                .expression_attribute_names("#by", "by")
                .expression_attribute_values(":by", by),
        };
        put.build().map_err(StoreError::from)
    }
}

/// An order that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is new.
    Now(Order),
    /// The same was asked before: it is as it was then, or what became of it since.
    Before(Order),
}

impl Opened {
    /// The order, new or not.
    pub fn order(self) -> Order {
        match self {
            Self::Now(order) | Self::Before(order) => order,
        }
    }
}

/// What became of the wish to leave an order in another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    Done,
    /// The order was not in the state that was supposed: nothing was written.
    Moved,
    /// What was to be written with it was refused at that place: nothing was written.
    FirstRefused(usize),
}

fn repeated(earlier: Order, ask: &Ask) -> Result<Order, StoreError> {
    if earlier.repeats(ask) { Ok(earlier) } else { Err(StoreError::OrderDiffers(earlier.id)) }
}
