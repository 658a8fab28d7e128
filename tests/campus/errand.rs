//! One call of one function: what it costs, and what befalls it on its way.

use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use trail::Measure;

/// Something that befalls a function at one of its calls to the table, a queue or a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mishap {
    /// The process dies before the call has had its effect.
    CrashBefore,
    /// The process dies after the call has had its effect.
    CrashAfter,
    /// The call is lost, and no answer comes.
    LostAsk,
    /// The call has its effect, and the answer is lost.
    LostAnswer,
    /// Refused for its rate. The SDK tries again, so three in a row fail the call.
    Throttle,
    /// `TransactionCanceled` with `TransactionConflict`, for a transaction; else a throttle.
    Conflict,
}

impl Mishap {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::CrashBefore,
        Self::CrashAfter,
        Self::LostAsk,
        Self::LostAnswer,
        Self::Throttle,
        Self::Conflict,
    ];
}

/// What will befall a function: at which of its calls (the first is 1), and what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub mishaps: BTreeMap<u32, Mishap>,
    /// Milliseconds that each call takes, in turn: beside another errand this decides who is first.
    pub pace: Vec<u64>,
    /// What befalls it at which of the calls that change a table or a queue (the first is 1).
    pub at_write: Option<(u32, Mishap)>,
    /// What befalls it when it takes a row away, which few do.
    pub at_delete: Option<Mishap>,
    /// Seconds by which its clock is ahead of everybody else's (negative: behind).
    pub skew: i64,
    /// It may end before a mishap's turn has come. Without that, such a mishap fails its test: the
    /// function makes fewer calls by now, and what was to be tried was not.
    pub may_miss: bool,
}

impl Plan {
    /// All goes well.
    pub fn fair() -> Self {
        Self::default()
    }

    /// `mishap` at the `nth` call.
    pub fn at(nth: u32, mishap: Mishap) -> Self {
        Self { mishaps: BTreeMap::from([(nth, mishap)]), ..Self::default() }
    }

    /// `mishap` at each of the calls from the `first` to the `last`.
    pub fn during(first: u32, last: u32, mishap: Mishap) -> Self {
        let mishaps = (first..=last).map(|nth| (nth, mishap)).collect();
        Self { mishaps, ..Self::default() }
    }

    /// `mishap` at the `nth` call that changes a table or a queue.
    pub fn at_write(nth: u32, mishap: Mishap) -> Self {
        Self { at_write: Some((nth, mishap)), ..Self::default() }
    }

    /// The same, for a loop over more calls than every function in it makes.
    #[must_use]
    pub fn if_it_comes_to_that(self) -> Self {
        Self { may_miss: true, ..self }
    }

    /// What was to befall and did not, in words. Of mishaps in a row, the first is to be met: the others
    /// are for as long as it tries.
    fn missed(&self, made: Made) -> Option<String> {
        let call = self.mishaps.first_key_value().filter(|(nth, _)| **nth > made.calls);
        let call = call.map(|(nth, mishap)| format!("{mishap:?} at call {nth}"));
        let write = self.at_write.filter(|(nth, _)| *nth > made.writes);
        let write = write.map(|(nth, mishap)| format!("{mishap:?} at write {nth}"));
        let delete = self.at_delete.filter(|_| made.deletes == 0);
        let delete = delete.map(|mishap| format!("{mishap:?} at a delete"));
        call.or(write).or(delete).filter(|_| !self.may_miss)
    }
}

/// The calls that it made, or was about to.
#[derive(Clone, Copy, Debug, Default)]
struct Made {
    calls: u32,
    writes: u32,
    deletes: u32,
}

/// What a call of a function cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Calls to the tables that read.
    pub reads: u32,
    /// Calls to the tables that write.
    pub writes: u32,
    /// Messages sent.
    pub messages: u32,
    /// Calls to the provider.
    pub provider: u32,
    /// Read units, in tenths.
    pub rcu_tenths: u64,
    /// Write units, in tenths.
    pub wcu_tenths: u64,
}

