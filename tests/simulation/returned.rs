//! What the banks' own ledgers say, against ours (product.md §4: I2 at the end, I7).

use super::moneys::Moneys;
use super::oracle::{Seen, channel, ensure};
use crate::Books;
use domain::{ChannelKind, OrderNumber, PersonId, RefundOrder, RefundState};
use sandbox::{Bank, RefundState as AtBank};
use std::collections::BTreeMap;

impl Moneys<'_> {
    /// I2 at the end: what banks kept of each student's is on their bills, or left, or promised.
    pub(super) fn are_what_banks_kept(&self, books: &Books, banks: &[Bank]) -> Seen {
        let mut kept: BTreeMap<PersonId, (u64, u64)> = BTreeMap::new();
        for trade in banks.iter().flat_map(Bank::trades) {
            let number: OrderNumber = trade.number.parse().map_err(|_| "a strange number")?;
            let paid: u64 = trade.payments.iter().map(|it| it.amount).sum();
            let done = trade.refunds.iter().filter(|it| it.state == AtBank::Done);
            kept.entry(number.payer).or_default().0 += paid - done.map(|it| it.amount).sum::<u64>();
        }
        for ((person, _), bill) in &books.bills {
            kept.entry(*person).or_default().1 += bill.paid_here;
        }
        for money in self.all.values() {
            let loose = money.going.values().filter(|it| it.1.is_empty()).map(|it| it.0);
            kept.entry(money.receipt.number.payer).or_default().1 +=
                money.left() + loose.sum::<u64>();
        }
        for refund in books.refunds.values() {
            // Given back past the bank, which has the money still.
            if let RefundState::ByHand { .. } = refund.state {
                kept.entry(refund.refund.payer).or_default().1 += refund.refund.amount.fen();
            }
        }
        match kept.into_iter().find(|(_, (banks, books))| banks != books) {
            Some((person, (banks, books))) => Err(format!(
                "the end: banks kept {banks} fen of {person}'s, and the books say {books}"
            )),
            None => Ok(()),
        }
    }
}

/// I7 at the banks: no payment gives back more than it brought, and nothing that nobody agreed to.
pub(super) fn banks_gave_back(books: &Books, banks: &[Bank]) -> Seen {
    for bank in banks {
        // These are told the order alone, and choose themselves which of its payments goes back.
        let names_order = matches!(channel(bank), ChannelKind::Abc | ChannelKind::Bocom);
        for trade in bank.trades() {
            let mut left: BTreeMap<&str, u64> = BTreeMap::new();
            for payment in &trade.payments {
                let of = if names_order { "" } else { &payment.id };
                *left.entry(of).or_default() += payment.amount;
            }
            for refund in &trade.refunds {
                let of = if names_order { "" } else { &refund.payment };
                is_agreed(books, refund, of)?;
                if refund.state != AtBank::Failed {
                    let left = left.entry(of).or_default();
                    *left = left
                        .checked_sub(refund.amount)
                        .ok_or_else(|| format!("I7: more goes back than came: {refund:?}"))?;
                }
            }
        }
    }
    Ok(())
}

/// Whether somebody agreed to `refund`, of the payment that it names if it does.
fn is_agreed(books: &Books, refund: &sandbox::Refund, of: &str) -> Seen {
    let Some(order) = books.refunds.get(&refund.number) else {
        return Err(format!("I7: nobody wrote down refund {}", refund.number));
    };
    let RefundOrder { refund: it, state, by_hand, .. } = order;
    let agreed = it.amount.fen() == refund.amount
        && (of.is_empty() || it.receipt.transaction.0 == of)
        && !by_hand
        && !matches!(state, RefundState::Proposed | RefundState::Withdrawn { .. });
    ensure(agreed, || format!("I7: nobody agreed to {refund:?}: {order:?}"))?;
    let same = match state {
        RefundState::Done { .. } => refund.state == AtBank::Done,
        RefundState::Failed { .. } | RefundState::ByHand { .. } => refund.state == AtBank::Failed,
        RefundState::Proposed | RefundState::Approved { .. } | RefundState::Withdrawn { .. } => {
            true
        }
    };
    ensure(same, || format!("I7: the bank and we differ on {refund:?}: {state:?}"))
}
