//! The acceptance test: whatever befalls students, bank, queues and functions, no fen is lost.

use campus::simulation::{Game, run, run_all};
use campus::{Plant, Use, granted};
use std::collections::BTreeSet;

const SEEDS: u64 = 200;
/// A provider that is paused after lost answers takes fewer orders: it wants some more steps.
const STEPS: u32 = 240;

/// Seeds that are played twice to see that they play the same.
const SEEDS_TO_COMPARE: u64 = 8;

/// Seeds within which each planted bug must be found.
const SEEDS_TO_FIND: u64 = 60;

#[test]
fn no_fen_is_lost_whatever_happens() {
    let report =
        run_all(0..SEEDS, STEPS, Plant::None).unwrap_or_else(|failure| panic!("{failure}"));

    assert_eq!(report.terms, SEEDS);
    assert!(report.booked > SEEDS && report.disputed > SEEDS, "too little happens: {report}");
    assert!(report.mishaps.len() == campus::Mishap::ALL.len(), "not all went wrong: {report}");
    has_the_grants_it_needs(&report.used);
    eprintln!("{report}");
}

/// Over all terms each function did everything that it may do, and nothing else.
fn has_the_grants_it_needs(used: &BTreeSet<Use>) {
    let played = [
        "chase-payments",
        "close-order",
        "create-order",
        "list-arrears",
        "payment-notify",
        "query-history",
        "query-order",
        "settle-payment",
        "sweep-orders",
    ];
    let of_played = |it: &&Use| played.contains(&it.0);
    let granted = granted();
    let missing: Vec<_> = used.difference(&granted).filter(of_played).collect();
    // Nobody here enrols, so that no seat is kept: the flows of seats do that.
    let seats = |it: &&Use| it.0 == "settle-payment" && it.1 == "ref";
    let idle: Vec<_> = granted.difference(used).filter(of_played).filter(|it| !seats(it)).collect();
    assert!(missing.is_empty(), "the template does not grant {missing:?}");
    assert!(idle.is_empty(), "the template grants what nobody needs: {idle:?}");
}

#[test]
fn a_seed_plays_the_same_term_twice() {
    for seed in 0..SEEDS_TO_COMPARE {
        let play = || run(Game { seed, steps: STEPS, plant: Plant::None }).expect("a good term");
        assert_eq!(play(), play(), "seed {seed}");
    }
    // A term that goes wrong in the end, so that there is a story to compare.
    let game = Game { seed: 0, steps: STEPS, plant: Plant::NeverChased };
    let tell = || run(game).expect_err("a planted bug").to_string();

    assert_eq!(tell(), tell());
}

#[test]
fn every_planted_bug_is_found() {
    for plant in Plant::ALL {
        let Err(failure) = run_all(0..SEEDS_TO_FIND, STEPS, plant) else {
            panic!("{plant:?} is not found within {SEEDS_TO_FIND} seeds");
        };
        eprintln!("{plant:?}: found with seed {}: {}", failure.seed, failure.what);
    }
}
