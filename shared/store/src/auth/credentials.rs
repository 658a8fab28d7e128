use crate::auth::throttle::{Failures, quarter};
use crate::commit::put;
use crate::row::{self, Item, Key};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{KeysAndAttributes, Put, TransactWriteItem};
use domain::{
    Credential, CredentialState, Knock, LoginIndex, NewCredential, PasswordHash, PersonId, Role,
    Sealed, Timestamp, Tries,
};
use serde::{Deserialize, Serialize};

/// All that is known before a password is looked at.
#[derive(Debug)]
pub struct Door {
    /// The row under which failures count: the primary user name's, whichever was typed.
    pub login: LoginIndex,
    pub credential: Option<Credential>,
    /// Failures under this user name.
    pub account: Tries,
    /// Failures from this address, by whatever user name.
    pub address: Tries,
}

/// Reads that one batch may hold.
const BATCH_MAX: usize = 100;

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum CredentialRow {
    /// A user name that is another one of somebody's.
    Alias {
        primary: LoginIndex,
    },
    Primary {
        person: PersonId,
        role: Role,
        state: StateRow,
        facts: Sealed,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub(crate) enum StateRow {
    Initial { until: Timestamp },
    Set { hash: PasswordHash },
    Disabled,
}

impl Store {
    /// What stands at the door on which somebody knocks: one read, or two for the user names that
    /// are rarely typed, whether they exist or not.
    pub async fn door(&self, knock: &Knock, now: Timestamp) -> Result<Door, StoreError> {
        let from = Key::failures_from(&knock.address, quarter(now));
        let keys = [Key::credential(&knock.login), Key::failures(&knock.login), from];
        let [credential, account, address] = self.rows(keys).await?;
        let address = Failures::read(address)?;
        let first = read(credential)?;
        if knock.usual && !matches!(first, Some(CredentialRow::Alias { .. })) {
            return Door::new(knock.login.clone(), first, account, address);
        }

        let login = match &first {
            Some(CredentialRow::Alias { primary }) => primary.clone(),
            Some(CredentialRow::Primary { .. }) | None => knock.login.clone(),
        };
        let keys = [Key::credential(&login), Key::failures(&login)];
        let [credential, account] = self.rows(keys).await?;
        Door::new(login, read(credential)?, account, address)
    }

    /// The credential of somebody who is already in.
    pub async fn credential(&self, login: &LoginIndex) -> Result<Credential, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::credential(login).item()))
            .consistent_read(true)
            .send()
            .await?;
        let row = read(found.item)?.and_then(|it| it.primary(login));
        row.ok_or(StoreError::NoSuchPerson)
    }

    /// Who each of `logins` belongs to, in their order: how an import finds the people it knows.
    pub async fn people_by_login(
        &self,
        logins: &[LoginIndex],
    ) -> Result<Vec<Option<PersonId>>, StoreError> {
        let mut people = Vec::with_capacity(logins.len());
        for some in logins.chunks(BATCH_MAX) {
            let mut unique = some.to_vec();
            unique.sort_unstable_by_key(ToString::to_string);
            unique.dedup();
            let items = self.batch(unique.iter().map(Key::credential).collect()).await?;
            for login in some {
                let key = Key::credential(login);
                let item = items.iter().find(|it| key.is_of(it)).cloned();
                people.push(match read(item)? {
                    Some(CredentialRow::Primary { person, .. }) => Some(person),
                    Some(CredentialRow::Alias { primary }) => {
                        Some(self.credential(&primary).await?.person)
                    }
                    None => None,
                });
            }
        }
        Ok(people)
    }

    /// The writes that give somebody a way in, as part of the transaction that makes them known.
    /// They fail if a user name is taken.
    pub fn credential_puts(
        &self,
        new: &NewCredential,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let credential = &new.credential;
        let row = CredentialRow::Primary {
            person: credential.person,
            role: credential.role,
            state: (&credential.state).into(),
            facts: credential.facts.clone(),
        };
        let mut puts = vec![self.credential_put(&credential.login, &row)?];
        for alias in &new.aliases {
            let row = CredentialRow::Alias { primary: credential.login.clone() };
            puts.push(self.credential_put(alias, &row)?);
        }
        Ok(puts)
    }

    fn credential_put(
        &self,
        login: &LoginIndex,
        row: &CredentialRow,
    ) -> Result<TransactWriteItem, StoreError> {
        let written = Put::builder()
            .table_name(&self.tables.auth)
            .set_item(Some(Key::credential(login).row(row)?))
            .condition_expression("attribute_not_exists(pk)")
            .build();
        written.map(put).map_err(|error| StoreError::Refused(error.into()))
    }

    /// The rows at `keys`, which are all different, in their order.
    async fn rows<const N: usize>(&self, keys: [Key; N]) -> Result<[Option<Item>; N], StoreError> {
        let items = self.batch(keys.to_vec()).await?;
        Ok(keys.map(|key| items.iter().find(|it| key.is_of(it)).cloned()))
    }

    async fn batch(&self, keys: Vec<Key>) -> Result<Vec<Item>, StoreError> {
        let keys = keys.into_iter().map(Key::item).collect();
        let mut wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true);
        let mut items = Vec::new();
        // A batch may come in parts when the table is busy; twice is patience enough for a login.
        for _ in 0..3 {
            let keys = wanted.build().map_err(|error| StoreError::Refused(error.into()))?;
            let request = self.client.batch_get_item().request_items(&self.tables.auth, keys);
            let answer = request.send().await?;
            let mut found = answer.responses.unwrap_or_default();
            items.extend(found.remove(&self.tables.auth).unwrap_or_default());
            let mut left = answer.unprocessed_keys.unwrap_or_default();
            let Some(left) = left.remove(&self.tables.auth).filter(|it| !it.keys.is_empty()) else {
                return Ok(items);
            };
            wanted = KeysAndAttributes::builder().set_keys(Some(left.keys)).consistent_read(true);
        }
        Err(StoreError::Unavailable("a batch came in parts again and again".into()))
    }
}

impl Door {
    fn new(
        login: LoginIndex,
        row: Option<CredentialRow>,
        account: Option<Item>,
        address: Tries,
    ) -> Result<Self, StoreError> {
        let credential = row.and_then(|it| it.primary(&login));
        Ok(Self { login, credential, account: Failures::read(account)?, address })
    }
}

impl CredentialRow {
    fn primary(self, login: &LoginIndex) -> Option<Credential> {
        match self {
            Self::Alias { .. } => None,
            Self::Primary { person, role, state, facts } => {
                let (login, state) = (login.clone(), state.into());
                Some(Credential { login, person, role, state, facts })
            }
        }
    }
}

fn read(item: Option<Item>) -> Result<Option<CredentialRow>, StoreError> {
    item.map(row::read).transpose()
}

impl From<&CredentialState> for StateRow {
    fn from(state: &CredentialState) -> Self {
        match state {
            CredentialState::Initial { until } => Self::Initial { until: *until },
            CredentialState::Set { hash } => Self::Set { hash: hash.clone() },
            CredentialState::Disabled => Self::Disabled,
        }
    }
}

impl From<StateRow> for CredentialState {
    fn from(row: StateRow) -> Self {
        match row {
            StateRow::Initial { until } => Self::Initial { until },
            StateRow::Set { hash } => Self::Set { hash },
            StateRow::Disabled => Self::Disabled,
        }
    }
}
