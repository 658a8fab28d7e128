//! Failures at the doors, counted where [`domain::Tries`] says.

use crate::row::{self, Item, Key, number};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use domain::{Door, Lane, Patience, Timestamp, Tries};
use futures::future::{try_join, try_join_all};
use serde::Deserialize;

/// The row: how many failures, and when (Unix time) the last one was.
#[derive(Deserialize)]
pub(crate) struct Failures {
    failed: u32,
    last: i64,
}

/// One place where failures at a door count, as it was when the door was looked at.
struct Place {
    key: Key,
    tries: Tries,
    patience: Patience,
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
    now.as_second().div_euclid(Tries::QUARTER)
}

/// Where failures at `door` count before all, and where they count too.
fn places(door: &Door) -> (Place, Option<Place>) {
    let (login, gate) = (&door.login, door.gate);
    match &door.lane {
        Lane::Known { browser, tries } => {
            let key = Key::failures_in(login, gate, browser);
            (Place { key, tries: *tries, patience: Patience::PAIR }, None)
        }
        Lane::Anybody { account, pair } => {
            let patience = Patience::account(door.guess());
            let account = Place { key: Key::failures(login, gate), tries: *account, patience };
            let key = Key::failures_of_pair(login, gate, &door.address);
            (account, Some(Place { key, tries: *pair, patience: Patience::PAIR }))
        }
    }
}

impl Store {
    /// Counts a failure wherever it counts, whether the user name exists or not.
    pub async fn count_failure(&self, door: &Door, now: Timestamp) -> Result<(), StoreError> {
        let (first, other) = places(door);
        let counted = [Some(first), other].into_iter().flatten();
        let counted = try_join_all(counted.map(|it| self.count(it, door, now)));
        try_join(counted, self.count_for_address(door, now)).await?;
        Ok(())
    }

    /// Counts a failure of the address alone, when the others were counted beforehand.
    pub async fn count_for_address(&self, door: &Door, now: Timestamp) -> Result<(), StoreError> {
        let key = Key::failures_from(&door.address, door.gate, quarter(now));
        self.add(key, 1, Patience::crowd(door.gate), now).send().await?;
        Ok(())
    }

    /// Counts a failure before anybody knows whether it is one. False if somebody else has failed
    /// since the door was looked at: of guesses made at once only one is looked at.
    pub async fn count_beforehand(&self, door: &Door, now: Timestamp) -> Result<bool, StoreError> {
        let (first, other) = places(door);
        let counted = if first.tries.forgotten(first.patience, now) {
            self.start_again(&first, door, now)
        } else {
            self.add(first.key, door.guess().price(), first.patience, now)
                .condition_expression("failed = :seen")
                .expression_attribute_values(":seen", number(first.tries.failed))
        };
        if !held(counted).await? {
            return Ok(false);
        }
        if let Some(other) = other {
            self.count(other, door, now).await?;
        }
        Ok(true)
    }

    /// Forgets the failures of somebody who was right after all.
    pub async fn forgive(&self, door: &Door, now: Timestamp) -> Result<(), StoreError> {
        let (first, other) = places(door);
        let forgiven = [Some(first), other].into_iter().flatten().map(|it| {
            let update = self.set(it.key, 0, it.patience, now);
            async move { update.send().await }
        });
        try_join_all(forgiven).await?;
        Ok(())
    }

    async fn count(&self, place: Place, door: &Door, now: Timestamp) -> Result<(), StoreError> {
        let stale = place.tries.forgotten(place.patience, now);
        if !stale || !held(self.start_again(&place, door, now)).await? {
            self.add(place.key, door.guess().price(), place.patience, now).send().await?;
        }
        Ok(())
    }

    /// Begins to count anew, unless somebody has failed since the door was looked at.
    fn start_again(&self, place: &Place, door: &Door, now: Timestamp) -> UpdateItemFluentBuilder {
        let update = self.set(place.key.clone(), door.guess().price(), place.patience, now);
        match place.tries.last {
            None => update.condition_expression("attribute_not_exists(pk)"),
            Some(last) => update
                .condition_expression("#last = :seen AND failed = :failed")
                .expression_attribute_values(":seen", number(last.as_second()))
                .expression_attribute_values(":failed", number(place.tries.failed)),
        }
    }

    fn set(
        &self,
        key: Key,
        price: u32,
        patience: Patience,
        now: Timestamp,
    ) -> UpdateItemFluentBuilder {
        let says = "SET failed = :price, #last = :now, expires = :expires";
        self.written(key, says, price, (patience, now))
    }

    fn add(
        &self,
        key: Key,
        price: u32,
        patience: Patience,
        now: Timestamp,
    ) -> UpdateItemFluentBuilder {
        let says = "ADD failed :price SET #last = :now, expires = :expires";
        self.written(key, says, price, (patience, now))
    }

    fn written(
        &self,
        key: Key,
        says: &'static str,
        price: u32,
        (patience, now): (Patience, Timestamp),
    ) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.tables.auth)
            .set_key(Some(key.item()))
            .update_expression(says)
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":price", number(price))
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":expires", number(now.as_second() + patience.forgets()))
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
