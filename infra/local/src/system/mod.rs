//! The whole system, running: what tests and `cargo dev` do with it.

mod start;

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::Bytes;
use serde_json::Value;
use tokio::sync::watch;

pub use self::start::StartError;
use crate::{
    faults::Faults,
    lambda::{Failure, Function},
    log::Log,
    schedule::Schedule,
    sqs::{Counts, Message, Queues},
    table::{TableError, Tables},
};

/// The queues did not become empty in time.
#[derive(Debug, thiserror::Error)]
#[error("after {limit:?} the queues still hold messages: {left:?}")]
pub struct NotDrained {
    limit: Duration,
    left: Vec<(String, Counts)>,
}

/// A message that a queue gave up.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The dead-letter queue it lies in.
    pub queue: String,
    /// The message.
    pub message: Message,
}

/// A running system. Dropping it ends every process it started.
pub struct System {
    gateway: SocketAddr,
    dynamodb: SocketAddr,
    sqs: SocketAddr,
    functions: Vec<Arc<Function>>,
    schedules: Vec<Arc<Schedule>>,
    tables: Tables,
    queues: Arc<Queues>,
    faults: Arc<Faults>,
    log: Log,
    stop: watch::Sender<bool>,
}

impl System {
    /// Where browsers and providers reach the platform.
    pub fn url(&self) -> String {
        format!("http://{}", self.gateway)
    }

    /// Where an AWS SDK reaches the tables.
    pub fn dynamodb_url(&self) -> String {
        format!("http://{}", self.dynamodb)
    }

    /// Where an AWS SDK reaches the queues.
    pub fn sqs_url(&self) -> String {
        format!("http://{}", self.sqs)
    }

    /// The URL of the queue with this logical id.
    pub fn queue_url(&self, name: &str) -> String {
        self.queues.url_of(name)
    }

    /// The faults planned for this system.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// What happened so far.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Invokes a function by its folder or logical id and waits for its answer.
    ///
    /// # Panics
    /// If the template has no such function.
    pub async fn invoke(&self, name: &str, payload: &Value) -> Result<Value, Failure> {
        let function = self.function(name);
        let answer = function.invoke(Bytes::from(payload.to_string())).await?;
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// How many processes of a function are warm and idle.
    ///
    /// # Panics
    /// If the template has no such function.
    pub fn idle_instances(&self, name: &str) -> usize {
        self.function(name).idle_instances()
    }

    /// Kills one process of a function with SIGKILL, at work or not; `which` says which of them.
    /// Whoever waits for its answer hears of a crash. `false`: it has none just now.
    ///
    /// # Panics
    /// If the template has no such function.
    pub fn kill(&self, name: &str, which: usize) -> bool {
        self.function(name).kill(which)
    }

    fn function(&self, name: &str) -> &Function {
        let is_called = |it: &&Arc<Function>| it.spec.name == name || it.spec.folder == name;
        let found = self.functions.iter().find(is_called);
        found.unwrap_or_else(|| panic!("the template has no function `{name}`"))
    }

    /// Fires a schedule now, by its name or by the name of its function.
    ///
    /// # Panics
    /// If the template has no such schedule.
    pub async fn fire_schedule(&self, name: &str) -> Result<(), Failure> {
        let found = self.schedules.iter().find(|it| it.is_called(name));
        let schedule = found.unwrap_or_else(|| panic!("the template has no schedule `{name}`"));
        schedule.fire().await.map(drop)
    }

    /// Waits until no queue that feeds a function holds a message that is due or being handled.
    /// Messages sent with a delay do not count: [`System::hasten_queues`] makes them due.
    pub async fn drain_queues(&self, limit: Duration) -> Result<(), NotDrained> {
        let feeding: Vec<_> = self.feeding_queues().collect();
        let deadline = Instant::now() + limit;
        let mut changes = self.queues.changes();
        loop {
            changes.borrow_and_update();
            let left = self.queues.busy(&feeding);
            if left.is_empty() {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(NotDrained { limit, left });
            }
            // A delay may run out without any change, hence the short sleep.
            let _ = tokio::time::timeout(Duration::from_millis(50), changes.changed()).await;
        }
    }

    /// Makes every delayed message due now.
    pub fn hasten_queues(&self) {
        for name in self.feeding_queues() {
            self.queues.hasten(name);
        }
    }

    fn feeding_queues(&self) -> impl Iterator<Item = &str> {
        let mappings = self.functions.iter().flat_map(|it| &it.spec.mappings);
        mappings.map(|it| it.queue.as_str())
    }

    /// How full each queue is that feeds a function.
    pub fn feeding(&self) -> Vec<(String, Counts)> {
        let all = self.feeding_queues().filter_map(|it| Some((it.to_owned(), self.counts(it)?)));
        all.collect()
    }

    /// How full a queue is; `None` if the template has no such queue.
    pub fn counts(&self, queue: &str) -> Option<Counts> {
        self.queues.counts(queue)
    }

    /// Every message that some queue gave up.
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        let specs = self.queues.names().into_iter().filter_map(|it| self.queues.spec(&it));
        let targets = specs.filter_map(|it| it.redrive).map(|it| it.to);
        targets
            .flat_map(|queue| {
                let letters = self.queues.peek(&queue);
                letters.into_iter().map(move |message| DeadLetter { queue: queue.clone(), message })
            })
            .collect()
    }

    /// Deletes rows whose time is over, which AWS does within days.
    pub fn sweep_expired(&self) -> Result<usize, TableError> {
        self.tables.sweep_now()
    }
}

impl Drop for System {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        for function in &self.functions {
            function.close();
        }
    }
}
