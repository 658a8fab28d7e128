//! What moved on a provider's day, written with the booking.

use crate::commit::put;
use crate::listed::Fresh;
use crate::row::{self, Key};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{ChannelKind, Day, DisputeReason, Merchant, Money, Receipt, RefundNumber, Timestamp};
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};

/// What we have of a provider's day: money that came, or went back. Written with the booking, so
/// that a reconciliation lists what is in the books and nothing else, without a scan or an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRow {
    /// The payment; of a refund, the payment of which something went back.
    pub receipt: Receipt,
    /// Why the payment could not be booked, if it could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed: Option<DisputeReason>,
    /// The refund, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<RefundNumber>,
    pub amount: Money,
    /// When the provider says it happened (UTC).
    pub at: Timestamp,
}

impl Store {
    /// All that we have of `day` (Beijing) at our account `merchant` of `channel`, in no order.
    pub async fn day(
        &self,
        (channel, merchant): (ChannelKind, &Merchant),
        day: Day,
    ) -> Result<Vec<DayRow>, StoreError> {
        let parts = row::day_parts(channel, merchant, day).map(|part| self.part_of_day(part));
        Ok(try_join_all(parts).await?.into_iter().flatten().collect())
    }

    async fn part_of_day(&self, part: String) -> Result<Vec<DayRow>, StoreError> {
        let rows = self.listed(&self.tables.inbox, &part, Fresh::Now).await?;
        rows.into_iter().map(row::read).collect()
    }

    /// The write that lists money that came on the day on which it did; refused if it was counted
    /// before, for whichever order.
    pub(crate) fn list_payment(
        &self,
        receipt: &Receipt,
        disputed: Option<DisputeReason>,
    ) -> Result<TransactWriteItem, StoreError> {
        let Receipt { amount, paid_at, .. } = receipt;
        let receipt = receipt.clone();
        self.list(&DayRow { receipt, disputed, refund: None, amount: *amount, at: *paid_at })
    }

    /// The write that lists `row` on its day.
    pub(crate) fn list(&self, row: &DayRow) -> Result<TransactWriteItem, StoreError> {
        let item = row.key().row(row)?;
        let new = Put::builder().table_name(&self.tables.inbox).set_item(Some(item));
        Ok(put(new.condition_expression("attribute_not_exists(pk)").build()?))
    }
}

impl DayRow {
    pub(crate) fn key(&self) -> Key {
        Key::on_day(&self.receipt, self.refund, Day::of(self.at))
    }
}
