use crate::{
    ground::Ground,
    names::Chosen,
    step::{Failure, Lane, Log, Step, Tally},
};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Lines of a failed step's log that are shown at once.
const SHOWN: usize = 80;

/// The chosen steps and what became of them.
pub(crate) struct Course {
    steps: Vec<Step>,
    fates: Mutex<BTreeMap<&'static str, bool>>,
    news: Condvar,
    sums: Mutex<Tally>,
}

impl Course {
    pub(crate) fn new(steps: Vec<Step>, chosen: &Chosen) -> Self {
        Self {
            steps: chosen.of(steps),
            fates: Mutex::default(),
            news: Condvar::new(),
            sums: Mutex::default(),
        }
    }

    /// Runs both lanes to their ends, whatever fails on the way.
    pub(crate) fn run(&self, ground: &Ground) -> Tally {
        thread::scope(|scope| {
            for lane in [Lane::Cargo, Lane::Side] {
                scope.spawn(move || {
                    for step in self.steps.iter().filter(|it| it.lane == lane) {
                        self.take(step, ground);
                    }
                });
            }
        });
        *self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, step: &Step, ground: &Ground) {
        let mut log = Log { path: ground.target.join(format!("verify/{}.log", step.name)) };
        let (result, took) = if let Some(need) = self.unmet(step) {
            (Err(Failure::new(format!("not run, because `{need}` failed"))), Duration::ZERO)
        } else {
            let began = Instant::now();
            let result = begin(&log).and_then(|()| (step.act)(ground, &mut log));
            (result, began.elapsed())
        };
        self.settle(step, &log, &result, took);
    }

    /// Waits until every need of `step` has an end, and names one that has a bad one.
    fn unmet(&self, step: &Step) -> Option<&'static str> {
        let awaited = |it: &&&str| self.steps.iter().any(|step| step.name == **it);
        let needs: Vec<&str> = step.needs.iter().filter(awaited).copied().collect();
        let mut fates = self.fates.lock().unwrap_or_else(PoisonError::into_inner);
        while !needs.iter().all(|it| fates.contains_key(it)) {
            fates = self.news.wait(fates).unwrap_or_else(PoisonError::into_inner);
        }
        needs.into_iter().find(|it| fates.get(it) == Some(&false))
    }

    fn settle(&self, step: &Step, log: &Log, result: &Result<Tally, Failure>, took: Duration) {
        let passed = result.is_ok();
        let tally = match result {
            Ok(tally) => *tally,
            Err(failure) => failure.tally,
        };
        let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        *sums += tally;
        tell(step, log, result, took);
        drop(sums);
        let mut fates = self.fates.lock().unwrap_or_else(PoisonError::into_inner);
        fates.insert(step.name, passed);
        self.news.notify_all();
    }
}

fn begin(log: &Log) -> Result<(), Failure> {
    std::fs::write(&log.path, "")?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a program for a terminal")]
fn tell(step: &Step, log: &Log, result: &Result<Tally, Failure>, took: Duration) {
    let took = format!("{}.{} s", took.as_secs(), took.subsec_millis() / 100);
    match result {
        Ok(tally) if *tally == Tally::ONE => {
            println!("ok    {:<16} {:>9}  {}", step.name, took, step.what);
        }
        Ok(tally) => {
            println!("ok    {:<16} {:>9}  {} ({})", step.name, took, step.what, tally.passed);
        }
        Err(failure) => {
            println!("FAIL  {:<16} {:>9}  {}: {}", step.name, took, step.what, failure.why);
            let said = std::fs::read_to_string(&log.path).unwrap_or_default();
            let lines: Vec<&str> = said.lines().collect();
            for line in &lines[lines.len().saturating_sub(SHOWN)..] {
                println!("      | {line}");
            }
            println!("      all of it: {}", log.path.display());
        }
    }
}
