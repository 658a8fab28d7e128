//! Queue `receipts`: book what a verified receipt says, once, however often it comes.
//!
//! The only code that marks a bill paid. Whether the receipt came by a notice, by asking or by hand
//! makes no difference here.

use domain::{Booking, Clock, Dispute, Receipt, Settlement};
use store::{Booked, Store, StoreError};

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
}

#[tracing::instrument(skip_all, fields(order.number = %receipt.number))]
pub async fn handle(deps: &Deps, receipt: Receipt) -> Result<(), StoreError> {
    let now = deps.clock.now();
    let Some(order) = deps.store.order(receipt.number).await? else {
        return dispute(deps, Dispute::of_no_order(receipt, now)).await;
    };
    // What staff have on their list is not booked beside it, whatever became of the bills since.
    if order.is_disputed() && deps.store.disputed(&receipt).await?.is_some() {
        return Ok(());
    }
    match order.settle(receipt, now) {
        Settlement::Book(booking) => book(deps, booking).await,
        Settlement::AlreadyBooked => Ok(()),
        Settlement::Dispute(it) => dispute(deps, it).await,
    }
}

async fn book(deps: &Deps, booking: Booking) -> Result<(), StoreError> {
    match deps.store.book(&booking).await? {
        Booked::Done => Ok(()),
        Booked::OrderMoved => Err(StoreError::Raced),
        Booked::BillsDiffer => rebook(deps, booking).await,
    }
}

/// The bills are not held as usual: the domain looks at them and decides again, once. What changes
/// even then comes back through the queue.
async fn rebook(deps: &Deps, booking: Booking) -> Result<(), StoreError> {
    let bills = deps.store.bills(booking.order().payer).await?;
    match booking.against(&bills) {
        Settlement::Book(booking) => match deps.store.book(&booking).await? {
            Booked::Done => Ok(()),
            Booked::OrderMoved | Booked::BillsDiffer => Err(StoreError::Raced),
        },
        Settlement::AlreadyBooked => Ok(()),
        Settlement::Dispute(it) => dispute(deps, it).await,
    }
}

async fn dispute(deps: &Deps, dispute: Dispute) -> Result<(), StoreError> {
    deps.store.dispute(&dispute).await?;
    tracing::error!(reason = dispute.reason.code(), "money to give back or to credit");
    Ok(())
}
