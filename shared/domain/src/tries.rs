use crate::{Guess, Timestamp};

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
/// What guessing comes to, from as many addresses as one likes (the test below counts):
///
/// | guessed            | on the first day | on each later day | in the 90 days of an initial one |
/// |--------------------|------------------|-------------------|----------------------------------|
/// | from one address   | 108              | 96                |                                  |
/// | a chosen password  | 123              | 96                |                                  |
/// | an initial one     | 18               | 4                 | 375                              |
///
/// Of 10^6 ends of an ID number that is one in 2,600; of the 341,000 that can be (31 days, 1,000
/// numbers, 11 check characters) one in 900; of the 31,000 that are left to who knows county and
/// month of birth one in 80. Who also knows the day and the sex has 500 left, and a good chance
/// after 90 days: that is a neighbour, whom the shorter `initial_days` and the campus's single
/// sign-on keep out, and no throttle that a freshman survives.
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

/// Seconds for which failures under a user name count. Were it less, whoever pauses that long would
/// have all the free tries again: with a quarter of an hour, four times as many guesses a day.
const DAY: i64 = 24 * 3600;

impl Patience {
    /// One user name from one address, or in one known browser: five tries, then 30 s, 1, 2, 4, 8,
    /// 15 minutes.
    pub const PAIR: Self =
        Self { odd: 3, free: 5, first_wait: 30, longest_wait: 900, memory: DAY };

    /// A campus of 20,000 behind one address mistypes a few hundred times in a quarter of an hour.
    /// Half of that is reason for a captcha; three times as much is no campus.
    pub const ADDRESS: Self = Self {
        odd: 150,
        free: 1000,
        first_wait: 30,
        longest_wait: 120,
        memory: Tries::QUARTER,
    };

    /// One user name from anywhere. What is easily guessed waits up to six hours.
    pub const fn account(guess: Guess) -> Self {
        let longest_wait = match guess {
            Guess::Hard => 900,
            Guess::Easy => 6 * 3600,
        };
        Self { odd: 6, free: 20, first_wait: 30, longest_wait, memory: DAY }
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
    use super::{Patience, Tries};
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

    /// How many guesses an attacker has in `days` who never waits longer than they must.
    #[track_caller]
    fn guesses(patience: Patience, guess: Guess, days: i64, expected: u32) {
        let (mut tries, mut second, mut guessed) = (Tries::default(), 0, 0);
        while second < days * 86_400 {
            let before = if tries.forgotten(patience, at(second)) { 0 } else { tries.failed };
            tries = Tries { failed: before + guess.price(), last: Some(at(second)) };
            guessed += 1;
            second += i64::from(tries.wait(patience, at(second)).unwrap_or(0));
        }
        assert_eq!(guessed, expected);
    }

    #[test]
    fn guessing_is_hopeless() {
        guesses(Patience::PAIR, Guess::Hard, 1, 105);
        guesses(Patience::account(Guess::Hard), Guess::Hard, 1, 120);
        guesses(Patience::account(Guess::Hard), Guess::Hard, 2, 216);
        guesses(Patience::account(Guess::Easy), Guess::Easy, 1, 18);
        guesses(Patience::account(Guess::Easy), Guess::Easy, 2, 22);
        guesses(Patience::account(Guess::Easy), Guess::Easy, 90, 375);
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
