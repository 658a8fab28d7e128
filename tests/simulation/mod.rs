//! One seed, one term at a school where everything that can go wrong does, in an order that the
//! seed decides: the same seed tells the same story again, word for word.
//!
//! [`run`] plays a term. After every step the [`oracle`] compares what the tables, the queues and
//! the banks hold; at the end everything is drained and nothing may be left over.

mod acts;
mod ending;
mod listed;
mod moneys;
mod notices;
mod office;
mod oracle;
mod orders;
mod payers;
mod perform;
mod plans;
mod report;
mod returned;
mod school;
mod statements;
mod telling;
mod term;
mod world;
mod written;

pub use report::{Failure, INVARIANTS, Report};
pub use school::CHANNELS;

use crate::{Campus, Plant, Setup};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use term::Term;

/// What to play.
#[derive(Clone, Copy, Debug)]
pub struct Game {
    pub seed: u64,
    pub steps: u32,
    /// A bug to be found.
    pub plant: Plant,
}

/// What is told of a term, kept where a panic cannot take it away.
pub(crate) type Story = Arc<Mutex<Vec<String>>>;

/// Both schools, each as its file says and with every channel that there is.
const SCHOOLS: [(&str, bool); 4] =
    [("xust", false), ("wwoc", false), ("xust", true), ("wwoc", true)];

/// Plays one term.
pub fn run(game: Game) -> Result<Report, Failure> {
    let story = Story::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime that needs nothing");
    let played = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(Box::pin(play(game, Arc::clone(&story))))
    }));
    let what = match played {
        Ok(Ok(report)) => return Ok(report),
        Ok(Err(what)) => what,
        Err(panic) => said(panic.as_ref()),
    };
    let story = story.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Err(Failure { seed: game.seed, steps: game.steps, what, story })
}

async fn play(game: Game, story: Story) -> Result<Report, String> {
    let place = usize::try_from(game.seed % 4).expect("one of four");
    let (school, every_channel) = SCHOOLS[place];
    let setup = Setup { school, seed: game.seed, metered: false, every_channel };
    let mut campus = Box::pin(Campus::set_up(setup)).await;
    // A term that fails ends in the middle of things.
    campus.leaves_receipts();
    campus.plant(game.plant);
    let mut term = Box::pin(Term::begin(campus, game.seed, story)).await;
    for _ in 0..game.steps {
        term.step().await?;
    }
    Box::pin(term.end()).await
}

/// Plays the terms of all `seeds` on as many threads as there are processors. Ends at the first
/// failure.
pub fn run_all(seeds: std::ops::Range<u64>, steps: u32, plant: Plant) -> Result<Report, Failure> {
    let next = AtomicU64::new(seeds.start);
    let failed: Mutex<Option<Failure>> = Mutex::new(None);
    let total = Mutex::new(Report::default());
    let play = || {
        while failed.lock().expect("nobody panics with it").is_none() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            match run(Game { seed, steps, plant }) {
                Ok(report) => total.lock().expect("nobody panics with it").add(&report),
                Err(failure) => {
                    let mut failed = failed.lock().expect("nobody panics with it");
                    // The smallest seed, so that the same run names the same one.
                    if failed.as_ref().is_none_or(|it| it.seed > failure.seed) {
                        *failed = Some(failure);
                    }
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            scope.spawn(play);
        }
    });
    match failed.into_inner().expect("nobody panics with it") {
        Some(failure) => Err(failure),
        None => Ok(total.into_inner().expect("nobody panics with it")),
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).to_owned()));
    format!("something panicked: {}", text.unwrap_or_default())
}
