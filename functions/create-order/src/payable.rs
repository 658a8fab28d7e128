use crate::Deps;
use domain::{Bill, Guest, OpenError, Timestamp};
use identity::Caller;
use store::StoreError;

/// What the caller may pay of.
pub(crate) struct Payable {
    bills: Vec<Bill>,
    /// Until when the person sent guests away.
    away: Option<Timestamp>,
}

impl Payable {
    /// The bills of the person who asks, or for whom a guest does.
    pub(crate) async fn by(deps: &Deps, who: &Caller) -> Result<Self, StoreError> {
        let presence = who.presence();
        if who.guest().is_some() {
            let (bills, away) = deps.store.guests_bills(&presence).await?;
            return Ok(Self { bills, away });
        }
        Ok(Self { bills: deps.store.own_bills(&presence).await?, away: None })
    }

    /// The bills, unless guests are away at `now`.
    pub(crate) fn bills(&self, now: Timestamp) -> Result<&[Bill], OpenError> {
        Guest::may_order(self.away, now)?;
        Ok(&self.bills)
    }
}