/// One call of one function, from its event to its answer or its death.
pub(crate) struct Errand {
    /// The function's folder.
    pub(crate) who: &'static str,
    plan: Plan,
    made: Mutex<Made>,
    cost: Mutex<Cost>,
    told: Mutex<Vec<Measure>>,
    /// A provider said nothing to it.
    left_alone: AtomicBool,
    dead: AtomicBool,
    death: Notify,
}

/// Keeps what a function tells with the errand that it is on.
pub(crate) fn hears(measure: &Measure) {
    if let Some(errand) = Errand::current() {
        errand.told.lock().expect("nobody panics while counting").push(*measure);
    }
}

tokio::task_local! {
    static ERRAND: Arc<Errand>;
}

impl Errand {
    pub(crate) fn new(who: &'static str, plan: Plan) -> Arc<Self> {
        Arc::new(Self {
            who,
            plan,
            made: Mutex::default(),
            cost: Mutex::new(Cost::default()),
            told: Mutex::default(),
            left_alone: AtomicBool::new(false),
            dead: AtomicBool::new(false),
            death: Notify::new(),
        })
    }

    /// What `act` comes to, or `None` if it died. What it holds in memory is gone then.
    pub(crate) async fn run<F: Future>(self: &Arc<Self>, act: F) -> Option<F::Output> {
        let act = ERRAND.scope(Arc::clone(self), act);
        let out = tokio::select! {
            biased;
            () = self.death.notified() => None,
            out = act => (!self.is_dead()).then_some(out),
        };
        self.ends();
        out
    }

    /// It is over: whatever was planned has befallen it by now, unless the plan says that it may not.
    #[track_caller]
    pub(crate) fn ends(&self) {
        let made = *self.made.lock().expect("nobody panics while counting");
        if let Some(missed) = self.plan.missed(made) {
            panic!("{missed} was planned for {} and never struck: it made {made:?}", self.who);
        }
    }

    /// The errand in which this is called, if it is called in one.
    pub(crate) fn current() -> Option<Arc<Self>> {
        ERRAND.try_with(Arc::clone).ok()
    }

    /// What befalls its next call, and how long the call takes.
    pub(crate) fn next(&self) -> (Option<Mishap>, Duration) {
        let mut made = self.made.lock().expect("nobody panics while counting");
        made.calls += 1;
        let pace = &self.plan.pace;
        let turn = (made.calls as usize - 1).checked_rem(pace.len());
        let wait = turn.map_or(0, |it| pace[it]);
        (self.plan.mishaps.get(&made.calls).copied(), Duration::from_millis(wait))
    }

    /// By how much its clock is wrong.
    pub(crate) fn skew(&self) -> SignedDuration {
        SignedDuration::from_secs(self.plan.skew)
    }

    pub(crate) fn leave_alone(&self) {
        self.left_alone.store(true, Ordering::Relaxed);
    }

    pub(crate) fn was_left_alone(&self) -> bool {
        self.left_alone.load(Ordering::Relaxed)
    }

    /// What befalls its next call that changes something, beside what [`Self::next`] says.
    pub(crate) fn next_write(&self, operation: &str) -> Option<Mishap> {
        let mut made = self.made.lock().expect("nobody panics while counting");
        let delete = operation == "DeleteItem";
        made.writes += 1;
        made.deletes += u32::from(delete);
        let nth = self.plan.at_write.filter(|(nth, _)| *nth == made.writes);
        let deletes = self.plan.at_delete.filter(|_| delete);
        deletes.or(nth.map(|(_, mishap)| mishap))
    }

    pub(crate) fn die(&self) {
        self.dead.store(true, Ordering::Relaxed);
        self.death.notify_one();
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    pub(crate) fn costs(&self, add: impl FnOnce(&mut Cost)) {
        add(&mut self.cost.lock().expect("nobody panics while counting"));
    }

    /// What the function told.
    pub(crate) fn told(&self) -> Vec<Measure> {
        std::mem::take(&mut *self.told.lock().expect("nobody panics while counting"))
    }

    pub(crate) fn cost(&self) -> Cost {
        *self.cost.lock().expect("nobody panics while counting")
    }
}
