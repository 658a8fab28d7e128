//! Every fen again: what the tables say of money is held against the entries from which it follows.
//!
//! The chain of a person's entries cannot be changed, shortened in the middle or added to without
//! being broken; that its end is there is seen by what else was written with it: orders, bills, lists
//! and days. Two who audit the same school and find the same digest saw the same entries.

mod bills;
mod found;
mod lists;
mod refunds;

pub use found::{Finding, Wrong};

use super::{Entry, Head, Ledger};
use crate::{
    Bill, Dispute, DisputeReason, Money, Order, PersonId, Receipt, ReceiptKey, RefundNumber,
    RefundOrder, Timestamp,
};
use aws_lc_rs::digest::{Context, SHA256};
use std::collections::BTreeMap;

/// All that is written of one person's money.
#[derive(Clone, Default)]
pub struct Theirs {
    pub entries: Vec<Entry>,
    pub bills: Vec<Bill>,
    pub orders: Vec<Order>,
    pub disputes: Vec<Dispute>,
    pub refunds: Vec<RefundOrder>,
    /// Their money that stands on the staff's list.
    pub undecided: Vec<ReceiptKey>,
    /// Their refunds that stand on the staff's list.
    pub unfinished: Vec<RefundNumber>,
    pub days: Vec<OnDay>,
    /// Rows that say what no row of their kind can say.
    pub unreadable: Vec<String>,
}

/// What is listed under a provider's day: money that came, or of which something went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDay {
    pub receipt: Receipt,
    pub disputed: Option<DisputeReason>,
    pub refund: Option<RefundNumber>,
    pub amount: Money,
    pub at: Timestamp,
}

/// What an audit came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    pub counts: Counts,
    pub sums: Sums,
    /// A SHA-256 over the ends of all chains, in 64 hexadecimal digits.
    pub digest: String,
    pub findings: Vec<Finding>,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub people: usize,
    pub entries: usize,
    pub bills: usize,
    pub orders: usize,
    pub payments: usize,
    pub refunds: usize,
}

/// Fen, by where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub received: u64,
    pub on_bills: u64,
    /// Promised to go back, of money that lies on no bill.
    pub on_its_way: u64,
    pub given_back: u64,
    /// On no bill and promised to nobody.
    pub left: u64,
}

/// Recounts all money of a school.
pub fn audit(school: &BTreeMap<PersonId, Theirs>) -> Audit {
    let mut audit = Audit::default();
    let mut ends = Context::new(&SHA256);
    for (person, theirs) in school {
        let found = look(*person, theirs, &mut audit);
        let head = found.unwrap_or_else(|finding| {
            audit.findings.push(finding);
            theirs.entries.last().map_or_else(|| Head::start(*person), |it| Head::at(*person, it))
        });
        ends.update(format!("{person} {} {}\n", head.seq(), head.seal()).as_bytes());
        audit.counts.people += 1;
    }
    audit.digest = hex::encode(ends.finish());
    audit
}

/// Adds what one person's rows come to. An error: their chain does not hold, so that nothing can be
/// held against it.
fn look(person: PersonId, theirs: &Theirs, audit: &mut Audit) -> Result<Head, Finding> {
    audit.counts.entries += theirs.entries.len();
    audit.counts.bills += theirs.bills.len();
    audit.counts.orders += theirs.orders.len();
    let found = |wrong| Finding { person, entry: None, wrong };
    audit.findings.extend(theirs.unreadable.iter().cloned().map(Wrong::Unreadable).map(found));
    let ledger = Ledger::of(person, &theirs.entries).map_err(|broken| Finding {
        person,
        entry: Some(broken.seq),
        wrong: Wrong::Chain(broken.why),
    })?;
    for money in ledger.moneys() {
        audit.counts.payments += 1;
        audit.counts.refunds += money.refunds.len();
        audit.sums.add(money);
    }
    let seen = Seen { theirs, ledger: &ledger };
    let wrongs = [seen.bills(), seen.moneys(), seen.refunds(), seen.lists(), seen.days()];
    let found = |(entry, wrong)| Finding { person, entry, wrong };
    audit.findings.extend(wrongs.into_iter().flatten().map(found));
    Ok(*ledger.head())
}

/// One person's rows, and what their entries come to.
struct Seen<'a> {
    theirs: &'a Theirs,
    ledger: &'a Ledger,
}

/// What is wrong, and with which entry if it is about one.
type Wrongs = Vec<(Option<u32>, Wrong)>;

impl Sums {
    fn add(&mut self, money: &super::Received) {
        let state = |state| money.refunds.iter().filter(move |it| it.state == state);
        let loose = state(super::ShareState::Open).filter(|it| it.parts.is_empty());
        let back: Money = state(super::ShareState::Done).map(|it| it.amount).sum();
        let loose: Money = loose.map(|it| it.amount).sum();
        self.received += money.receipt.amount.fen();
        self.on_its_way += loose.fen();
        self.given_back += back.fen();
        self.left += money.left().fen();
        let elsewhere = loose.plus(back).plus(money.left());
        self.on_bills += money.receipt.amount.minus(elsewhere).map_or(0, Money::fen);
    }
}

#[cfg(test)]
mod tests;
