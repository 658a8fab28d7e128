use crate::auth::credentials::StateRow;
use crate::commit::{Refusal, put, update};
use crate::row::{self, Item, Key, SESSIONS, number, partition, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    Delete, Put, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use domain::{
    Credential, CredentialState, Device, Entrance, LoginIndex, PasswordHash, PersonId, Role,
    Rotation, Session, SessionId, Timestamp, TokenHash,
};
use serde::{Deserialize, Serialize};

/// The one session that outlives a change of password.
#[derive(Debug)]
pub enum Going<'a> {
    /// It begins with the change.
    Begins(&'a Session),
    /// It is the one in which the change was asked for.
    On(&'a SessionId),
}

/// Sessions that one transaction ends, with two writes each: it may hold a hundred.
const ENDED_AT_ONCE: usize = 45;

/// The row of a session; its ids are its key. Times are Unix time, which conditions can compare.
#[derive(Serialize, Deserialize)]
struct SessionRow {
    role: Role,
    login: LoginIndex,
    entrance: Entrance,
    device: Device,
    current: TokenHash,
    #[serde(skip_serializing_if = "Option::is_none")]
    spent: Option<TokenHash>,
    generation: u32,
    created: i64,
    seen: i64,
    /// When idleness ends it.
    idle: i64,
    /// When age ends it; the table then forgets it.
    expires: i64,
}

impl Store {
    /// Begins a session.
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreError> {
        let row = session_item(session)?;
        self.client.put_item().table_name(&self.tables.auth).set_item(Some(row)).send().await?;
        Ok(())
    }

    /// Exchanges the refresh token `presented` for `successor`: one conditional write. A token
    /// that was spent long ago ends its session.
    pub async fn rotate_session(
        &self,
        (person, session): (PersonId, &SessionId),
        presented: &TokenHash,
        successor: &TokenHash,
        now: Timestamp,
    ) -> Result<Rotation, StoreError> {
        let key = Key::session(person, session);
        let second = now.as_second();
        let rotated = self
            .client
            .update_item()
            .table_name(&self.tables.auth)
            .set_key(Some(key.item()))
            .condition_expression("#current = :presented AND idle > :now AND expires > :now")
            .update_expression(
                "SET #current = :successor, spent = :presented, seen = :now, idle = :idle \
                 ADD generation :one",
            )
            .expression_attribute_names("#current", "current")
            .expression_attribute_values(":presented", text(presented.expose()))
            .expression_attribute_values(":successor", text(successor.expose()))
            .expression_attribute_values(":now", number(second))
            .expression_attribute_values(":idle", number(second + Session::IDLE))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let error = match rotated {
            Ok(row) => {
                let row = row.attributes.ok_or(StoreError::Nonsense("a rotated session"))?;
                return Ok(Rotation::Rotated(read_session((person, session), row)?));
            }
            Err(error) => error,
        };
        let Some(UpdateItemError::ConditionalCheckFailedException(failed)) =
            error.as_service_error()
        else {
            return Err(error.into());
        };
        let Some(row) = failed.item().filter(|it| !it.is_empty()).cloned() else {
            return Ok(Rotation::Over);
        };
        let answer = read_session((person, session), row)?.answer_to_old(presented, now);
        if answer == Rotation::Reused {
            self.forget_session((person, session), now).await?;
        }
        Ok(answer)
    }

    /// Ends a session whose current or last refresh token is `hash`; any other hash ends nothing.
    pub async fn end_session(
        &self,
        (person, session): (PersonId, &SessionId),
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let deleted = Delete::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::session(person, session).item()))
            .condition_expression("#current = :hash OR spent = :hash")
            .expression_attribute_names("#current", "current")
            .expression_attribute_values(":hash", text(hash.expose()))
            .build();
        let deleted = deleted.map_err(|error| StoreError::Refused(error.into()))?;
        let deleted = TransactWriteItem::builder().delete(deleted).build();
        let absence = self.absence((person, session), now)?;
        match self.commit(vec![deleted, absence]).await {
            Ok(()) | Err(Refusal::At { .. }) => Ok(()),
            Err(Refusal::Other(error)) => Err(error),
        }
    }

    /// Gives `credential` a new password and ends every session but `going`, all or nothing.
    /// [`StoreError::Raced`]: the credential changed since it was read.
    pub async fn set_password(
        &self,
        credential: &Credential,
        hash: PasswordHash,
        going: Going<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.password_update(credential, hash)?];
        let spared = match going {
            Going::Begins(session) => {
                let written = Put::builder().table_name(&self.tables.auth);
                let written = written.set_item(Some(session_item(session)?)).build();
                writes.push(put(written.map_err(|error| StoreError::Refused(error.into()))?));
                &session.id
            }
            Going::On(session) => session,
        };
        let mut others = self.session_ids(credential.person).await?;
        others.retain(|it| it != spared);

        let later = others.split_off(others.len().min(ENDED_AT_ONCE));
        writes.extend(self.endings(credential.person, &others, now)?);
        self.commit(writes).await.map_err(raced)?;
        // Nobody has so many; if somebody has, the password is changed before the rest ends.
        for some in later.chunks(ENDED_AT_ONCE) {
            let endings = self.endings(credential.person, some, now)?;
            self.commit(endings).await.map_err(raced)?;
        }
        Ok(())
    }

    fn password_update(
        &self,
        credential: &Credential,
        hash: PasswordHash,
    ) -> Result<TransactWriteItem, StoreError> {
        let was: StateRow = (&credential.state).into();
        let shall: StateRow = (&CredentialState::Set { hash }).into();
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
        written.map(update).map_err(|error| StoreError::Refused(error.into()))
    }

    async fn session_ids(&self, person: PersonId) -> Result<Vec<SessionId>, StoreError> {
        let mut ids = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.auth)
                .key_condition_expression("pk = :pk AND begins_with(sk, :sessions)")
                .expression_attribute_values(":pk", text(partition(person)))
                .expression_attribute_values(":sessions", text(SESSIONS))
                .projection_expression("pk, sk")
                .consistent_read(true)
                .set_exclusive_start_key(next)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                ids.push(session_id(&item)?);
            }
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(ids);
            }
        }
    }

    /// The writes that end `sessions` and remember that they ended.
    fn endings(
        &self,
        person: PersonId,
        sessions: &[SessionId],
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut writes = Vec::with_capacity(2 * sessions.len());
        for session in sessions {
            let key = Key::session(person, session).item();
            let delete = Delete::builder().table_name(&self.tables.auth).set_key(Some(key)).build();
            let delete = delete.map_err(|error| StoreError::Refused(error.into()))?;
            writes.push(TransactWriteItem::builder().delete(delete).build());
            writes.push(self.absence((person, session), now)?);
        }
        Ok(writes)
    }

    async fn forget_session(
        &self,
        (person, session): (PersonId, &SessionId),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let endings = self.endings(person, std::slice::from_ref(session), now)?;
        self.commit(endings).await.map_err(raced)
    }
}

