//! Queue `receipts`: book what a verified receipt says, once, however often it comes.
//!
//! The only code that marks a bill paid. Whether the receipt came by a notice, by asking or by hand
//! makes no difference here.

use domain::{Booking, Clock, Dispute, Receipt, Settlement, Taking};
use store::{Booked, Store, StoreError};

/// A first decision, one for bills that differ and one for a seat that is gone.
const DECISIONS_MAX: usize = 3;

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

/// Writes a booking. Where the table is not as it supposes, the domain looks at what is there and
/// decides again; what changes even then comes back through the queue.
async fn book(deps: &Deps, mut booking: Booking) -> Result<(), StoreError> {
    for _ in 0..DECISIONS_MAX {
        let again = match deps.store.book(&booking).await? {
            Booked::Done => return Ok(()),
            Booked::OrderMoved => return Err(StoreError::Raced),
            Booked::BillsDiffer => {
                let bills = deps.store.bills(booking.order().payer).await?;
                booking.against(&bills)
            }
            Booked::SeatGone => {
                let other = another_seat(deps, &booking).await?;
                booking.seated(other)
            }
        };
        booking = match again {
            Settlement::Book(booking) => booking,
            Settlement::AlreadyBooked => return Ok(()),
            Settlement::Dispute(it) => return dispute(deps, it).await,
        };
    }
    Err(StoreError::Raced)
}

/// A way to another seat for who paid for one that is somebody else's by now.
async fn another_seat(deps: &Deps, booking: &Booking) -> Result<Option<Taking>, StoreError> {
    let Some((place, _)) = booking.seat() else { return Ok(None) };
    let shards = deps.store.seats(&place.project).await?;
    let payer = booking.order().payer;
    Ok(domain::find_seat(&shards, payer, deps.clock.now(), u32::from(place.shard)))
}

async fn dispute(deps: &Deps, dispute: Dispute) -> Result<(), StoreError> {
    deps.store.dispute(&dispute).await?;
    tracing::error!(reason = dispute.reason.code(), "money to give back or to credit");
    Ok(())
}
