//! Each person's chain of money: its head, its entries, and the write of the next one.

use crate::commit::put;
use crate::row::{self, ENTRIES, Item, Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::PersonId;
use domain::Timestamp;
use domain::ledger::{Entry, Event, Head, Ledger};

/// The chain of each person's money. Whatever moves money writes its next entry in the same
/// transaction, and only if nobody else wrote it since the head was read.
impl Store {
    /// The end of the person's chain (strong read). Read it before what is decided from.
    pub async fn head(&self, person: PersonId) -> Result<Head, StoreError> {
        let last = self.last_entry(person).await?;
        Ok(last.map_or_else(|| Head::start(person), |it| Head::at(person, &it)))
    }

    /// What happened to the person's money last, unchecked (strong read of one row).
    pub async fn last_entry(&self, person: PersonId) -> Result<Option<Entry>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.tables.core)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND begins_with(sk, :entries)")
            .expression_attribute_values(":pk", text(row::partition(person)))
            .expression_attribute_values(":entries", text(ENTRIES))
            .scan_index_forward(false)
            .limit(1)
            .send()
            .await?;
        page.items.unwrap_or_default().pop().map(entry).transpose()
    }

    /// All that ever happened to the person's money, checked link by link (strong read).
    /// [`StoreError::LedgerBroken`]: nothing may be decided from it.
    pub async fn ledger(&self, person: PersonId) -> Result<Ledger, StoreError> {
        let entries = self.entries(person).await?;
        Ok(Ledger::of(person, &entries)?)
    }

    /// The entries of the person's chain as they lie there, oldest first, unchecked.
    pub async fn entries(&self, person: PersonId) -> Result<Vec<Entry>, StoreError> {
        let rows = self.rows_between(person, ENTRIES, row::ENTRIES_END).await?;
        rows.into_iter().map(entry).collect()
    }

    /// The write that says next in the chain that ends at `head` that `event` happened.
    pub(crate) fn append(
        &self,
        head: &Head,
        event: Event,
        at: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = head.append(event, at);
        let written = Put::builder()
            .table_name(&self.tables.core)
            .set_item(Some(Key::entry(head.person(), entry.seq()).row(&entry)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        Ok(put(written))
    }
}

/// The entry that a row says.
pub(crate) fn entry(mut item: Item) -> Result<Entry, StoreError> {
    // Entries take no word that they do not know, and their keys are not theirs.
    item.remove("pk");
    item.remove("sk");
    row::read(item)
}
