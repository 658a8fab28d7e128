//! Audits the lists (a day's lines, open disputes, open refunds) against the ledger.

use super::{OnDay, Seen, Wrong, Wrongs};
use crate::ledger::Received;
use crate::{RefundOrder, RefundState};

impl Seen<'_> {
    /// Staff sees all that waits for them, and nothing else.
    pub(super) fn lists(&self) -> Wrongs {
        let mut wrongs = Vec::new();
        let mut listed = self.theirs.undecided.clone();
        for money in self.ledger.moneys().iter().filter(|it| it.disputed.is_some()) {
            let (key, left) = (money.receipt.key(), money.left());
            let on_list = listed.iter().position(|it| *it == key);
            match on_list {
                Some(place) if !left.is_zero() => drop(listed.remove(place)),
                None if !left.is_zero() => {
                    let transaction = key.transaction;
                    wrongs.push((None, Wrong::Undecided { transaction, left }));
                }
                Some(_) | None => {}
            }
        }
        wrongs.extend(listed.into_iter().map(|it| (None, Wrong::Decided(it.transaction))));

        let mut listed = self.theirs.unfinished.clone();
        for refund in &self.theirs.refunds {
            let number = refund.refund.number();
            let on_list = listed.iter().position(|it| *it == number);
            match on_list {
                // One that failed stays until somebody has seen it.
                Some(place) if !refund.is_final() || refund.is_failed() => {
                    listed.remove(place);
                }
                None if !refund.is_final() => {
                    wrongs.push((None, Wrong::Unfinished(refund.refund.id)));
                }
                Some(_) | None => {}
            }
        }
        wrongs.extend(listed.into_iter().map(|it| (None, Wrong::Finished(it.refund))));
        wrongs
    }

    /// Whatever a provider did lies under its day, once, and nothing else does.
    pub(super) fn days(&self) -> Wrongs {
        let mut wrongs = Vec::new();
        let mut listed: Vec<&OnDay> = self.theirs.days.iter().collect();
        let mut find = |is: &OnDay| {
            let place = listed.iter().position(|it| *it == is);
            place.map(|place| listed.remove(place)).is_some()
        };
        for money in self.ledger.moneys() {
            if !find(&came(money)) {
                wrongs.push((None, Wrong::NotOnDay(money.receipt.transaction.clone())));
            }
        }
        for refund in &self.theirs.refunds {
            if went_back(refund).is_some_and(|it| !find(&it)) {
                wrongs.push((None, Wrong::RefundNotOnDay(refund.refund.id)));
            }
        }
        let needless = listed.into_iter().map(|it| match it.refund {
            Some(number) => Wrong::RefundOnDay(number.refund),
            None => Wrong::OnDay(it.receipt.transaction.clone()),
        });
        wrongs.extend(needless.map(|it| (None, it)));
        wrongs
    }
}

fn came(money: &Received) -> OnDay {
    let receipt = money.receipt.clone();
    let (amount, at) = (receipt.amount, receipt.paid_at);
    OnDay { receipt, disputed: money.disputed, refund: None, amount, at }
}

fn went_back(order: &RefundOrder) -> Option<OnDay> {
    let RefundState::Done { at, .. } = order.state else { return None };
    let refund = &order.refund;
    Some(OnDay {
        receipt: refund.receipt.clone(),
        disputed: None,
        refund: Some(refund.number()),
        amount: refund.amount,
        at,
    })
}
