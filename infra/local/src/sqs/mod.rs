//! SQS: standard queues in memory, kept in a journal when a path is given.
//!
//! **Invariant:** what a queue does with time is decided in [`queue`], which reads no clock; this
//! module adds the lock, the waiting and the disk. A change is in the journal before it is answered.

mod digest;
mod journal;
mod message;
mod queue;
mod wire;

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use self::{journal::Journal, queue::Queue};
use crate::{
    clock::{self, Millis},
    template::QueueSpec,
};

pub(crate) use message::Delivery;
pub use message::Message;
pub use queue::Counts;
pub(crate) use wire::router;

/// Every queue of the system.
pub(crate) struct Queues {
    state: Mutex<State>,
    /// Ticks at every change, so that whoever waits looks again.
    changes: watch::Sender<()>,
    url: String,
}

struct State {
    queues: BTreeMap<String, Queue>,
    journal: Journal,
}

impl Queues {
    /// Opens the queues of the template with what `journal` remembers of them.
    pub(crate) fn open(specs: &[QueueSpec], url: &str, journal: Option<&Path>) -> io::Result<Self> {
        let fresh = specs.iter().map(|it| (it.name.clone(), Queue::new(it.clone())));
        let mut queues: BTreeMap<_, _> = fresh.collect();
        let journal =
            journal.map_or_else(|| Ok(Journal::none()), |it| Journal::open(it, &mut queues))?;
        let state = Mutex::new(State { queues, journal });
        Ok(Self { state, changes: watch::Sender::new(()), url: url.to_owned() })
    }

    /// Puts a message into a queue; says nothing if there is no such queue.
    pub(crate) fn send(&self, name: &str, message: Message, delay: Option<Duration>) -> Option<()> {
        self.change(|state| {
            let queue = state.queues.get_mut(name)?;
            let message = queue.send(message, delay, clock::now_ms());
            state.journal.keep(name, message);
            Some(())
        })
    }

    /// Up to `max` messages, waiting up to `wait` for the first.
    pub(crate) async fn receive(
        &self,
        name: &str,
        max: usize,
        visibility: Option<Duration>,
        wait: Duration,
    ) -> Vec<Delivery> {
        let deadline = Instant::now() + wait;
        let mut changes = self.changes.subscribe();
        loop {
            changes.borrow_and_update();
            let (taken, due) = self.take(name, max, visibility);
            let left = deadline.saturating_duration_since(Instant::now());
            if !taken.is_empty() || left.is_zero() {
                return taken;
            }
            let until_due = due.map_or(left, |at| {
                Duration::from_millis(at.saturating_sub(clock::now_ms()).saturating_add(1))
            });
            tokio::select! {
                _ = changes.changed() => {}
                () = tokio::time::sleep(until_due.min(left)) => {}
            }
        }
    }

    fn take(
        &self,
        name: &str,
        max: usize,
        visibility: Option<Duration>,
    ) -> (Vec<Delivery>, Option<Millis>) {
        let mut guard = self.lock();
        let state = &mut *guard;
        let now = clock::now_ms();
        let Some(queue) = state.queues.get_mut(name) else { return (Vec::new(), None) };
        for expired in queue.expire(now) {
            state.journal.forget(name, &expired);
        }
        let taken = queue.receive(max, visibility, now);
        for delivery in &taken.deliveries {
            state.journal.keep(name, &delivery.message);
        }
        let due = queue.next_due(now);
        let dead_letters = queue.spec().redrive.as_ref().map(|it| it.to.clone());
        let moved = !taken.dead.is_empty();
        for message in taken.dead {
            state.journal.forget(name, &message.id);
            let target = dead_letters.as_deref().unwrap_or_default();
            if let Some(queue) = state.queues.get_mut(target) {
                let message = queue.adopt(message, now);
                state.journal.keep(target, message);
            }
        }
        drop(guard);
        if moved {
            self.changes.send_replace(());
        }
        (taken.deliveries, due)
    }

    /// Removes the message that was last handed out under `receipt`.
    pub(crate) fn delete(&self, name: &str, receipt: &str) {
        self.change(|state| {
            let id = state.queues.get_mut(name)?.delete(receipt)?;
            state.journal.forget(name, &id);
            Some(())
        });
    }

    /// Hides the message for `visibility` from now; `None` if it is not in flight.
    pub(crate) fn hide(&self, name: &str, receipt: &str, visibility: Duration) -> Option<()> {
        self.change(|state| {
            let queue = state.queues.get_mut(name)?;
            let message = queue.hide(receipt, visibility, clock::now_ms())?;
            state.journal.keep(name, message);
            Some(())
        })
    }

