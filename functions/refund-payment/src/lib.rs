//! Queue `refunds`: bring a refund that was agreed to to its end.
//!
//! The provider is asked what became of it before it is asked for it, so that nothing hangs on what
//! an earlier try came to. While the answer is unknown nothing changes but the time of the next one.

mod ask;

use channel::Channels;
use config::Kept;
use domain::{Clock, Refund, RefundEnd, RefundOrder, Refunded};
use edge::Problem;
use queue::{Refunding, Refunds};
use store::{Store, StoreError};
use trail::Measure;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub refunds: Refunds,
    pub store: Store,
}

#[tracing::instrument(skip_all, fields(refund.number = %refunding.number, asked = refunding.asked))]
pub async fn handle(deps: &Deps, refunding: Refunding) -> Result<(), Problem> {
    let refund = deps.store.refund(refunding.number).await?;
    let due = |it: &RefundOrder| it.is_askable() || it.is_doubtful();
    let Some(refund) = refund.filter(due) else { return Ok(()) };
    let order = deps.store.order(refund.refund.receipt.number).await?;
    // Nobody proposes one of these but by hand: no provider could be told which money.
    let Some(order) = order else { return Err(StoreError::NoSuchOrder.into()) };
    let channels = deps.channels.at(deps.clock.now()).await?;
    if refund.is_doubtful() {
        return ask::look_again(&channels, &order, &refund).await;
    }
    let (refund, answer) = ask::ask(deps, (&channels, &order), refund).await?;
    match answer {
        Ok(Refunded::Done(it)) => end(deps, refund, RefundEnd::Returned(it)).await,
        Ok(Refunded::Failed { code }) => end(deps, refund, RefundEnd::Failed { code }).await,
        Ok(Refunded::Pending | Refunded::Absent) => again(deps, refunding).await,
        Err(error) => {
            error.log();
            again(deps, refunding).await
        }
    }
}

async fn end(deps: &Deps, refund: RefundOrder, end: RefundEnd) -> Result<(), Problem> {
    let (channel, amount) = (refund.refund.receipt.channel, refund.refund.amount);
    // The head comes first: whatever moves after it was read refuses the write.
    let head = deps.store.head(refund.refund.payer).await?;
    let ending = refund.end(end, deps.clock.now())?;
    deps.store.end_refund(&ending, &head).await?;
    if ending.returned_at().is_some() {
        trail::tell(Measure::Refunded { channel, amount });
        tracing::info!("the money went back");
    } else {
        trail::tell(Measure::RefundFailed { channel });
        tracing::error!("the provider does not give the money back");
    }
    Ok(())
}

async fn again(deps: &Deps, refunding: Refunding) -> Result<(), Problem> {
    let Some(wait) = Refund::next_ask(refunding.asked) else {
        tracing::error!("a refund is left to the nightly sweep");
        return Ok(());
    };
    let next = Refunding { asked: refunding.asked + 1, ..refunding };
    Ok(deps.refunds.push_later(&next, wait).await?)
}
