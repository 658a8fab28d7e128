//! Queue `chase`: ask the provider about an order of which no notice came, until it is decided.
//!
//! Money goes the way of every receipt. An order whose time has passed is closed, at the provider
//! first. While the answer is unknown nothing changes but the time of the next question.

use channel::{ChannelError, Channels, Shut};
use config::{ConfigError, Kept};
use domain::{Chasing, Clock, ClosedBy, Fault, FaultKind, HeardBy, Order, Outcome, Receipt};
use queue::{Chase, Chases, QueueError, Receipts};
use store::{Store, StoreError};

pub struct Deps {
    pub channels: Kept<Channels>,
    pub chases: Chases,
    pub clock: Clock,
    pub receipts: Receipts,
    pub store: Store,
}

/// Seconds after which no create-order can still be running.
const ASKER_GONE: u32 = 60;

/// Why a chase is to be tried again.
#[derive(Debug, thiserror::Error)]
pub enum ChaseError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

#[tracing::instrument(skip_all, fields(order.number = %chase.number, asked = chase.asked))]
pub async fn handle(deps: &Deps, chase: Chase) -> Result<(), ChaseError> {
    let Some(order) = deps.store.order(chase.number).await? else {
        return absent(deps, chase).await;
    };
    let decided = match order.chasing(deps.clock.now()) {
        Chasing::Done => true,
        Chasing::Ask => ask(deps, &order).await?,
        Chasing::Close => close(deps, order.clone()).await?,
    };
    if decided { Ok(()) } else { again(deps, &order, chase).await }
}

/// The order may be about to be written. If it is still not there after its asker's time is up, it
/// never will be: the asker was refused, or died before it held anything.
async fn absent(deps: &Deps, chase: Chase) -> Result<(), ChaseError> {
    if chase.asked > 0 {
        return Ok(());
    }
    Ok(deps.chases.push_later(&Chase { asked: 1, ..chase }, ASKER_GONE).await?)
}

async fn ask(deps: &Deps, order: &Order) -> Result<bool, ChaseError> {
    let channels = deps.channels.at(deps.clock.now()).await?;
    match channels.query(order).await {
        Ok(Outcome::Paid(receipt)) => heard(deps, receipt).await,
        Ok(Outcome::Pending | Outcome::Closed | Outcome::Absent) => Ok(false),
        Err(error) => unsure(&error),
    }
}

async fn close(deps: &Deps, order: Order) -> Result<bool, ChaseError> {
    let channels = deps.channels.at(deps.clock.now()).await?;
    match channels.shut(&order).await {
        Ok(Shut::Paid(receipt)) => heard(deps, receipt).await,
        Ok(Shut::Dead) => {
            let closed = order.closed(ClosedBy::Expiry, deps.clock.now());
            // Whether this closed it or somebody else moved it: the next look will tell.
            Ok(deps.store.close(&closed).await?)
        }
        Ok(Shut::Alive) => Ok(false),
        Err(error) => unsure(&error),
    }
}

async fn heard(deps: &Deps, receipt: Receipt) -> Result<bool, ChaseError> {
    let receipt = receipt.heard(HeardBy::Asking, deps.clock.now());
    deps.receipts.push(&receipt).await?;
    Ok(true)
}

#[expect(clippy::unnecessary_wraps, reason = "an unknown outcome is an answer like the others")]
fn unsure(error: &ChannelError) -> Result<bool, ChaseError> {
    if error.kind() == FaultKind::Unavailable {
        tracing::warn!("the provider gave no clear answer: {error}");
    } else {
        tracing::error!(code = error.code(), "the provider cannot be asked: {error}");
    }
    Ok(false)
}

async fn again(deps: &Deps, order: &Order, chase: Chase) -> Result<(), ChaseError> {
    let Some(wait) = order.next_chase(chase.asked, deps.clock.now()) else {
        tracing::error!("an order is left to the nightly sweep");
        return Ok(());
    };
    Ok(deps.chases.push_later(&Chase { asked: chase.asked + 1, ..chase }, wait).await?)
}

impl Fault for ChaseError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Config(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Queue(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Config(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Queue(error) => error.code(),
        }
    }
}
