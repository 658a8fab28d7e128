use crate::{Fault, FaultKind};
use std::fmt;
use std::str::FromStr;

/// What a column of an arrears file can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Number,
    Name,
    Gender,
    IdNumber,
    College,
    Major,
    Class,
    Year,
    Item,
    Due,
    Exempt,
    Loan,
    Paid,
    /// 欠缴: never read, only compared with what the other amounts leave.
    Owed,
    Splittable,
}

/// The text names no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such field")]
pub struct NoSuchField;

impl Field {
    /// Every field, in the order in which a page shows them.
    pub const ALL: [Self; 15] = [
        Self::Number,
        Self::Name,
        Self::Gender,
        Self::IdNumber,
        Self::College,
        Self::Major,
        Self::Class,
        Self::Year,
        Self::Item,
        Self::Due,
        Self::Exempt,
        Self::Loan,
        Self::Paid,
        Self::Owed,
        Self::Splittable,
    ];

    /// Whether a file without it cannot be imported.
    pub const fn needed(self) -> bool {
        matches!(
            self,
            Self::Number | Self::Name | Self::IdNumber | Self::Year | Self::Item | Self::Due
        )
    }

    /// Whether it is an amount: such a column is asked about rather than guessed.
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Due | Self::Exempt | Self::Loan | Self::Paid | Self::Owed)
    }

    /// A stable slug.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Gender => "gender",
            Self::IdNumber => "id-number",
            Self::College => "college",
            Self::Major => "major",
            Self::Class => "class",
            Self::Year => "year",
            Self::Item => "item",
            Self::Due => "due",
            Self::Exempt => "exempt",
            Self::Loan => "loan",
            Self::Paid => "paid",
            Self::Owed => "owed",
            Self::Splittable => "splittable",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Field {
    type Err = NoSuchField;

    fn from_str(text: &str) -> Result<Self, NoSuchField> {
        Self::ALL.into_iter().find(|it| it.slug() == text).ok_or(NoSuchField)
    }
}

impl Fault for NoSuchField {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "no-such-field"
    }
}
