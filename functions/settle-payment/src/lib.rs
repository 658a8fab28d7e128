//! Queue `receipts`: book what a verified receipt says, once, however often it comes.
//!
//! The only code that books a receipt. Whether it came by a notice, by asking, from a statement or
//! by hand makes no difference here. (What could not be booked an officer may put on bills later:
//! `decide-refunds`, by the same proof `Applying`.)

mod disputed;

use config::School;
use domain::ledger::Head;
use domain::{Booking, Clock, Dispute, Order, Receipt, Settlement, Taking};
use edge::Problem;
use queue::Refunds;
use store::{Booked, Store, StoreError};
use trail::Measure;

/// A first decision, and one for each thing that may be otherwise than it supposes: the bills, the
/// seat, and twice the ledger.
const DECISIONS_MAX: usize = 5;

pub struct Deps {
    pub clock: Clock,
    pub refunds: Refunds,
    pub school: School,
    pub store: Store,
}

#[tracing::instrument(skip_all, fields(order.number = %receipt.number))]
pub async fn handle(deps: &Deps, receipt: Receipt) -> Result<(), Problem> {
    let now = deps.clock.now();
    let number = receipt.number;
    // The head comes first: whatever moves after it was read refuses the write.
    let head = deps.store.head(number.payer).await?;
    let Some(order) = deps.store.order(number).await? else {
        return disputed::keep(deps, Dispute::of_no_order(receipt, now), &head).await;
    };
    // What was disputed once is not booked beside it, whatever became of the bills since.
    if order.is_disputed() && deps.store.disputed(&receipt).await?.is_some() {
        return disputed::resolve(deps, &receipt).await;
    }
    match order.settle(receipt, now) {
        Settlement::Book(booking) => book(deps, booking, head).await,
        Settlement::AlreadyBooked => Ok(()),
        Settlement::Dispute(it) => disputed::keep(deps, it, &head).await,
    }
}

/// Writes a booking. Where the table is not as it supposes, the domain looks at what is there and
/// decides again; what changes even then comes back through the queue.
async fn book(deps: &Deps, mut booking: Booking, mut head: Head) -> Result<(), Problem> {
    for _ in 0..DECISIONS_MAX {
        let again = match deps.store.book(&booking, &head).await? {
            Booked::Done => {
                let Order { channel, total, .. } = *booking.order();
                trail::tell(Measure::Paid { channel, amount: total });
                tracing::info!("the money is booked");
                return Ok(());
            }
            Booked::OrderMoved => return Err(StoreError::Raced.into()),
            Booked::LedgerMoved => {
                head = deps.store.head(booking.order().payer).await?;
                Settlement::Book(booking)
            }
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
            Settlement::Dispute(it) => return disputed::keep(deps, it, &head).await,
        };
    }
    Err(StoreError::Raced.into())
}

/// A way to another seat for who paid for one that is somebody else's by now.
async fn another_seat(deps: &Deps, booking: &Booking) -> Result<Option<Taking>, StoreError> {
    let Some((place, _)) = booking.seat() else { return Ok(None) };
    let shards = deps.store.seats(&place.project).await?;
    let payer = booking.order().payer;
    Ok(domain::find_seat(&shards, payer, deps.clock.now(), u32::from(place.shard)))
}
