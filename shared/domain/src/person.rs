use crate::{Fault, FaultKind, PersonId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A person's name as the school writes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// A student or staff number (学号, 工号): 4 to 20 letters and digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonNumber(String);

/// Who told us of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The school, by a file or a command.
    #[default]
    School,
    /// They themselves, by registering from off campus (S15, S57). What they said of themselves is
    /// their own word.
    Registered,
}

/// Why something is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {} characters and no control characters", Name::CHARS_MAX)]
pub struct NameError;

/// Why something is not a student or staff number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number has 4 to 20 letters and digits")]
pub struct NumberError;

/// What the school says of a person's gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gender {
    Female,
    Male,
    Unknown,
}

/// What a person may do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sees and pays what is theirs.
    Payer,
    /// Works in the finance office.
    Office,
}

/// What we know of a person, as their own pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub name: Name,
    pub gender: Gender,
    pub number: PersonNumber,
    /// The ID number as far as it may be shown: [`crate::IdNumber::masked`].
    pub id_masked: String,
    pub college: String,
    pub major: String,
    pub class: String,
    pub role: Role,
    #[serde(default)]
    pub origin: Origin,
    /// The phone number as far as it may be shown: [`crate::Phone::masked`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_masked: Option<String>,
    /// Whether an account of the official account is bound to them.
    #[serde(default)]
    pub wechat: bool,
}

impl Name {
    /// The longest name on a Chinese ID card has far fewer; some foreign names come near.
    pub const CHARS_MAX: usize = 50;

    /// The name itself, for the person's own pages and for the table.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The first character alone, for pages of whom nobody knows who looks at them.
    pub fn masked(&self) -> String {
        let first: String = self.0.chars().take(1).collect();
        format!("{first}**")
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let chars = text.chars().count();
        let fits = (1..=Self::CHARS_MAX).contains(&chars);
        let clean = !text.chars().any(char::is_control) && text.trim() == text;
        if fits && clean { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

impl PersonNumber {
    /// The number itself, for the person's own pages and for the table.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last two characters alone, for pages of whom nobody knows who looks at them.
    pub fn masked(&self) -> String {
        let shown = self.0.len() - 2;
        format!("{}{}", "*".repeat(shown), &self.0[shown..])
    }
}

impl FromStr for PersonNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let fits = (4..=20).contains(&text.len());
        let plain = text.bytes().all(|it| it.is_ascii_alphanumeric());
        if fits && plain { Ok(Self(text.to_ascii_uppercase())) } else { Err(NumberError) }
    }
}

macro_rules! never_printed {
    ($($private:ty),*) => {$(
        impl fmt::Debug for $private {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("***")
            }
        }
    )*};
}

never_printed!(Name, PersonNumber);

macro_rules! text_both_ways {
    ($($private:ty: $error:ty),*) => {$(
        impl TryFrom<String> for $private {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }

        impl From<$private> for String {
            fn from(private: $private) -> Self {
                private.0
            }
        }
    )*};
}

text_both_ways!(Name: NameError, PersonNumber: NumberError);

impl Fault for NameError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "not-a-name"
    }
}

impl Fault for NumberError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "not-a-number"
    }
}
