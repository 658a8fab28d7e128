//! An officer agrees to a refund, takes it back, or gives it back past its provider.

use crate::Deps;
use crate::word::word;
use domain::ledger::Head;
use domain::{Ending, PersonId, RefundEnd, RefundError, RefundNumber, RefundOrder, RefundState};
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
    let refund = store::unraced(|| async {
        let refund = read(deps, number).await?;
        let approved = refund.clone().approve(by, deps.clock.now())?;
        if approved == refund {
            return Ok(Ok(approved));
        }
        let written = deps.store.approve_refund(&approved).await;
        Ok::<_, Problem>(written.map(|()| {
            tracing::info!(%by, refund.number = %number, "a refund was agreed to");
            approved
        }))
    });
    let refund = refund.await?;
    // Whoever approved it before may have died here, so that saying it again sends it again.
    if refund.is_askable() {
        deps.refunds.push(&Refunding { number, asked: 0 }).await?;
    }
    Ok(refund)
}

/// `by` takes the refund back, if its provider has nothing of it; one that failed is only not shown
/// any more.
pub(crate) async fn withdraw(
    deps: &Deps,
    number: RefundNumber,
    by: PersonId,
) -> Result<RefundOrder, Problem> {
    let refund = store::unraced(|| async {
        // The head comes first: whatever moves after it was read refuses the write.
        let head = deps.store.head(number.payer).await?;
        let refund = read(deps, number).await?;
        if matches!(refund.state, RefundState::Withdrawn { .. }) {
            return Ok(Ok(refund));
        }
        if refund.is_failed() {
            return Ok(deps.store.dismiss_refund(number).await.map(|()| refund));
        }
        let now = deps.clock.now();
        let said = word(deps, &refund, now).await?;
        let ending = refund.withdraw(by, said.as_ref(), now)?;
        Ok::<_, Problem>(write(deps, ending, (&head, by)).await)
    });
    refund.await
}

/// The refund was given back past its provider, as the officer `by` says.
pub(crate) async fn by_hand(
    deps: &Deps,
    number: RefundNumber,
    (end, by): (RefundEnd, PersonId),
) -> Result<RefundOrder, Problem> {
    let refund = store::unraced(|| async {
        // The head comes first: whatever moves after it was read refuses the write.
        let head = deps.store.head(number.payer).await?;
        let refund = read(deps, number).await?;
        if end.is_of(&refund) {
            return Ok(Ok(refund));
        }
        let ending = refund.end(end.clone(), deps.clock.now())?;
        Ok::<_, Problem>(write(deps, ending, (&head, by)).await)
    });
    refund.await
}

async fn write(
    deps: &Deps,
    ending: Ending,
    (head, by): (&Head, PersonId),
) -> Result<RefundOrder, StoreError> {
    let number = ending.refund().refund.number();
    deps.store.end_refund(&ending, head).await?;
    tracing::info!(%by, refund.number = %number, "an officer ended a refund");
    Ok(ending.refund().clone())
}

async fn read(deps: &Deps, number: RefundNumber) -> Result<RefundOrder, Problem> {
    Ok(deps.store.refund(number).await?.ok_or(RefundError::Unknown)?)
}
