//! (d) A school of 50,000 comes at once: not to this machine, but to the limits that AWS sets by the
//! second, with service times measured here. See `model.rs`.

mod journey;
mod limits;
mod model;
mod queues;
mod tally;

use crate::figures::Figure;
use journey::Grants;
pub(crate) use journey::{Function, Times};
pub(crate) use limits::Micros;
use limits::SECOND;
use model::Burst;
use tally::Tally;
pub(crate) use tally::percentile;

const STUDENTS: usize = 50_000;
const SEED: u64 = 50_000;

/// Windows in which all come, and what is granted then.
const SCENES: [(&str, Micros, Grants); 4] = [
    ("in an hour", 3600 * SECOND, Grants::DEFAULT),
    ("in 10 minutes", 600 * SECOND, Grants::DEFAULT),
    ("in a minute", 60 * SECOND, Grants::DEFAULT),
    ("a minute, warmed", 60 * SECOND, Grants::WARMED),
];

/// Plays every scene with functions that take `times`.
pub(crate) fn play(times: Times) -> Vec<Figure> {
    let played = SCENES.map(|(name, window, grants)| {
        let burst = Burst { students: STUDENTS, window, grants, times, seed: SEED };
        figure(name, &burst.played())
    });
    played.into()
}

#[expect(clippy::cast_precision_loss, reason = "counts of a school")]
fn figure(name: &str, tally: &Tally) -> Figure {
    let (count, ms) = (|it: u64| it as f64, |it: Micros| it as f64 / 1e3);
    let [receipts, chases] = tally.backlog_max.map(|it| it as f64);
    Figure::new(name)
        .with("requests_per_s", count(tally.requests.most()))
        .with("gate_429", count(tally.at_the_gate))
        .with("no_environment", count(tally.no_environment))
        .with("table_refusals", count(tally.by_tables))
        .with("gave_up", count(tally.gave_up))
        .with("wait_p50_ms", ms(percentile(&tally.waits, 50)))
        .with("wait_p99_ms", ms(percentile(&tally.waits, 99)))
        .with("environments", count(tally.busy_max))
        .with("cold_starts", count(tally.cold))
        .with("core_wcu_per_s", count(tally.writes.most()))
        .with("receipts_wait", receipts)
        .with("chases_wait", chases)
        .with("settle_p50_ms", ms(percentile(&tally.settled, 50)))
        .with("settle_p99_ms", ms(percentile(&tally.settled, 99)))
        .with("receipts_drain_s", ms(tally.drained_in[0]) / 1e3)
        .with("chases_drain_s", ms(tally.drained_in[1]) / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Micros = 1000;

    fn burst(students: usize, window: Micros) -> Burst {
        let times = Times { own: [5 * MS; 8], cold: 50 * MS };
        Burst { students, window, grants: Grants::DEFAULT, times, seed: 1 }
    }

    #[test]
    fn a_trickle_is_refused_nothing_and_waits_for_cold_starts_alone() {
        let tally = burst(100, 3600 * SECOND).played();

        assert_eq!((tally.at_the_gate, tally.no_environment, tally.by_tables), (0, 0, 0));
        assert_eq!((tally.settled.len(), tally.gave_up), (100, 0));
        assert_eq!(tally.waits.len(), 600, "six answers for everybody");
        assert_eq!(percentile(&tally.waits, 50), 0);
        assert_eq!(percentile(&tally.waits, 100), 50 * MS, "a cold start");
    }

    #[test]
    fn the_same_seed_is_the_same_burst() {
        let [one, other] = [(); 2].map(|()| burst(500, 5 * SECOND).played());
        assert_eq!((one.waits, one.settled), (other.waits, other.settled));
    }

    #[test]
    fn a_flood_is_refused_much_and_whoever_stays_is_settled() {
        let mut flood = burst(5_000, SECOND);
        flood.grants.requests = (200, 200);
        let tally = flood.played();

        assert!(tally.at_the_gate > 1000);
        assert!(tally.gave_up > 0);
        let stayed = 5_000 - usize::try_from(tally.gave_up).expect("a school");
        assert!(tally.settled.len() >= stayed, "who gave up later had paid already");
        assert!(tally.requests.most() > 200);
    }

    #[test]
    fn slow_settling_makes_a_backlog_that_drains_at_its_rate() {
        let mut slow = burst(1_000, SECOND);
        slow.grants = Grants::WARMED;
        slow.times.own[Function::Settle.place()] = SECOND;
        let tally = slow.played();

        // Ten batches of ten in ten seconds each, ten a second. The provider, asked about what waits,
        // brings most of it a second time.
        assert!(tally.backlog_max[0] > 800, "{:?}", tally.backlog_max);
        let drained = tally.drained_in[0] / SECOND;
        assert!((90..200).contains(&drained), "{drained}");
        assert_eq!(tally.settled.len(), 1_000);
    }

    #[test]
    fn tables_that_take_too_little_delay_and_lose_nothing() {
        let mut poor = burst(2_000, SECOND);
        poor.grants = Grants { units: (1_000, 1_000), ..Grants::WARMED };
        let tally = poor.played();

        assert!(tally.by_tables > 0);
        let missing = 2_000 - tally.settled.len();
        assert!(missing <= usize::try_from(tally.gave_up).expect("a school"));
        assert!(tally.writes.most() <= 2_000, "a second's worth saved, and a second's");
    }
}
