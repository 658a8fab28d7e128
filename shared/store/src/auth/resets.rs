//! Changes to a way in that nobody who was signed in asked for.

use crate::auth::credentials::CredentialRow;
use crate::auth::sessions::ENDED_AT_ONCE;
use crate::commit::{Refusal, built, delete, put};
use crate::row::{Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use domain::{
    CodePlace, Credential, CredentialState, Gate, LoginIndex, NewCredential, PasswordHash,
    PersonId, Timestamp,
};
use futures::future::try_join_all;

/// Rows of failures that are forgotten at once. Those under the user name come first; whoever fails
/// from more addresses than these is not its owner.
const FORGIVEN: i32 = 20;

/// Somebody's way in changes although nobody who was in asked for it: what led in until now leads
/// nowhere any more. Sessions end and the binding of the official account goes in the transaction of
/// the change itself; sessions that began while it was made end right after it.
///
/// [`StoreError::Raced`] from any of these: the credential changed since it was read.
impl Store {
    /// Gives `credential` a new password, for a `code` that its owner was sent or for an answer.
    /// A code opens once.
    pub async fn reset_password(
        &self,
        credential: &Credential,
        hash: PasswordHash,
        code: Option<&CodePlace>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.state_update(credential, &CredentialState::Set { hash })?];
        writes.extend(code.map(|it| self.code_delete(it)).transpose()?);
        self.shut(credential, writes, now).await
    }

    /// Puts `credential` back to the school's initial password until `until`; `by` did it.
    pub async fn reset_to_initial(
        &self,
        credential: &Credential,
        (until, by): (Timestamp, PersonId),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let state = CredentialState::Initial { until };
        let writes = vec![
            self.state_update(credential, &state)?,
            self.answer_delete(&credential.login)?,
            self.reset_put(credential.person, by, now)?,
        ];
        self.shut(credential, writes, now).await
    }

    /// Puts `new`, which is the same person's, in the place of `old` and of the `number` that was its
    /// other name: the school's word takes over what somebody said of themselves.
    pub async fn hand_over(
        &self,
        (old, number): (&Credential, &LoginIndex),
        new: &NewCredential,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.answer_delete(&old.login)?];
        let rows = CredentialRow::all_of(new);
        for (login, row) in &rows {
            writes.push(self.row_over(login, row, old)?);
        }
        for gone in [&old.login, number] {
            if rows.iter().all(|(login, _)| login != gone) {
                writes.push(self.row_delete(gone, old)?);
            }
        }
        self.shut(old, writes, now).await
    }

    /// Takes every way in from whoever registered with an ID number that is not theirs, and makes it
    /// free. What they paid stays theirs, for whoever asks at the office.
    pub async fn release(
        &self,
        (old, number): (&Credential, &LoginIndex),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let writes = vec![
            self.row_delete(&old.login, old)?,
            self.row_delete(number, old)?,
            self.answer_delete(&old.login)?,
        ];
        self.shut(old, writes, now).await
    }

    /// Commits `writes`, which change how the owner of `credential` gets in, and shuts all that led in
    /// before. Failures are forgiven first: after the change nobody could ask for that again.
    async fn shut(
        &self,
        credential: &Credential,
        mut writes: Vec<TransactWriteItem>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let person = credential.person;
        self.forgive_all(&credential.login).await?;
        let sessions = self.other_sessions(person, None, now).await?;
        let at_once = &sessions[..sessions.len().min(ENDED_AT_ONCE)];
        writes.extend(self.unbind_writes(person).await?);
        writes.extend(self.endings(person, at_once, now)?);
        self.commit(writes).await.map_err(Refusal::raced)?;
        self.end_all_sessions(person, now).await
    }

    /// Ends every session of a person.
    pub async fn end_all_sessions(
        &self,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sessions = self.other_sessions(person, None, now).await?;
        self.end_each(person, &sessions, now).await
    }

    /// Forgets failures under a user name, at all gates and from all addresses.
    async fn forgive_all(&self, login: &LoginIndex) -> Result<(), StoreError> {
        let found = self
            .client
            .query()
            .table_name(&self.tables.auth)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(Key::failures(login, Gate::Login).pk))
            .projection_expression("pk, sk")
            .limit(FORGIVEN)
            .send()
            .await?;
        let rows = found.items.unwrap_or_default().into_iter();
        let gone = rows.map(|it| {
            let gone = self.client.delete_item().table_name(&self.tables.auth);
            gone.set_key(Some(it)).send()
        });
        try_join_all(gone).await?;
        Ok(())
    }

    /// `row` at `login`, where nothing may stand but what is `old`'s.
    fn row_over(
        &self,
        login: &LoginIndex,
        row: &CredentialRow,
        old: &Credential,
    ) -> Result<TransactWriteItem, StoreError> {
        let written = Put::builder()
            .table_name(&self.tables.auth)
            .set_item(Some(Key::credential(login).row(row)?))
            .condition_expression(
                "attribute_not_exists(pk) OR person = :person OR #primary = :login",
            )
            .expression_attribute_names("#primary", "primary")
            .expression_attribute_values(":person", text(old.person))
            .expression_attribute_values(":login", text(&old.login));
        built(written.build(), put)
    }

    fn row_delete(
        &self,
        login: &LoginIndex,
        old: &Credential,
    ) -> Result<TransactWriteItem, StoreError> {
        let gone = Delete::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::credential(login).item()))
            .condition_expression(
                "attribute_not_exists(pk) OR person = :person OR #primary = :login",
            )
            .expression_attribute_names("#primary", "primary")
            .expression_attribute_values(":person", text(old.person))
            .expression_attribute_values(":login", text(&old.login));
        built(gone.build(), delete)
    }

    fn answer_delete(&self, login: &LoginIndex) -> Result<TransactWriteItem, StoreError> {
        let key = Key::security(login).item();
        let gone = Delete::builder().table_name(&self.tables.auth).set_key(Some(key));
        built(gone.build(), delete)
    }

    fn code_delete(&self, place: &CodePlace) -> Result<TransactWriteItem, StoreError> {
        let gone = Delete::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::code(place).item()))
            .condition_expression("attribute_exists(pk)");
        built(gone.build(), delete)
    }

    fn reset_put(
        &self,
        person: PersonId,
        by: PersonId,
        at: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut row = Key::reset(person, at).item();
        row.insert("by_person".to_owned(), text(by));
        let written = Put::builder().table_name(&self.tables.auth).set_item(Some(row));
        built(written.build(), put)
    }
}
