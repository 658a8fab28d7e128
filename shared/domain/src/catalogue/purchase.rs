//! Whether a living fee can be paid in the way that somebody asks.

use super::{AmountRule, Living, TargetRule};
use crate::{LivingId, Money};
use serde::{Deserialize, Serialize};

/// A living fee that somebody asks to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    pub fee: LivingId,
    /// The room, card or account, if the fee wants one.
    #[serde(default)]
    pub target: Option<String>,
    pub amount: Money,
}

/// Why a living fee cannot be paid like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PurchaseError {
    #[error("the fee wants to know for what it is paid")]
    TargetMissing,
    #[error("the fee is not paid for anything in particular")]
    TargetForeign,
    #[error("the school has no such building")]
    NoSuchBuilding,
    #[error("what it is paid for is not written like that")]
    TargetMalformed,
    #[error("the fee costs something else")]
    NotAChoice { accept: Money },
    #[error("at least {min}")]
    TooSmall { min: Money },
    #[error("at most {max}")]
    TooLarge { max: Money },
    #[error("in steps of {step}")]
    OffStep { step: Money, accept: Money },
}

impl Living {
    /// Whether `asked` can be paid: what it is for is written by this fee's rule, and so is the
    /// amount.
    pub fn admits(&self, asked: &Purchase) -> Result<(), PurchaseError> {
        self.target.admits(asked.target.as_deref())?;
        self.amount.admits(asked.amount)
    }
}

impl TargetRule {
    /// Whether something is called `target`.
    pub fn admits(&self, target: Option<&str>) -> Result<(), PurchaseError> {
        let target = match (self, target) {
            (Self::None, None) => return Ok(()),
            (Self::None, Some(_)) => return Err(PurchaseError::TargetForeign),
            (_, None | Some("")) => return Err(PurchaseError::TargetMissing),
            (_, Some(target)) => target,
        };
        let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
        let good = match self {
            Self::None => false,
            Self::Room { buildings } => {
                let (building, room) =
                    target.rsplit_once('-').ok_or(PurchaseError::TargetMalformed)?;
                if !buildings.iter().any(|it| it == building) {
                    return Err(PurchaseError::NoSuchBuilding);
                }
                (3..=4).contains(&room.len()) && digits(room)
            }
            Self::Card { digits: wanted } => target.len() == usize::from(*wanted) && digits(target),
            Self::Account => {
                let known = |it: u8| it.is_ascii_alphanumeric() || b"._-".contains(&it);
                (3..=32).contains(&target.len()) && target.bytes().all(known)
            }
        };
        if good { Ok(()) } else { Err(PurchaseError::TargetMalformed) }
    }
}

impl AmountRule {
    /// Whether `amount` may be paid at once.
    pub fn admits(&self, amount: Money) -> Result<(), PurchaseError> {
        match self {
            Self::Fixed { choices } if choices.contains(&amount) => Ok(()),
            Self::Fixed { choices } => {
                let far = |it: &&Money| it.fen().abs_diff(amount.fen());
                let accept = choices.iter().min_by_key(far).copied().unwrap_or(Money::ZERO);
                Err(PurchaseError::NotAChoice { accept })
            }
            Self::Free { min, .. } if amount < *min => Err(PurchaseError::TooSmall { min: *min }),
            Self::Free { max, .. } if amount > *max => Err(PurchaseError::TooLarge { max: *max }),
            Self::Free { step, min, .. } => {
                let over = amount.fen().checked_rem(step.fen()).unwrap_or(0);
                if over == 0 {
                    return Ok(());
                }
                let below = Money::from_fen(amount.fen() - over).unwrap_or(Money::ZERO);
                Err(PurchaseError::OffStep { step: *step, accept: below.max(*min) })
            }
        }
    }
}

impl PurchaseError {
    /// A stable slug.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TargetMissing => "target-missing",
            Self::TargetForeign => "target-foreign",
            Self::NoSuchBuilding => "no-such-building",
            Self::TargetMalformed => "target-malformed",
            Self::NotAChoice { .. } => "not-a-choice",
            Self::TooSmall { .. } => "too-small",
            Self::TooLarge { .. } => "above-most",
            Self::OffStep { .. } => "off-step",
        }
    }

    /// The field of [`Purchase`] that is wrong.
    pub const fn field(self) -> &'static str {
        match self {
            Self::TargetMissing
            | Self::TargetForeign
            | Self::NoSuchBuilding
            | Self::TargetMalformed => "target",
            Self::NotAChoice { .. }
            | Self::TooSmall { .. }
            | Self::TooLarge { .. }
            | Self::OffStep { .. } => "amount",
        }
    }

    /// An amount that would be accepted instead.
    pub const fn accept(self) -> Option<Money> {
        match self {
            Self::NotAChoice { accept } | Self::OffStep { accept, .. } => Some(accept),
            Self::TooSmall { min } => Some(min),
            Self::TooLarge { max } => Some(max),
            Self::TargetMissing
            | Self::TargetForeign
            | Self::NoSuchBuilding
            | Self::TargetMalformed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AmountRule, PurchaseError, TargetRule};
    use crate::Money;
    use proptest::prelude::*;

    fn money(fen: u64) -> Money {
        Money::from_fen(fen).expect("in range")
    }

    #[track_caller]
    fn check(rule: &TargetRule, target: &str, expected: Result<(), PurchaseError>) {
        assert_eq!(rule.admits(Some(target)), expected, "{target}");
    }

    #[test]
    fn a_target_is_written_by_its_own_rule() {
        let room = TargetRule::Room { buildings: vec!["6".to_owned(), "北苑-2".to_owned()] };
        check(&room, "6-412", Ok(()));
        check(&room, "北苑-2-1203", Ok(()));
        check(&room, "7-412", Err(PurchaseError::NoSuchBuilding));
        for bad in ["6412", "6-4", "6-41a", "6-41200", "6-"] {
            check(&room, bad, Err(PurchaseError::TargetMalformed));
        }
        let card = TargetRule::Card { digits: 8 };
        check(&card, "20231234", Ok(()));
        check(&card, "2023123", Err(PurchaseError::TargetMalformed));
        check(&card, "２０２３１２３４", Err(PurchaseError::TargetMalformed));
        check(&TargetRule::Account, "li.si_2", Ok(()));
        check(&TargetRule::Account, "<b>", Err(PurchaseError::TargetMalformed));
        check(&card, "", Err(PurchaseError::TargetMissing));
        check(&TargetRule::None, "6-412", Err(PurchaseError::TargetForeign));
        assert_eq!(card.admits(None), Err(PurchaseError::TargetMissing));
        assert_eq!(TargetRule::None.admits(None), Ok(()));
    }

    proptest! {
        #[test]
        fn what_is_advised_would_be_accepted(amount in 0_u64..100_000, min in 1_u64..50, more in 0_u64..200, step in 1_u64..500) {
            let rule = AmountRule::Free {
                min: money(min * step), max: money((min + more) * step), step: money(step), suggestions: Vec::new(),
            };
            let fixed = AmountRule::Fixed { choices: vec![money(5000), money(10_000)] };
            for rule in [rule, fixed] {
                if let Err(refusal) = rule.admits(money(amount)) {
                    let accept = refusal.accept().expect("an amount can be advised");
                    prop_assert_eq!(rule.admits(accept), Ok(()));
                }
            }
        }
    }
}
