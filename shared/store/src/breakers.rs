//! Where providers' failures are kept that all instances see together.

use crate::row::{self, BREAKERS, Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use domain::{Breaker, ChannelKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The row: the breaker in one attribute, which the next writer compares.
#[derive(Serialize, Deserialize)]
struct BreakerRow {
    breaker: Breaker,
}

impl Store {
    /// The breaker of `channel`, if it failed lately. A moment's staleness does no harm.
    pub async fn breaker(&self, channel: ChannelKind) -> Result<Option<Breaker>, StoreError> {
        let read = self.client.get_item().table_name(&self.tables.reference);
        let found = read.set_key(Some(Key::breaker(channel).item())).send().await?;
        let row: Option<BreakerRow> = found.item.map(row::read).transpose()?;
        Ok(row.map(|it| it.breaker))
    }

    /// The breakers of all channels that failed lately.
    pub async fn breakers(&self) -> Result<BTreeMap<ChannelKind, Breaker>, StoreError> {
        let found = self
            .client
            .query()
            .table_name(&self.tables.reference)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(BREAKERS))
            .send()
            .await?;
        let rows = found.items.unwrap_or_default().into_iter().map(|item| {
            let kind = item.get("sk").and_then(|it| it.as_s().ok()?.parse().ok());
            let kind = kind.ok_or(StoreError::Nonsense("the name of a channel"))?;
            let row: BreakerRow = row::read(item)?;
            Ok((kind, row.breaker))
        });
        rows.collect()
    }

    /// Writes `becomes` over the breaker that was seen as `was`. False if somebody else did so
    /// meanwhile: what they saw counts as well as this.
    pub async fn move_breaker(
        &self,
        channel: ChannelKind,
        was: Option<&Breaker>,
        becomes: &Breaker,
    ) -> Result<bool, StoreError> {
        let row = BreakerRow { breaker: becomes.clone() };
        let write = self.client.put_item().table_name(&self.tables.reference);
        let write = write.set_item(Some(Key::breaker(channel).row(&row)?));
        let write = match was {
            None => write.condition_expression("attribute_not_exists(pk)"),
            Some(was) => write
                .condition_expression("breaker = :was")
                .expression_attribute_values(":was", serde_dynamo::to_attribute_value(was)?),
        };
        match write.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(error.into()),
            },
        }
    }

    /// Forgets the failures of `channel`: it answers.
    pub async fn forget_breaker(&self, channel: ChannelKind) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.tables.reference);
        delete.set_key(Some(Key::breaker(channel).item())).send().await?;
        Ok(())
    }
}
