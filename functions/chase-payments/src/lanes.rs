//! Providers that keep silent are left alone for a while, so that questions to the others go on.

use domain::{Breaker, ChannelKind, Passage, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The way to each provider, as this instance found it lately.
///
/// Whoever does not answer keeps a question waiting for seconds, and with it the others of its
/// batch. So after some silence nobody asks there for a while, and then one does; the others go
/// back to the queue and cost their provider nothing.
///
/// Each instance remembers for itself: that costs no table, and as the template lets five of them
/// run with four messages each, a provider is asked by twenty at once at most when it is well, and
/// when it is not, once in five minutes by each of the five.
#[derive(Debug, Default)]
pub struct Lanes(Mutex<BTreeMap<ChannelKind, Breaker>>);

impl Lanes {
    /// Milliseconds after which an answer helps nobody: a provider that is this slow would take all
    /// hands away from the others.
    const SLOW: i64 = 6000;

    /// Seconds for which `kind` is not to be asked. `None`: ask, and say what came of it.
    pub(crate) fn pause(&self, kind: ChannelKind, now: Timestamp) -> Option<u32> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match Breaker::passage(lanes.get(&kind), now) {
            Passage::Free => None,
            Passage::Try => {
                lanes.entry(kind).and_modify(|it| *it = it.tried(now));
                None
            }
            Passage::Shut { seconds } => Some(seconds),
        }
    }

    /// Learns that `kind`, asked at `began`, answered at `now`, or did not.
    pub(crate) fn learn(&self, kind: ChannelKind, began: Timestamp, now: Timestamp, silent: bool) {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if silent || now.as_millisecond() - began.as_millisecond() >= Self::SLOW {
            let failed = Breaker::failed(lanes.get(&kind), now);
            lanes.insert(kind, failed);
        } else {
            lanes.remove(&kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;
    use domain::{ChannelKind, Timestamp};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    fn silent(lanes: &Lanes, times: i64) {
        for second in 0..times {
            assert_eq!(lanes.pause(ChannelKind::Wechat, at(second)), None, "{second}");
            lanes.learn(ChannelKind::Wechat, at(second), at(second), true);
        }
    }

    #[test]
    fn who_is_silent_is_left_alone_and_then_asked_by_one() {
        let lanes = Lanes::default();
        silent(&lanes, 5);
        assert_eq!(lanes.pause(ChannelKind::Wechat, at(4)), Some(30));
        assert_eq!(lanes.pause(ChannelKind::Alipay, at(4)), None, "the others are well");
        assert_eq!(lanes.pause(ChannelKind::Wechat, at(34)), None, "one asks");
        assert!(lanes.pause(ChannelKind::Wechat, at(34)).is_some(), "and the others wait");
        lanes.learn(ChannelKind::Wechat, at(34), at(35), false);
        assert_eq!(lanes.pause(ChannelKind::Wechat, at(35)), None, "it answers again");
    }

    #[test]
    fn an_answer_now_and_then_keeps_a_lane_open() {
        let lanes = Lanes::default();
        for _ in 0..5 {
            silent(&lanes, 4);
            lanes.learn(ChannelKind::Wechat, at(4), at(5), false);
        }
        assert_eq!(lanes.pause(ChannelKind::Wechat, at(5)), None);
    }

    #[test]
    fn an_answer_that_takes_too_long_is_none() {
        let lanes = Lanes::default();
        for second in [0, 6, 12, 18, 24] {
            lanes.learn(ChannelKind::Wechat, at(second), at(second + 6), false);
        }
        assert!(lanes.pause(ChannelKind::Wechat, at(30)).is_some());
    }
}
