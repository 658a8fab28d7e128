//! Captchas: a puzzle is drawn for one purpose, opened with its answer and spent once.

use crate::{Fault, FaultKind, FieldFault, IndexError, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a puzzle was drawn for. Solved for one thing, it opens nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    Login,
    Register,
    /// A forgotten password.
    Reset,
    /// Paying for somebody whose name and number are known (S17).
    Identify,
}

/// A puzzle's name: 96 drawn bits in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PuzzleId(String);

/// A puzzle that was answered. Whether the answer is right comes out when it is spent, so that a
/// wrong one costs the puzzle too.
#[derive(Debug)]
pub struct Opened {
    pub id: PuzzleId,
    pub until: Timestamp,
    right: bool,
}

/// A puzzle that nobody can use again.
#[derive(Debug)]
#[must_use = "whether it was solved is what matters"]
pub struct Spent {
    solved: bool,
}

/// The answer is wrong, or the puzzle was stale, spent or for something else: one wording for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the captcha was not solved")]
pub struct NotSolved;

impl PuzzleId {
    /// Characters of 96 bits in base64url.
    pub const LEN: usize = 16;
}

impl Opened {
    /// The puzzle `id`, which is good until then, with an answer that is `right` or not.
    pub fn new(id: PuzzleId, until: Timestamp, right: bool) -> Self {
        Self { id, until, right }
    }

    /// What the table says: whether this is the `first` time that the puzzle is spent.
    pub fn spent(self, first: bool) -> Spent {
        Spent { solved: self.right && first }
    }
}

impl Spent {
    /// Proves that the puzzle was solved.
    pub fn solved(self) -> Result<(), NotSolved> {
        if self.solved { Ok(()) } else { Err(NotSolved) }
    }
}

impl TryFrom<String> for PuzzleId {
    type Error = IndexError;

    fn try_from(text: String) -> Result<Self, IndexError> {
        let plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
        if plain && text.len() == Self::LEN { Ok(Self(text)) } else { Err(IndexError) }
    }
}

impl From<PuzzleId> for String {
    fn from(id: PuzzleId) -> Self {
        id.0
    }
}

impl fmt::Display for PuzzleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Fault for NotSolved {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "captcha-wrong"
    }

    fn fields(&self) -> Vec<FieldFault> {
        vec![FieldFault::new("proof", "wrong")]
    }
}

#[cfg(test)]
mod tests {
    use super::{NotSolved, Opened, PuzzleId};
    use crate::Timestamp;

    #[test]
    fn only_a_right_answer_to_a_fresh_puzzle_solves_it() {
        let id = PuzzleId::try_from("p".repeat(16)).expect("an id");
        let opened = |right| Opened::new(id.clone(), Timestamp::UNIX_EPOCH, right);
        assert_eq!(opened(true).spent(true).solved(), Ok(()));
        assert_eq!(opened(true).spent(false).solved(), Err(NotSolved));
        assert_eq!(opened(false).spent(true).solved(), Err(NotSolved));
        assert_eq!(opened(false).spent(false).solved(), Err(NotSolved));
    }
}
