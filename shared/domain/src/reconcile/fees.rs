//! What a provider keeps of a payment, and whether it kept what was agreed.

use crate::Money;
use serde::{Deserialize, Serialize};

/// What a provider keeps of each payment, in ten-thousandths: 60 is 0.60 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct FeeRate(u16);

/// Ten per cent: no school pays more, and a slip of a digit in its file should not pass.
const RATE_MAX: u16 = 1000;

/// The rate is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fee's rate is at most {RATE_MAX} ten-thousandths")]
pub struct NotARate;

impl FeeRate {
    /// The fee of a payment of `amount`, to the nearest fen.
    pub fn of(self, amount: Money) -> i64 {
        let exact = u128::from(amount.fen()) * u128::from(self.0);
        i64::try_from((exact + 5000) / 10_000).unwrap_or(i64::MAX)
    }

    /// Whether `fee_fen` is the fee of `amount`. A fen more or less is rounding, which each provider
    /// does in its own way.
    pub fn fits(self, amount: Money, fee_fen: i64) -> bool {
        fee_fen.abs_diff(self.of(amount)) <= 1
    }
}

impl TryFrom<u16> for FeeRate {
    type Error = NotARate;

    fn try_from(rate: u16) -> Result<Self, NotARate> {
        if rate <= RATE_MAX { Ok(Self(rate)) } else { Err(NotARate) }
    }
}

impl From<FeeRate> for u16 {
    fn from(rate: FeeRate) -> Self {
        rate.0
    }
}

#[cfg(test)]
mod tests {
    use super::FeeRate;
    use crate::Money;

    #[test]
    fn a_fee_is_right_to_the_fen() {
        let rate = FeeRate::try_from(60).expect("0.60 %");
        let amount = Money::from_fen(480_000).expect("in range");
        assert_eq!(rate.of(amount), 2880);
        assert!(rate.fits(amount, 2881) && rate.fits(amount, 2879));
        assert!(!rate.fits(amount, 2882) && !rate.fits(amount, 0) && !rate.fits(amount, -2880));
        assert!(FeeRate::try_from(1001).is_err());
    }
}
