//! A change of password, which ends the other sessions.

use crate::auth::credentials::StateRow;
use crate::auth::sessions::ENDED_AT_ONCE;
use crate::commit::{Refusal, update};
use crate::row::{Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{ConditionCheck, TransactWriteItem, Update};
use domain::{Credential, CredentialState, PasswordHash, Session, SessionId, Timestamp};

/// The one session that outlives a change of password.
#[derive(Debug)]
pub enum Going<'a> {
    /// It begins with the change.
    Begins(&'a Session),
    /// It is the one in which the change was asked for.
    On(&'a SessionId),
}

impl Store {
    /// Gives `credential` a new password and ends every session but `going`, all or nothing. The
    /// official account is unbound, too: whoever wants others out may not know who bound it.
    /// [`StoreError::Raced`]: the credential changed since it was read.
    pub async fn set_password(
        &self,
        credential: &Credential,
        hash: PasswordHash,
        going: Going<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.state_update(credential, &CredentialState::Set { hash })?];
        writes.extend(self.unbind_writes(credential.person).await?);
        let spared = match going {
            Going::Begins(session) => {
                writes.push(self.session_put(session)?);
                &session.id
            }
            Going::On(session) => session,
        };
        let others = self.other_sessions(credential.person, Some(spared), now).await?;
        let first = &others[..others.len().min(ENDED_AT_ONCE)];
        writes.extend(self.endings(credential.person, first, now)?);
        self.commit(writes).await.map_err(Refusal::raced)?;
        // More than one transaction ends, and whoever came in between the look and the change. From
        // here on nobody comes in by what was.
        let rest = self.other_sessions(credential.person, Some(spared), now).await?;
        self.end_each(credential.person, &rest, now).await
    }

    /// A part of a transaction that holds only while `credential` is as it was read: whoever proved
    /// themselves by what was reset or disabled meanwhile does not come in.
    pub(crate) fn unchanged(
        &self,
        credential: &Credential,
    ) -> Result<TransactWriteItem, StoreError> {
        let was: StateRow = (&credential.state).into();
        let check = ConditionCheck::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::credential(&credential.login).item()))
            .condition_expression("#state = :was AND person = :person")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":was", serde_dynamo::to_attribute_value(was)?)
            .expression_attribute_values(":person", text(credential.person))
            .build();
        let check = check?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    /// Puts `credential` into another state, if it is still as it was read.
    pub(crate) fn state_update(
        &self,
        credential: &Credential,
        state: &CredentialState,
    ) -> Result<TransactWriteItem, StoreError> {
        let was: StateRow = (&credential.state).into();
        let shall: StateRow = state.into();
        let written = Update::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::credential(&credential.login).item()))
            .condition_expression("#state = :was AND person = :person")
            .update_expression("SET #state = :shall")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":was", serde_dynamo::to_attribute_value(was)?)
            .expression_attribute_values(":shall", serde_dynamo::to_attribute_value(shall)?)
            .expression_attribute_values(":person", text(credential.person))
            .build();
        written.map(update).map_err(StoreError::from)
    }
}
