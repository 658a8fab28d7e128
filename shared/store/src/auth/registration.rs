//! Somebody who registers: their person and their ways in, in one transaction.

use crate::commit::{Refusal, put};
use crate::row::{Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{LoginIndex, NewCredential, PasswordHash, Person, Timestamp};
use serde::{Deserialize, Serialize};

/// All that is written of somebody who registers.
#[derive(Debug)]
pub struct Registrant {
    pub person: Person,
    /// Its primary user name is the ID number.
    pub credential: NewCredential,
    /// The version of the notice that they agreed to, and when.
    pub consent: (&'static str, Timestamp),
    /// The answer to a security question.
    pub answer: Option<PasswordHash>,
}

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    Written,
    /// Somebody has that ID number here. Nothing was written.
    KnownAlready,
    /// Somebody has the id, or the number that was made of it. Nothing was written.
    IdTaken,
}

/// The row of an answer to a security question. Which question it answers is part of the hash.
#[derive(Serialize, Deserialize)]
struct AnswerRow {
    hash: PasswordHash,
}

impl Store {
    /// Writes somebody who registers, all of it or nothing: one transaction, whoever is here already.
    pub async fn register(&self, new: &Registrant) -> Result<Registered, StoreError> {
        let mut writes = self.credential_puts(&new.credential)?;
        writes.push(put(self.person_put(&new.person, "attribute_not_exists(pk)")?));
        writes.push(self.consent_put(new)?);
        if let Some(hash) = &new.answer {
            writes.push(self.answer_put(&new.credential.credential.login, hash)?);
        }
        match self.commit(writes).await {
            Ok(()) => Ok(Registered::Written),
            Err(Refusal::At { place: 0, .. }) => Ok(Registered::KnownAlready),
            Err(Refusal::At { .. }) => Ok(Registered::IdTaken),
            Err(Refusal::Other(error)) => Err(error),
        }
    }

    /// What is kept of the answer to a security question under `login`, if one is (strong read).
    pub async fn security_answer(
        &self,
        login: &LoginIndex,
    ) -> Result<Option<PasswordHash>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::security(login).item()))
            .consistent_read(true)
            .send()
            .await?;
        let row: Option<AnswerRow> = found.item.map(crate::row::read).transpose()?;
        Ok(row.map(|it| it.hash))
    }

    fn consent_put(&self, new: &Registrant) -> Result<TransactWriteItem, StoreError> {
        let (version, at) = new.consent;
        let mut row = Key::consent(new.person.id, version).item();
        row.insert("at".to_owned(), text(at));
        self.plain_put(Put::builder().set_item(Some(row)))
    }

    fn answer_put(
        &self,
        login: &LoginIndex,
        hash: &PasswordHash,
    ) -> Result<TransactWriteItem, StoreError> {
        let row = Key::security(login).row(&AnswerRow { hash: hash.clone() })?;
        self.plain_put(Put::builder().set_item(Some(row)))
    }

    fn plain_put(
        &self,
        written: aws_sdk_dynamodb::types::builders::PutBuilder,
    ) -> Result<TransactWriteItem, StoreError> {
        let written = written.table_name(&self.tables.auth).build();
        written.map(put).map_err(StoreError::from)
    }
}
