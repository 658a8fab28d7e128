//! Transactions: all of it or nothing, and which write refused.

use crate::row::Item;
use crate::{Store, StoreError};
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem, Update};
use std::time::Duration;

/// Why nothing of a transaction was written.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The condition of the write at `place` did not hold; `found` is the row as it was, if any.
    At {
        place: usize,
        found: Option<Item>,
    },
    Other(StoreError),
}

/// Times that a transaction is tried when another one touched the same rows at the same moment.
const TRIES_MAX: u32 = 4;

impl Store {
    /// Writes all of `writes` or nothing.
    pub(crate) async fn commit(&self, writes: Vec<TransactWriteItem>) -> Result<(), Refusal> {
        let mut tried = 1;
        loop {
            let request = self.client.transact_write_items();
            let result = request.set_transact_items(Some(writes.clone())).send().await;
            match result.map_err(Outcome::from) {
                Ok(_) => return Ok(()),
                Err(Outcome::Conflict(_)) if tried < TRIES_MAX => {
                    tokio::time::sleep(Duration::from_millis(10 << tried)).await;
                    tried += 1;
                }
                Err(Outcome::Conflict(error)) => return Err(Refusal::Other(error)),
                Err(Outcome::Refused(refusal)) => return Err(refusal),
            }
        }
    }
}

/// A failed transaction, as far as trying again is concerned.
enum Outcome {
    /// Another transaction, or a throttle, was in the way: nothing was decided.
    Conflict(StoreError),
    Refused(Refusal),
}

impl From<SdkError<TransactWriteItemsError>> for Outcome {
    fn from(error: SdkError<TransactWriteItemsError>) -> Self {
        let reasons = match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                canceled.cancellation_reasons()
            }
            _ => &[],
        };
        let failed = reasons.iter().position(|it| it.code() == Some("ConditionalCheckFailed"));
        if let Some(place) = failed {
            let found = reasons[place].item().filter(|item| !item.is_empty()).cloned();
            return Self::Refused(Refusal::At { place, found });
        }
        let passing = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
        let code = reasons.iter().find_map(|it| it.code().filter(|code| passing.contains(code)));
        if code.is_some() {
            Self::Conflict(StoreError::Busy(error.into()))
        } else {
            Self::Refused(Refusal::Other(error.into()))
        }
    }
}

impl Refusal {
    /// The error of whoever takes any refused condition for somebody else's write.
    pub(crate) fn raced(self) -> StoreError {
        match self {
            Self::At { .. } => StoreError::Raced,
            Self::Other(error) => error,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Other(error)
    }
}

pub(crate) fn put(put: Put) -> TransactWriteItem {
    TransactWriteItem::builder().put(put).build()
}

pub(crate) fn update(update: Update) -> TransactWriteItem {
    TransactWriteItem::builder().update(update).build()
}

pub(crate) fn delete(delete: Delete) -> TransactWriteItem {
    TransactWriteItem::builder().delete(delete).build()
}

/// A part of a transaction, if it could be built.
pub(crate) fn built<T>(
    built: Result<T, BuildError>,
    write: fn(T) -> TransactWriteItem,
) -> Result<TransactWriteItem, StoreError> {
    built.map(write).map_err(StoreError::from)
}
