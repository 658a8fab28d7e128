//! What somebody signs in by: user names, a password's age, and the school's rules of both.

use crate::{Fault, FaultKind, IdNumber, PersonId, PersonNumber, Role, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a school's people sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginRules {
    /// What is usually typed as the user name; the other one works too.
    pub user: UserRule,
    /// Which password opens the first change.
    pub initial: InitialRule,
    /// Days after the import during which it does.
    pub initial_days: u16,
    pub captcha: CaptchaRule,
}

/// When a sign-in with a password also asks for a captcha (S14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaptchaRule {
    /// Whoever signs in solves one.
    Always,
    /// Only after failures under that user name or from that address.
    Adaptive,
    Off,
}

/// What is usually typed as the user name (S10, S13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserRule {
    /// Student or staff number.
    Number,
    /// ID number.
    IdNumber,
}

/// The password that a person never chose and may use only to choose one (S12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitialRule {
    /// The last six characters of the ID number, X in either case.
    IdTail,
    /// `000000`, together with the name and the last six of the ID number.
    SixZeros,
    /// Either of them.
    Either,
}

/// What somebody typed as user name, read. An ID number is recognised by its own checksum.
#[derive(Clone, PartialEq, Eq)]
pub enum UserName {
    Number(PersonNumber),
    IdNumber(IdNumber),
}

/// A user name as a key shows it: a keyed hash, so that no key tells whose it is.
///
/// Only `identity` makes one; it may be printed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LoginIndex(String);

/// A network address as a key shows it: a keyed hash, like [`LoginIndex`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddressIndex(LoginIndex);

/// The text is not 128 bits in base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a blind index is 22 characters of base64url")]
pub struct IndexError;

/// A value that only the holder of the field keys can read: `v1.a256gcm.<epoch>.<base64url>`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

/// An argon2id hash in PHC form, of a password that was mixed with the pepper.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

/// How one person signs in with a password.
///
/// Single sign-on finds this row by its number, and the official account's binding leads to it as an
/// alias does: neither is another state of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The primary user name's row.
    pub login: LoginIndex,
    pub person: PersonId,
    pub role: Role,
    pub state: CredentialState,
    /// Name, number and ID number, which a password must not hold and an initial one is made of.
    pub facts: Sealed,
}

/// What opens a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialState {
    /// The school's initial password, until then; no hash of it exists anywhere.
    Initial { until: Timestamp },
    /// The password that the person chose.
    Set { hash: PasswordHash },
    /// Nothing.
    Disabled,
}

/// A credential that is to be, and every other user name under which it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCredential {
    pub credential: Credential,
    pub aliases: Vec<LoginIndex>,
}

impl UserName {
    /// Reads what was typed; `None` if it can be nobody's user name.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let id_number = typed.parse().map(Self::IdNumber);
        id_number.or_else(|_| typed.parse().map(Self::Number)).ok()
    }

    /// Whether this is what the school's people usually type.
    pub fn is_usual(&self, rule: UserRule) -> bool {
        match self {
            Self::Number(_) => rule == UserRule::Number,
            Self::IdNumber(_) => rule == UserRule::IdNumber,
        }
    }
}

impl LoginRules {
    /// Until when an initial password opens the first change that is given out at `now`.
    pub fn initial_until(self, now: Timestamp) -> Timestamp {
        let second = now.as_second() + i64::from(self.initial_days) * 24 * 3600;
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }
}

impl LoginIndex {
    /// Characters of 128 bits in base64url.
    pub const LEN: usize = 22;
}

impl AddressIndex {
    /// An address's index, made like a user name's.
    pub fn new(index: LoginIndex) -> Self {
        Self(index)
    }
}

impl TryFrom<String> for LoginIndex {
    type Error = IndexError;

    fn try_from(text: String) -> Result<Self, IndexError> {
        let plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
        if plain && text.len() == Self::LEN { Ok(Self(text)) } else { Err(IndexError) }
    }
}

impl From<LoginIndex> for String {
    fn from(index: LoginIndex) -> Self {
        index.0
    }
}

impl fmt::Display for LoginIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for AddressIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! opaque_text {
    ($($text:ty),*) => {$(
        impl $text {
            /// Wraps what the one crate that understands it made.
            pub fn new(text: String) -> Self {
                Self(text)
            }

            /// The text itself, for the crate that understands it and for the table.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $text {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("***")
            }
        }
    )*};
}

opaque_text!(Sealed, PasswordHash);

impl PasswordHash {
    /// What tells this hash from every other without telling anything of the password: its salt.
    pub fn mark(&self) -> &str {
        self.0.rsplit('$').nth(1).unwrap_or_default()
    }
}

impl fmt::Debug for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Fault for IndexError {
    fn kind(&self) -> FaultKind {
        FaultKind::Broken
    }

    fn code(&self) -> &'static str {
        "not-an-index"
    }
}

#[cfg(test)]
mod tests {
    use super::{LoginIndex, PasswordHash, UserName, UserRule};
    use proptest::prelude::*;

    #[test]
    fn an_id_number_is_known_by_its_checksum() {
        let id = UserName::read(" 61011320060313900x ").expect("an ID number");
        assert!(id.is_usual(UserRule::IdNumber));
        let number = UserName::read("610113200603139001").expect("18 digits, but a number");
        assert!(number.is_usual(UserRule::Number));
        assert!(UserName::read("21").is_none());
        assert!(UserName::read("张三").is_none());
        assert!(UserName::read("２１０３０１０１").is_none(), "full-width digits are not digits");
    }

    #[test]
    fn a_hash_is_known_by_its_salt() {
        let hash = PasswordHash::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned());
        assert_eq!(hash.mark(), "c2FsdA");
        assert_eq!(PasswordHash::new("broken".to_owned()).mark(), "");
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in ".{0,40}") {
            let _ = (UserName::read(&text), LoginIndex::try_from(text));
        }
    }
}
