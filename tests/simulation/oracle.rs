//! What must hold between any two steps (product.md §4, and that a bill has one live order at most).
//! Everything is compared with the banks' own ledgers, which no code of ours writes.

use super::school::STUDENTS;
use crate::{Answer, BillRow, Books};
use domain::{Category, ChannelKind, ClosedBy, Order, OrderState, Receipt, Timestamp};
use sandbox::Bank;
use std::collections::{BTreeMap, BTreeSet};

pub(super) type Seen = Result<(), String>;

/// I4 and I6: what is final stays, what was written of an order never changes.
pub(super) fn goes_on(before: &Books, after: &Books) -> Seen {
    for (key, was) in &before.orders {
        let Some(is) = after.orders.get(key) else {
            return Err(format!("I6: order {} is gone", was.id));
        };
        // Since when it is shown is not of money: it is taken back where a provider does not answer.
        // What a provider says only once is kept with the order when it says it.
        let placed = was.placed.as_ref().and(is.placed.clone());
        let shown = was.shown;
        let same = Order { state: was.state.clone(), shown, placed, ..is.clone() } == *was;
        ensure(same, || format!("I6: order {} was rewritten", was.id))?;
        let moves = match (&was.state, &is.state) {
            (OrderState::Paid { .. }, now) => *now == was.state,
            (OrderState::Closed { .. }, OrderState::Open) => false,
            // Money may come for it later that cannot be booked.
            (OrderState::Closed { .. }, OrderState::Closed { by: ClosedBy::Dispute, .. }) => true,
            (OrderState::Closed { .. }, OrderState::Closed { .. }) => was.state == is.state,
            (OrderState::Open | OrderState::Closed { .. }, _) => true,
        };
        ensure(moves, || {
            format!("I4: order {} went from {:?} to {:?}", was.id, was.state, is.state)
        })?;
    }
    for key in before.bills.keys() {
        ensure(after.bills.contains_key(key), || format!("a bill is gone: {key:?}"))?;
    }
    Ok(())
}

/// Who lets go of an order has asked its bank: of none that it closed the bank had the money then.
/// `since` is when the books were `before`.
pub(super) fn closed_unpaid(
    before: &Books,
    after: &Books,
    banks: &[Bank],
    since: Timestamp,
) -> Seen {
    let closed = after.orders.iter().filter(|(key, is)| {
        let was_open = before.orders.get(key).is_some_and(|was| was.state == OrderState::Open);
        // Money that cannot be booked closes an order, too.
        let for_money = matches!(is.state, OrderState::Closed { by: ClosedBy::Dispute, .. });
        was_open && !for_money && matches!(is.state, OrderState::Closed { .. })
    });
    for (_, order) in closed {
        let number = order.number().to_string();
        let trades = banks.iter().filter_map(|it| it.trade(&number));
        let paid = trades.flat_map(|it| &it.payments).find(|it| it.at < since);
        ensure(paid.is_none(), || {
            format!("order {} is closed, and its bank was paid before: {paid:?}", order.id)
        })?;
    }
    Ok(())
}

/// A payment's name: whose it is, and the bank's number.
pub(super) type Name<'a> = (ChannelKind, &'a str);

/// Every payment that a bank took: for which order, and how much.
type Taken<'a> = BTreeMap<Name<'a>, (&'a str, u64)>;

/// I1, I2, I3, I6, and one live order a bill: the books and the queue against the banks.
pub(super) fn adds_up(books: &Books, receipts: &[Receipt], banks: &[Bank], now: Timestamp) -> Seen {
    let taken = taken(banks);
    let mut kept = BTreeSet::new();
    for (receipt, order) in booked(books) {
        from_the_bank(receipt, &taken)?;
        ensure(kept.insert(name(receipt)), || twice(receipt))?;
        ensure(receipt.amount == order.total, || {
            format!("I2: order {} of {} is paid with {}", order.id, order.total, receipt.amount)
        })?;
        ensure(receipt.number == order.number(), || {
            format!("I2: order {} is paid with another's money", order.id)
        })?;
    }
    for dispute in &books.disputes {
        from_the_bank(&dispute.receipt, &taken)?;
        ensure(kept.insert(name(&dispute.receipt)), || twice(&dispute.receipt))?;
    }
    for receipt in receipts {
        from_the_bank(receipt, &taken)?;
    }
    bills(books)?;
    brought(books)?;
    one_live_order_each(books, now)
}

/// I5: what a bank was thanked for is in the queue, in an order or among the disputes.
pub(super) fn durable(
    thanked: &BTreeSet<(ChannelKind, String)>,
    books: &Books,
    receipts: &[Receipt],
) -> Seen {
    let kept = kept(books);
    let waits = |it: &Name<'_>| receipts.iter().any(|receipt| name(receipt) == *it);
    let mut names = thanked.iter().map(|(channel, id)| (*channel, id.as_str()));
    match names.find(|it| !kept.contains(it) && !waits(it)) {
        Some((bank, id)) => Err(format!("I5: {bank} was thanked for {id}, which is nowhere")),
        None => Ok(()),
    }
}

/// I10: what a student is answered says nothing of another.
pub(super) fn keeps_to_itself(student: &str, answer: &Answer) -> Seen {
    let other = STUDENTS.iter().find(|it| **it != student && answer.text.contains(**it));
    match other {
        Some(other) => Err(format!("I10: {student} is told of {other}: {}", answer.text)),
        None => Ok(()),
    }
}

/// All payments that are booked or disputed.
pub(super) fn kept(books: &Books) -> BTreeSet<Name<'_>> {
    let booked = booked(books).map(|(receipt, _)| receipt);
    let disputed = books.disputes.iter().map(|it| &it.receipt);
    booked.chain(disputed).map(name).collect()
}

