//! The acceptance test: whatever befalls students, banks, queues and functions, no fen is lost.

use campus::simulation::{CHANNELS, Game, INVARIANTS, Report, run, run_all};
use campus::{Mishap, Plant, Use, granted};
use std::collections::BTreeSet;

const SEEDS: u64 = 1000;
const STEPS: u32 = 150;

/// Seeds that are played twice to see that they play the same: two at each school.
const SEEDS_TO_COMPARE: u64 = 8;

/// Seeds within which each planted bug must be found.
const SEEDS_TO_FIND: u64 = 100;

/// What has to happen somewhere over the run.
const ACTS: [&str; 19] = [
    "apply",
    "approve",
    "by-hand",
    "chase",
    "check",
    "close",
    "false notice",
    "import",
    "list",
    "look",
    "notice",
    "order",
    "propose",
    "reconcile",
    "redelivery",
    "refund",
    "settle",
    "sweep",
    "withdraw",
];

/// What has to go wrong somewhere over the run, beside the mishaps at each kind of call.
const FAULTS: [&str; 39] = [
    "a bank changes its keys",
    "a bank is out",
    "a clock is ahead",
    "a clock is behind",
    "a message comes once more",
    "a month ends",
    "a notice comes again",
    "a notice is a probe",
    "a notice is changed on its way",
    "a notice is forged",
    "a notice is hours late",
    "a notice is lost",
    "a notice is of another's money",
    "a provider is down",
    "a provider: Accepted",
    "a provider: Cut",
    "a provider: ErrorAfter",
    "a provider: ErrorBefore",
    "a provider: Fail",
    "a provider: LostAnswer",
    "a provider: LostAsk",
    "a provider: MissingLine",
    "a provider: NotYet",
    "a provider: Pending",
    "a provider: Probe",
    "a provider: Reject",
    "a provider: Tampered",
    "a provider: TooMany",
    "a provider: Unsigned",
    "a provider: WrongHash",
    "a provider: WrongTotal",
    "an order is paid twice",
    "dead letters are sent again",
    "less is paid",
    "messages are given up",
    "midnight passes",
    "money comes late",
    "notices change places",
    "the tables refuse everybody",
];

/// Where each kind of mishap has to strike.
const CALLS: [&str; 3] = ["a call to a table", "a call to a queue", "a call to a provider"];

/// The functions that are played.
const PLAYED: [&str; 13] = [
    "chase-payments",
    "close-order",
    "create-order",
    "decide-refunds",
    "import-bills",
    "list-arrears",
    "payment-notify",
    "query-history",
    "query-order",
    "reconcile-day",
    "refund-payment",
    "settle-payment",
    "sweep-orders",
];

#[test]
fn no_fen_is_lost_whatever_happens() {
    let report =
        run_all(0..SEEDS, STEPS, Plant::None).unwrap_or_else(|failure| panic!("{failure}"));
    eprintln!("{report}");

    assert_eq!(report.terms, SEEDS);
    assert!(report.booked > SEEDS && report.disputed > SEEDS, "too little happens");
    for channel in CHANNELS {
        assert!(report.channels.contains_key(channel.slug()), "nobody pays by {channel}");
    }
    let undone: Vec<_> = ACTS.iter().filter(|it| !report.acts.contains_key(**it)).collect();
    assert!(undone.is_empty(), "nobody did {undone:?}");
    let everywhere = |at: &str| Mishap::ALL.map(|it| format!("{at}: {it:?}"));
    let mut faults: Vec<_> = CALLS.into_iter().flat_map(everywhere).collect();
    faults.extend(FAULTS.map(str::to_owned));
    faults.retain(|it| !report.faults.contains_key(it));
    assert!(faults.is_empty(), "these never went wrong: {faults:?}");
    for invariant in INVARIANTS {
        assert!(report.checked.contains_key(invariant), "nobody looked at {invariant}");
    }
    dies_around_every_write(&report);
    has_the_grants_it_needs(&report.used);
}

/// Over all terms each function did everything that it may do, and nothing else.
fn has_the_grants_it_needs(used: &BTreeSet<Use>) {
    let of_played = |it: &&Use| PLAYED.contains(&it.0);
    let granted = granted();
    let missing: Vec<_> = used.difference(&granted).filter(of_played).collect();
    let idle: Vec<_> =
        granted.difference(used).filter(of_played).filter(|it| !elsewhere(it)).collect();
    assert!(missing.is_empty(), "the template does not grant {missing:?}");
    assert!(idle.is_empty(), "the template grants what nobody needs: {idle:?}");
}

/// Nobody here enrols, so that no seat is kept or freed, and no file names somebody new; nor is a
/// refund still on its way at its bank when that bank's day is read: flows do that.
fn elsewhere(it: &Use) -> bool {
    let takes_or_frees = ["settle-payment", "refund-payment", "decide-refunds"];
    let looks_for_refunds = it.0 == "reconcile-day" && it.2 == "dynamodb:GetItem";
    takes_or_frees.contains(&it.0) && it.1 == "ref" || it.0 == "import-bills" || looks_for_refunds
}

/// Each write of each function was the last that it did, and the one that it did not come to.
fn dies_around_every_write(report: &Report) {
    let reads = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:Scan"];
    let writes = report.used.iter().filter(|it| PLAYED.contains(&it.0));
    let writes = writes.filter(|it| !reads.contains(&it.2.as_str()));
    let deaths = |it: &Use| [Mishap::CrashBefore, Mishap::CrashAfter].map(|at| (at, it.clone()));
    let survived: Vec<_> =
        writes.flat_map(deaths).filter(|it| !report.deaths.contains(it)).collect();
    assert!(survived.is_empty(), "nobody died around {survived:?}");
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
        eprintln!("{plant:?}: found in {} seeds: {}", failure.seed + 1, failure.what);
    }
}
