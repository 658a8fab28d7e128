use crate::{BillId, Category, Guest, Money, OrderId, ProjectId, SeatPlace, Timestamp};
use serde::Serialize;

/// One thing a person owes: due, less what was waived, lent and paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    pub id: BillId,
    pub item: String,
    pub year: String,
    /// What a living fee is for, such as the room whose electricity it pays.
    pub target: Option<String>,
    /// No order is opened for it from then on; nothing says so of most bills.
    pub until: Option<Timestamp>,
    /// The seat that paying it keeps (报名 with a quota).
    pub seat: Option<SeatPlace>,
    pub due: Money,
    /// 减免.
    pub exempt: Money,
    /// 助学贷款, already promised to the school.
    pub loan: Money,
    /// Paid at the window, by bank, in an earlier system: what the finance file says.
    pub paid_elsewhere: Money,
    /// Paid through this platform.
    pub paid_here: Money,
    /// What was paid here and went back, whether or not it is owed again.
    pub returned: Money,
    /// What of that is due no more.
    pub undue: Money,
    /// 允许部分缴费.
    pub splittable: bool,
    /// The live order that is being paid, if one is.
    pub hold: Option<Hold>,
    /// The order whose money came for it last, if any did here.
    pub paid_by: Option<OrderId>,
}

/// An order's claim on a bill. It ends by itself: the next writer compares `until` and the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub by: OrderId,
    pub amount: Money,
    pub until: Timestamp,
    /// Who opened the order, if they did not prove to be its payer.
    pub guest: Option<Guest>,
}

/// A school's rules for paying in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayRules {
    /// 系统最小拆分金额: no part, and no rest, may be smaller (S28).
    pub min_split: Money,
    /// Everything owed is paid at once (S31).
    pub must_pay_all: bool,
}

/// The parts that may be paid of a bill: from `min` up to `max`, as long as nothing smaller than
/// `min` remains. Present exactly when 改 shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Split {
    pub min: Money,
    pub max: Money,
}

/// Why an amount of a bill cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("nothing is owed")]
    NothingOwed,
    #[error("an amount to pay is more than nothing")]
    Zero,
    #[error("only {owed} is owed")]
    AboveOwed { owed: Money },
    #[error("this bill is paid whole: {owed}")]
    NotSplittable { owed: Money },
    #[error("a part is at least {min}; {accept} would do")]
    BelowMinimum { min: Money, accept: Money },
    #[error("a rest smaller than {min} cannot be paid later; {accept} would do")]
    RemainderTooSmall { min: Money, accept: Money },
}

impl Bill {
    /// What kind of debt it is: its name says so.
    pub fn category(&self) -> Category {
        self.id.category()
    }

    /// What was paid, here and elsewhere.
    pub fn paid(&self) -> Money {
        self.paid_elsewhere.plus(self.paid_here)
    }

    /// What is still to be paid.
    pub fn owed(&self) -> Money {
        let settled = self.exempt.plus(self.loan).plus(self.paid());
        self.due.minus(settled).unwrap_or(Money::ZERO)
    }

    /// Whether it is settled; what went back for good is not.
    pub fn is_paid(&self) -> bool {
        self.owed().is_zero() && !self.due.is_zero()
    }

    /// The project whose seat nothing pays for any more once `amount` of this bill went back.
    pub fn gives_up(&self, amount: Money) -> Option<ProjectId> {
        let all = self.paid() == amount && self.hold.is_none();
        self.id.project().filter(|_| all && self.seat.is_some())
    }

    /// The claim on this bill that still counts at `now`.
    pub fn held(&self, now: Timestamp) -> Option<&Hold> {
        self.hold.as_ref().filter(|hold| hold.until > now)
    }

    /// The parts in which this bill may be paid, if it may be paid in parts (S27, S28).
    pub fn split(&self, rules: PayRules) -> Option<Split> {
        let max = self.owed();
        let large_enough = !max.is_zero() && max >= rules.min_split;
        let may = self.splittable && !rules.must_pay_all && large_enough;
        may.then_some(Split { min: rules.min_split, max })
    }

    /// Whether `amount` of this bill may be paid now. The page asks the same question beforehand.
    pub fn pays(&self, amount: Money, rules: PayRules) -> Result<(), SplitError> {
        let owed = self.owed();
        if owed.is_zero() {
            return Err(SplitError::NothingOwed);
        }
        if amount.is_zero() {
            return Err(SplitError::Zero);
        }
        let Some(rest) = owed.minus(amount) else {
            return Err(SplitError::AboveOwed { owed });
        };
        if rest.is_zero() {
            return Ok(());
        }
        let Some(split) = self.split(rules) else {
            return Err(SplitError::NotSplittable { owed });
        };
        split.admits(amount, rest)
    }
}

