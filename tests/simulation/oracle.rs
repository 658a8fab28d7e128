//! What must hold between any two steps (product.md §4, I1 to I6, and that a bill has one live
//! order at most). Everything is compared with the bank's own ledger, which no code of ours writes.

use crate::{BillRow, Books};
use domain::{Category, ClosedBy, Order, OrderState, Receipt, Timestamp};
use sandbox::Bank;
use std::collections::{BTreeMap, BTreeSet};

type Seen = Result<(), String>;

/// I4 and I6: what is final stays, what was written of an order never changes.
pub(super) fn goes_on(before: &Books, after: &Books) -> Seen {
    for (key, was) in &before.orders {
        let Some(is) = after.orders.get(key) else {
            return Err(format!("I6: order {} is gone", was.id));
        };
        // Since when it is shown is not of money: it is taken back where a provider does not answer.
        let same = Order { state: was.state.clone(), shown: was.shown, ..is.clone() } == *was;
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

/// I1, I2, I3, and one live order a bill: the books and the queue against the bank.
pub(super) fn adds_up(books: &Books, receipts: &[Receipt], bank: &Bank, now: Timestamp) -> Seen {
    let mut taken = BTreeMap::new();
    for trade in bank.trades() {
        for payment in &trade.payments {
            taken.insert(payment.id.as_str(), (trade.number.as_str(), payment.amount));
        }
    }
    let mut kept = BTreeSet::new();
    for (receipt, order) in booked(books) {
        from_the_bank(receipt, &taken)?;
        ensure(kept.insert(&receipt.transaction.0), || twice(receipt))?;
        ensure(receipt.amount == order.total, || {
            format!("I2: order {} of {} is paid with {}", order.id, order.total, receipt.amount)
        })?;
        ensure(receipt.number == order.number(), || {
            format!("I2: order {} is paid with another's money", order.id)
        })?;
    }
    for dispute in &books.disputes {
        from_the_bank(&dispute.receipt, &taken)?;
        ensure(kept.insert(&dispute.receipt.transaction.0), || twice(&dispute.receipt))?;
    }
    for receipt in receipts {
        from_the_bank(receipt, &taken)?;
    }
    bills(books)?;
    brought(books)?;
    one_live_order_each(books, now)
}

/// I5: what the bank was thanked for is in the queue, in an order or among the disputes.
pub(super) fn durable(thanked: &BTreeSet<String>, books: &Books, receipts: &[Receipt]) -> Seen {
    let kept = kept(books);
    let waits = |id: &String| receipts.iter().any(|it| it.transaction.0 == *id);
    match thanked.iter().find(|id| !kept.contains(id.as_str()) && !waits(id)) {
        Some(id) => Err(format!("I5: the bank was thanked for {id}, which is nowhere")),
        None => Ok(()),
    }
}

/// The numbers of all payments that are booked or disputed.
pub(super) fn kept(books: &Books) -> BTreeSet<&str> {
    let booked = booked(books).map(|(receipt, _)| receipt);
    let disputed = books.disputes.iter().map(|it| &it.receipt);
    booked.chain(disputed).map(|it| it.transaction.0.as_str()).collect()
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

fn from_the_bank(receipt: &Receipt, taken: &BTreeMap<&str, (&str, u64)>) -> Seen {
    let id = receipt.transaction.0.as_str();
    let Some((number, amount)) = taken.get(id) else {
        return Err(format!("I2: nobody ever paid {id}"));
    };
    ensure(*number == receipt.number.to_string(), || {
        format!("I2: {id} was paid for another order")
    })?;
    ensure(*amount == receipt.amount.fen(), || {
        format!("I2: of {id} the bank took {amount} fen, and we say {}", receipt.amount)
    })
}

/// I3, and that a bill's paid amount is the sum of what was booked of it.
fn bills(books: &Books) -> Seen {
    let mut booked_of: BTreeMap<_, u64> = BTreeMap::new();
    for (_, order) in booked(books) {
        for line in &order.lines {
            *booked_of.entry((order.payer, line.bill.clone())).or_default() += line.amount.fen();
        }
    }
    for (key, bill) in &books.bills {
        ensure(bill.settled() <= bill.due, || {
            format!("I3: of {key:?} more is settled than due: {bill:?}")
        })?;
        ensure(bill.owed == bill.due - bill.settled(), || {
            format!("I3: {key:?} does not add up: {bill:?}")
        })?;
        let booked = booked_of.get(key).copied().unwrap_or(0);
        ensure(bill.paid_here == booked, || {
            format!("I2: of {key:?} {} fen are paid, and {booked} were booked", bill.paid_here)
        })?;
    }
    Ok(())
}

/// I6: a bill that an order brought is there with that order, over the same sum, and nobody else's.
fn brought(books: &Books) -> Seen {
    let orders = books.orders.values().filter(|it| it.category() == Category::Living);
    let expected: BTreeMap<_, _> = orders
        .flat_map(|it| it.lines.iter().map(move |line| ((it.payer, line.bill.clone()), it)))
        .collect();
    let bills = books.bills.iter().filter(|(key, _)| key.1.category() == Category::Living);
    for (key, bill) in bills.clone() {
        let order = expected.get(key);
        ensure(order.is_some_and(|it| it.total.fen() == bill.due), || {
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
