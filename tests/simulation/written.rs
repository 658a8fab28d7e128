//! What the chains of entries count up to, against all else that is written of money (product.md §4:
//! I2, I3, I6, I7, I8).

use super::moneys::Moneys;
use super::oracle::{self, Seen, ensure, name};
use crate::Books;
use domain::ledger::{Entry, Event};
use domain::{BillId, Category, ChannelKind, Day, PersonId, Receipt, RefundState, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

impl Moneys<'_> {
    pub(super) fn are_in(&self, books: &Books) -> Seen {
        self.are_kept(books)?;
        self.are_on_bills(books)?;
        self.are_on_their_days(books)?;
        self.are_refunded(books)
    }

    /// What is booked or disputed is in a ledger, and the other way round.
    fn are_kept(&self, books: &Books) -> Seen {
        let booked = oracle::booked(books).map(|(it, order)| (name(it), Some(order.id)));
        let disputed = books.disputes.iter().map(|it| (name(&it.receipt), None));
        let kept: BTreeMap<_, _> = booked.chain(disputed).collect();
        let counted: BTreeMap<_, _> =
            self.all.iter().map(|(it, money)| (*it, money.order)).collect();
        ensure(kept == counted, || {
            format!("I2: {kept:?} are booked or disputed, and the ledgers have {counted:?}")
        })
    }

    /// A bill's paid amount is what lies on it, and its due what the office stated and went back.
    fn are_on_bills(&self, books: &Books) -> Seen {
        let mut on: BTreeMap<(PersonId, &BillId), u64> = BTreeMap::new();
        for money in self.all.values() {
            for (bill, amount) in &money.on {
                *on.entry((money.receipt.number.payer, bill)).or_default() += amount;
            }
        }
        for ((person, id), bill) in &books.bills {
            let paid = on.remove(&(*person, id)).unwrap_or(0);
            ensure(bill.paid_here == paid, || {
                format!(
                    "I2: of {person}'s {id} {} fen are paid, and {paid} lie on it",
                    bill.paid_here
                )
            })?;
        }
        on.retain(|_, amount| *amount > 0);
        ensure(on.is_empty(), || format!("I2: money lies on bills that are not there: {on:?}"))?;
        self.are_as_brought(books)?;
        self.are_as_stated(books)
    }

    /// A living fee is due what its order asked for it, less what went back.
    fn are_as_brought(&self, books: &Books) -> Seen {
        let orders = books.orders.values().filter(|it| it.category() == Category::Living);
        for order in orders {
            for line in &order.lines {
                let Some(bill) = books.bills.get(&(order.payer, line.bill.clone())) else {
                    continue;
                };
                let less = self.less.get(&(order.payer, &line.bill)).copied().unwrap_or(0);
                ensure(bill.due + less == line.amount.fen(), || {
                    format!("I6: {} is not over what {} asked: {bill:?}", line.bill, order.id)
                })?;
            }
        }
        Ok(())
    }

    fn are_as_stated(&self, books: &Books) -> Seen {
        let mut stated = BTreeMap::new();
        for (person, chain) in &books.entries {
            for entry in chain {
                if let Event::Stated { bills } = entry.event() {
                    stated.extend(bills.iter().map(|it| ((*person, &it.bill), (it, entry.seq()))));
                }
            }
        }
        for ((person, id), (it, _)) in stated {
            let Some(bill) = books.bills.get(&(person, id.clone())) else {
                return Err(format!("I3: {person}'s {id} was stated and is not there"));
            };
            let less = self.less.get(&(person, id)).copied().unwrap_or(0);
            let settled = (it.exempt.fen(), it.loan.fen(), it.paid_elsewhere.fen());
            let same = settled == (bill.exempt, bill.loan, bill.paid_elsewhere)
                && (less > 0 || it.due.fen() == bill.due);
            ensure(same, || format!("I3: {person}'s {id} is not as the office stated: {bill:?}"))?;
        }
        Ok(())
    }

    /// Each payment and each refund that a provider did lies under its Beijing day, once.
    fn are_on_their_days(&self, books: &Books) -> Seen {
        let mut expected: BTreeSet<(String, String, u64)> = BTreeSet::new();
        for money in self.all.values() {
            let (pk, amount) = (day(money.receipt, money.receipt.paid_at), money.receipt.amount);
            let sk = format!("PAY#{}", money.receipt.transaction.0);
            expected.insert((pk, sk, amount.fen()));
        }
        for (number, refund) in &books.refunds {
            if let RefundState::Done { at, .. } = refund.state {
                let pk = day(&refund.refund.receipt, at);
                expected.insert((pk, format!("REFUND#{number}"), refund.refund.amount.fen()));
            }
        }
        let whole = |pk: &str| pk.rsplit_once('#').map_or("", |it| it.0).to_owned();
        let listed = books.days.iter();
        let listed = listed.map(|(pk, sk, it)| (whole(pk), sk.clone(), it.amount.fen()));
        let listed: BTreeSet<_> = listed.collect();
        ensure(listed.len() == books.days.len(), || "I8: something lies under a day twice".into())?;
        ensure(listed == expected, || {
            let differ: Vec<_> = listed.symmetric_difference(&expected).collect();
            format!("I8: these lie under one of the ledger and the days alone: {differ:?}")
        })
    }

    /// The lists of staff, and the refunds as they are written, against the ledgers.
    fn are_refunded(&self, books: &Books) -> Seen {
        let open = self.all.values().filter(|it| it.order.is_none() && it.left() > 0);
        let open: BTreeSet<_> = open.map(|it| listed(it.receipt)).collect();
        ensure(open == books.undecided, || {
            let events = books.entries.values().flatten().map(Entry::event);
            let events: Vec<_> = events.filter(|it| !matches!(it, Event::Stated { .. })).collect();
            format!(
                "I2: of {open:?} something is left, and the list says {:?}: {events:#?}",
                books.undecided
            )
        })?;
        let mut going: BTreeSet<_> = self.all.values().flat_map(|it| it.going.keys()).collect();
        for (number, order) in &books.refunds {
            let promised = self.all.values().find_map(|it| it.going.get(&order.refund.id));
            ensure(promised.is_none_or(|it| it.0 == order.refund.amount.fen()), || {
                format!("I7: refund {number} is of another sum than was promised: {order:?}")
            })?;
            let is_open = going.remove(&order.refund.id);
            ensure(is_open != order.is_final(), || {
                format!("I7: refund {number} is {:?}, and its ledger differs", order.state)
            })?;
            // One that failed stays on the list until somebody saw it.
            let listed = books.unfinished.contains(number);
            ensure(is_open == listed || order.is_failed(), || {
                format!("I7: refund {number} is {:?}, and the list differs", order.state)
            })?;
        }
        ensure(going.is_empty(), || format!("I7: nobody wrote these refunds down: {going:?}"))
    }

    /// I2, by student, channel and day: what came in is on bills, left, on its way back, or back.
    pub(super) fn add_up(&self) -> Seen {
        let mut sums: BTreeMap<(PersonId, ChannelKind, Day), (u64, u64)> = BTreeMap::new();
        for money in self.all.values() {
            let Receipt { number, channel, paid_at, amount, .. } = money.receipt;
            let sum = sums.entry((number.payer, *channel, Day::of(*paid_at))).or_default();
            let loose: u64 = money.going.values().filter(|it| it.1.is_empty()).map(|it| it.0).sum();
            sum.0 += amount.fen();
            sum.1 += money.applied() + loose + money.back + money.left();
        }
        match sums.into_iter().find(|(_, (came, are))| came != are) {
            Some((of, (came, are))) => Err(format!("I2: of {of:?} {came} fen came, and {are} are")),
            None => Ok(()),
        }
    }
}

/// The day under which something of `receipt` that happened at `at` lies, in some part of it.
fn day(receipt: &Receipt, at: Timestamp) -> String {
    format!("DAY#{}#{}#{}", receipt.channel, receipt.merchant.0, Day::of(at))
}

/// What money is called on the list of what is undecided.
fn listed(receipt: &Receipt) -> String {
    format!("{}#{}#{}", receipt.channel, receipt.merchant.0, receipt.transaction.0)
}
