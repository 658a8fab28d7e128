//! Which session began with which ticket of the campus's sign-on.

use crate::commit::{Refusal, put};
use crate::row::{self, Key};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use domain::{Credential, PersonId, Session, SessionId, TicketHash, Timestamp};
use serde::{Deserialize, Serialize};

/// The row of a ticket of the campus's sign-on: which session began with it.
#[derive(Serialize, Deserialize)]
struct TicketRow {
    person: PersonId,
    session: SessionId,
    /// When age ends the session; the table then forgets the row.
    expires: i64,
}

impl Store {
    /// Begins a session that the campus's sign-on calls by `ticket`, and may end. `false`: one began
    /// with that ticket before, so nothing begins, whatever the campus says of a ticket twice.
    pub async fn begin_session_of(
        &self,
        session: &Session,
        credential: &Credential,
        ticket: &TicketHash,
    ) -> Result<bool, StoreError> {
        let expires = session.created.as_second() + Session::life(session.role, session.entrance);
        let row = TicketRow { person: session.person, session: session.id.clone(), expires };
        let remembered = Put::builder()
            .table_name(&self.tables.auth)
            .set_item(Some(Key::ticket(ticket).row(&row)?))
            .condition_expression("attribute_not_exists(pk)")
            .build();
        let remembered = put(remembered?);
        let begins = self.session_put(session)?;
        match self.commit(vec![remembered, begins, self.unchanged(credential)?]).await {
            Ok(()) => Ok(true),
            Err(Refusal::At { place: 0, .. }) => Ok(false),
            Err(refusal) => Err(refusal.raced()),
        }
    }

    /// Ends the session that began with `ticket`; a ticket that none began with ends nothing.
    pub async fn end_session_of(
        &self,
        ticket: &TicketHash,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::ticket(ticket).item()))
            .consistent_read(true)
            .send()
            .await?;
        let Some(row) = found.item else { return Ok(()) };
        let TicketRow { person, session, .. } = row::read(row)?;
        let forgotten = Delete::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::ticket(ticket).item()))
            .build();
        let forgotten = forgotten?;
        let mut writes = self.endings(person, &[session], now)?;
        writes.push(TransactWriteItem::builder().delete(forgotten).build());
        self.commit(writes).await.map_err(Refusal::raced)
    }
}
