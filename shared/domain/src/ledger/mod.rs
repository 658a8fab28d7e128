//! A person's money, move by move: a chain of entries that only ever grows.
//!
//! Every transaction that moves money also writes the next entry, under the condition that nobody
//! wrote it yet. So a person's chain is the proof of what happened, and the lock under which it
//! happened: whoever read the chain up to its end and writes the next entry knows that nothing of
//! that person's money moved in between. Nothing is shared between people.
//!
//! Each entry holds the seal of the one before, so that an entry that is changed, left out or put in
//! between breaks the chain for everybody who reads it ([`Ledger::of`], `paycli audit`).

pub mod audit;
mod entry;
mod received;

pub use entry::{Entry, Event, Head, Part, Seal, Stated};
pub use received::{Received, RefundShare, ShareState};

use crate::{BillId, Money, PersonId, ReceiptKey, RefundId};
use std::collections::BTreeMap;

/// All that ever happened to a person's money, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    head: Head,
    moneys: Vec<Received>,
    stated: BTreeMap<BillId, Stated>,
}

/// The chain does not hold: an entry was changed, left out, or says what cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq} of a ledger is wrong: {why}")]
pub struct Broken {
    pub seq: u32,
    pub why: &'static str,
}

impl Ledger {
    /// The ledger of `person` that `entries`, oldest first, make up.
    pub fn of(person: PersonId, entries: &[Entry]) -> Result<Self, Broken> {
        let empty = Self { head: Head::start(person), moneys: Vec::new(), stated: BTreeMap::new() };
        entries.iter().try_fold(empty, Self::and)
    }

    fn and(mut self, entry: &Entry) -> Result<Self, Broken> {
        let broken = |why| Broken { seq: entry.seq(), why };
        self.head = self.head.after(entry).ok_or_else(|| broken("it does not follow"))?;
        self.take(entry).map_err(broken)?;
        Ok(self)
    }

    fn take(&mut self, entry: &Entry) -> Result<(), &'static str> {
        match entry.event() {
            Event::Stated { bills } => {
                self.stated.extend(bills.iter().map(|it| (it.bill.clone(), it.clone())));
                Ok(())
            }
            Event::Booked { receipt, parts, .. } => {
                if parts.iter().map(|it| it.amount).sum::<Money>() != receipt.amount {
                    return Err("it books another amount than came");
                }
                self.arrive(Received::booked(receipt.clone(), parts.clone(), entry.at()))
            }
            Event::Disputed { receipt, reason } => {
                self.arrive(Received::disputed(receipt.clone(), *reason, entry.at()))
            }
            Event::Applied { receipt, parts } => self.money(receipt)?.apply(parts),
            Event::RefundOpened { refund, receipt, amount, parts, reopens } => {
                let share = RefundShare {
                    id: *refund,
                    amount: *amount,
                    parts: parts.clone(),
                    reopens: *reopens,
                    state: ShareState::Open,
                    ended: None,
                };
                self.money(receipt)?.promise(share)
            }
            Event::RefundDone { refund, at, .. } => {
                self.refund(*refund)?.end(ShareState::Done, at.unwrap_or(entry.at()))?;
                self.forgive(*refund)
            }
            Event::RefundFailed { refund } => {
                self.refund(*refund)?.end(ShareState::Failed, entry.at())
            }
        }
    }

    fn arrive(&mut self, received: Received) -> Result<(), &'static str> {
        if self.received(&received.receipt.key()).is_some() {
            return Err("it counts money a second time");
        }
        self.moneys.push(received);
        Ok(())
    }

    /// What went back and does not open its bills again is due no more.
    fn forgive(&mut self, refund: RefundId) -> Result<(), &'static str> {
        let share = self.refund(refund)?.clone();
        for part in share.parts.iter().filter(|_| !share.reopens) {
            if let Some(stated) = self.stated.get_mut(&part.bill) {
                let due = stated.due.minus(part.amount);
                stated.due = due.ok_or("it forgives more than is due")?;
            }
        }
        Ok(())
    }

    fn money(&mut self, key: &ReceiptKey) -> Result<&mut Received, &'static str> {
        let found = self.moneys.iter_mut().find(|it| it.receipt.key() == *key);
        found.ok_or("it is about money that never came")
    }

    fn refund(&mut self, refund: RefundId) -> Result<&mut RefundShare, &'static str> {
        let mut all = self.moneys.iter_mut().flat_map(|it| &mut it.refunds);
        all.find(|it| it.id == refund).ok_or("it ends a refund that nobody opened")
    }

    /// Where the next entry goes.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// All money that came, in the order in which it was kept.
    pub fn moneys(&self) -> &[Received] {
        &self.moneys
    }

    /// The money of that name.
    pub fn received(&self, key: &ReceiptKey) -> Option<&Received> {
        self.moneys.iter().find(|it| it.receipt.key() == *key)
    }

    /// The money of which `refund` gives something back.
    pub fn refunding(&self, refund: RefundId) -> Option<&Received> {
        self.moneys.iter().find(|it| it.refunds.iter().any(|it| it.id == refund))
    }

    /// What lies on `bill` of all that came and did not go back.
    pub fn paid(&self, bill: &BillId) -> Money {
        self.moneys.iter().map(|it| it.on(bill)).sum()
    }

    /// What the office stated of each bill last.
    pub fn stated(&self) -> &BTreeMap<BillId, Stated> {
        &self.stated
    }
}

#[cfg(test)]
mod tests;
