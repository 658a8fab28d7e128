//! An officer wants money to go back.

use crate::Deps;
use domain::ledger::Part;
use domain::{OrderNumber, PersonId, RefundAsk, RefundId, RefundNumber, RefundOrder, Transaction};
use edge::Problem;
use serde::Deserialize;

/// A refund without its name, which the path says.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeAsk {
    /// The order for which the money came, by its number at the provider.
    #[schema(value_type = String)]
    number: OrderNumber,
    /// The provider's number of the payment.
    transaction: Transaction,
    /// From which bills, and how much; all that is there if nothing is said.
    #[serde(default)]
    lines: Option<Vec<Part>>,
    /// The bills owe it again.
    #[serde(default)]
    reopens: bool,
    /// It is given back past the provider.
    #[serde(default)]
    by_hand: bool,
    /// Why, as the payer and their bank may read it.
    reason: String,
}

impl ProposeAsk {
    pub(crate) fn called(self, id: RefundId) -> RefundAsk {
        let Self { number, transaction, lines, reopens, by_hand, reason } = self;
        RefundAsk { id, number, transaction, lines, reopens, by_hand, reason }
    }
}

/// Opens the refund that `by` asks for, or finds that they opened it before.
pub(crate) async fn propose(
    deps: &Deps,
    ask: &RefundAsk,
    by: PersonId,
) -> Result<RefundOrder, Problem> {
    let payer = ask.number.payer;
    let refund = store::unraced(|| async {
        if let Some(before) = deps.store.refund(RefundNumber { refund: ask.id, payer }).await? {
            before.repeats(ask, by)?;
            return Ok(Ok(before));
        }
        // The ledger comes first: whatever moves after it was read refuses the write.
        let ledger = deps.store.ledger(payer).await?;
        let order = deps.store.order(ask.number).await?;
        let now = deps.clock.now();
        let promise = RefundOrder::propose(ask, (&ledger, order.as_ref()), by, now)?;
        let opened = deps.store.open_refund(&promise, ledger.head()).await;
        Ok::<_, Problem>(opened.map(|()| {
            tracing::info!(%by, order.number = %ask.number, "a refund was proposed");
            promise.refund().clone()
        }))
    });
    refund.await
}
