//! Sessions: begun, refreshed once for each token, listed and ended.

mod end;
mod list;

pub(crate) use end::ENDED_AT_ONCE;

use crate::commit::{Refusal, put};
use crate::row::{self, Item, Key, number, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    Put, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use domain::{
    Credential, Device, Entrance, LoginIndex, PersonId, Role, Rotation, Session, SessionId,
    Timestamp, TokenHash,
};
use serde::{Deserialize, Serialize};

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
    /// Begins a session of whoever proved to be `credential`'s person. [`StoreError::Raced`]: it was
    /// reset or disabled since it was read.
    pub async fn begin_session(
        &self,
        session: &Session,
        credential: &Credential,
    ) -> Result<(), StoreError> {
        let writes = vec![self.session_put(session)?, self.unchanged(credential)?];
        self.commit(writes).await.map_err(Refusal::raced)
    }

    /// The write that begins a session.
    pub(crate) fn session_put(&self, session: &Session) -> Result<TransactWriteItem, StoreError> {
        let written = Put::builder().table_name(&self.tables.auth);
        let written = written.set_item(Some(session_item(session)?)).build();
        written.map(put).map_err(StoreError::from)
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
            self.end_each(person, std::slice::from_ref(session), now).await?;
        }
        Ok(answer)
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
