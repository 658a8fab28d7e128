use crate::Timestamp;

/// Failed sign-ins that still count, of one user name or from one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tries {
    /// How many, a wrong initial password counting double.
    pub failed: u32,
    /// When the last one was; `None` before the first.
    pub last: Option<Timestamp>,
}

/// How many failures are free, and how long one waits after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Failures before the first wait.
    pub free: u32,
    /// Seconds of the first wait. Each further failure doubles it.
    pub first_wait: u32,
    /// Seconds of the longest wait. There is no permanent lock: a classmate could cause one.
    pub longest_wait: u32,
}

impl Patience {
    /// Five tries, then 30 s, 1, 2, 4, 8, 15 minutes.
    pub const ACCOUNT: Self = Self { free: 5, first_wait: 30, longest_wait: 900 };

    /// A campus of 20,000 behind one address mistypes a few hundred times in a quarter of an hour.
    pub const ADDRESS: Self = Self { free: 1000, first_wait: 30, longest_wait: 120 };
}

impl Tries {
    /// Seconds after which a failure is forgotten, once its wait is over.
    pub const MEMORY: i64 = 900;

    /// Whole seconds still to wait at `now`, if any.
    pub fn wait(self, patience: Patience, now: Timestamp) -> Option<u32> {
        let until = self.last?.as_second() + i64::from(self.penalty(patience));
        u32::try_from(until - now.as_second()).ok().filter(|it| *it > 0)
    }

    /// Whether these failures are so old that the next one is a first one.
    pub fn forgotten(self, patience: Patience, now: Timestamp) -> bool {
        self.last.is_none_or(|last| {
            let end = last.as_second() + i64::from(self.penalty(patience)) + Self::MEMORY;
            end <= now.as_second()
        })
    }

    fn penalty(self, patience: Patience) -> u32 {
        let Some(beyond) = self.failed.checked_sub(patience.free) else {
            return 0;
        };
        let doubled = patience.first_wait.checked_shl(beyond.min(16)).unwrap_or(u32::MAX);
        doubled.min(patience.longest_wait)
    }
}

#[cfg(test)]
mod tests {
    use super::{Patience, Tries};
    use crate::Timestamp;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    #[track_caller]
    fn check(failed: u32, expected: Option<u32>) {
        let tries = Tries { failed, last: Some(at(0)) };
        assert_eq!(tries.wait(Patience::ACCOUNT, at(0)), expected, "after {failed}");
    }

    #[test]
    fn five_are_free_and_then_each_doubles_the_wait() {
        check(0, None);
        check(4, None);
        check(5, Some(30));
        check(6, Some(60));
        check(7, Some(120));
        check(9, Some(480));
        check(10, Some(900));
        check(4_000_000_000, Some(900));
    }

    #[test]
    fn a_wait_ends_and_failures_are_forgotten() {
        let tries = Tries { failed: 5, last: Some(at(0)) };
        assert_eq!(tries.wait(Patience::ACCOUNT, at(29)), Some(1));
        assert_eq!(tries.wait(Patience::ACCOUNT, at(30)), None);
        assert!(!tries.forgotten(Patience::ACCOUNT, at(929)));
        assert!(tries.forgotten(Patience::ACCOUNT, at(930)));
        assert!(Tries::default().forgotten(Patience::ACCOUNT, at(0)));
    }

    proptest! {
        #[test]
        fn nobody_is_locked_out_for_good(failed: u32, later in 0_i64..100_000) {
            let tries = Tries { failed, last: Some(at(0)) };
            let wait = tries.wait(Patience::ACCOUNT, at(later)).unwrap_or(0);
            prop_assert!(i64::from(wait) + later <= 900.max(later));
        }
    }
}
