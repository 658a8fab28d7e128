//! What AWS grants by the second, as buckets on a virtual clock. Time is microseconds; nothing here
//! reads a clock.

/// Microseconds since the simulation began.
pub(crate) type Micros = u64;

pub(crate) const SECOND: Micros = 1_000_000;

/// What may be taken by the second, and how much of it may be saved up.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    per_s: u64,
    /// Millionths, so that a microsecond's share is whole.
    left: u64,
    full: u64,
    at: Micros,
}

impl Bucket {
    pub(crate) fn new(per_s: u64, burst: u64) -> Self {
        Self { per_s, left: burst * SECOND, full: burst * SECOND, at: 0 }
    }

    /// Takes `many` at `now`, or nothing.
    pub(crate) fn take(&mut self, many: u64, now: Micros) -> bool {
        let grown = now.saturating_sub(self.at).saturating_mul(self.per_s);
        self.left = self.left.saturating_add(grown).min(self.full);
        self.at = self.at.max(now);
        let wanted = many * SECOND;
        let granted = self.left >= wanted;
        if granted {
            self.left -= wanted;
        }
        granted
    }
}

/// A table's read or write units: so many for the table, and at most a partition's for rows of one
/// partition. A new table has a partition for each thousand write units that it can take.
#[derive(Clone, Debug)]
pub(crate) struct Units {
    whole: Bucket,
    partitions: Vec<Bucket>,
}

impl Units {
    /// A table that takes `per_s`, in partitions of which each takes `partition_per_s`. A second's
    /// worth can be saved up: AWS saves more, but does not promise it.
    pub(crate) fn new(per_s: u64, partition_per_s: u64) -> Self {
        let many = per_s.div_ceil(partition_per_s);
        let partition = Bucket::new(partition_per_s, partition_per_s);
        let partitions = (0..many).map(|_| partition.clone()).collect();
        Self { whole: Bucket::new(per_s, per_s), partitions }
    }

    /// Takes `many` units for a row whose key begins like `key`, or nothing.
    pub(crate) fn take(&mut self, many: u64, key: u64, now: Micros) -> bool {
        let place = mixed(key) % self.partitions.len() as u64;
        let place = usize::try_from(place).unwrap_or_default();
        self.partitions[place].take(many, now) && self.whole.take(many, now)
    }
}

/// The environments of one function.
#[derive(Clone, Debug)]
pub(crate) struct Environments {
    idle: u64,
    pub(crate) busy: u64,
    pub(crate) started: u64,
    scaling: Bucket,
}

/// How an invocation finds an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Warm,
    Cold,
    Refused,
}

impl Environments {
    /// A function that nobody has called yet. A thousand environments may be started at once, and
    /// a thousand more in each ten seconds.
    pub(crate) fn new() -> Self {
        Self { idle: 0, busy: 0, started: 0, scaling: Bucket::new(100, 1000) }
    }

    /// One for an invocation, where the account has `room` for another.
    pub(crate) fn enter(&mut self, room: bool, now: Micros) -> Found {
        if !room {
            return Found::Refused;
        }
        let found = if self.idle > 0 {
            self.idle -= 1;
            Found::Warm
        } else if self.scaling.take(1, now) {
            self.started += 1;
            Found::Cold
        } else {
            return Found::Refused;
        };
        self.busy += 1;
        found
    }

    pub(crate) fn leave(&mut self) {
        self.busy -= 1;
        self.idle += 1;
    }
}

/// `SplitMix64`'s mixer: how keys are spread over partitions.
pub(crate) fn mixed(key: u64) -> u64 {
    let mixed = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let mut bucket = Bucket::new(10, 5);
        let taken = |bucket: &mut Bucket, now| (0..100).filter(|_| bucket.take(1, now)).count();

        assert_eq!(taken(&mut bucket, 0), 5);
        assert_eq!(taken(&mut bucket, SECOND / 10 - 1), 0);
        assert_eq!(taken(&mut bucket, SECOND / 10), 1);
        assert_eq!(taken(&mut bucket, 100 * SECOND), 5, "no more than its burst is saved up");
    }

    #[test]
    fn one_row_gets_a_partitions_share_and_all_rows_the_tables() {
        let mut table = Units::new(4000, 1000);
        let one_row = (0..5000).filter(|_| table.take(1, 7, 0)).count();
        assert_eq!(one_row, 1000);

        let mut table = Units::new(4000, 1000);
        let all_rows = (0..40_000).filter(|key| table.take(1, *key, 0)).count();
        assert_eq!(all_rows, 4000);
    }

    #[test]
    fn an_environment_is_used_again_and_new_ones_come_by_the_second() {
        let mut function = Environments::new();
        assert_eq!(function.enter(true, 0), Found::Cold);
        function.leave();
        assert_eq!(function.enter(true, 0), Found::Warm);
        assert_eq!(function.enter(false, 0), Found::Refused);

        let more = (0..5000).filter(|_| function.enter(true, 0) == Found::Cold).count();
        assert_eq!(more, 999, "a thousand at once");
        let later = (0..5000).filter(|_| function.enter(true, SECOND) == Found::Cold).count();
        assert_eq!(later, 100);
    }
}
