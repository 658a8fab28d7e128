//! Codes that are sent to a phone: where one lies, what proves it, and how many may be asked for.

use crate::{LoginIndex, Timestamp};
use serde::{Deserialize, Serialize};

/// Where the code lies that was asked for an account and a phone number: a keyed hash of both, so
/// that whoever knows the account and not the phone gets in nobody's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePlace(LoginIndex);

/// A code as it is stored: a keyed hash of its digits and of where it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeProof(LoginIndex);

/// A code on its way to a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCode {
    pub place: CodePlace,
    /// The same of the phone alone: every account's codes add up there.
    pub phone: CodePlace,
    pub proof: CodeProof,
    /// From then on it opens nothing.
    pub until: Timestamp,
}

/// How many codes one phone number, or one account at one number, may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeCap {
    pub an_hour: u32,
    pub a_day: u32,
}

impl SentCode {
    /// Seconds for which a code opens the choice of a new password.
    pub const LIFE: i64 = 300;

    /// Times that somebody may mistype it: five guesses of a million.
    pub const TRIES: u32 = 5;
}

impl CodeCap {
    /// Three in an hour: one came late, one was mistyped. Ten in a day is a bell that somebody else
    /// rings; at five guesses each, they are one in twenty thousand.
    pub const PHONE: Self = Self { an_hour: 3, a_day: 10 };

    /// The hour and the day (Unix time) in which a code asked for at `now` counts.
    pub fn hour_and_day(now: Timestamp) -> (i64, i64) {
        (now.as_second().div_euclid(3600), now.as_second().div_euclid(24 * 3600))
    }
}

macro_rules! keyed_hash {
    ($($hash:ty),*) => {$(
        impl $hash {
            /// Wraps what `identity` made.
            pub fn new(index: LoginIndex) -> Self {
                Self(index)
            }
        }

        impl std::fmt::Display for $hash {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

keyed_hash!(CodePlace, CodeProof);
