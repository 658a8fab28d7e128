//! Puzzles that were spent.

use crate::row::{Key, number};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use domain::{Opened, Spent};

/// Seconds for which a spent puzzle is remembered after its end: more than clocks may differ by.
const REMEMBERED: i64 = 300;

impl Store {
    /// Spends a puzzle, solved or not: of all who show it, the first one alone may have solved it.
    pub async fn spend_puzzle(&self, puzzle: Opened) -> Result<Spent, StoreError> {
        let mut row = Key::puzzle(&puzzle.id).item();
        row.insert("expires".to_owned(), number(puzzle.until.as_second() + REMEMBERED));
        let written = self
            .client
            .put_item()
            .table_name(&self.tables.auth)
            .set_item(Some(row))
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await;
        match written {
            Ok(_) => Ok(puzzle.spent(true)),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(puzzle.spent(false)),
                _ => Err(error.into()),
            },
        }
    }
}
