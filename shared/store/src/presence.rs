//! Reads of one's own, which prove in the same query that the session goes on.

use crate::bills::bill;
use crate::commit::put;
use crate::row::{self, ABSENT, BILLS_END, Item, Key, number};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    Bill, Order, OrderId, OrderNumber, Person, PersonId, Presence, Session, SessionId, Timestamp,
};
use futures::future::try_join;

/// What somebody who is signed in reads of their own. An access token outlives its session by
/// minutes, so each of these also proves that the session was not ended: ended ones leave a row
/// between the person and their bills, where the same query sees it.
impl Store {
    /// Proves that a session goes on (strong read). [`StoreError::SignedOut`]: it was ended.
    pub async fn present(&self, who: &Presence) -> Result<(), StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.core)
            .set_key(Some(Key::absence(who.person, &who.session).item()))
            .consistent_read(true)
            .send()
            .await?;
        if found.item.is_some() { Err(StoreError::SignedOut) } else { Ok(()) }
    }

    /// The person who asks.
    pub async fn own_person(&self, who: &Presence) -> Result<Person, StoreError> {
        let ((), person) = try_join(self.present(who), self.person(who.person)).await?;
        Ok(person)
    }

    /// The order of that name, of the person who asks.
    pub async fn own_order(&self, who: &Presence, order: OrderId) -> Result<Order, StoreError> {
        let number = OrderNumber { order, payer: who.person };
        let ((), order) = try_join(self.present(who), self.order(number)).await?;
        // The payer is part of the key: somebody else's order is not there.
        order.ok_or(StoreError::NoSuchOrder)
    }

    /// All bills of the person who asks, settled ones too, in one strong read.
    pub async fn own_bills(&self, who: &Presence) -> Result<Vec<Bill>, StoreError> {
        let rows = self.rows_between(who.person, ABSENT, BILLS_END).await?;
        let rows = present_rows(rows, who)?;
        rows.map(bill).collect()
    }

    /// The person who asks and all their bills, in one strong read.
    pub async fn own_arrears(&self, who: &Presence) -> Result<(Person, Vec<Bill>), StoreError> {
        let rows = self.rows_between(who.person, "ABOUT", BILLS_END).await?;
        person_and_bills(present_rows(rows, who)?)
    }

    /// The person of that id and all their bills, in one strong read; nobody of theirs asks.
    pub async fn person_with_bills(
        &self,
        person: PersonId,
    ) -> Result<(Person, Vec<Bill>), StoreError> {
        let rows = self.rows_between(person, "ABOUT", BILLS_END).await?;
        person_and_bills(rows.into_iter().filter(|it| !is_absence(it)))
    }

    /// The write that remembers that a session was ended, for as long as a token of it may hold.
    pub(crate) fn absence(
        &self,
        (person, session): (PersonId, &SessionId),
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut row = Key::absence(person, session).item();
        row.insert("expires".to_owned(), number(now.as_second() + Session::REMEMBERED));
        let written = Put::builder().table_name(&self.tables.core).set_item(Some(row)).build();
        written.map(put).map_err(StoreError::from)
    }
}

/// `rows` without the sessions that ended, unless `who`'s is one of them.
pub(crate) fn present_rows(
    rows: Vec<Item>,
    who: &Presence,
) -> Result<impl Iterator<Item = Item>, StoreError> {
    let absence = Key::absence(who.person, &who.session);
    if rows.iter().any(|it| absence.is_of(it)) {
        return Err(StoreError::SignedOut);
    }
    Ok(rows.into_iter().filter(|it| !is_absence(it)))
}

fn is_absence(item: &Item) -> bool {
    item.get("sk").is_some_and(|it| it.as_s().is_ok_and(|sk| sk.starts_with(ABSENT)))
}

fn person_and_bills(
    mut rows: impl Iterator<Item = Item>,
) -> Result<(Person, Vec<Bill>), StoreError> {
    let about = rows.next().filter(|it| !it["sk"].as_s().is_ok_and(|sk| sk.starts_with("BILL#")));
    let person = row::read(about.ok_or(StoreError::NoSuchPerson)?)?;
    Ok((person, rows.map(bill).collect::<Result<_, _>>()?))
}
