//! Codes on their way to phones, and how many were asked for.

use crate::commit::{Refusal, put, update};
use crate::row::{self, Key, number};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{Put, ReturnValue, TransactWriteItem, Update};
use domain::{CodeCap, CodePlace, CodeProof, SentCode, Timestamp};
use serde::{Deserialize, Serialize};

/// Seconds for which a day's count is kept: a day, and one more for clocks that differ.
const COUNTED: i64 = 2 * 24 * 3600;

/// The row of a code that was sent. Another one for the same account and phone takes its place.
#[derive(Serialize, Deserialize)]
struct CodeRow {
    proof: CodeProof,
    tries: u32,
    expires: i64,
}

impl Store {
    /// Keeps a code that is about to be sent, and counts it, for its phone number and for its
    /// account at that number: one transaction, whether or not the two belong together. False: as
    /// many as there may be were asked for already, and nothing is kept.
    pub async fn keep_code(
        &self,
        code: &SentCode,
        cap: CodeCap,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = CodeRow { proof: code.proof.clone(), tries: 0, expires: code.until.as_second() };
        let kept = Put::builder()
            .table_name(&self.tables.auth)
            .set_item(Some(Key::code(&code.place).row(&row)?))
            .build();
        let writes = vec![
            self.count_asked(&code.phone, cap, now)?,
            self.count_asked(&code.place, cap, now)?,
            put(kept?),
        ];
        match self.commit(writes).await {
            Ok(()) => Ok(true),
            Err(Refusal::At { .. }) => Ok(false),
            Err(Refusal::Other(error)) => Err(error),
        }
    }

    /// What is kept of the code at `place`, once this try is counted. `None`: there is none, its time
    /// is over, or it was tried too often.
    pub async fn try_code(
        &self,
        place: &CodePlace,
        now: Timestamp,
    ) -> Result<Option<CodeProof>, StoreError> {
        let tried = self
            .client
            .update_item()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::code(place).item()))
            .condition_expression("tries < :most AND expires > :now")
            .update_expression("ADD tries :one")
            .expression_attribute_values(":most", number(SentCode::TRIES))
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match tried {
            Ok(tried) => {
                let row = tried.attributes.ok_or(StoreError::Nonsense("a code that was tried"))?;
                let row: CodeRow = row::read(row)?;
                Ok(Some(row.proof))
            }
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(None),
                _ => Err(error.into()),
            },
        }
    }

    /// Counts one more code asked for, unless there were as many as there may be.
    fn count_asked(
        &self,
        place: &CodePlace,
        cap: CodeCap,
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let (hour, day) = CodeCap::hour_and_day(now);
        let below = |count, most| format!("(attribute_not_exists({count}) OR {count} < {most})");
        let counted = Update::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::codes_asked(place, day).item()))
            .condition_expression(format!(
                "{} AND {}",
                below("#day", ":a_day"),
                below("#hour", ":an_hour")
            ))
            .update_expression("ADD #day :one, #hour :one SET expires = :expires")
            .expression_attribute_names("#day", "asked")
            .expression_attribute_names("#hour", format!("hour_{}", hour.rem_euclid(24)))
            .expression_attribute_values(":a_day", number(cap.a_day))
            .expression_attribute_values(":an_hour", number(cap.an_hour))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":expires", number(now.as_second() + COUNTED))
            .build();
        counted.map(update).map_err(StoreError::from)
    }
}
