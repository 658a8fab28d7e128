//! What a refund's provider says of it, asked before an officer takes it back.

use crate::Deps;
use domain::{RefundOrder, Refunded, Timestamp};
use edge::Problem;
use queue::Refunding;
use store::StoreError;

/// The word of the provider of `refund`, asked at `now` if only that is missing for it to be taken
/// back. That it has taken up what it had nothing of before is written down: nobody asks again then,
/// and its end is waited for.
pub(crate) async fn word(
    deps: &Deps,
    refund: &RefundOrder,
    now: Timestamp,
) -> Result<Option<Refunded>, Problem> {
    if !refund.awaits_word(now) {
        return Ok(None);
    }
    let order = deps.store.order(refund.refund.receipt.number).await?;
    let order = order.ok_or(StoreError::NoSuchOrder)?;
    let channels = deps.channels.at(now).await?;
    let said = channels.query_refund(&order, &refund.refund).await?;
    if matches!(said, Refunded::Pending | Refunded::Done(_)) {
        deps.store.keep_asking(&refund.taken_up(), &refund.asking).await?;
        deps.refunds.push(&Refunding { number: refund.refund.number(), asked: 0 }).await?;
    }
    Ok(Some(said))
}
