//! The one transaction that books a receipt.

use crate::commit::{Refusal, put, update};
use crate::{Store, StoreError};
use domain::ledger::Head;
use domain::{Booking, Holding, SeatEnd};

/// What became of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booked {
    /// The order is paid and so are its bills.
    Done,
    /// A bill is not as the booking supposed: look at the bills and decide again.
    BillsDiffer,
    /// The seat that it was to keep is somebody else's: look for another and decide again.
    SeatGone,
    /// The order is not as the booking supposed: read it and decide again.
    OrderMoved,
    /// Some other money of the payer moved meanwhile: read the head of their ledger again.
    LedgerMoved,
}

impl Store {
    /// Writes what `booking` says, order and bills, the seat that they keep and the next entry of
    /// the ledger that ends at `head`, or nothing. [`StoreError::CountedElsewhere`]: the very payment
    /// is in the books for another order.
    pub async fn book(&self, booking: &Booking, head: &Head) -> Result<Booked, StoreError> {
        let order = booking.order();
        let mut writes = vec![put(self.replace(order, booking.was())?)];
        for (line, holding) in booking.lines() {
            writes.push(update(match holding {
                Holding::Own => self.pay_held_bill(order, line)?,
                Holding::Other => self.pay_other_bill(order, line)?,
            }));
        }
        let bills = writes.len();
        if let Some(seat) = booking.seat() {
            writes.push(self.take_seat(seat, order.payer, SeatEnd::Kept)?);
        }
        let seats = writes.len();
        writes.push(self.append(head, booking.entry(), booking.at())?);
        writes.push(self.list_payment(booking.receipt(), None)?);
        match self.commit(writes).await {
            Ok(()) => Ok(Booked::Done),
            Err(Refusal::At { place: 0, .. }) => Ok(Booked::OrderMoved),
            Err(Refusal::At { place, .. }) if place > seats => Err(StoreError::CountedElsewhere),
            Err(Refusal::At { place, .. }) if place == seats => Ok(Booked::LedgerMoved),
            Err(Refusal::At { place, .. }) if place >= bills => Ok(Booked::SeatGone),
            Err(Refusal::At { .. }) => Ok(Booked::BillsDiffer),
            Err(Refusal::Other(error)) => Err(error),
        }
    }
}
