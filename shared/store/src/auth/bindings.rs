//! Who in the official account is whom: at most one of its users for a person, and one person for
//! each. A binding is two rows, `LOGIN#{index}` that leads from the user to the person like any
//! other user name, and `PERSON#{person}` / `WECHAT` that leads back; neither holds the user's name
//! there (the openid), only its index.

use crate::commit::{Refusal, built, delete, put, update};
use crate::row::{self, Item, Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use domain::{Credential, Entrance, LoginIndex, PersonId, Presence, Timestamp};
use futures::future::try_join;
use serde::{Deserialize, Serialize};

/// The row that leads from a person to their user of the official account.
#[derive(Serialize, Deserialize)]
struct BindingRow {
    index: LoginIndex,
}

/// The row that leads from a user of the official account to a person: a user name like any other,
/// which nobody can type.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum UserRow {
    Alias { primary: LoginIndex },
}

impl Store {
    /// The credential of whoever bound the user of the official account whose index this is.
    pub async fn bound(&self, index: &LoginIndex) -> Result<Option<Credential>, StoreError> {
        let Some(login) = self.primary_of(index).await? else { return Ok(None) };
        self.credential(&login).await.map(Some)
    }

    /// Binds `index` to the person who asks, whose credential is at `login`, in place of the one
    /// that they had; whoever came in by that one is out.
    ///
    /// [`StoreError::BoundElsewhere`]: it is another person's.
    pub async fn bind(
        &self,
        (who, login): (&Presence, &LoginIndex),
        index: &LoginIndex,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let ((), was) = try_join(self.present(who), self.binding(who.person)).await?;
        let replaced = was.as_ref().filter(|it| *it != index);
        let mut writes = vec![
            self.user_put(index, login)?,
            self.binding_put(who.person, index, was.as_ref())?,
            self.shown_as_bound(who.person, true)?,
        ];
        writes.extend(replaced.map(|it| self.user_delete(it)).transpose()?);
        self.commit(writes).await.map_err(|refusal| match refusal {
            Refusal::At { place: 0, .. } => StoreError::BoundElsewhere,
            refused @ (Refusal::At { .. } | Refusal::Other(_)) => refused.raced(),
        })?;
        match replaced {
            Some(_) => self.end_wechat_sessions(who.person, now).await,
            None => Ok(()),
        }
    }

    /// Undoes the binding of the person who asks, and ends every session that began by it.
    pub async fn unbind(&self, who: &Presence, now: Timestamp) -> Result<(), StoreError> {
        let ((), writes) = try_join(self.present(who), self.unbind_writes(who.person)).await?;
        self.commit(writes).await.map_err(Refusal::raced)?;
        self.end_wechat_sessions(who.person, now).await
    }

    /// The writes that undo whatever binding `person` has, as part of a transaction that changes how
    /// they get in: a thief who bound a user of their own goes with the password that they knew.
    /// They fail if somebody binds meanwhile.
    pub(crate) async fn unbind_writes(
        &self,
        person: PersonId,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let key = Key::wechat(person).item();
        let gone = Delete::builder().table_name(&self.tables.auth).set_key(Some(key));
        let Some(index) = self.binding(person).await? else {
            let still = gone.condition_expression("attribute_not_exists(pk)");
            return Ok(vec![built(still.build(), delete)?]);
        };
        let gone = gone
            .condition_expression("#index = :was")
            .expression_attribute_names("#index", "index")
            .expression_attribute_values(":was", text(&index));
        Ok(vec![
            built(gone.build(), delete)?,
            self.user_delete(&index)?,
            self.shown_as_bound(person, false)?,
        ])
    }

    async fn primary_of(&self, index: &LoginIndex) -> Result<Option<LoginIndex>, StoreError> {
        let found = self.auth_row(Key::credential(index)).await?;
        let user: Option<UserRow> = found.map(row::read).transpose()?;
        Ok(user.map(|UserRow::Alias { primary }| primary))
    }

    async fn binding(&self, person: PersonId) -> Result<Option<LoginIndex>, StoreError> {
        let found = self.auth_row(Key::wechat(person)).await?;
        let binding: Option<BindingRow> = found.map(row::read).transpose()?;
        Ok(binding.map(|it| it.index))
    }

    async fn auth_row(&self, key: Key) -> Result<Option<Item>, StoreError> {
        let read = self.client.get_item().table_name(&self.tables.auth).consistent_read(true);
        Ok(read.set_key(Some(key.item())).send().await?.item)
    }

    /// Fails if the user of the official account is somebody else's.
    fn user_put(
        &self,
        index: &LoginIndex,
        primary: &LoginIndex,
    ) -> Result<TransactWriteItem, StoreError> {
        let user = UserRow::Alias { primary: primary.clone() };
        let written = Put::builder()
            .table_name(&self.tables.auth)
            .set_item(Some(Key::credential(index).row(&user)?))
            .condition_expression("attribute_not_exists(pk) OR #primary = :mine")
            .expression_attribute_names("#primary", "primary")
            .expression_attribute_values(":mine", text(primary));
        built(written.build(), put)
    }

    /// Fails if the person's binding is not the one that was read.
    fn binding_put(
        &self,
        person: PersonId,
        index: &LoginIndex,
        was: Option<&LoginIndex>,
    ) -> Result<TransactWriteItem, StoreError> {
        let row = Key::wechat(person).row(&BindingRow { index: index.clone() })?;
        let written = Put::builder().table_name(&self.tables.auth).set_item(Some(row));
        let written = match was {
            None => written.condition_expression("attribute_not_exists(pk)"),
            Some(was) => written
                .condition_expression("#index = :was")
                .expression_attribute_names("#index", "index")
                .expression_attribute_values(":was", text(was)),
        };
        built(written.build(), put)
    }

    fn user_delete(&self, index: &LoginIndex) -> Result<TransactWriteItem, StoreError> {
        let key = Key::credential(index).item();
        let gone = Delete::builder().table_name(&self.tables.auth).set_key(Some(key));
        built(gone.build(), delete)
    }

    /// What the person's own page shows.
    fn shown_as_bound(
        &self,
        person: PersonId,
        bound: bool,
    ) -> Result<TransactWriteItem, StoreError> {
        let shown = Update::builder()
            .table_name(&self.tables.core)
            .set_key(Some(Key::person(person).item()))
            .condition_expression("attribute_exists(pk)")
            .update_expression("SET wechat = :bound")
            .expression_attribute_values(":bound", AttributeValue::Bool(bound));
        built(shown.build(), update)
    }

    async fn end_wechat_sessions(
        &self,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sessions = self.sessions(person, now).await?.into_iter();
        let theirs = sessions.filter(|it| it.entrance == Entrance::Wechat).map(|it| it.id);
        self.end_each(person, &theirs.collect::<Vec<_>>(), now).await
    }
}
