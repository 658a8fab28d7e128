use crate::{Deps, TRIES};
use domain::{PersonId, RefundEnd, RefundError, RefundNumber, RefundOrder};
use edge::Problem;
use queue::Refunding;
use serde::Deserialize;
use store::StoreError;

/// How money was given back past the provider.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandAsk {
    /// For the office's own papers, such as the number of a transfer.
    pub(crate) note: String,
}

/// `by` agrees to the refund, which is on its way to the provider once this returns.
pub(crate) async fn approve(
    deps: &Deps,
    number: RefundNumber,
    by: PersonId,
) -> Result<RefundOrder, Problem> {
    let mut tries = TRIES;
    let refund = loop {
        let refund = read(deps, number).await?;
        let approved = refund.clone().approve(by, deps.clock.now())?;
        if approved == refund {
            break approved;
        }
        match deps.store.approve_refund(&approved).await {
            Err(StoreError::Raced) if tries > 1 => tries -= 1,
            written => {
                written?;
                tracing::info!(%by, refund.number = %number, "a refund was agreed to");
                break approved;
            }
        }
    };
    // Whoever approved it before may have died here, so that saying it again sends it again.
    if refund.is_askable() {
        deps.refunds.push(&Refunding { number, asked: 0 }).await?;
    }
    Ok(refund)
}

/// The refund ends as an officer says; one that failed is only not shown any more.
pub(crate) async fn end(
    deps: &Deps,
    number: RefundNumber,
    end: RefundEnd,
) -> Result<RefundOrder, Problem> {
    let mut tries = TRIES;
    loop {
        // The head comes first: whatever moves after it was read refuses the write.
        let head = deps.store.head(number.payer).await?;
        let refund = read(deps, number).await?;
        if end.is_of(&refund) {
            return Ok(refund);
        }
        if refund.is_failed() && matches!(end, RefundEnd::Withdrawn { .. }) {
            deps.store.dismiss_refund(number).await?;
            return Ok(refund);
        }
        let ending = refund.end(end.clone(), deps.clock.now())?;
        match deps.store.end_refund(&ending, &head).await {
            Err(StoreError::Raced) if tries > 1 => tries -= 1,
            written => {
                written?;
                tracing::info!(refund.number = %number, "an officer ended a refund");
                return Ok(ending.refund().clone());
            }
        }
    }
}

async fn read(deps: &Deps, number: RefundNumber) -> Result<RefundOrder, Problem> {
    Ok(deps.store.refund(number).await?.ok_or(RefundError::Unknown)?)
}
