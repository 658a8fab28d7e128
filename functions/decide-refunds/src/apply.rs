//! An officer puts money that could not be booked on bills.

use crate::{Deps, Dispute};
use domain::ledger::{Ledger, Received};
use domain::{Fault, FaultKind, OrderNumber, PersonId, ProposeError, Transaction};
use edge::Problem;
use serde::Deserialize;
use store::StoreError;

/// Money that could not be booked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyAsk {
    /// The order for which it came, by its number at the provider.
    #[schema(value_type = String)]
    number: OrderNumber,
    /// The provider's number of the payment.
    transaction: Transaction,
}

/// The order's bills owe nothing of it, or are being paid.
#[derive(Debug, thiserror::Error)]
#[error("no bill of the order takes any of the money now")]
struct NothingTakesIt;

/// Puts disputed money on the bills of its order, as far as they still owe it.
pub(crate) async fn apply(deps: &Deps, ask: &ApplyAsk, by: PersonId) -> Result<Dispute, Problem> {
    let payer = ask.number.payer;
    let applied = store::unraced(|| async {
        // The ledger comes first: whatever moves after it was read refuses the write.
        let ledger = deps.store.ledger(payer).await?;
        let money = ask.money(&ledger).ok_or(ProposeError::UnknownPayment)?;
        // All of it lies on bills: somebody said so before.
        if money.left().is_zero() && !money.parts.is_empty() {
            return Ok(Ok(()));
        }
        let order = deps.store.order(ask.number).await?.ok_or(StoreError::NoSuchOrder)?;
        let bills = deps.store.bills(payer).await?;
        let now = deps.clock.now();
        let applying = money.onto(&order, &bills, now).ok_or(NothingTakesIt)?;
        let written = deps.store.apply(&applying, ledger.head(), now).await;
        Ok::<_, Problem>(written.map(|()| {
            tracing::info!(%by, order.number = %ask.number, "disputed money is on bills");
        }))
    });
    applied.await?;
    let ledger = deps.store.ledger(payer).await?;
    let money = ask.money(&ledger).and_then(|it| Dispute::of(it, deps.clock.now()));
    Ok(money.ok_or(ProposeError::UnknownPayment)?)
}

impl ApplyAsk {
    /// The disputed money that is meant.
    fn money<'a>(&self, ledger: &'a Ledger) -> Option<&'a Received> {
        let mut moneys = ledger.moneys().iter().filter(|it| it.disputed.is_some());
        moneys.find(|it| {
            it.receipt.number == self.number && it.receipt.transaction == self.transaction
        })
    }
}

impl Fault for NothingTakesIt {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        "nothing-takes-it"
    }
}
