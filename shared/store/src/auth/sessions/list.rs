//! The sessions of one person.

use super::read_session;
use crate::row::{Item, SESSIONS, partition, text};
use crate::{Store, StoreError};
use domain::{PersonId, Presence, Session, SessionId, Timestamp};
use futures::future::try_join;
use std::cmp::Reverse;

impl Store {
    /// The sessions of the person who asks that are not over, the latest to begin first.
    pub async fn own_sessions(
        &self,
        who: &Presence,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let ((), sessions) = try_join(self.present(who), self.sessions(who.person, now)).await?;
        Ok(sessions)
    }

    /// The sessions of a person that are not over, the latest to begin first (strong read).
    pub(crate) async fn sessions(
        &self,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let mut sessions = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.auth)
                .key_condition_expression("pk = :pk AND begins_with(sk, :sessions)")
                .expression_attribute_values(":pk", text(partition(person)))
                .expression_attribute_values(":sessions", text(SESSIONS))
                .consistent_read(true)
                .set_exclusive_start_key(next)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                let id = session_id(&item)?;
                sessions.push(read_session((person, &id), item)?);
            }
            next = page.last_evaluated_key;
            if next.is_none() {
                break;
            }
        }
        // The table forgets a row some time after the session is over.
        sessions.retain(|it| !it.is_over(now));
        sessions.sort_by_key(|it| Reverse(it.created));
        Ok(sessions)
    }
}

fn session_id(item: &Item) -> Result<SessionId, StoreError> {
    let sk = item.get("sk").and_then(|it| it.as_s().ok());
    let id = sk.and_then(|it| it.strip_prefix(SESSIONS)?.to_owned().try_into().ok());
    id.ok_or(StoreError::Nonsense("a session's key"))
}