/// All payments that the banks took.
pub(super) fn taken(banks: &[Bank]) -> Taken<'_> {
    let mut taken = BTreeMap::new();
    for bank in banks {
        for trade in bank.trades() {
            for payment in &trade.payments {
                let name = (channel(bank), payment.id.as_str());
                taken.insert(name, (trade.number.as_str(), payment.amount));
            }
        }
    }
    taken
}

/// All payments that the banks took, and when.
pub(super) fn payments(banks: &[Bank]) -> impl Iterator<Item = (Name<'_>, Timestamp)> {
    banks.iter().flat_map(|bank| {
        let payments = bank.trades().flat_map(|it| &it.payments);
        payments.map(|it| ((channel(bank), it.id.as_str()), it.at))
    })
}

pub(super) fn channel(bank: &Bank) -> ChannelKind {
    bank.slug().parse().expect("a bank is a channel")
}

pub(super) fn name(receipt: &Receipt) -> Name<'_> {
    (receipt.channel, &receipt.transaction.0)
}

/// Every paid order with the receipt that paid it.
pub(super) fn booked(books: &Books) -> impl Iterator<Item = (&Receipt, &Order)> {
    books.orders.values().filter_map(|order| match &order.state {
        OrderState::Paid { receipt, .. } => Some((receipt, order)),
        OrderState::Open | OrderState::Closed { .. } => None,
    })
}

/// Whether a hold on this bill counts at `now`.
pub(super) fn is_held(bill: &BillRow, now: Timestamp) -> bool {
    bill.hold_until.is_some_and(|until| until > now.as_second())
}

fn from_the_bank(receipt: &Receipt, taken: &Taken<'_>) -> Seen {
    let id = receipt.transaction.0.as_str();
    let Some((number, amount)) = taken.get(&name(receipt)) else {
        return Err(format!("I2: nobody ever paid {id} by {}", receipt.channel));
    };
    ensure(*number == receipt.number.to_string(), || {
        format!("I2: {id} was paid for another order")
    })?;
    ensure(*amount == receipt.amount.fen(), || {
        format!("I2: of {id} the bank took {amount} fen, and we say {}", receipt.amount)
    })
}

/// I3.
fn bills(books: &Books) -> Seen {
    for (key, bill) in &books.bills {
        ensure(bill.settled() <= bill.due, || {
            format!("I3: of {key:?} more is settled than due: {bill:?}")
        })?;
        ensure(bill.owed == bill.due - bill.settled(), || {
            format!("I3: {key:?} does not add up: {bill:?}")
        })?;
    }
    Ok(())
}

/// I6: a bill that an order brought is there with that order, over no more, and nobody else's.
fn brought(books: &Books) -> Seen {
    let orders = books.orders.values().filter(|it| it.category() == Category::Living);
    let expected: BTreeMap<_, _> = orders
        .flat_map(|it| it.lines.iter().map(move |line| ((it.payer, line.bill.clone()), it)))
        .collect();
    let bills = books.bills.iter().filter(|(key, _)| key.1.category() == Category::Living);
    for (key, bill) in bills.clone() {
        let order = expected.get(key);
        // What went back of it may have made it due less: the ledger says how much.
        ensure(order.is_some_and(|it| it.total.fen() >= bill.due), || {
            format!("I6: {key:?} is of no order of that sum: {bill:?}, {order:?}")
        })?;
    }
    ensure(bills.count() == expected.len(), || "I6: an order lost the bill it brought".to_owned())
}

/// A bill is held by the one live order that pays it.
fn one_live_order_each(books: &Books, now: Timestamp) -> Seen {
    for order in books.orders.values().filter(|it| it.state == OrderState::Open) {
        for line in &order.lines {
            let bill = &books.bills[&(order.payer, line.bill.clone())];
            let live = order.hold(line).until > now;
            ensure(!live || bill.hold_by == Some(order.id), || {
                format!("order {} is live, but {} is not its own: {bill:?}", order.id, line.bill)
            })?;
        }
    }
    Ok(())
}

fn twice(receipt: &Receipt) -> String {
    format!("I1: payment {} is kept twice", receipt.transaction.0)
}

pub(super) fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Seen {
    if holds { Ok(()) } else { Err(otherwise()) }
}
