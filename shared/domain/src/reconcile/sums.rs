//! Sums of a whole day, which have no bound.

use crate::{LineKind, Money, MoneyError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A sum of many amounts, in yuan with two decimals: unlike one amount it has no bound, so that a
/// whole school's day can be written and read again.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sum(u64);

/// How many moves of money, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tally {
    /// Payments.
    pub payments: u32,
    #[schema(value_type = String, example = "4800.00")]
    pub paid: Sum,
    /// Refunds.
    pub refunds: u32,
    #[schema(value_type = String, example = "0.00")]
    pub returned: Sum,
}

impl Sum {
    /// Whole fen.
    pub const fn fen(self) -> u64 {
        self.0
    }

    fn and(self, amount: Money) -> Self {
        Self(self.0.saturating_add(amount.fen()))
    }
}

impl Tally {
    /// This and one more.
    #[must_use]
    pub fn and(self, kind: LineKind, amount: Money) -> Self {
        match kind {
            LineKind::Payment => {
                Self { payments: self.payments + 1, paid: self.paid.and(amount), ..self }
            }
            LineKind::Refund => {
                Self { refunds: self.refunds + 1, returned: self.returned.and(amount), ..self }
            }
        }
    }

    /// This and all of `other`.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            payments: self.payments + other.payments,
            paid: Sum(self.paid.0.saturating_add(other.paid.0)),
            refunds: self.refunds + other.refunds,
            returned: Sum(self.returned.0.saturating_add(other.returned.0)),
        }
    }
}

impl TryFrom<String> for Sum {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        let (yuan, fen) = text.split_once('.').ok_or(MoneyError::NotAnAmount)?;
        let plain = |digits: &str| digits.bytes().all(|it| it.is_ascii_digit());
        if !plain(yuan) || !plain(fen) || fen.len() != 2 {
            return Err(MoneyError::NotAnAmount);
        }
        format!("{yuan}{fen}").parse().map(Self).map_err(|_| MoneyError::TooLarge)
    }
}

impl From<Sum> for String {
    fn from(sum: Sum) -> Self {
        sum.to_string()
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Debug for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "¥{self}")
    }
}
