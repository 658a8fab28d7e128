//! Enrolments: all that is decided about one, in one transaction.

use crate::bills::bill;
use crate::commit::{Refusal, built, delete, put, update};
use crate::presence::present_rows;
use crate::row::{self, ENROLMENTS_END, Item, Key, VERSION, number, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use domain::{Bill, Billing, Enrolling, Enrolment, Person, PersonId, Presence, SeatPlace, Seating};

/// Somebody, what they owe and what they enrolled for.
#[derive(Debug)]
pub struct Enrollee {
    pub person: Person,
    pub bills: Vec<Bill>,
    pub enrolments: Vec<Enrolment>,
}

impl Store {
    /// The person who asks, all their bills and all their enrolments, in one strong read.
    pub async fn own_enrolments(&self, who: &Presence) -> Result<Enrollee, StoreError> {
        let rows = self.rows_between(who.person, "ABOUT", ENROLMENTS_END).await?;
        enrolled(present_rows(rows, who)?)
    }

    /// Writes what was decided, all of it or nothing. [`StoreError::Raced`]: something is not as it
    /// was read, [`StoreError::Busy`]: too many write to the same seats; read and decide again.
    pub async fn write_enrolling(&self, what: &Enrolling) -> Result<(), StoreError> {
        let mut writes = self.enrolment_writes(what)?;
        match &what.seat {
            Seating::Untouched => {}
            Seating::Taken { place, from, end } => {
                writes.push(self.take_seat((place, *from), what.person, *end)?);
            }
            Seating::Freed(place) => writes.push(self.free_seat(place, what.person)?),
        }
        if let Some(billing) = &what.bill {
            writes.extend(self.billing_write(what, billing)?);
        }
        self.commit(writes).await.map_err(Refusal::raced)
    }

    /// The enrolment, if it is still in the version that was read, and its line of the roster, which
    /// is there exactly as long as it is.
    fn enrolment_writes(&self, what: &Enrolling) -> Result<Vec<TransactWriteItem>, StoreError> {
        let key = Key::enrolment(what.person, &what.project);
        let line = Key::roster(&what.project, what.person);
        let Some(enrolment) = &what.enrolment else {
            let was = what.was.ok_or(StoreError::Nonsense("the end of no enrolment"))?;
            let gone = Delete::builder()
                .table_name(&self.tables.core)
                .set_key(Some(key.item()))
                .condition_expression("#version = :was")
                .expression_attribute_names("#version", VERSION)
                .expression_attribute_values(":was", number(was));
            let line = Delete::builder().table_name(&self.tables.core).set_key(Some(line.item()));
            return Ok(vec![built(gone.build(), delete)?, built(line.build(), delete)?]);
        };
        let kept = Put::builder().table_name(&self.tables.core).set_item(Some(key.row(enrolment)?));
        let Some(was) = what.was else {
            let mut row = line.item();
            row.insert("at".to_owned(), text(enrolment.at));
            let line = Put::builder().table_name(&self.tables.core).set_item(Some(row));
            let new = kept.condition_expression("attribute_not_exists(pk)");
            return Ok(vec![built(new.build(), put)?, built(line.build(), put)?]);
        };
        let kept = kept
            .condition_expression("#version = :was")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":was", number(was));
        Ok(vec![built(kept.build(), put)?])
    }

    /// A bill is stated, stated again or dropped only as it was read: no money and no order came
    /// between.
    fn billing_write(
        &self,
        what: &Enrolling,
        billing: &Billing,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        match (&billing.is, &billing.was) {
            (Some(bill), was) => self.bill_put(what.person, bill, was.as_ref()).map(put).map(Some),
            (None, Some(was)) => self.bill_delete(what.person, was).map(delete).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// The write after which `person` has no seat there, whoever has it by now.
    pub(crate) fn free_seat(
        &self,
        place: &SeatPlace,
        person: PersonId,
    ) -> Result<TransactWriteItem, StoreError> {
        let freed = self.seat_update(place, person).update_expression("REMOVE holders.#me");
        built(freed.build(), update)
    }
}

/// What the rows from the person on to their last enrolment say.
pub(crate) fn enrolled(rows: impl Iterator<Item = Item>) -> Result<Enrollee, StoreError> {
    let (mut person, mut bills, mut enrolments) = (None, Vec::new(), Vec::new());
    for row in rows {
        let kind = row.get("sk").and_then(|it| it.as_s().ok()).map_or("", |it| it.as_str());
        match kind.split('#').next() {
            Some("ABOUT") => person = Some(row::read(row)?),
            Some("BILL") => bills.push(bill(row)?),
            Some("ENROL") => enrolments.push(row::read(row)?),
            _ => return Err(StoreError::Nonsense("a row between a person and their enrolments")),
        }
    }
    Ok(Enrollee { person: person.ok_or(StoreError::NoSuchPerson)?, bills, enrolments })
}
