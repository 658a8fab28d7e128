//! Credentials, and all that is read at a door on which somebody knocks.

use crate::auth::throttle::{Failures, quarter};
use crate::commit::put;
use crate::row::{self, Item, Key};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{KeysAndAttributes, Put, TransactWriteItem};
use domain::{
    Credential, CredentialState, Door, Knock, Lane, LoginIndex, NewCredential, PasswordHash,
    PersonId, Role, Sealed, Timestamp, Tries,
};
use serde::{Deserialize, Serialize};

/// The rows that one look at a door brought.
struct Rows(Vec<Item>);

/// Reads that one batch may hold.
const BATCH_MAX: usize = 100;

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum CredentialRow {
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
        let crowd = Key::failures_from(&knock.address, knock.gate, quarter(now));
        let rows = self.rows(&knock.login, knock, Some(&crowd)).await?;
        let crowd = rows.failures(&crowd)?;
        let first = rows.credential(&knock.login)?;
        let alias = matches!(first, Some(CredentialRow::Alias { .. }));
        if knock.usual && !alias {
            return rows.door(knock, knock.login.clone(), crowd);
        }

        let login = match first {
            Some(CredentialRow::Alias { primary }) => primary,
            Some(CredentialRow::Primary { .. }) | None => knock.login.clone(),
        };
        let rows = self.rows(&login, knock, None).await?;
        rows.door(knock, login, crowd)
    }

    /// The credential to which a user name leads, whichever of somebody's it is (strong reads).
    pub async fn account(&self, login: &LoginIndex) -> Result<Option<Credential>, StoreError> {
        let found = self.rows_at(vec![Key::credential(login)]).await?.pop();
        match read(found)? {
            Some(CredentialRow::Alias { primary }) => self.credential(&primary).await.map(Some),
            row => Ok(row.and_then(|it| it.primary(login))),
        }
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
            let items = self.rows_at(unique.iter().map(Key::credential).collect()).await?;
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
        let rows = CredentialRow::all_of(new);
        rows.iter().map(|(login, row)| self.credential_put(login, row)).collect()
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
        written.map(put).map_err(StoreError::from)
    }

    /// The credential of `login` and all failures that count for whoever knocks with it.
    async fn rows(
        &self,
        login: &LoginIndex,
        knock: &Knock,
        crowd: Option<&Key>,
    ) -> Result<Rows, StoreError> {
        let mut keys = vec![
            Key::credential(login),
            Key::failures(login, knock.gate),
            Key::failures_of_pair(login, knock.gate, &knock.address),
        ];
        let own = knock.browser.as_ref().filter(|it| it.login == *login);
        keys.extend(own.map(|it| Key::failures_in(login, knock.gate, &it.id)));
        keys.extend(crowd.cloned());
        Ok(Rows(self.rows_at(keys).await?))
    }

    async fn rows_at(&self, keys: Vec<Key>) -> Result<Vec<Item>, StoreError> {
        let keys = keys.into_iter().map(Key::item).collect();
        let mut wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true);
        let mut items = Vec::new();
        // A batch may come in parts when the table is busy; twice is patience enough for a login.
        for _ in 0..3 {
            let keys = wanted.build()?;
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

impl Rows {
    fn at(&self, key: &Key) -> Option<Item> {
        self.0.iter().find(|it| key.is_of(it)).cloned()
    }

    fn credential(&self, login: &LoginIndex) -> Result<Option<CredentialRow>, StoreError> {
        read(self.at(&Key::credential(login)))
    }

    fn failures(&self, key: &Key) -> Result<Tries, StoreError> {
        Failures::read(self.at(key))
    }

    fn door(&self, knock: &Knock, login: LoginIndex, crowd: Tries) -> Result<Door, StoreError> {
        let credential = self.credential(&login)?.and_then(|it| it.primary(&login));
        let lane = match credential.as_ref().and_then(|it| knock.known(it)) {
            Some(browser) => Lane::Known {
                browser: browser.clone(),
                tries: self.failures(&Key::failures_in(&login, knock.gate, browser))?,
            },
            None => Lane::Anybody {
                account: self.failures(&Key::failures(&login, knock.gate))?,
                pair: self.failures(&Key::failures_of_pair(&login, knock.gate, &knock.address))?,
            },
        };
        let (gate, address) = (knock.gate, knock.address.clone());
        Ok(Door { gate, login, credential, lane, address, crowd })
    }
}

impl CredentialRow {
    /// The rows of `new`, the primary user name's first.
    pub(crate) fn all_of(new: &NewCredential) -> Vec<(LoginIndex, Self)> {
        let credential = &new.credential;
        let primary = Self::Primary {
            person: credential.person,
            role: credential.role,
            state: (&credential.state).into(),
            facts: credential.facts.clone(),
        };
        let alias =
            |it: &LoginIndex| (it.clone(), Self::Alias { primary: credential.login.clone() });
        let mut rows = vec![(credential.login.clone(), primary)];
        rows.extend(new.aliases.iter().map(alias));
        rows
    }

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
