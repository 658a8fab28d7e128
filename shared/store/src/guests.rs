//! What guests may hold of somebody's bills, and how that person sends them away.

use crate::bills::bill;
use crate::commit::{Refusal, update};
use crate::presence::present_rows;
use crate::row::{ABSENT, BILLS_END, Item, Key, number};
use crate::{Store, StoreError};
use domain::{Bill, Guest, Order, PersonId, Presence, Timestamp};

/// What guests may do with somebody's bills, and what the person may do about it.
impl Store {
    /// All bills of the person for whom a guest asks, and until when that person sent guests away:
    /// one strong read, because that row lies where the ended sessions are.
    pub async fn guests_bills(
        &self,
        who: &Presence,
    ) -> Result<(Vec<Bill>, Option<Timestamp>), StoreError> {
        let rows = self.rows_between(who.person, ABSENT, BILLS_END).await?;
        let away = Key::guests_away(who.person);
        let away = rows.iter().find(|it| away.is_of(it)).map(until).transpose()?;
        let bills = present_rows(rows, who)?.map(bill).collect::<Result<_, _>>()?;
        Ok((bills, away))
    }

    /// No guest may order for `person` from now on, for [`Guest::AWAY`].
    pub async fn send_guests_away(
        &self,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut row = Key::guests_away(person).item();
        row.insert("expires".to_owned(), number(now.as_second() + Guest::AWAY));
        self.client.put_item().table_name(&self.tables.core).set_item(Some(row)).send().await?;
        Ok(())
    }

    /// Ends the holds of `order`, which stays open without them: its provider can still be paid, so
    /// it is asked about to its end, and money that comes is booked on what is owed by then.
    pub async fn let_go(&self, order: &Order) -> Result<(), StoreError> {
        for line in &order.lines {
            let released = update(self.release_bill(order, &line.bill)?);
            match self.commit(vec![released]).await {
                // A hold that ran out, was paid or was taken over is not ours to end.
                Ok(()) | Err(Refusal::At { .. }) => {}
                Err(Refusal::Other(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

fn until(row: &Item) -> Result<Timestamp, StoreError> {
    let second = row.get("expires").and_then(|it| it.as_n().ok()).and_then(|it| it.parse().ok());
    let until = second.and_then(|it| Timestamp::from_second(it).ok());
    until.ok_or(StoreError::Nonsense("until when guests are away"))
}
