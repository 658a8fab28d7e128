//! A provider that does not answer is asked for no new orders for a while.

use crate::Timestamp;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// How a provider failed to answer lately, as all who placed orders there saw it together. A
/// provider that answers has none.
///
/// Only placing asks it: whoever asks what became of money goes to the provider all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaker {
    /// How often it did not answer since `since`.
    failures: u32,
    since: Timestamp,
    /// Until when nobody places an order there, and for how long that was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pause: Option<Pause>,
}

/// A pause of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pause {
    until: Timestamp,
    seconds: u32,
}

/// Whether an order may be placed with a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Like every day.
    Free,
    /// By one order, to see whether it answers again; the others wait for what that one finds.
    Try,
    /// Not for these seconds.
    Shut { seconds: u32 },
}

impl Breaker {
    /// Failures within [`Self::MEMORY`] that begin a pause.
    const TRIPS: u32 = 5;
    const MEMORY: SignedDuration = SignedDuration::from_secs(60);

    /// The first pause, and the longest: each pause that ends with a failure doubles the next.
    const PAUSE: u32 = 30;
    const PAUSE_MAX: u32 = 300;

    /// For how long one try keeps the others waiting: longer than any call may take.
    const TRY: SignedDuration = SignedDuration::from_secs(15);

    /// Whether an order may be placed at `now`, as `breaker` has it.
    pub fn passage(breaker: Option<&Self>, now: Timestamp) -> Passage {
        let Some(pause) = breaker.and_then(|it| it.pause) else { return Passage::Free };
        let left = pause.until.duration_since(now).as_secs();
        match u32::try_from(left) {
            Ok(left) if pause.until > now => Passage::Shut { seconds: left.max(1) },
            _ => Passage::Try,
        }
    }

    /// The breaker after the provider did not answer at `now`.
    #[must_use]
    pub fn failed(breaker: Option<&Self>, now: Timestamp) -> Self {
        let fresh = |it: &&Self| it.pause.is_some() || now.duration_since(it.since) < Self::MEMORY;
        let Some(was) = breaker.filter(fresh) else {
            return Self { failures: 1, since: now, pause: None };
        };
        let failures = was.failures.saturating_add(1);
        let seconds = match was.pause {
            None if failures < Self::TRIPS => return Self { failures, ..was.clone() },
            None => Self::PAUSE,
            // One that was on its way when the pause began, or when another tried, says nothing new.
            Some(pause) if now < pause.until - Self::TRY => return was.clone(),
            Some(pause) => (pause.seconds * 2).min(Self::PAUSE_MAX),
        };
        let until = now + SignedDuration::from_secs(seconds.into());
        Self { failures, since: was.since, pause: Some(Pause { until, seconds }) }
    }

    /// The breaker while one order tries at `now`: the others wait.
    #[must_use]
    pub fn tried(&self, now: Timestamp) -> Self {
        let pause = self.pause.map(|it| Pause { until: now + Self::TRY, ..it });
        Self { pause, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Breaker, Passage};
    use crate::Timestamp;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_767_225_600 + second).expect("in range")
    }

    fn failing(seconds: impl IntoIterator<Item = i64>) -> Option<Breaker> {
        seconds.into_iter().fold(None, |was, it| Some(Breaker::failed(was.as_ref(), at(it))))
    }

    fn passage(breaker: Option<&Breaker>, second: i64) -> Passage {
        Breaker::passage(breaker, at(second))
    }

    #[test]
    fn five_failures_within_a_minute_pause_a_provider() {
        assert_eq!(passage(None, 0), Passage::Free);
        assert_eq!(passage(failing(0..4).as_ref(), 4), Passage::Free);
        assert_eq!(passage(failing(0..5).as_ref(), 4), Passage::Shut { seconds: 30 });
        let slowly = failing((0..10).map(|it| it * 61));
        assert_eq!(passage(slowly.as_ref(), 600), Passage::Free);
    }

    #[test]
    fn after_the_pause_one_tries_and_the_others_wait() {
        let paused = failing(0..5).expect("paused");
        assert_eq!(passage(Some(&paused), 34), Passage::Try);
        let trying = paused.tried(at(34));
        assert_eq!(passage(Some(&trying), 35), Passage::Shut { seconds: 14 });
        // The one who tried died: somebody else tries.
        assert_eq!(passage(Some(&trying), 49), Passage::Try);
    }

    #[test]
    fn a_failed_try_doubles_the_pause_up_to_five_minutes() {
        let mut breaker = failing(0..5).expect("paused");
        let mut second = 34;
        for pause in [60, 120, 240, 300, 300] {
            breaker = Breaker::failed(Some(&breaker.tried(at(second))), at(second + 8));
            assert_eq!(passage(Some(&breaker), second + 8), Passage::Shut { seconds: pause });
            second += 8 + i64::from(pause);
        }
    }

    #[test]
    fn one_that_was_on_its_way_does_not_lengthen_a_pause() {
        let paused = failing(0..5).expect("paused");
        assert_eq!(Breaker::failed(Some(&paused), at(8)), paused);
    }
}
