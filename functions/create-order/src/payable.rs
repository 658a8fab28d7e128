//! What the caller may pay of, read before anything is decided.

use crate::Deps;
use domain::catalogue::{Batch, Living};
use domain::{Basket, Bill, Guest, OpenError, Payables, Timestamp};
use futures::future::try_join3;
use identity::Caller;
use store::StoreError;

/// What the caller may pay of.
pub(crate) struct Payable {
    bills: Vec<Bill>,
    /// Until when the person sent guests away.
    away: Option<Timestamp>,
    batch: Option<Batch>,
    living: Option<Living>,
}

impl Payable {
    /// What is there of what `basket` names, of the person who asks, or for whom a guest does.
    pub(crate) async fn by(deps: &Deps, who: &Caller, basket: &Basket) -> Result<Self, StoreError> {
        let theirs = theirs(deps, who);
        let ((bills, away), batch, living) =
            Box::pin(try_join3(theirs, batch(deps, basket), living(deps, basket))).await?;
        Ok(Self { bills, away, batch, living })
    }

    /// It, unless guests are away at `now`.
    pub(crate) fn there(&self, now: Timestamp) -> Result<Payables<'_>, OpenError> {
        Guest::may_order(self.away, now)?;
        let (batch, living) = (self.batch.as_ref(), self.living.as_ref());
        Ok(Payables { bills: &self.bills, batch, living })
    }
}

async fn theirs(deps: &Deps, who: &Caller) -> Result<(Vec<Bill>, Option<Timestamp>), StoreError> {
    let presence = who.presence();
    if who.guest().is_some() {
        deps.store.guests_bills(&presence).await
    } else {
        Ok((deps.store.own_bills(&presence).await?, None))
    }
}

/// The batch that the basket names: most name none, and nothing is read.
async fn batch(deps: &Deps, basket: &Basket) -> Result<Option<Batch>, StoreError> {
    let Basket::Bills(wanted) = basket else { return Ok(None) };
    match wanted.first().and_then(|it| it.bill.batch()) {
        Some(id) => deps.store.batch(&id).await,
        None => Ok(None),
    }
}

async fn living(deps: &Deps, basket: &Basket) -> Result<Option<Living>, StoreError> {
    match basket {
        Basket::Living(purchase) => deps.store.living_fee(&purchase.fee).await,
        Basket::Bills(_) => Ok(None),
    }
}
