//! What a run of a function leaves behind: the trace that it belongs to, and what happened in it
//! that is worth counting.
//!
//! A trace begins where the gateway takes a request in, and goes along with every message that the
//! run sends, and with what comes of those: one number finds all that one tap of a payer caused.
//!
//! **Invariant:** nothing here knows who listens. `edge` writes lines, a test keeps a list; outside
//! a run nobody hears anything.
//! **Invariant:** nothing that people typed fits in: a measure holds kinds, amounts and times.

mod measure;
mod trace;

pub use measure::{Call, Measure};
pub use trace::{Trace, TraceError};

/// Who hears what is told in a run.
pub type Listener = fn(&Measure);

/// One run of a function: for one request, one message or one tick of a clock.
#[derive(Clone, Debug)]
pub struct Run {
    pub trace: Trace,
    pub listener: Listener,
}

tokio::task_local! {
    static RUN: Run;
}

/// What `work` comes to as `run`.
pub async fn run<F: Future>(run: Run, work: F) -> F::Output {
    RUN.scope(run, work).await
}

/// The trace of the run in which this is called.
pub fn trace() -> Option<Trace> {
    RUN.try_with(|run| run.trace.clone()).ok()
}

/// Tells that something happened, once it cannot be undone any more. A run that dies right then
/// has not told it: measures are for watching, the tables are for counting.
pub fn tell(measure: Measure) {
    // Outside a run (an operator's command, a test of a part) nobody listens, and nobody has to.
    let _ = RUN.try_with(|run| (run.listener)(&measure));
}

#[cfg(test)]
mod tests {
    use super::{Measure, Run, Trace, run, tell, trace};
    use domain::ChannelKind;
    use std::cell::RefCell;

    thread_local! {
        static HEARD: RefCell<Vec<Measure>> = const { RefCell::new(Vec::new()) };
    }

    const OPENED: Measure = Measure::Opened { channel: ChannelKind::Wechat };

    fn hears(measure: &Measure) {
        HEARD.with_borrow_mut(|heard| heard.push(*measure));
    }

    fn named(trace: &str) -> Run {
        Run { trace: trace.parse().expect("a trace"), listener: hears }
    }

    #[tokio::test]
    async fn runs_beside_each_other_keep_their_traces() {
        let work = || async {
            let before = trace();
            tokio::task::yield_now().await;
            (before, trace())
        };
        let (one, two) = tokio::join!(run(named("one"), work()), run(named("two"), work()));
        let both = |name: &str| (name.parse::<Trace>().ok(), name.parse::<Trace>().ok());
        assert_eq!((one, two), (both("one"), both("two")));
        assert_eq!(trace(), None);
    }

    #[tokio::test]
    async fn what_is_told_in_a_run_is_heard_and_nothing_else() {
        tell(OPENED);
        run(named("one"), async { tell(OPENED) }).await;
        tell(OPENED);
        assert_eq!(HEARD.take(), [OPENED]);
    }
}
