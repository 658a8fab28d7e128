//! Money that cannot be booked: kept first, and then resolved by the school's rule, which is a
//! second step and repeatable.

use crate::Deps;
use domain::ledger::Head;
use domain::{Dispute, Receipt, RefundNumber, Resolution};
use edge::Problem;
use queue::Refunding;
use store::StoreError;
use trail::Measure;

/// Some of it on bills, the rest back, and a last look.
const STEPS_MAX: usize = 3;

pub(crate) async fn keep(deps: &Deps, dispute: Dispute, head: &Head) -> Result<(), Problem> {
    deps.store.dispute(&dispute, head).await?;
    trail::tell(Measure::Disputed { reason: dispute.reason });
    tracing::warn!(reason = dispute.reason.code(), "money came that cannot be booked");
    resolve(deps, &dispute.receipt).await
}

/// Does what the school's rule says about disputed money, as far as nobody did so before.
pub(crate) async fn resolve(deps: &Deps, receipt: &Receipt) -> Result<(), Problem> {
    let number = receipt.number;
    for _ in 0..STEPS_MAX {
        let now = deps.clock.now();
        // The ledger comes first: whatever moves after it was read refuses the write below.
        let ledger = deps.store.ledger(number.payer).await?;
        let order = deps.store.order(number).await?;
        let bills = deps.store.bills(number.payer).await?;
        let Some(received) = ledger.received(&receipt.key()) else {
            return Err(StoreError::Raced.into());
        };
        let rules = deps.school.disputes;
        match received.resolve(rules, (order.as_ref(), &bills), now) {
            Resolution::Nothing => {
                // Whoever opened a refund may have died before it was on its way.
                for refund in received.open_refunds() {
                    push(deps, RefundNumber { refund, payer: number.payer }).await?;
                }
                return Ok(());
            }
            Resolution::Ask => {
                tracing::error!("money waits for an officer to decide");
                return Ok(());
            }
            Resolution::Apply(applying) => {
                deps.store.apply(&applying, ledger.head(), now).await?;
                tracing::info!("disputed money is on bills");
            }
            Resolution::Refund(promise) => {
                deps.store.open_refund(&promise, ledger.head()).await?;
                return push(deps, promise.refund().refund.number()).await;
            }
        }
    }
    Err(StoreError::Raced.into())
}

async fn push(deps: &Deps, number: RefundNumber) -> Result<(), Problem> {
    Ok(deps.refunds.push(&Refunding { number, asked: 0 }).await?)
}
