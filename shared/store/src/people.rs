//! People: what an import writes of them, and how they are found.

use crate::bills::bill_row;
use crate::commit::{Refusal, put, update};
use crate::row::{self, Item, Key, number, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use domain::ledger::{Event, Head, Stated};
use domain::{Bill, Person, PersonId, Timestamp};

/// What an import writes of one person, all of it or nothing.
#[derive(Debug)]
pub struct PersonWrite {
    pub person: PersonFate,
    /// Each bill as it shall be, and as it was when the import read it (`None`: it did not exist).
    pub bills: Vec<(Bill, Option<Bill>)>,
    /// When that was decided.
    pub at: Timestamp,
}

/// What an import does to the person themselves.
#[derive(Debug)]
pub enum PersonFate {
    /// Nobody may have this id yet.
    New(Person),
    /// Name, college or class changed.
    Changed(Person),
    /// They registered themselves, and now the school's word counts ([`domain::Standing`]): nothing
    /// that they said stays. What they came in by was taken away before ([`Store::hand_over`]).
    TakenOver(Person),
    /// Only bills change.
    Same(PersonId),
}

impl PersonFate {
    /// Whose it is.
    pub fn id(&self) -> PersonId {
        match self {
            Self::New(person) | Self::Changed(person) | Self::TakenOver(person) => person.id,
            Self::Same(id) => *id,
        }
    }
}

impl Store {
    /// The person with that id (strong read).
    pub async fn person(&self, person: PersonId) -> Result<Person, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.core)
            .set_key(Some(Key::person(person).item()))
            .consistent_read(true)
            .send()
            .await?;
        row::read(found.item.ok_or(StoreError::NoSuchPerson)?)
    }

    /// Writes a person and their bills, together with `also` (their way in), or nothing.
    /// [`StoreError::Raced`]: something was written since it was read; read and decide again.
    pub async fn import_person(
        &self,
        write: &PersonWrite,
        also: Vec<TransactWriteItem>,
    ) -> Result<(), StoreError> {
        let mut writes = also;
        match &write.person {
            PersonFate::New(person) => {
                writes.push(put(self.person_put(person, "attribute_not_exists(pk)")?));
            }
            PersonFate::Changed(person) => {
                writes.push(update(self.person_update(person)?));
            }
            PersonFate::TakenOver(person) => {
                writes.push(put(self.person_put(person, "attribute_exists(pk)")?));
            }
            PersonFate::Same(_) => {}
        }
        for (bill, was) in &write.bills {
            writes.push(put(self.bill_put(write.person.id(), bill, was.as_ref())?));
        }
        if !write.bills.is_empty() {
            writes.push(self.state(write).await?);
        }
        if writes.is_empty() {
            return Ok(());
        }
        self.commit(writes).await.map_err(|refusal| match refusal {
            Refusal::At { .. } => StoreError::Raced,
            Refusal::Other(error) => error,
        })
    }

    /// The entry that says what the office states of the bills of `write`.
    async fn state(&self, write: &PersonWrite) -> Result<TransactWriteItem, StoreError> {
        let head = match &write.person {
            // Nobody's money moved before there was anybody.
            PersonFate::New(person) => Head::start(person.id),
            PersonFate::Changed(_) | PersonFate::TakenOver(_) | PersonFate::Same(_) => {
                self.head(write.person.id()).await?
            }
        };
        let bills = write.bills.iter().map(|(bill, _)| Stated::of(bill)).collect();
        self.append(&head, Event::Stated { bills }, write.at)
    }

    pub(crate) fn person_put(&self, person: &Person, condition: &str) -> Result<Put, StoreError> {
        Put::builder()
            .table_name(&self.tables.core)
            .set_item(Some(Key::person(person.id).row(person)?))
            .condition_expression(condition)
            .build()
            .map_err(StoreError::from)
    }

    /// Only what the school says of a person: their phone and their wallet are their own to change,
    /// at this very moment perhaps.
    fn person_update(&self, person: &Person) -> Result<Update, StoreError> {
        Update::builder()
            .table_name(&self.tables.core)
            .set_key(Some(Key::person(person.id).item()))
            .condition_expression("attribute_exists(pk)")
            .update_expression(
                "SET #name = :name, gender = :gender, college = :college, major = :major, \
                 #class = :class",
            )
            .expression_attribute_names("#name", "name")
            .expression_attribute_names("#class", "class")
            .expression_attribute_values(":name", text(person.name.expose()))
            .expression_attribute_values(
                ":gender",
                serde_dynamo::to_attribute_value(person.gender)?,
            )
            .expression_attribute_values(":college", text(&person.college))
            .expression_attribute_values(":major", text(&person.major))
            .expression_attribute_values(":class", text(&person.class))
            .build()
            .map_err(StoreError::from)
    }

    /// A bill is replaced only as it was read: a payment or a hold in between sends us back.
    pub(crate) fn bill_put(
        &self,
        person: PersonId,
        bill: &Bill,
        was: Option<&Bill>,
    ) -> Result<Put, StoreError> {
        let row = Key::bill(person, &bill.id).row(&bill_row(bill))?;
        let put = Put::builder().table_name(&self.tables.core).set_item(Some(row));
        let put = match was {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(was) => {
                let (condition, values) = as_read(was);
                put.condition_expression(condition).set_expression_attribute_values(Some(values))
            }
        };
        put.build().map_err(StoreError::from)
    }

    /// A bill is dropped only as it was read.
    pub(crate) fn bill_delete(&self, person: PersonId, was: &Bill) -> Result<Delete, StoreError> {
        let (condition, values) = as_read(was);
        Delete::builder()
            .table_name(&self.tables.core)
            .set_key(Some(Key::bill(person, &was.id).item()))
            .condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .build()
            .map_err(StoreError::from)
    }

    /// Keeps one piece of an uploaded file until `expires`.
    pub async fn put_import_piece(
        &self,
        import: &str,
        piece: u32,
        bytes: &[u8],
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let mut item = Key::piece(import, piece).item();
        item.insert("bytes".to_owned(), AttributeValue::B(Blob::new(bytes)));
        item.insert("expires".to_owned(), number(expires.as_second()));
        self.client.put_item().table_name(&self.tables.inbox).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// The uploaded file, put together again from its `count` pieces.
    pub async fn import_file(&self, import: &str, count: u32) -> Result<Vec<u8>, StoreError> {
        let mut file = Vec::new();
        let mut found = 0;
        let mut next = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.inbox)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(Key::piece(import, 0).pk))
                .set_exclusive_start_key(next)
                .consistent_read(true)
                .send()
                .await?;
            for mut item in page.items.unwrap_or_default() {
                let expected = Key::piece(import, found).sk;
                let Some(AttributeValue::B(bytes)) = item.remove("bytes") else {
                    return Err(StoreError::Nonsense("a piece of an import"));
                };
                if found < count && item.get("sk").and_then(|it| it.as_s().ok()) == Some(&expected)
                {
                    file.extend_from_slice(bytes.as_ref());
                    found += 1;
                }
            }
            next = page.last_evaluated_key;
            if next.is_none() {
                break;
            }
        }
        if found == count && count > 0 { Ok(file) } else { Err(StoreError::NoSuchImport) }
    }
}

/// The condition that a bill is as it `was`: the same is owed, was paid here, and holds it.
fn as_read(was: &Bill) -> (&'static str, Item) {
    let mut values = Item::from([
        (":owed".to_owned(), number(was.owed().fen())),
        (":paid".to_owned(), number(was.paid_here.fen())),
    ]);
    let Some(hold) = &was.hold else {
        return ("owed = :owed AND paid_here = :paid AND attribute_not_exists(hold_by)", values);
    };
    values.insert(":by".to_owned(), text(hold.by));
    ("owed = :owed AND paid_here = :paid AND hold_by = :by", values)
}
