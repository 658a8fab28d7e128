//! Money that could not be booked: kept, listed, and put on bills by an officer's word.

use crate::commit::{Refusal, delete, put, update};
use crate::listed::Fresh;
use crate::orders::Left;
use crate::row::{self, DISPUTES, Key, number, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem, Update};
use domain::ledger::{Event, Head, Part};
use domain::{Applying, Dispute, OrderNumber, Receipt, ReceiptKey, Timestamp};
use serde::{Deserialize, Serialize};

/// Money of which something is still to be decided: on the staff's list until it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDispute {
    pub receipt: ReceiptKey,
    /// The order for which it came: its payer's ledger says the rest.
    pub number: OrderNumber,
}

/// The place of the day's line among the writes of a dispute.
const COUNTED: usize = 2;

impl Store {
    /// Keeps money that cannot be booked where staff will see it, once, and leaves its order as
    /// the dispute says. [`StoreError::Raced`]: the order or the ledger moved; read and decide again.
    /// [`StoreError::CountedElsewhere`]: the very payment is in the books for another order.
    pub async fn dispute(&self, dispute: &Dispute, head: &Head) -> Result<(), StoreError> {
        let receipt = &dispute.receipt;
        let kept = Put::builder()
            .table_name(&self.tables.inbox)
            .set_item(Some(Key::dispute(&receipt.key()).row(dispute)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        let mut writes = vec![
            put(kept),
            self.append(head, dispute.entry(), dispute.at)?,
            self.list_payment(receipt, Some(dispute.reason))?,
        ];
        // Of nothing, nothing is to be decided.
        if !receipt.amount.is_zero() {
            writes.push(self.put_on_list(&receipt.key(), receipt.number)?);
        }
        if let Some((order, was)) = &dispute.leaves {
            return match self.leave(order, was, writes).await? {
                // The first place is taken by the same money, told before.
                Left::Done | Left::FirstRefused(0) => Ok(()),
                Left::FirstRefused(COUNTED) => Err(StoreError::CountedElsewhere),
                Left::FirstRefused(_) | Left::Moved => Err(StoreError::Raced),
            };
        }
        match self.commit(writes).await {
            Ok(()) | Err(Refusal::At { place: 0, .. }) => Ok(()),
            Err(Refusal::At { place: COUNTED, .. }) => Err(StoreError::CountedElsewhere),
            Err(refusal) => Err(refusal.raced()),
        }
    }

    /// The dispute about the money of that name, if there ever was one.
    pub async fn disputed(&self, receipt: &Receipt) -> Result<Option<Dispute>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.inbox)
            .set_key(Some(Key::dispute(&receipt.key()).item()))
            .consistent_read(true)
            .send()
            .await?;
        found.item.map(row::read).transpose()
    }

    /// Everything of which something is still to be decided.
    pub async fn open_disputes(&self) -> Result<Vec<OpenDispute>, StoreError> {
        let rows = self.listed(&self.tables.inbox, DISPUTES, Fresh::Now).await?;
        rows.into_iter().map(row::read).collect()
    }

    /// Puts disputed money on bills, as `applying` says, or does nothing. [`StoreError::Raced`]: a
    /// bill or the ledger moved; read and decide again.
    pub async fn apply(
        &self,
        applying: &Applying,
        head: &Head,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (receipt, parts) = (applying.receipt().clone(), applying.parts().to_vec());
        let mut writes = vec![self.append(head, Event::Applied { receipt, parts }, now)?];
        for part in applying.parts() {
            writes.push(update(self.pay_free_bill(applying.number(), part, now)?));
        }
        if applying.is_all() {
            writes.push(self.take_off_list(applying.receipt())?);
        }
        self.commit(writes).await.map_err(Refusal::raced)
    }

    /// A write that pays `part` of a bill that no live order is paying.
    fn pay_free_bill(
        &self,
        order: OrderNumber,
        part: &Part,
        now: Timestamp,
    ) -> Result<Update, StoreError> {
        Update::builder()
            .table_name(&self.tables.core)
            .set_key(Some(Key::bill(order.payer, &part.bill).item()))
            .update_expression(
                "SET owed = owed - :amount, paid_here = paid_here + :amount, paid_by = :me",
            )
            .condition_expression(
                "owed >= :amount AND (attribute_not_exists(hold_by) OR hold_until <= :now)",
            )
            .expression_attribute_values(":amount", number(part.amount.fen()))
            .expression_attribute_values(":me", text(order.order))
            .expression_attribute_values(":now", number(now.as_second()))
            .build()
            .map_err(StoreError::from)
    }

    pub(crate) fn put_on_list(
        &self,
        receipt: &ReceiptKey,
        number: OrderNumber,
    ) -> Result<TransactWriteItem, StoreError> {
        let row = OpenDispute { receipt: receipt.clone(), number };
        let row = Key::open_dispute(receipt).row(&row)?;
        Ok(put(Put::builder().table_name(&self.tables.inbox).set_item(Some(row)).build()?))
    }

    pub(crate) fn take_off_list(
        &self,
        receipt: &ReceiptKey,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::open_dispute(receipt).item();
        Ok(delete(Delete::builder().table_name(&self.tables.inbox).set_key(Some(key)).build()?))
    }
}
