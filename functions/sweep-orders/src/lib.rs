//! Every night: find the orders that are still open although their time is long past, and have
//! them chased again; and have every refund looked at of which the last word is not said. Whatever
//! lost them (a dead letter, a queue's retention, a bug), they end here.
//!
//! This is the last net, and the only reading of a whole table. An order that its own chain of
//! questions still has in hand does not wait for it: it is asked about by both for a day.

use domain::{Chain, Clock, OrderNumber};
use edge::Problem;
use futures::TryStreamExt;
use futures::stream;
use queue::{Chase, Chases, QueueError, Refunding, Refunds};
use std::time::Duration;
use store::Store;

pub struct Deps {
    pub chases: Chases,
    pub clock: Clock,
    pub refunds: Refunds,
    pub store: Store,
}

/// How long an order must be overdue to count as forgotten.
const LONG_PAST: Duration = Duration::from_hours(1);

/// Messages that are on their way to the queue at once.
const AT_ONCE: usize = 8;

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps) -> Result<(), Problem> {
    resume_refunds(deps).await?;
    let cutoff = deps.clock.now() - LONG_PAST;
    let (mut chased, mut from) = (0, None);
    loop {
        // Each page is chased before the next is read: a sweep that ends early did that much.
        let page = deps.store.forgotten(cutoff, from).await?;
        chased += page.orders.len();
        chase(deps, page.orders).await?;
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    if chased > 0 {
        tracing::warn!(orders = chased, "forgotten orders are chased again");
    }
    Ok(())
}

async fn chase(deps: &Deps, orders: Vec<OrderNumber>) -> Result<(), QueueError> {
    let orders = stream::iter(orders.into_iter().map(Ok));
    let push = |number| async move {
        deps.chases.push(&Chase { number, asked: 0, chain: Chain::Night }).await
    };
    orders.try_for_each_concurrent(AT_ONCE, push).await
}

/// Refunds are few, so that one after another is soon enough. One that waits for an officer is
/// looked at for nothing, which is cheaper than reading it here.
async fn resume_refunds(deps: &Deps) -> Result<(), Problem> {
    for open in deps.store.open_refunds().await? {
        let refunding = Refunding { number: open.number, asked: 0 };
        // Nested in a query's, a message's state is deeper than the compiler looks.
        Box::pin(deps.refunds.push(&refunding)).await?;
    }
    Ok(())
}