impl Split {
    fn admits(self, amount: Money, rest: Money) -> Result<(), SplitError> {
        // The largest part that leaves a payable rest; a bill below twice the minimum has none.
        let largest = self.max.minus(self.min).filter(|it| *it >= self.min);
        if amount < self.min {
            let accept = largest.map_or(self.max, |_| self.min);
            Err(SplitError::BelowMinimum { min: self.min, accept })
        } else if rest < self.min {
            let accept = largest.unwrap_or(self.max);
            Err(SplitError::RemainderTooSmall { min: self.min, accept })
        } else {
            Ok(())
        }
    }
}

impl SplitError {
    /// A stable slug.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingOwed => "nothing-owed",
            Self::Zero => "zero",
            Self::AboveOwed { .. } => "above-owed",
            Self::NotSplittable { .. } => "not-splittable",
            Self::BelowMinimum { .. } => "below-minimum",
            Self::RemainderTooSmall { .. } => "remainder-too-small",
        }
    }

    /// An amount that would be accepted instead.
    pub const fn accept(self) -> Option<Money> {
        match self {
            Self::NothingOwed | Self::Zero => None,
            Self::AboveOwed { owed } | Self::NotSplittable { owed } => Some(owed),
            Self::BelowMinimum { accept, .. } | Self::RemainderTooSmall { accept, .. } => {
                Some(accept)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bill, PayRules, SplitError};
    use crate::{BillId, Money};
    use proptest::prelude::*;

    const RULES: PayRules = PayRules { min_split: yuan(1000), must_pay_all: false };

    const fn yuan(yuan: u64) -> Money {
        match Money::from_fen(yuan * 100) {
            Ok(money) => money,
            Err(_) => Money::ZERO,
        }
    }

    fn bill(due: Money) -> Bill {
        Bill {
            id: BillId::new("2025-2026", "学费").expect("a valid name"),
            item: "学费".to_owned(),
            year: "2025-2026".to_owned(),
            target: None,
            until: None,
            seat: None,
            due,
            exempt: Money::ZERO,
            loan: Money::ZERO,
            paid_elsewhere: Money::ZERO,
            paid_here: Money::ZERO,
            returned: Money::ZERO,
            undue: Money::ZERO,
            splittable: true,
            hold: None,
            paid_by: None,
        }
    }

    #[track_caller]
    fn check(due: Money, amount: Money, expected: Result<(), SplitError>) {
        assert_eq!(bill(due).pays(amount, RULES), expected, "{amount} of {due}");
    }

    #[test]
    fn a_part_is_at_least_the_minimum_and_so_is_the_rest() {
        let min = yuan(1000);
        check(yuan(5500), yuan(5500), Ok(()));
        check(yuan(5500), yuan(1000), Ok(()));
        check(yuan(5500), yuan(4500), Ok(()));
        check(yuan(5500), yuan(999), Err(SplitError::BelowMinimum { min, accept: min }));
        let too_small = SplitError::RemainderTooSmall { min, accept: yuan(4500) };
        check(yuan(5500), yuan(4501), Err(too_small));
        let whole = SplitError::RemainderTooSmall { min, accept: yuan(1500) };
        check(yuan(1500), yuan(1000), Err(whole));
        check(yuan(5500), yuan(5501), Err(SplitError::AboveOwed { owed: yuan(5500) }));
        check(yuan(5500), Money::ZERO, Err(SplitError::Zero));
        check(Money::ZERO, yuan(1), Err(SplitError::NothingOwed));
    }

    #[test]
    fn below_the_minimum_a_bill_is_paid_whole() {
        assert!(bill(yuan(1000)).split(RULES).is_some(), "equal shows 改");
        let just_below = Money::from_fen(99_999).expect("in range");
        assert_eq!(bill(just_below).split(RULES), None, "less hides it");
        check(just_below, yuan(500), Err(SplitError::NotSplittable { owed: just_below }));
        let all = PayRules { must_pay_all: true, ..RULES };
        assert_eq!(bill(yuan(5000)).split(all), None);
    }

    proptest! {
        #[test]
        fn what_is_advised_would_be_accepted(due in 1_u64..2_000_000, amount in 1_u64..2_100_000, min in 1_u64..300_000) {
            let money = |fen| Money::from_fen(fen).expect("in range");
            let rules = PayRules { min_split: money(min), must_pay_all: false };
            let bill = bill(money(due));
            if let Err(refusal) = bill.pays(money(amount), rules) {
                let accept = refusal.accept().expect("something is owed, so something is payable");
                prop_assert_eq!(bill.pays(accept, rules), Ok(()));
            }
        }
    }
}