fn session_id(item: &Item) -> Result<SessionId, StoreError> {
    let sk = item.get("sk").and_then(|it| it.as_s().ok());
    let id = sk.and_then(|it| it.strip_prefix(SESSIONS)?.to_owned().try_into().ok());
    id.ok_or(StoreError::Nonsense("a session's key"))
}

fn raced(refusal: Refusal) -> StoreError {
    match refusal {
        Refusal::At { .. } => StoreError::Raced,
        Refusal::Other(error) => error,
    }
}

fn session_item(session: &Session) -> Result<Item, StoreError> {
    let row = SessionRow {
        role: session.role,
        login: session.login.clone(),
        entrance: session.entrance,
        device: session.device,
        current: session.current.clone(),
        spent: session.spent.as_ref().map(|it| it.0.clone()),
        generation: session.generation,
        created: session.created.as_second(),
        seen: session.seen.as_second(),
        idle: session.seen.as_second() + Session::IDLE,
        expires: session.created.as_second() + Session::life(session.role, session.entrance),
    };
    Key::session(session.person, &session.id).row(&row)
}

fn read_session((person, id): (PersonId, &SessionId), item: Item) -> Result<Session, StoreError> {
    let row: SessionRow = row::read(item)?;
    let instant = |second| {
        Timestamp::from_second(second).map_err(|_| StoreError::Nonsense("a session's time"))
    };
    let seen = instant(row.seen)?;
    Ok(Session {
        id: id.clone(),
        person,
        role: row.role,
        login: row.login,
        entrance: row.entrance,
        device: row.device,
        current: row.current,
        // The exchange in which the last token was spent is when the session was last seen.
        spent: row.spent.map(|hash| (hash, seen)),
        generation: row.generation,
        created: instant(row.created)?,
        seen,
    })
}
