//! All rows of a partition.

use crate::row::{Item, text};
use crate::{Store, StoreError};

/// How fresh what is read has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fresh {
    /// As it is at this moment: what money is decided from.
    Now,
    /// As it was a moment ago, for half the price: what is only shown.
    Lately,
}

impl Store {
    /// All rows of `table` under `pk`, in the order of their sort keys.
    pub(crate) async fn listed(
        &self,
        table: &str,
        pk: &str,
        fresh: Fresh,
    ) -> Result<Vec<Item>, StoreError> {
        let (mut rows, mut next) = (Vec::new(), None);
        loop {
            let page = self
                .client
                .query()
                .table_name(table)
                .consistent_read(fresh == Fresh::Now)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(pk))
                .set_exclusive_start_key(next)
                .send()
                .await?;
            rows.extend(page.items.unwrap_or_default());
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(rows);
            }
        }
    }
}
