//! Ends of sessions, each of which leaves an absence for access tokens that still hold.

use crate::commit::Refusal;
use crate::row::{Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::builders::DeleteBuilder;
use aws_sdk_dynamodb::types::{Delete, TransactWriteItem};
use domain::{PersonId, Presence, SessionId, Timestamp, TokenHash};
use futures::future::try_join;

/// Sessions that one transaction ends, with two writes each: it may hold a hundred.
pub(crate) const ENDED_AT_ONCE: usize = 45;

/// Every end is two writes of one transaction: the session goes, and its absence stays for as long
/// as an access token of it may hold.
impl Store {
    /// Ends a session whose current or last refresh token is `hash`; any other hash ends nothing.
    pub async fn end_session(
        &self,
        (person, session): (PersonId, &SessionId),
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let whose = self
            .leaving((person, session))
            .condition_expression("#current = :hash OR spent = :hash")
            .expression_attribute_names("#current", "current")
            .expression_attribute_values(":hash", text(hash.expose()));
        let ending = self.ending((person, session), whose, now)?;
        unless_refused(self.commit(ending.into()).await)
    }

    /// Ends the session called `session`, if it is one of theirs who ask; any other id ends nothing.
    pub async fn end_own_session(
        &self,
        who: &Presence,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.present(who).await?;
        let session = (who.person, session);
        // Nothing is remembered of what never was: ids that somebody makes up leave no rows.
        let whose = self.leaving(session).condition_expression("attribute_exists(pk)");
        let ending = self.ending(session, whose, now)?;
        unless_refused(self.commit(ending.into()).await)
    }

    /// Ends every session of theirs who ask but the one in which they do. Those that begin meanwhile
    /// go on; asked again after a failure, it ends what is left.
    pub async fn end_other_sessions(
        &self,
        who: &Presence,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let others = self.other_sessions(who.person, Some(&who.session), now);
        let ((), others) = try_join(self.present(who), others).await?;
        self.end_each(who.person, &others, now).await
    }

    /// The sessions of a person that a change ends, all of them but `spared`.
    pub(crate) async fn other_sessions(
        &self,
        person: PersonId,
        spared: Option<&SessionId>,
        now: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let sessions = self.sessions(person, now).await?.into_iter().map(|it| it.id);
        Ok(sessions.filter(|it| Some(it) != spared).collect())
    }

    /// Ends `sessions`, as many at a time as a transaction holds.
    pub(crate) async fn end_each(
        &self,
        person: PersonId,
        sessions: &[SessionId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for some in sessions.chunks(ENDED_AT_ONCE) {
            self.commit(self.endings(person, some, now)?).await.map_err(Refusal::raced)?;
        }
        Ok(())
    }

    /// The writes that end `sessions`, at most [`ENDED_AT_ONCE`], as part of a transaction.
    pub(crate) fn endings(
        &self,
        person: PersonId,
        sessions: &[SessionId],
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut writes = Vec::with_capacity(2 * sessions.len());
        for session in sessions {
            writes.extend(self.ending((person, session), self.leaving((person, session)), now)?);
        }
        Ok(writes)
    }

    fn ending(
        &self,
        session: (PersonId, &SessionId),
        leaving: DeleteBuilder,
        now: Timestamp,
    ) -> Result<[TransactWriteItem; 2], StoreError> {
        let leaving = leaving.build()?;
        let leaving = TransactWriteItem::builder().delete(leaving).build();
        Ok([leaving, self.absence(session, now)?])
    }

    fn leaving(&self, (person, session): (PersonId, &SessionId)) -> DeleteBuilder {
        let key = Key::session(person, session).item();
        Delete::builder().table_name(&self.tables.auth).set_key(Some(key))
    }
}

/// Whoever asks that a session end which is not theirs, or is gone, has what they may have.
fn unless_refused(committed: Result<(), Refusal>) -> Result<(), StoreError> {
    match committed {
        Ok(()) | Err(Refusal::At { .. }) => Ok(()),
        Err(Refusal::Other(error)) => Err(error),
    }
}
