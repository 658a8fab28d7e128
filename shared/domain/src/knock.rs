//! Knocking: what somebody shows who wants in, and at which gate. [`crate::Tries`] counts failures.

use crate::{
    AddressIndex, Credential, CredentialState, IndexError, LoginIndex, Patience, Timestamp, Tries,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What somebody asks for from outside. Failures at one gate slow nobody down at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// A session, for a password.
    Login,
    /// Paying, for a name and a number (S17).
    Identify,
    /// A place among the people here, for whoever says who they are (S57). Nothing is guessed there;
    /// it is the address that counts.
    Register,
    /// A new password, for what a forgetful person still knows.
    Reset,
    /// A session, for a code of the official account (S8). Nothing is guessed there; it is the
    /// address that counts.
    Wechat,
}

/// What somebody who wants in is looked up by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knock {
    pub gate: Gate,
    pub login: LoginIndex,
    pub address: AddressIndex,
    /// Whether the user name has the form that the school's people usually type, whose row needs
    /// no second look. Decided by the form of the text alone: timing must not tell who exists.
    pub usual: bool,
    /// Whose browser it is by the cookie that we gave it.
    pub browser: Option<KnownBrowser>,
}

/// A browser in which somebody signed in with their password lately (OWASP's device cookie).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBrowser {
    /// Their primary user name.
    pub login: LoginIndex,
    pub id: BrowserId,
    /// Which password it was: [`crate::PasswordHash::mark`].
    pub mark: String,
}

/// A known browser's name: 96 drawn bits in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BrowserId(String);

/// All that is known of who knocks, before a secret is looked at.
#[derive(Clone, Debug)]
pub struct Door {
    pub gate: Gate,
    /// The primary user name, whichever was typed.
    pub login: LoginIndex,
    pub credential: Option<Credential>,
    pub lane: Lane,
    pub address: AddressIndex,
    /// Failures from this address, by whatever user name, in this quarter of an hour.
    pub crowd: Tries,
}

/// Where failures count, and whose failures slow down whoever knocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The owner's own browser: nothing slows it down but what failed in it.
    Known { browser: BrowserId, tries: Tries },
    /// Anybody who types this user name.
    Anybody {
        /// Failures under this user name, from anywhere.
        account: Tries,
        /// Failures under this user name from this address.
        pair: Tries,
    },
}

/// How hard it is to guess what opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    Hard,
    /// An initial password, or the answer to a question: few possibilities.
    Easy,
}

impl BrowserId {
    /// Characters of 96 bits in base64url.
    pub const LEN: usize = 16;
}

impl Knock {
    /// The browser, if it is `credential`'s owner's and the password is still the same. Else
    /// whoever once knew a password could guess the next one in every browser that they collected.
    pub fn known(&self, credential: &Credential) -> Option<&BrowserId> {
        let browser = self.browser.as_ref().filter(|it| it.login == credential.login)?;
        match &credential.state {
            CredentialState::Set { hash } if hash.mark() == browser.mark => Some(&browser.id),
            CredentialState::Set { .. }
            | CredentialState::Initial { .. }
            | CredentialState::Disabled => None,
        }
    }
}

impl Door {
    /// Whole seconds still to wait at `now`, if any.
    pub fn wait(&self, now: Timestamp) -> Option<u32> {
        match &self.lane {
            // Not even the crowd behind the same address slows the owner's own browser down.
            Lane::Known { tries, .. } => tries.wait(Patience::PAIR, now),
            Lane::Anybody { account, pair } => [
                account.wait(Patience::account(self.guess()), now),
                pair.wait(Patience::PAIR, now),
                self.crowd.wait(Patience::crowd(self.gate), now),
            ]
            .into_iter()
            .flatten()
            .max(),
        }
    }

    /// Whether a machine may be knocking. It depends on what is counted for everybody, so that it
    /// tells nobody who exists.
    pub fn is_suspicious(&self, now: Timestamp) -> bool {
        match &self.lane {
            Lane::Known { tries, .. } => tries.are_odd(Patience::PAIR, now),
            Lane::Anybody { account, pair } => {
                account.are_odd(Patience::account(self.guess()), now)
                    || pair.are_odd(Patience::PAIR, now)
                    || self.crowd.are_odd(Patience::crowd(self.gate), now)
            }
        }
    }

    /// How hard it is to guess what opens here.
    ///
    /// For unknown and disabled people an unforeseeable bit of their index decides: else the moment
    /// of the first wait would tell them from the others.
    pub fn guess(&self) -> Guess {
        match (self.gate, self.credential.as_ref().map(|it| &it.state)) {
            (Gate::Identify | Gate::Register | Gate::Wechat, _)
            | (Gate::Login, Some(CredentialState::Set { .. })) => Guess::Hard,
            (Gate::Reset, _) | (Gate::Login, Some(CredentialState::Initial { .. })) => Guess::Easy,
            (Gate::Login, Some(CredentialState::Disabled) | None) => {
                let first = self.login.to_string().bytes().next().unwrap_or_default();
                if first & 1 == 0 { Guess::Hard } else { Guess::Easy }
            }
        }
    }

    /// Whether a failure must be counted before the secret is looked at: at once where it is easily
    /// guessed, and else after some failures. A thousand guesses made together would otherwise all
    /// be free, again and again when the wait is over.
    pub fn pays_first(&self) -> bool {
        let many = match &self.lane {
            Lane::Known { tries, .. } => tries.failed >= Patience::PAIR.odd,
            Lane::Anybody { account, .. } => account.failed >= Patience::account(Guess::Hard).odd,
        };
        many || self.guess() == Guess::Easy
    }

    /// The owner's own browser, if this is one.
    pub fn browser(&self) -> Option<&BrowserId> {
        match &self.lane {
            Lane::Known { browser, .. } => Some(browser),
            Lane::Anybody { .. } => None,
        }
    }

    /// Whether there are failures that may be forgiven.
    pub fn has_failures(&self) -> bool {
        match &self.lane {
            Lane::Known { tries, .. } => tries.failed > 0,
            Lane::Anybody { account, pair } => account.failed > 0 || pair.failed > 0,
        }
    }
}

impl Guess {
    /// How many failures one counts for.
    pub const fn price(self) -> u32 {
        match self {
            Self::Hard => 1,
            Self::Easy => 2,
        }
    }
}

impl TryFrom<String> for BrowserId {
    type Error = IndexError;

    fn try_from(text: String) -> Result<Self, IndexError> {
        let plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
        if plain && text.len() == Self::LEN { Ok(Self(text)) } else { Err(IndexError) }
    }
}

impl From<BrowserId> for String {
    fn from(id: BrowserId) -> Self {
        id.0
    }
}

impl fmt::Display for BrowserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
