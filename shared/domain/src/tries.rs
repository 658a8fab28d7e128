//! Guessing: failures that still count, and how long who failed has to wait before the next try.

use crate::{Gate, Guess, Timestamp};

/// Failures that still count, in one of the places where they do ([`crate::Lane`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tries {
    /// How many, a wrong initial password counting double.
    pub failed: u32,
    /// When the last one was; `None` before the first.
    pub last: Option<Timestamp>,
}

/// How many failures are free, and how long one waits after that.
///
/// What guessing comes to, for whoever has as many addresses as they like and pauses whenever that
/// is of use (the test below counts):
///
/// | guessed             | first day | two days | 90 days, as long as an initial one holds |
/// |---------------------|-----------|----------|------------------------------------------|
/// | from one address    | 104       | 200      | 8,648                                    |
/// | a chosen password   | 119       | 215      | 8,663                                    |
/// | an initial password | 18        | 22       | 374                                      |
///
/// Of 10^6 ends of an ID number 374 are one in 2,700; of the 341,000 that can be (31 days, 1,000
/// numbers, 11 check characters) one in 900; of the 31,000 that are left to somebody who knows the
/// county and month of birth one in 80. Who also knows the day and the sex has 500 left, and no
/// throttle stops them that a freshman survives: a shorter `initial_days` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Failures before a captcha is asked for, where the school asks for one after failures.
    pub odd: u32,
    /// Failures before the first wait.
    pub free: u32,
    /// Seconds of the first wait. Each further failure doubles it.
    pub first_wait: u32,
    /// Seconds of the longest wait. There is no permanent lock: a classmate could cause one.
    pub longest_wait: u32,
    /// Seconds after which a failure is forgotten, once its wait is over.
    pub memory: i64,
}

/// How long failures under a user name count. Were it less, whoever pauses that long would have all
/// the free tries again: with a quarter of an hour, five times as many guesses of a password, and
/// with a day, three times as many of an initial one.
const DAY: i64 = 24 * 3600;
const WEEK: i64 = 7 * DAY;

impl Patience {
    /// One user name from one address, or in one known browser: five tries, then 30 s, 1, 2, 4, 8,
    /// 15 minutes.
    pub const PAIR: Self = Self { odd: 3, free: 5, first_wait: 30, longest_wait: 900, memory: DAY };

    /// A campus of 20,000 behind one address mistypes a few hundred times in a quarter of an hour.
    /// Half of that is reason for a captcha; three times as much is no campus.
    pub const ADDRESS: Self =
        Self { odd: 150, free: 1000, first_wait: 30, longest_wait: 120, memory: Tries::QUARTER };

    /// At the gate where nothing is secret a family knocks, and no campus: whoever wants to know
    /// what a whole class owes is behind one address, too.
    const ADDRESS_OF_GUESTS: Self = Self { odd: 10, free: 60, longest_wait: 300, ..Self::ADDRESS };

    /// One address at `gate`, by whatever user name.
    pub const fn crowd(gate: Gate) -> Self {
        match gate {
            Gate::Identify => Self::ADDRESS_OF_GUESTS,
            Gate::Login | Gate::Register | Gate::Reset | Gate::Wechat => Self::ADDRESS,
        }
    }

    /// One user name from anywhere. What is easily guessed waits up to six hours.
    pub const fn account(guess: Guess) -> Self {
        let (longest_wait, memory) = match guess {
            Guess::Hard => (900, DAY),
            Guess::Easy => (6 * 3600, WEEK),
        };
        Self { odd: 6, free: 20, first_wait: 30, longest_wait, memory }
    }

    /// Seconds after which no failure is worth a row.
    pub const fn forgets(self) -> i64 {
        self.longest_wait as i64 + self.memory
    }
}

impl Tries {
    /// Seconds in which the failures of one address add up.
    pub const QUARTER: i64 = 900;

    /// Whole seconds still to wait at `now`, if any.
    pub fn wait(self, patience: Patience, now: Timestamp) -> Option<u32> {
        let until = self.last?.as_second() + i64::from(self.penalty(patience));
        u32::try_from(until - now.as_second()).ok().filter(|it| *it > 0)
    }

    /// Whether these failures are so old that the next one is a first one.
    pub fn forgotten(self, patience: Patience, now: Timestamp) -> bool {
        self.last.is_none_or(|last| {
            let end = last.as_second() + i64::from(self.penalty(patience)) + patience.memory;
            end <= now.as_second()
        })
    }

    /// Whether there are more than people make who mistype.
    pub fn are_odd(self, patience: Patience, now: Timestamp) -> bool {
        self.failed >= patience.odd && !self.forgotten(patience, now)
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
    use super::{DAY, Patience, Tries};
    use crate::{Guess, Timestamp};
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    #[track_caller]
    fn check(failed: u32, expected: Option<u32>) {
        let tries = Tries { failed, last: Some(at(0)) };
        assert_eq!(tries.wait(Patience::PAIR, at(0)), expected, "after {failed}");
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
        assert_eq!(tries.wait(Patience::PAIR, at(29)), Some(1));
        assert_eq!(tries.wait(Patience::PAIR, at(30)), None);
        assert!(!tries.forgotten(Patience::PAIR, at(86_429)));
        assert!(tries.forgotten(Patience::PAIR, at(86_430)));
        assert!(Tries::default().forgotten(Patience::PAIR, at(0)));
    }

    /// How many guesses somebody has in so many days who rests after each `burst` of them.
    fn guesses(patience: Patience, guess: Guess, days: i64, burst: u32) -> u32 {
        let (mut tries, mut second, mut guessed, mut since) = (Tries::default(), 0, 0, 0);
        while second < days * DAY {
            if tries.forgotten(patience, at(second)) {
                (tries, since) = (Tries::default(), 0);
            }
            tries = Tries { failed: tries.failed + guess.price(), last: Some(at(second)) };
            (guessed, since) = (guessed + 1, since + 1);
            let wait = i64::from(tries.wait(patience, at(second)).unwrap_or(0));
            second += if since == burst { wait + patience.memory } else { wait };
        }
        guessed
    }

    #[track_caller]
    fn at_best(patience: Patience, guess: Guess, expected: [u32; 3]) {
        let best =
            |days| (1..40).chain([u32::MAX]).map(|it| guesses(patience, guess, days, it)).max();
        assert_eq!([1, 2, 90].map(best), expected.map(Some));
    }

    #[test]
    fn guessing_is_hopeless() {
        at_best(Patience::PAIR, Guess::Hard, [104, 200, 8648]);
        at_best(Patience::account(Guess::Hard), Guess::Hard, [119, 215, 8663]);
        at_best(Patience::account(Guess::Easy), Guess::Easy, [18, 22, 374]);
    }

    proptest! {
        #[test]
        fn nobody_is_locked_out_for_good(failed: u32, later in 0_i64..100_000) {
            let tries = Tries { failed, last: Some(at(0)) };
            let wait = tries.wait(Patience::PAIR, at(later)).unwrap_or(0);
            prop_assert!(i64::from(wait) + later <= 900.max(later));
        }
    }
}
