//! What is counted while students come.

use super::limits::{Micros, SECOND};

/// How a burst went.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Refusals: by the gateway, for want of an environment, and of tables to the SDK.
    pub(crate) at_the_gate: u64,
    pub(crate) no_environment: u64,
    pub(crate) by_tables: u64,
    /// Students who stopped pressing the button.
    pub(crate) gave_up: u64,
    /// How long each answer came later than the work on it takes.
    pub(crate) waits: Vec<Micros>,
    /// From the first telling of a payment to the bill that is paid.
    pub(crate) settled: Vec<Micros>,
    pub(crate) requests: PerSecond,
    pub(crate) writes: PerSecond,
    pub(crate) busy_max: u64,
    pub(crate) cold: u64,
    /// Messages that could have been handled and had to wait: receipts, chases.
    pub(crate) backlog_max: [usize; 2],
    /// From the longest of these queues until it was empty.
    pub(crate) drained_in: [Micros; 2],
}

/// Something counted in each second.
#[derive(Debug, Default)]
pub(crate) struct PerSecond(Vec<u64>);

impl PerSecond {
    pub(crate) fn add(&mut self, many: u64, now: Micros) {
        let second = usize::try_from(now / SECOND).unwrap_or(usize::MAX);
        if self.0.len() <= second {
            self.0.resize(second + 1, 0);
        }
        self.0[second] += many;
    }

    pub(crate) fn most(&self) -> u64 {
        self.0.iter().copied().max().unwrap_or(0)
    }
}

/// The value that `percent` of `values` do not exceed.
pub(crate) fn percentile(values: &[Micros], percent: usize) -> Micros {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(place).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<Micros> = (1..=200).rev().collect();
        assert_eq!(percentile(&values, 50), 100);
        assert_eq!(percentile(&values, 99), 198);
        assert_eq!(percentile(&values, 100), 200);
        assert_eq!(percentile(&[], 99), 0);
    }

    #[test]
    fn the_fullest_second_counts() {
        let mut seen = PerSecond::default();
        for (many, at) in [(3, 0), (4, SECOND - 1), (5, SECOND)] {
            seen.add(many, at);
        }
        assert_eq!(seen.most(), 7);
    }
}
