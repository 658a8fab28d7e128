//! Refunds: opened, agreed to, asked for and ended, each in the transaction of its ledger's entry.

use crate::commit::{Refusal, delete, put, update};
use crate::listed::Fresh;
use crate::row::{self, Key, REFUNDS, number, text};
use crate::{DayRow, Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, Update};
use domain::ledger::{Head, Part};
use domain::{Asking, Ending, Promise, RefundNumber, RefundOrder, RefundState, SeatPlace, seat_of};
use serde::{Deserialize, Serialize};

/// A refund of which the last word is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRefund {
    pub number: RefundNumber,
}

impl Store {
    /// Opens the refund of `promise`: promises its money in the payer's ledger, or does nothing.
    /// [`StoreError::Raced`]: the ledger moved, or the refund was opened before; read and decide again.
    pub async fn open_refund(&self, promise: &Promise, head: &Head) -> Result<(), StoreError> {
        let refund = promise.refund();
        let number = refund.refund.number();
        let new = Put::builder()
            .table_name(&self.tables.inbox)
            .set_item(Some(Key::refund(number).row(refund)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        let open = Put::builder()
            .table_name(&self.tables.inbox)
            .set_item(Some(Key::open_refund(number).row(&OpenRefund { number })?))
            .build()?;
        let entry = self.append(head, refund.entry(), refund.refund.opened)?;
        let mut writes = vec![put(new), put(open), entry];
        if promise.is_last() {
            writes.push(self.take_off_list(&refund.refund.receipt.key())?);
        }
        self.commit(writes).await.map_err(Refusal::raced)
    }

    /// Writes that `refund` was agreed to. [`StoreError::Raced`]: it is not proposed any more; read
    /// and decide again.
    pub async fn approve_refund(&self, refund: &RefundOrder) -> Result<(), StoreError> {
        let written = self.refund_put(refund, (&RefundState::Proposed, &refund.asking))?;
        self.commit(vec![put(written)]).await.map_err(Refusal::raced)
    }

    /// Writes how far asking for the approved `refund` has come, which `was` as far as that when it
    /// was read. `false`: it is decided by now, or somebody else asked; nothing was written.
    pub async fn keep_asking(
        &self,
        refund: &RefundOrder,
        was: &Asking,
    ) -> Result<bool, StoreError> {
        let written = self.refund_put(refund, (&refund.state, was))?;
        match self.commit(vec![put(written)]).await {
            Ok(()) => Ok(true),
            Err(Refusal::At { .. }) => Ok(false),
            Err(Refusal::Other(error)) => Err(error),
        }
    }

    /// Writes that a refund ended: its bills and their seats, the ledger, the lists and the day, or
    /// nothing. `head` was read before.
    /// [`StoreError::Raced`]: it or the ledger moved; read and decide again.
    pub async fn end_refund(&self, ending: &Ending, head: &Head) -> Result<(), StoreError> {
        let ended = ending.refund();
        let (refund, name) = (&ended.refund, ended.refund.number());
        let over = self.refund_put(ended, (ending.was(), &ended.asking))?;
        let mut writes = vec![put(over), self.append(head, ending.entry(), ending.at())?];
        for part in ending.taken() {
            writes.push(update(self.take_from_bill(ended, part)?));
        }
        for place in Box::pin(self.seats_given_up(ending)).await? {
            writes.push(self.free_seat(&place, refund.payer)?);
        }
        if ending.is_settled() {
            writes.push(delete(self.refund_off_list(name)?));
        }
        if ending.is_undecided() {
            writes.push(self.put_on_list(&refund.receipt.key(), refund.receipt.number)?);
        }
        if let Some(at) = ending.returned_at() {
            let (receipt, amount) = (refund.receipt.clone(), refund.amount);
            let row = DayRow { receipt, disputed: None, refund: Some(name), amount, at };
            writes.push(self.list(&row)?);
        }
        self.commit(writes).await.map_err(Refusal::raced)
    }

    /// The seats that nothing pays for any more once the money of `ending` went back.
    async fn seats_given_up(&self, ending: &Ending) -> Result<Vec<SeatPlace>, StoreError> {
        let payer = ending.refund().refund.payer;
        let mut places = Vec::new();
        if ending.taken().iter().all(|it| it.bill.project().is_none()) {
            return Ok(places);
        }
        let bills = self.bills(payer).await?;
        for part in ending.taken() {
            let bill = bills.iter().find(|it| it.id == part.bill);
            let Some(project) = bill.and_then(|it| it.gives_up(part.amount)) else { continue };
            if let Some((shard, _)) = seat_of(&self.seats(&project).await?, payer) {
                places.push(SeatPlace { project, shard });
            }
        }
        Ok(places)
    }

    /// Takes a refund that ended off the list.
    pub async fn dismiss_refund(&self, number: RefundNumber) -> Result<(), StoreError> {
        let gone = self.refund_off_list(number)?;
        self.commit(vec![delete(gone)]).await.map_err(Refusal::raced)
    }

    fn refund_off_list(&self, number: RefundNumber) -> Result<Delete, StoreError> {
        let list = Delete::builder().table_name(&self.tables.inbox);
        let list = list.set_key(Some(Key::open_refund(number).item()));
        list.build().map_err(StoreError::from)
    }

    /// The write that puts `refund` in place of itself, if it is still in the state that it `was` in,
    /// and its provider was asked for it no more often than then and has it no more than then.
    fn refund_put(
        &self,
        refund: &RefundOrder,
        (was, asking): (&RefundState, &Asking),
    ) -> Result<Put, StoreError> {
        Put::builder()
            .table_name(&self.tables.inbox)
            .set_item(Some(Key::refund(refund.refund.number()).row(refund)?))
            .condition_expression(
                "#state.#is = :was AND #asking.#times = :times AND #asking.#out = :out",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#is", "is")
            .expression_attribute_names("#asking", "asking")
            .expression_attribute_names("#times", "times")
            .expression_attribute_names("#out", "out")
            .expression_attribute_values(":was", text(was.slug()))
            .expression_attribute_values(":times", number(asking.times))
            .expression_attribute_values(":out", AttributeValue::Bool(asking.out))
            .build()
            .map_err(StoreError::from)
    }

    /// A write that takes from a bill what was paid on it and went back.
    fn take_from_bill(&self, refund: &RefundOrder, part: &Part) -> Result<Update, StoreError> {
        let payer = refund.refund.payer;
        let update = Update::builder()
            .table_name(&self.tables.core)
            .set_key(Some(Key::bill(payer, &part.bill).item()))
            .condition_expression("paid_here >= :amount")
            .expression_attribute_values(":amount", number(part.amount.fen()))
            .expression_attribute_values(":zero", number(0));
        let back = "SET paid_here = paid_here - :amount, \
                    returned = if_not_exists(returned, :zero) + :amount";
        let update = if refund.reopens {
            update.update_expression(format!("{back}, owed = owed + :amount"))
        } else {
            update
                .condition_expression("paid_here >= :amount AND due >= :amount")
                .update_expression(format!(
                    "{back}, due = due - :amount, undue = if_not_exists(undue, :zero) + :amount"
                ))
        };
        update.build().map_err(StoreError::from)
    }

    /// The refund of that number, if there is one (strong read).
    pub async fn refund(&self, number: RefundNumber) -> Result<Option<RefundOrder>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.inbox)
            .set_key(Some(Key::refund(number).item()))
            .consistent_read(true)
            .send()
            .await?;
        found.item.map(row::read).transpose()
    }

    /// Every refund of which the last word is not said.
    pub async fn open_refunds(&self) -> Result<Vec<OpenRefund>, StoreError> {
        let rows = self.listed(&self.tables.inbox, REFUNDS, Fresh::Now).await?;
        rows.into_iter().map(row::read).collect()
    }
}
