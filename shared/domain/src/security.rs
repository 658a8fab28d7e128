//! The answer to a security question (密保), read so that two ways to type it are one.

use crate::{Fault, FaultKind};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The answer to a security question (密保, S57), as it is compared: without blanks, in one case and
/// in one form of its characters. It can be neither printed nor serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct SecurityAnswer {
    question: u8,
    text: String,
}

/// Why something is no answer to a security question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecurityError {
    #[error("the questions are numbered 1 to {}", SecurityAnswer::QUESTIONS)]
    Question,
    #[error("an answer has at least {} characters", SecurityAnswer::CHARS_MIN)]
    Short,
    #[error("an answer has at most {} characters", SecurityAnswer::CHARS_MAX)]
    Long,
}

impl SecurityAnswer {
    /// The questions have numbers; their words are the site's.
    pub const QUESTIONS: u8 = 6;

    /// Characters of the shortest answer, a place's or a person's name.
    const CHARS_MIN: usize = 2;
    const CHARS_MAX: usize = 64;

    /// Reads what somebody typed as the answer to the question of that number.
    pub fn read(question: u8, typed: &str) -> Result<Self, SecurityError> {
        if !(1..=Self::QUESTIONS).contains(&question) {
            return Err(SecurityError::Question);
        }
        // Counted before anything is made of it: normalising may make a text longer.
        if typed.chars().count() > Self::CHARS_MAX {
            return Err(SecurityError::Long);
        }
        let plain = typed.nfkc().filter(|it| !it.is_whitespace());
        let text: String = plain.flat_map(char::to_lowercase).collect();
        if text.chars().count() < Self::CHARS_MIN {
            return Err(SecurityError::Short);
        }
        Ok(Self { question, text })
    }

    /// Which question it answers.
    pub fn question(&self) -> u8 {
        self.question
    }

    /// The answer, for hashing alone. An answer to one question is none to another.
    pub fn expose(&self) -> String {
        format!("{}:{}", self.question, self.text)
    }
}

impl fmt::Debug for SecurityAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Fault for SecurityError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Question => "unknown-question",
            Self::Short => "too-short-answer",
            Self::Long => "too-long-answer",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SecurityAnswer, SecurityError};
    use proptest::prelude::*;

    #[test]
    fn an_answer_is_the_same_however_it_is_typed() {
        let read = |text| SecurityAnswer::read(2, text).expect("an answer");
        assert_eq!(read(" Xi An "), read("ｘｉａｎ"));
        assert_eq!(read("西 安"), read("西\u{3000}安"));
        assert_ne!(read("西安"), SecurityAnswer::read(3, "西安").expect("an answer"));
        assert_eq!(format!("{:?}", read("西安")), "***");
    }

    #[test]
    fn what_is_no_answer_says_why() {
        let check = |question, text: &str, error| {
            assert_eq!(SecurityAnswer::read(question, text), Err(error), "{question} {text}");
        };
        check(0, "西安", SecurityError::Question);
        check(7, "西安", SecurityError::Question);
        check(1, " 安 ", SecurityError::Short);
        check(1, "", SecurityError::Short);
        check(1, &"安".repeat(65), SecurityError::Long);
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(question: u8, text in ".{0,70}") {
            let _ = SecurityAnswer::read(question, &text);
        }
    }
}
