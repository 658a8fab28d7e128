use crate::engine::Engine;
use fastrand::Rng;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Who is killed: everybody on the way of money, there and back, and who shows it.
pub(crate) const VICTIMS: [&str; 9] = [
    "create-order",
    "payment-notify",
    "settle-payment",
    "chase-payments",
    "decide-refunds",
    "refund-payment",
    "sweep-orders",
    "query-order",
    "list-arrears",
];

/// Milliseconds between two kills: anything up to this.
const PAUSE_MAX: u64 = 300;
/// The night comes before one kill in so many, so that its sweep is there to be killed.
const NIGHTS: u8 = 12;

/// Kills at random, from a seed.
pub(crate) struct Killer {
    chance: Rng,
    pub(crate) engine: Engine,
    /// At how many students who are done the whole engine is killed, the last one first.
    outages: Vec<usize>,
    pub(crate) kills: Kills,
}

/// Who was killed how often.
#[derive(Default)]
pub(crate) struct Kills {
    pub(crate) engines: usize,
    pub(crate) functions: BTreeMap<&'static str, usize>,
}

impl Killer {
    pub(crate) fn new(engine: Engine, mut outages: Vec<usize>, seed: u64) -> Self {
        outages.sort_unstable_by(|one, other| other.cmp(one));
        Self { chance: Rng::with_seed(seed), engine, outages, kills: Kills::default() }
    }

    /// Kills until `all` of those are done whom `done` counts.
    pub(crate) async fn kills_until(mut self, done: &AtomicUsize, all: usize) -> Self {
        loop {
            tokio::time::sleep(Duration::from_millis(self.chance.u64(0..=PAUSE_MAX))).await;
            let done = done.load(Ordering::Relaxed);
            if done >= all {
                return self;
            }
            if self.outages.last().is_some_and(|at| done >= *at) {
                self.outages.pop();
                self.engine = self.engine.dies_and_rises().await;
                self.kills.engines += 1;
                continue;
            }
            if self.chance.u8(..NIGHTS) == 0 {
                self.engine.night_falls().await;
            }
            let victim = VICTIMS[self.chance.usize(..VICTIMS.len())];
            if self.engine.kills(victim, self.chance.usize(..)).await {
                *self.kills.functions.entry(victim).or_default() += 1;
            }
        }
    }
}

impl fmt::Display for Kills {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = self.functions.iter().map(|(name, times)| format!("{name} {times}"));
        let all: usize = self.functions.values().sum();
        let each = each.collect::<Vec<_>>().join(", ");
        write!(f, "{} engines and {all} functions: {each}", self.engines)
    }
}
