//! Lambda: real function binaries as processes, each behind its own Runtime API.
//!
//! **Invariant:** an instance handles one event at a time; one that crashed or overran its time is
//! never asked again; none outlives the system.

mod instance;
mod runtime_api;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore, watch};

use self::instance::Instance;
use crate::{
    faults::{Faults, Mishap},
    log::Log,
    template::FunctionSpec,
};

/// AWS allows six megabytes each way for an invocation that is waited for.
pub(crate) const PAYLOAD_BYTES_MAX: usize = 6 << 20;
/// How long an invocation waits for a free instance before it is throttled.
const QUEUE_MAX: Duration = Duration::from_secs(10);

/// Why an invocation has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The function reported an error.
    #[error("the function failed: {0}")]
    Reported(Value),
    /// The process ended before it answered.
    #[error("the function crashed: {0}")]
    Crashed(String),
    /// The process did not become ready.
    #[error("the function did not start: {0}")]
    NotStarted(String),
    /// The function took longer than the template allows.
    #[error("the function timed out after {0:?}")]
    TimedOut(Duration),
    /// Every instance was busy for too long.
    #[error("too many invocations at once")]
    Throttled,
}

/// What all functions of a system share.
pub(crate) struct Floor {
    pub(crate) binaries: PathBuf,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) log: Log,
    pub(crate) stop: watch::Receiver<bool>,
}

/// One function and its instances.
pub(crate) struct Function {
    pub(crate) spec: FunctionSpec,
    floor: Arc<Floor>,
    idle: Mutex<Vec<Instance>>,
    /// A blow for each process, at work or not.
    blows: Mutex<Vec<Weak<Notify>>>,
    free: Semaphore,
}

impl Function {
    pub(crate) fn new(spec: FunctionSpec, floor: Arc<Floor>) -> Self {
        let free = Semaphore::new(spec.instances_max);
        Self { spec, floor, idle: Mutex::default(), blows: Mutex::default(), free }
    }

    /// The function's name as its folder and its log lines bear it.
    pub(crate) fn folder(&self) -> &str {
        &self.spec.folder
    }

    /// Runs the function on `payload`, in a warm instance or a new one.
    pub(crate) async fn invoke(&self, payload: Bytes) -> Result<Bytes, Failure> {
        let outcome = self.run(payload).await;
        if let Err(failure) = &outcome {
            self.floor.log.trouble(self.folder(), &failure.to_string());
        }
        outcome
    }

    async fn run(&self, payload: Bytes) -> Result<Bytes, Failure> {
        let permit = tokio::time::timeout(QUEUE_MAX, self.free.acquire()).await;
        let _permit = permit.map_err(|_| Failure::Throttled)?;
        let mut instance = match self.warm() {
            Some(instance) => instance,
            None => self.fresh().await?,
        };
        let befalls = |mishap| self.floor.faults.befalls(&self.spec.name, mishap);
        if befalls(Mishap::CrashBefore) {
            return Err(Failure::Crashed("as planned, before the event".to_owned()));
        }
        let outcome = instance.handle(payload, self.spec.timeout).await;
        if befalls(Mishap::CrashAfter) {
            return Err(Failure::Crashed("as planned, after the event".to_owned()));
        }
        match &outcome {
            // An error that the function reported itself leaves it well.
            Ok(_) | Err(Failure::Reported(_)) => self.keep_warm(instance),
            Err(
                Failure::Crashed(_)
                | Failure::NotStarted(_)
                | Failure::TimedOut(_)
                | Failure::Throttled,
            ) => {}
        }
        outcome
    }

    /// How many processes wait for an event.
    pub(crate) fn idle_instances(&self) -> usize {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Kills one of the processes without a warning; `which` says which of them, however many there
    /// are. `false`: there is none.
    pub(crate) fn kill(&self, which: usize) -> bool {
        let mut blows = self.blows.lock().unwrap_or_else(PoisonError::into_inner);
        blows.retain(|it| it.strong_count() > 0);
        let chosen = which.checked_rem(blows.len()).and_then(|it| blows.swap_remove(it).upgrade());
        chosen.inspect(|it| it.notify_one()).is_some()
    }

    async fn fresh(&self) -> Result<Instance, Failure> {
        let instance = Instance::start(&self.spec, &self.floor).await?;
        let mut blows = self.blows.lock().unwrap_or_else(PoisonError::into_inner);
        blows.retain(|it| it.strong_count() > 0);
        blows.push(instance.blow());
        drop(blows);
        Ok(instance)
    }

    fn warm(&self) -> Option<Instance> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(Instance::is_alive);
        idle.pop()
    }

    fn keep_warm(&self, instance: Instance) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(instance);
    }

    /// Ends every instance that waits; those at work end with the stop signal.
    pub(crate) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Failure {
    /// As the Invoke API tells it.
    pub(crate) fn on_the_wire(&self) -> Value {
        let (kind, message) = match self {
            Self::Reported(error) => return error.clone(),
            Self::Crashed(_) => ("Runtime.ExitError", self.to_string()),
            Self::NotStarted(_) => ("Runtime.InvalidEntrypoint", self.to_string()),
            Self::TimedOut(_) => ("Sandbox.Timedout", self.to_string()),
            Self::Throttled => ("TooManyRequestsException", self.to_string()),
        };
        json!({"errorType": kind, "errorMessage": message})
    }
}
