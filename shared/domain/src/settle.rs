//! What a receipt does to its order: it is booked, it was booked before, or it is disputed.

use crate::ledger::{Event, Part};
use crate::{
    Bill, Category, ClosedBy, Line, Money, Order, OrderState, Receipt, SeatPlace, Taking,
    Timestamp, Vacancy,
};
use serde::{Deserialize, Serialize};

/// What a receipt does to the order that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It pays the order's bills.
    Book(Booking),
    /// It did so before.
    AlreadyBooked,
    /// It cannot pay them; the money is somebody's to give back or to credit.
    Dispute(Dispute),
}

/// The proof that a receipt pays an order's bills. Only the domain makes one, and it is all that
/// the store takes: money cannot be booked undecided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    receipt: Receipt,
    at: Timestamp,
    /// The order as it will be: paid by that receipt.
    paid: Order,
    was: OrderState,
    /// One for each line of the order.
    holdings: Vec<Holding>,
    /// Whose the order's seat is.
    seat: Vacancy,
}

/// Whose claim lies on a bill that a booking pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// The order's own: the usual case, and what the first try supposes.
    Own,
    /// Another's or nobody's; the bill owes the money all the same (R3, R14).
    Other,
}

/// Money that arrived and cannot be booked: kept, keyed like the receipt, until it is resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    pub receipt: Receipt,
    pub reason: DisputeReason,
    pub at: Timestamp,
    /// The order as it is left and the state that it must still be in, where the decision hangs
    /// on that: another look may have booked the money meanwhile.
    #[serde(skip)]
    pub leaves: Option<(Order, OrderState)>,
}

/// Why money could not be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum DisputeReason {
    /// The number names no order of ours.
    NoSuchOrder,
    /// Our account was paid through another merchant account than the order was opened with.
    OtherMerchant,
    /// Another payment already settled the order.
    PaidTwice,
    /// More or less arrived than was asked.
    AmountDiffers { asked: Money },
    /// The bills were paid, waived or changed meanwhile.
    NoLongerOwed,
    /// The seat that it was to keep became somebody else's, and no other is left (R49).
    SeatGone,
}

impl Order {
    /// What `receipt`, heard at `now`, does to this order.
    pub fn settle(self, receipt: Receipt, now: Timestamp) -> Settlement {
        if self.channel != receipt.channel || self.merchant != receipt.merchant {
            return self.disputed(receipt, DisputeReason::OtherMerchant, now);
        }
        match &self.state {
            OrderState::Paid { receipt: booked, .. }
                if booked.transaction == receipt.transaction =>
            {
                Settlement::AlreadyBooked
            }
            OrderState::Paid { .. } => self.disputed(receipt, DisputeReason::PaidTwice, now),
            OrderState::Open | OrderState::Closed { .. } if receipt.amount != self.total => {
                let asked = self.total;
                self.disputed(receipt, DisputeReason::AmountDiffers { asked }, now)
            }
            OrderState::Open | OrderState::Closed { .. } => {
                let (was, holdings) = (self.state.clone(), vec![Holding::Own; self.lines.len()]);
                let state = OrderState::Paid { receipt: receipt.clone(), booked: now };
                let (paid, seat) = (Self { state, ..self }, Vacancy::Own);
                Settlement::Book(Booking { receipt, at: now, paid, was, holdings, seat })
            }
        }
    }

    /// An open order for which wrong money came is closed: it must not be paid a second time.
    fn disputed(self, receipt: Receipt, reason: DisputeReason, now: Timestamp) -> Settlement {
        let received = Some(receipt.clone());
        let state = OrderState::Closed { at: now, by: ClosedBy::Dispute, received };
        let amount_differs = matches!(reason, DisputeReason::AmountDiffers { .. });
        let closes = self.state == OrderState::Open && amount_differs;
        let leaves = closes.then_some((Self { state, ..self }, OrderState::Open));
        Settlement::Dispute(Dispute { receipt, reason, at: now, leaves })
    }
}

impl Booking {
    /// The order as it will be: paid.
    pub fn order(&self) -> &Order {
        &self.paid
    }

    /// When it was decided.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The entry of the payer's ledger that says it.
    pub fn entry(&self) -> Event {
        let part = |line: &Line| Part { bill: line.bill.clone(), amount: line.amount };
        Event::Booked {
            order: self.paid.id,
            receipt: self.receipt.clone(),
            parts: self.paid.lines.iter().map(part).collect(),
        }
    }

    /// The state that the order must still be in for this booking to hold.
    pub fn was(&self) -> &OrderState {
        &self.was
    }

    /// What is paid of each bill, and whose claim lies on it.
    pub fn lines(&self) -> impl Iterator<Item = (&Line, Holding)> {
        self.paid.lines.iter().zip(self.holdings.iter().copied())
    }

    /// The receipt that pays.
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// The seat that the payer keeps by this, and whose it is so far: their own, unless it became
    /// somebody else's before the money came.
    pub fn seat(&self) -> Option<(&SeatPlace, Vacancy)> {
        self.paid.seat.as_ref().map(|place| (place, self.seat))
    }

    /// Decides again, now that the payer's seat is somebody else's: `other` is a way to another one,
    /// if one is left.
    pub fn seated(self, other: Option<Taking>) -> Settlement {
        let Some(taking) = other else { return self.refused(DisputeReason::SeatGone) };
        let seat = self.paid.seat.clone().map(|it| SeatPlace { shard: taking.shard, ..it });
        let paid = Order { seat, ..self.paid };
        Settlement::Book(Self { paid, seat: taking.seat, ..self })
    }

    /// Decides again, now that the table refused the usual case and showed the payer's `bills`.
    pub fn against(self, bills: &[Bill]) -> Settlement {
        let holding = |line: &Line| {
            let bill =
                bills.iter().find(|bill| bill.id == line.bill && takes(bill, line.amount))?;
            let own = bill.hold.as_ref().is_some_and(|hold| hold.by == self.paid.id);
            Some(if own { Holding::Own } else { Holding::Other })
        };
        if let Some(holdings) = self.paid.lines.iter().map(holding).collect() {
            return Settlement::Book(Self { holdings, ..self });
        }
        self.refused(DisputeReason::NoLongerOwed)
    }

    fn refused(self, reason: DisputeReason) -> Settlement {
        let Self { receipt, at, .. } = self;
        let received = Some(receipt.clone());
        let state = OrderState::Closed { at, by: ClosedBy::Dispute, received };
        let leaves = Some((Order { state, ..self.paid }, self.was));
        Settlement::Dispute(Dispute { receipt, reason, at, leaves })
    }
}

/// Whether late money of `amount` pays `bill`. What an enrolment costs may be another price by now,
/// and no part of that is its payment.
fn takes(bill: &Bill, amount: Money) -> bool {
    match bill.category() {
        Category::Enrolment => bill.owed() == amount,
        Category::Tuition | Category::Other | Category::Living => bill.owed() >= amount,
    }
}

impl Dispute {
    /// The entry of the payer's ledger that says it.
    pub fn entry(&self) -> Event {
        Event::Disputed { receipt: self.receipt.clone(), reason: self.reason }
    }

    /// Money for an order that we do not have.
    pub fn of_no_order(receipt: Receipt, at: Timestamp) -> Self {
        Self { receipt, reason: DisputeReason::NoSuchOrder, at, leaves: None }
    }
}
