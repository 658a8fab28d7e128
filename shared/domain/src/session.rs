//! Sessions: a signed-in browser, its refresh tokens, and how long both go on.

use crate::{Device, Fault, FaultKind, LoginIndex, PersonId, Role, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One signed-in browser: the family of all refresh tokens that descend from one login.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SessionId(String);

/// SHA-256 of a refresh token, base64url. The token itself is nowhere but in its browser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenHash(String);

/// The text is not a session's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a session's id is 16 characters of base64url")]
pub struct SessionIdError;

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = WayIn)]
pub enum Entrance {
    /// By a password that they chose.
    Password,
    /// The campus's single sign-on knows them (S1).
    Sso,
    /// They are in the official account that they bound (S8).
    Wechat,
    /// They typed a name and a number twice, which proves nothing (S17): such a session sees only
    /// what paying needs.
    Identified,
}

/// Somebody in one of the browsers in which they are signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    pub person: PersonId,
    pub session: SessionId,
}

/// One signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub person: PersonId,
    pub role: Role,
    /// The credential's row, which a later password change needs.
    pub login: LoginIndex,
    pub entrance: Entrance,
    pub device: Device,
    /// The refresh token that is to come next.
    pub current: TokenHash,
    /// The one before it and when it was spent.
    pub spent: Option<(TokenHash, Timestamp)>,
    /// How often the token was exchanged.
    pub generation: u32,
    pub created: Timestamp,
    /// The latest exchange, or the login.
    pub seen: Timestamp,
}

/// What presenting a refresh token comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The token was the current one; its successor now is.
    Rotated(Session),
    /// The token was spent a moment ago, by another tab or by an answer that got lost: its
    /// successor, which is the current one, may be told again.
    Repeated(Session),
    /// The token was spent long ago, so somebody has a copy: the session is over.
    Reused,
    /// There is no such session, or it is too old.
    Over,
}

impl Session {
    /// Seconds after the login in which what stays for good may be changed.
    const FRESH: i64 = 10 * 60;

    /// Seconds without any request after which a session is over.
    pub const IDLE: i64 = 30 * 60;

    /// Seconds during which a spent token is told its successor again (two tabs, a lost answer).
    pub const GRACE: i64 = 10;

    /// Seconds for which an ended session is remembered: longer than any access token of it holds.
    pub const REMEMBERED: i64 = 15 * 60;

    /// Seconds after the login at which a session is over, whatever was done in it.
    pub const fn life(role: Role, entrance: Entrance) -> i64 {
        match (entrance, role) {
            // Time to pay once.
            (Entrance::Identified, _) => 30 * 60,
            (_, Role::Payer) => 12 * 3600,
            (_, Role::Office) => 8 * 3600,
        }
    }

    /// The second (Unix time) from which the session does not count any more.
    pub fn ends(&self) -> i64 {
        let idle = self.seen.as_second() + Self::IDLE;
        idle.min(self.created.as_second() + Self::life(self.role, self.entrance))
    }

    /// Whether the session is over at `now`.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends() <= now.as_second()
    }

    /// Whether it began a moment ago, by something better than the telephone that is at hand.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let young = now.as_second() - self.created.as_second() <= Self::FRESH;
        young && matches!(self.entrance, Entrance::Password | Entrance::Sso)
    }

    /// What `presented`, which is not the current token any more or never was, comes to.
    pub fn answer_to_old(self, presented: &TokenHash, now: Timestamp) -> Rotation {
        if self.is_over(now) {
            return Rotation::Over;
        }
        let graced = self.spent.as_ref().is_some_and(|(hash, at)| {
            hash == presented && now.as_second() - at.as_second() <= Self::GRACE
        });
        if graced { Rotation::Repeated(self) } else { Rotation::Reused }
    }
}

impl TryFrom<String> for SessionId {
    type Error = SessionIdError;

    fn try_from(text: String) -> Result<Self, SessionIdError> {
        let plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
        if plain && text.len() == 16 { Ok(Self(text)) } else { Err(SessionIdError) }
    }
}

impl FromStr for SessionId {
    type Err = SessionIdError;

    fn from_str(text: &str) -> Result<Self, SessionIdError> {
        text.to_owned().try_into()
    }
}

impl From<SessionId> for String {
    fn from(id: SessionId) -> Self {
        id.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TokenHash {
    /// Wraps what `identity` made.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The hash, for the table.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Fault for SessionIdError {
    fn kind(&self) -> FaultKind {
        FaultKind::Missing
    }

    fn code(&self) -> &'static str {
        "no-such-session"
    }
}

#[cfg(test)]
mod tests {
    use super::{Entrance, Rotation, Session, SessionId, TokenHash};
    use crate::{App, Device, System};
    use crate::{LoginIndex, PersonId, Role, Timestamp};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    fn hash(text: &str) -> TokenHash {
        TokenHash::new(text.to_owned())
    }

    fn session() -> Session {
        Session {
            id: SessionId::try_from("a".repeat(16)).expect("an id"),
            person: PersonId::from_bits(7),
            role: Role::Payer,
            login: LoginIndex::try_from("b".repeat(22)).expect("an index"),
            entrance: Entrance::Password,
            device: Device { system: System::Unknown, app: App::Browser },
            current: hash("second"),
            spent: Some((hash("first"), at(0))),
            generation: 1,
            created: at(-100),
            seen: at(0),
        }
    }

    #[test]
    fn a_spent_token_is_forgiven_for_a_moment_and_then_ends_the_session() {
        let answer = |token: &str, second| session().answer_to_old(&hash(token), at(second));
        assert_eq!(answer("first", 10), Rotation::Repeated(session()));
        assert_eq!(answer("first", 11), Rotation::Reused);
        assert_eq!(answer("older", 1), Rotation::Reused);
        assert_eq!(answer("first", 1800), Rotation::Over);
    }

    #[test]
    fn a_session_ends_by_idleness_or_by_age() {
        assert!(!session().is_over(at(1799)));
        assert!(session().is_over(at(1800)));
        let old = Session { created: at(-12 * 3600 + 60), ..session() };
        assert!(old.is_over(at(60)));
        let office = Session { role: Role::Office, created: at(-8 * 3600), ..session() };
        assert!(office.is_over(at(0)));
        let once =
            Session { entrance: Entrance::Identified, created: at(-30 * 60 + 60), ..session() };
        assert!(!once.is_over(at(59)) && once.is_over(at(60)));
    }
}
