//! Every night: find the orders that are still open although their time is long past, and have
//! them chased again. Whatever lost them (a dead letter, a queue's retention, a bug), they end here.

use domain::{Clock, Fault, FaultKind};
use queue::{Chase, Chases, QueueError};
use std::time::Duration;
use store::{Store, StoreError};

pub struct Deps {
    pub chases: Chases,
    pub clock: Clock,
    pub store: Store,
}

/// How long an order must be overdue to count as forgotten.
const LONG_PAST: Duration = Duration::from_hours(1);

/// Why a sweep ended early. It may simply run again.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps) -> Result<(), SweepError> {
    let forgotten = deps.store.forgotten(deps.clock.now() - LONG_PAST).await?;
    for order in &forgotten {
        deps.chases.push(&Chase { number: order.number(), asked: 0 }).await?;
    }
    if !forgotten.is_empty() {
        tracing::warn!(orders = forgotten.len(), "forgotten orders are chased again");
    }
    Ok(())
}

impl Fault for SweepError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::Queue(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Queue(error) => error.code(),
        }
    }
}
