//! Money that came, and where it is now.

use super::Part;
use crate::{BillId, DisputeReason, Money, Receipt, RefundId, Timestamp};

/// Money that came, and where it is now: on bills, going back, gone back, or nowhere yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub receipt: Receipt,
    /// Why it could not be booked, if it could not.
    pub disputed: Option<DisputeReason>,
    /// What was put on bills, at once or later.
    pub parts: Vec<Part>,
    pub refunds: Vec<RefundShare>,
    /// When it was written down (UTC).
    pub kept: Timestamp,
}

/// A part of it that is to go back, or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundShare {
    pub id: RefundId,
    pub amount: Money,
    /// From which bills; none: from what lies on no bill.
    pub parts: Vec<Part>,
    pub reopens: bool,
    pub state: ShareState,
    /// When it ended, if it did: by the provider's clock, where the provider says.
    pub ended: Option<Timestamp>,
}

/// Where a refund stands, as far as money is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareState {
    Open,
    Done,
    Failed,
}

impl Received {
    pub(super) fn booked(receipt: Receipt, parts: Vec<Part>, kept: Timestamp) -> Self {
        Self { receipt, disputed: None, parts, refunds: Vec::new(), kept }
    }

    pub(super) fn disputed(receipt: Receipt, reason: DisputeReason, kept: Timestamp) -> Self {
        Self { receipt, disputed: Some(reason), parts: Vec::new(), refunds: Vec::new(), kept }
    }

    /// What of it lies on no bill and is not going back: somebody has to decide about that.
    pub fn left(&self) -> Money {
        let promised = self.living().filter(|it| it.parts.is_empty()).map(|it| it.amount);
        let used = sum(&self.parts).plus(promised.sum());
        self.receipt.amount.minus(used).unwrap_or(Money::ZERO)
    }

    /// What of it is on its way back or there.
    pub fn given_back(&self) -> Money {
        self.living().map(|it| it.amount).sum()
    }

    /// What of it lies on `bill` and did not go back.
    pub fn on(&self, bill: &BillId) -> Money {
        on(&self.parts, bill).minus(self.returned(bill)).unwrap_or(Money::ZERO)
    }

    /// What of it lay on `bill` and went back.
    pub fn returned(&self, bill: &BillId) -> Money {
        self.done().map(|it| on(&it.parts, bill)).sum()
    }

    /// What of that the bill does not owe again.
    pub fn undue(&self, bill: &BillId) -> Money {
        self.done().filter(|it| !it.reopens).map(|it| on(&it.parts, bill)).sum()
    }

    /// What of it lies on `bill` and is not promised to anybody.
    pub fn returnable(&self, bill: &BillId) -> Money {
        let promised: Money = self.living().map(|it| on(&it.parts, bill)).sum();
        on(&self.parts, bill).minus(promised).unwrap_or(Money::ZERO)
    }

    /// What was put on `bill` of it, whatever became of that.
    pub fn put_on(&self, bill: &BillId) -> Money {
        on(&self.parts, bill)
    }

    /// What is on its way back.
    pub fn open_refunds(&self) -> impl Iterator<Item = RefundId> {
        self.refunds.iter().filter(|it| it.state == ShareState::Open).map(|it| it.id)
    }

    /// Refunds that did not fail.
    fn living(&self) -> impl Iterator<Item = &RefundShare> {
        self.refunds.iter().filter(|it| it.state != ShareState::Failed)
    }

    /// Refunds that are over, with the money back.
    fn done(&self) -> impl Iterator<Item = &RefundShare> {
        self.refunds.iter().filter(|it| it.state == ShareState::Done)
    }

    pub(super) fn apply(&mut self, parts: &[Part]) -> Result<(), &'static str> {
        if sum(parts) > self.left() {
            return Err("it puts more on bills than came");
        }
        self.parts.extend_from_slice(parts);
        Ok(())
    }

    pub(super) fn promise(&mut self, share: RefundShare) -> Result<(), &'static str> {
        let fits = if share.parts.is_empty() {
            share.amount <= self.left()
        } else {
            share.amount == sum(&share.parts)
                && share
                    .parts
                    .iter()
                    .all(|it| on(&share.parts, &it.bill) <= self.returnable(&it.bill))
        };
        if !fits || share.amount.is_zero() {
            return Err("it gives back more than is there");
        }
        self.refunds.push(share);
        Ok(())
    }
}

impl RefundShare {
    pub(super) fn end(&mut self, state: ShareState, at: Timestamp) -> Result<(), &'static str> {
        if self.state != ShareState::Open {
            return Err("it ends a refund that ended before");
        }
        (self.state, self.ended) = (state, Some(at));
        Ok(())
    }
}

fn sum(parts: &[Part]) -> Money {
    parts.iter().map(|it| it.amount).sum()
}

fn on(parts: &[Part], bill: &BillId) -> Money {
    parts.iter().filter(|it| it.bill == *bill).map(|it| it.amount).sum()
}
