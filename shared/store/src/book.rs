use crate::commit::{Refusal, put, update};
use crate::orders::Left;
use crate::row::Key;
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::Put;
use domain::{Booking, Dispute, Holding, SeatEnd};

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
}

impl Store {
    /// Writes what `booking` says, order and bills and the seat that they keep, or nothing.
    pub async fn book(&self, booking: &Booking) -> Result<Booked, StoreError> {
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
        match self.commit(writes).await {
            Ok(()) => Ok(Booked::Done),
            Err(Refusal::At { place: 0, .. }) => Ok(Booked::OrderMoved),
            Err(Refusal::At { place, .. }) if place >= bills => Ok(Booked::SeatGone),
            Err(Refusal::At { .. }) => Ok(Booked::BillsDiffer),
            Err(Refusal::Other(error)) => Err(error),
        }
    }

    /// Keeps money that cannot be booked where staff will see it, once, and leaves its order as
    /// the dispute says. [`StoreError::Raced`]: the order moved; read it and decide again.
    pub async fn dispute(&self, dispute: &Dispute) -> Result<(), StoreError> {
        let row = Key::dispute(&dispute.receipt).row(dispute)?;
        let kept = Put::builder()
            .table_name(&self.tables.inbox)
            .set_item(Some(row))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        if let Some((order, was)) = &dispute.leaves {
            return match self.leave(order, was, vec![put(kept)]).await? {
                // Kept before: the same money, told again.
                Left::Done | Left::FirstRefused => Ok(()),
                Left::Moved => Err(StoreError::Raced),
            };
        }
        match self.commit(vec![put(kept)]).await {
            Ok(()) | Err(Refusal::At { .. }) => Ok(()),
            Err(Refusal::Other(error)) => Err(error),
        }
    }

    /// The dispute about `receipt`, if there is one.
    pub async fn disputed(&self, receipt: &domain::Receipt) -> Result<Option<Dispute>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.inbox)
            .set_key(Some(Key::dispute(receipt).item()))
            .consistent_read(true)
            .send()
            .await?;
        found.item.map(crate::row::read).transpose()
    }
}
