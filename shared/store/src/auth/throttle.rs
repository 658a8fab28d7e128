use crate::auth::credentials::Door;
use crate::row::{self, Item, Key, number};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use domain::{Knock, Patience, Timestamp, Tries};
use serde::Deserialize;

/// Seconds after which the table itself forgets a row of failures: the longest wait, and the time
/// that a failure counts after it.
const FORGET: i64 = 2 * Tries::MEMORY;

/// The row: how many failures, and when (Unix time) the last one was.
#[derive(Deserialize)]
pub(crate) struct Failures {
    failed: u32,
    last: i64,
}

impl Failures {
    pub(crate) fn read(item: Option<Item>) -> Result<Tries, StoreError> {
        let Some(item) = item else {
            return Ok(Tries::default());
        };
        let row: Self = row::read(item)?;
        let last = Timestamp::from_second(row.last);
        let last = last.map_err(|_| StoreError::Nonsense("the time of a failure"))?;
        Ok(Tries { failed: row.failed, last: Some(last) })
    }
}

/// The quarter of an hour in which failures from an address add up.
pub(crate) fn quarter(now: Timestamp) -> i64 {
    now.as_second().div_euclid(Tries::MEMORY)
}

impl Store {
    /// Counts a failure, of the user name and of the address, existing or not.
    pub async fn count_failure(
        &self,
        door: &Door,
        knock: &Knock,
        price: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let account = self.count_for_account(door, price, now);
        let (account, address) =
            futures::future::join(account, self.count_for_address(knock, now)).await;
        account.and(address)
    }

    /// Counts a failure of the address alone, when the user name's was counted beforehand.
    pub async fn count_for_address(&self, knock: &Knock, now: Timestamp) -> Result<(), StoreError> {
        let key = Key::failures_from(&knock.address, quarter(now));
        self.add(key, 1, now).send().await?;
        Ok(())
    }

    /// Counts a failure before anybody knows whether it is one. False if somebody else has failed
    /// since the door was looked at: of guesses made at once only one is looked at.
    pub async fn count_beforehand(
        &self,
        door: &Door,
        price: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let counted = if door.account.forgotten(Patience::ACCOUNT, now) {
            self.start_again(door, price, now)
        } else {
            self.add(Key::failures(&door.login), price, now)
                .condition_expression("failed = :seen")
                .expression_attribute_values(":seen", number(door.account.failed))
        };
        held(counted).await
    }

    /// Forgets the failures of a user name whose password was right after all.
    pub async fn forgive(&self, door: &Door, now: Timestamp) -> Result<(), StoreError> {
        let key = Key::failures(&door.login);
        let expires = number(now.as_second() + FORGET);
        self.update(key)
            .update_expression("SET failed = :none, #last = :now, expires = :expires")
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":expires", expires)
            .send()
            .await?;
        Ok(())
    }

    async fn count_for_account(
        &self,
        door: &Door,
        price: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let stale = door.account.forgotten(Patience::ACCOUNT, now);
        if !stale || !held(self.start_again(door, price, now)).await? {
            self.add(Key::failures(&door.login), price, now).send().await?;
        }
        Ok(())
    }

    /// Begins to count anew, unless somebody has failed since the door was looked at.
    fn start_again(&self, door: &Door, price: u32, now: Timestamp) -> UpdateItemFluentBuilder {
        let update = self
            .update(Key::failures(&door.login))
            .update_expression("SET failed = :price, #last = :now, expires = :expires")
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":price", number(price))
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":expires", number(now.as_second() + FORGET));
        match door.account.last {
            None => update.condition_expression("attribute_not_exists(pk)"),
            Some(last) => update
                .condition_expression("#last = :seen AND failed = :failed")
                .expression_attribute_values(":seen", number(last.as_second()))
                .expression_attribute_values(":failed", number(door.account.failed)),
        }
    }

    fn add(&self, key: Key, price: u32, now: Timestamp) -> UpdateItemFluentBuilder {
        self.update(key)
            .update_expression("ADD failed :price SET #last = :now, expires = :expires")
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":price", number(price))
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":expires", number(now.as_second() + FORGET))
    }

    fn update(&self, key: Key) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.tables.auth).set_key(Some(key.item()))
    }
}

/// Whether the update's condition held.
async fn held(update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error) => match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            _ => Err(error.into()),
        },
    }
}
