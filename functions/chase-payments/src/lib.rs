//! Queue `chase`: ask the provider about an order of which no notice came, until it is decided.
//!
//! Money goes the way of every receipt. An order whose time has passed is closed, at the provider
//! first. While the answer is unknown nothing changes but the time of the next question.
//!
//! **Why a queue with delays.** Each open order has one message, which waits for its own next
//! question: nothing has to be looked for, nothing runs while nobody pays, and an order costs the
//! table no row more. An index by time would be two more writes in every payment's transactions,
//! all of one minute's into one partition, and somebody who looks through it every minute. A scan
//! reads a school's whole past to find a handful. The sweep of the night does scan: it is the last
//! net, for a message that was given up or an order that lost its own, and nothing waits for it.
//!
//! **Invariant:** a chain of questions ends with its order, or with an order that never came to be.

mod lanes;

pub use lanes::Lanes;

use channel::{ChannelError, Channels, Shut};
use config::Kept;
use domain::{Chasing, Clock, ClosedBy, HeardBy, Order, Outcome, Receipt};
use edge::Problem;
use queue::{Chase, Chases, Receipts};
use store::Store;
use trail::Measure;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub chases: Chases,
    pub clock: Clock,
    pub lanes: Lanes,
    pub receipts: Receipts,
    pub store: Store,
}

/// Seconds after which no create-order can still be running.
const ASKER_GONE: u32 = 60;

#[tracing::instrument(skip_all, fields(order.number = %chase.number, asked = chase.asked))]
pub async fn handle(deps: &Deps, chase: Chase) -> Result<(), Problem> {
    let Some(order) = deps.store.order(chase.number).await? else {
        return absent(deps, chase).await;
    };
    let step = order.chasing(deps.clock.now());
    if step == Chasing::Done {
        return Ok(());
    }
    if let Some(pause) = deps.lanes.pause(order.channel, deps.clock.now()) {
        return again(deps, &order, chase, pause).await;
    }
    let decided = match ask(deps, &order, step).await? {
        Ok(Shut::Paid(receipt)) => heard(deps, receipt).await?,
        // Whether this closed it or somebody else moved it: the next look will tell.
        Ok(Shut::Dead) => close(deps, &order).await?,
        Ok(Shut::Alive) => false,
        // An unknown outcome decides nothing.
        Err(error) => {
            error.log();
            false
        }
    };
    if decided { Ok(()) } else { again(deps, &order, chase, 0).await }
}

/// The order may be about to be written. If it is still not there after its asker's time is up, it
/// never will be: the asker was refused, or died before it held anything.
async fn absent(deps: &Deps, chase: Chase) -> Result<(), Problem> {
    if chase.asked > 0 {
        return Ok(());
    }
    Ok(deps.chases.push_later(&Chase { asked: 1, ..chase }, ASKER_GONE).await?)
}

/// What the order's provider says, and how it took that.
async fn ask(
    deps: &Deps,
    order: &Order,
    step: Chasing,
) -> Result<Result<Shut, ChannelError>, Problem> {
    let began = deps.clock.now();
    let channels = deps.channels.at(began).await?;
    let said = match step {
        Chasing::Close => channels.shut(order).await,
        Chasing::Ask | Chasing::Done => channels.query(order).await.map(|outcome| match outcome {
            Outcome::Paid(receipt) => Shut::Paid(receipt),
            Outcome::Pending | Outcome::Closed | Outcome::Absent => Shut::Alive,
        }),
    };
    let silent = said.as_ref().is_err_and(ChannelError::is_silence);
    deps.lanes.learn(order.channel, began, deps.clock.now(), silent);
    Ok(said)
}

async fn heard(deps: &Deps, receipt: Receipt) -> Result<bool, Problem> {
    let receipt = receipt.heard(HeardBy::Asking, deps.clock.now());
    deps.receipts.push(&receipt).await?;
    Ok(true)
}

async fn close(deps: &Deps, order: &Order) -> Result<bool, Problem> {
    let closed = order.clone().closed(ClosedBy::Expiry, deps.clock.now());
    Ok(deps.store.close(&closed).await?)
}

/// Sends `chase` back to the queue for its next question, in `pause` seconds at the earliest.
async fn again(deps: &Deps, order: &Order, chase: Chase, pause: u32) -> Result<(), Problem> {
    let seconds = deps.clock.now().duration_since(order.opened).as_secs();
    trail::tell(Measure::OpenOrder { seconds });
    let next = order.next_chase(chase.chain, chase.asked, deps.clock.now());
    let Some(wait) = next else { return Ok(()) };
    let asked = chase.asked.saturating_add(1);
    if asked.is_multiple_of(Order::CHASES_A_DAY) {
        tracing::error!("an order is undecided since a day or longer");
    }
    Ok(deps.chases.push_later(&Chase { asked, ..chase }, wait.max(pause)).await?)
}