    /// Makes every delayed message due now.
    pub(crate) fn hasten(&self, name: &str) {
        self.change(|state| {
            for message in state.queues.get_mut(name)?.hasten(clock::now_ms()) {
                state.journal.keep(name, message);
            }
            Some(())
        });
    }

    /// Makes what was handed out before this process began come back after `wait`: whoever had it in
    /// hand is gone.
    pub(crate) fn recall(&self, wait: Duration) {
        self.change(|state| {
            let now = clock::now_ms();
            for (name, queue) in &mut state.queues {
                for message in queue.recall(wait, now) {
                    state.journal.keep(name, message);
                }
            }
            Some(())
        });
    }

    /// Empties a queue.
    pub(crate) fn purge(&self, name: &str) {
        self.change(|state| {
            for id in state.queues.get_mut(name)?.purge() {
                state.journal.forget(name, &id);
            }
            Some(())
        });
    }

    /// How many messages wait, are out, or are delayed; `None` if there is no such queue.
    pub(crate) fn counts(&self, name: &str) -> Option<Counts> {
        self.lock().queues.get(name).map(|it| it.counts(clock::now_ms()))
    }

    /// Those of `names` that hold messages due or in flight, seen in one moment: a function that
    /// passes a message on sends before it deletes, so nothing slips between two looks.
    pub(crate) fn busy(&self, names: &[&str]) -> Vec<(String, Counts)> {
        let state = self.lock();
        let now = clock::now_ms();
        let counts = names.iter().filter_map(|it| Some((*it, state.queues.get(*it)?.counts(now))));
        let busy = counts.filter(|(_, it)| it.waiting + it.in_flight > 0);
        busy.map(|(name, it)| (name.to_owned(), it)).collect()
    }

    /// What the template says about a queue.
    pub(crate) fn spec(&self, name: &str) -> Option<QueueSpec> {
        self.lock().queues.get(name).map(|it| it.spec().clone())
    }

    /// A copy of every message of a queue, none of them received by this.
    pub(crate) fn peek(&self, name: &str) -> Vec<Message> {
        self.lock().queues.get(name).map(|it| it.messages().cloned().collect()).unwrap_or_default()
    }

    /// The names of all queues.
    pub(crate) fn names(&self) -> Vec<String> {
        self.lock().queues.keys().cloned().collect()
    }

    /// Where a queue is reached.
    pub(crate) fn url_of(&self, name: &str) -> String {
        format!("{}/{}/{name}", self.url, crate::template::ACCOUNT)
    }

    /// Ticks whenever anything changes.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    fn change<T>(&self, act: impl FnOnce(&mut State) -> Option<T>) -> Option<T> {
        let done = act(&mut self.lock());
        self.changes.send_replace(());
        done
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(name: &str) -> QueueSpec {
        QueueSpec {
            name: name.to_owned(),
            visibility: Duration::from_secs(30),
            delay: Duration::ZERO,
            retention: Duration::from_hours(1),
            redrive: None,
        }
    }

    #[tokio::test]
    async fn a_waiting_receiver_wakes_when_a_message_comes() {
        let queues = Queues::open(&[spec("jobs")], "http://here", None).unwrap();

        let (taken, ()) =
            tokio::join!(queues.receive("jobs", 10, None, Duration::from_secs(5)), async {
                queues.send("jobs", Message::new("hello"), None).unwrap();
            },);

        assert_eq!(taken[0].message.body, "hello");
    }

    #[tokio::test]
    async fn a_restart_loses_nothing_and_brings_nothing_back() {
        let folder = std::env::temp_dir().join(format!("campus-local-{}", clock::draw()));
        let path = folder.join("queues.journal");
        let queues = Queues::open(&[spec("jobs")], "http://here", Some(&path)).unwrap();
        for body in ["done", "waiting"] {
            queues.send("jobs", Message::new(body), None).unwrap();
        }
        let taken = queues.receive("jobs", 1, None, Duration::ZERO).await;
        queues.delete("jobs", &taken[0].receipt);
        drop(queues);

        let queues = Queues::open(&[spec("jobs")], "http://here", Some(&path)).unwrap();

        let bodies: Vec<_> = queues.peek("jobs").into_iter().map(|it| it.body).collect();
        assert_eq!(bodies, ["waiting"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
