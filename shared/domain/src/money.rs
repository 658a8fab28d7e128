use crate::{Fault, FaultKind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

/// An amount of renminbi in whole fen: never negative, never a fraction of a fen, never absurd.
///
/// On the wire it is yuan in a string with two decimals, `"4800.00"`. Reading takes plain digits
/// with at most two decimals and nothing else: no sign, exponent, separator or full-width digit.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "4800.00", pattern = r"^\d{1,9}\.\d{2}$")]
pub struct Money(u64);

/// Why something is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("an amount is written as yuan, such as 4800.00")]
    NotAnAmount,
    #[error("an amount has no parts smaller than a fen")]
    SplitFen,
    #[error("an amount is not negative")]
    Negative,
    #[error("an amount is at most {}", Money::MAX)]
    TooLarge,
}

impl Money {
    /// No money at all. Said by name: amounts have no default.
    pub const ZERO: Self = Self(0);

    /// Ten million yuan: above every bill of every school, far below where sums could overflow.
    pub const MAX: Self = Self(1_000_000_000);

    /// The amount of `fen`, 100 to the yuan.
    pub const fn from_fen(fen: u64) -> Result<Self, MoneyError> {
        if fen <= Self::MAX.0 { Ok(Self(fen)) } else { Err(MoneyError::TooLarge) }
    }

    /// Whole fen, as providers count.
    pub const fn fen(self) -> u64 {
        self.0
    }

    /// Whether this is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, which may exceed [`Money::MAX`]: a total of many amounts is still an amount.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, if `other` is not more than this.
    pub const fn minus(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// This amount as yuan, exactly.
    pub fn yuan(self) -> Decimal {
        Decimal::from(self.0) / Decimal::ONE_HUNDRED
    }
}

impl TryFrom<Decimal> for Money {
    type Error = MoneyError;

    fn try_from(yuan: Decimal) -> Result<Self, MoneyError> {
        let fen = yuan.checked_mul(Decimal::ONE_HUNDRED).ok_or(MoneyError::TooLarge)?;
        if fen < Decimal::ZERO {
            Err(MoneyError::Negative)
        } else if !fen.is_integer() {
            Err(MoneyError::SplitFen)
        } else {
            u64::try_from(fen).map_err(|_| MoneyError::TooLarge).and_then(Self::from_fen)
        }
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        match text.strip_prefix('-') {
            Some(rest) if Self::unsigned(rest).is_ok() => Err(MoneyError::Negative),
            Some(_) => Err(MoneyError::NotAnAmount),
            None => Self::unsigned(text),
        }
    }
}

impl Money {
    fn unsigned(text: &str) -> Result<Self, MoneyError> {
        let (yuan, fen) = text.split_once('.').unwrap_or((text, "0"));
        let plain =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
        if !plain(yuan) || !plain(fen) {
            return Err(MoneyError::NotAnAmount);
        }
        // 28 digits are what a decimal holds; nobody writes that many in good faith.
        if text.len() > 28 {
            return Err(MoneyError::TooLarge);
        }
        text.parse::<Decimal>().map_err(|_| MoneyError::TooLarge)?.try_into()
    }
}

impl TryFrom<String> for Money {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "¥{self}")
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

impl Fault for MoneyError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotAnAmount => "not-an-amount",
            Self::SplitFen => "split-fen",
            Self::Negative => "negative",
            Self::TooLarge => "too-large",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Money, MoneyError};
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Result<u64, MoneyError>) {
        assert_eq!(text.parse::<Money>().map(Money::fen), expected, "{text}");
    }

    #[test]
    fn yuan_are_read_to_the_fen() {
        check("4800.00", Ok(480_000));
        check("0.01", Ok(1));
        check("19.9", Ok(1990));
        check("7", Ok(700));
        check("0.29", Ok(29));
        check("10000000", Ok(1_000_000_000));
    }

    #[test]
    fn whatever_is_not_plain_yuan_is_refused() {
        for text in
            ["", ".", "1.", ".5", "1e3", "1_000", "1,000.00", "１２", "¥1", "+1", " 1", "0x1"]
        {
            check(text, Err(MoneyError::NotAnAmount));
        }
        check("0.001", Err(MoneyError::SplitFen));
        check("-1", Err(MoneyError::Negative));
        check("10000000.01", Err(MoneyError::TooLarge));
        check(&"9".repeat(60), Err(MoneyError::TooLarge));
        check("--1", Err(MoneyError::NotAnAmount));
        check(&"-".repeat(1 << 20), Err(MoneyError::NotAnAmount));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(fen in 0..=Money::MAX.fen()) {
            let money = Money::from_fen(fen).expect("within bounds");
            prop_assert_eq!(money.to_string().parse::<Money>(), Ok(money));
            prop_assert_eq!(Money::try_from(money.yuan()), Ok(money));
        }

        #[test]
        fn no_text_makes_reading_panic(text in ".{0,40}") {
            let _ = text.parse::<Money>();
        }
    }
}
