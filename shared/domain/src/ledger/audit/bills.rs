//! Audits bills and orders against the ledger.

use super::{Seen, Wrong, Wrongs};
use crate::ledger::{Entry, Event, Stated};
use crate::{Bill, BillId, Money, Order, OrderState};
use std::collections::BTreeSet;

impl Seen<'_> {
    /// Each bill says what lies on it, what went back from it and what the office stated; each fen
    /// lies on a bill, and whatever was stated is there.
    pub(super) fn bills(&self) -> Wrongs {
        let mut wrongs = Vec::new();
        for bill in &self.theirs.bills {
            let (says, lies) = (bill.paid_here, self.ledger.paid(&bill.id));
            if says != lies {
                wrongs.push((None, Wrong::BillPaid { bill: bill.id.clone(), says, lies }));
            }
            let stated = self.ledger.stated().get(&bill.id);
            if stated.is_some_and(|it| *it != Stated::of(bill)) {
                wrongs.push((None, Wrong::BillStated(bill.id.clone())));
            }
            wrongs.extend(self.gone_back(bill).map(|it| (None, it)));
        }
        let there: BTreeSet<&BillId> = self.theirs.bills.iter().map(|it| &it.id).collect();
        let parts = self.ledger.moneys().iter().flat_map(|it| &it.parts).map(|it| &it.bill);
        let gone: BTreeSet<&BillId> = parts.filter(|it| !there.contains(it)).collect();
        let gone = gone.into_iter().filter(|it| !self.ledger.paid(it).is_zero());
        wrongs.extend(gone.map(|it| (None, Wrong::NoBill(it.clone()))));
        // What the office stated nobody takes away; only who enrolled cancels their own, unstated bill.
        let dropped = self.ledger.stated().keys().filter(|it| !there.contains(it));
        wrongs.extend(dropped.map(|it| (None, Wrong::StatedGone(it.clone()))));
        wrongs
    }

    /// What `bill` says of refunds and its entries do not: the next arrears file is judged by it.
    fn gone_back(&self, bill: &Bill) -> impl Iterator<Item = Wrong> + use<> {
        let moneys = self.ledger.moneys();
        let returned: Money = moneys.iter().map(|it| it.returned(&bill.id)).sum();
        let undue: Money = moneys.iter().map(|it| it.undue(&bill.id)).sum();
        // A project's bill forgets what went back when it is cancelled or stated anew.
        let forgets = bill.id.project().is_some();
        let differs = |says: Money, went: Money| says > went || (says < went && !forgets);
        let (bill, says) = (&bill.id, (bill.returned, bill.undue));
        let returned = differs(says.0, returned).then(|| Wrong::BillReturned {
            bill: bill.clone(),
            says: says.0,
            went: returned,
        });
        let undue = differs(says.1, undue).then(|| Wrong::BillUndue {
            bill: bill.clone(),
            says: says.1,
            went: undue,
        });
        returned.into_iter().chain(undue)
    }

    /// Each paid order was booked as it says, and each disputed payment is kept.
    pub(super) fn moneys(&self) -> Wrongs {
        let mut wrongs = Vec::new();
        let mut booked = BTreeSet::new();
        let mut disputes: Vec<_> = self.theirs.disputes.iter().collect();
        for entry in &self.theirs.entries {
            let wrong = match entry.event() {
                Event::Booked { order: id, .. } => {
                    booked.insert(*id);
                    let order = self.theirs.orders.iter().find(|it| it.id == *id);
                    let paid = order.is_some_and(|it| is_paid_by(it, entry));
                    (!paid).then_some(Wrong::BookedUnpaid(*id))
                }
                Event::Disputed { receipt, reason } => {
                    let place = disputes
                        .iter()
                        .position(|it| it.receipt == *receipt && it.reason == *reason);
                    if let Some(place) = place {
                        disputes.remove(place);
                    }
                    place.is_none().then(|| Wrong::NoDispute(receipt.transaction.clone()))
                }
                Event::Stated { .. }
                | Event::Applied { .. }
                | Event::RefundOpened { .. }
                | Event::RefundDone { .. }
                | Event::RefundFailed { .. } => None,
            };
            wrongs.extend(wrong.map(|it| (Some(entry.seq()), it)));
        }
        let paid =
            self.theirs.orders.iter().filter(|it| matches!(it.state, OrderState::Paid { .. }));
        let unbooked = paid.filter(|it| !booked.contains(&it.id));
        wrongs.extend(unbooked.map(|it| (None, Wrong::PaidUnbooked(it.id))));
        let unwritten = disputes.into_iter().map(|it| it.receipt.transaction.clone());
        wrongs.extend(unwritten.map(|it| (None, Wrong::DisputeUnwritten(it))));
        wrongs
    }
}

/// Whether `order` says that it was paid as `entry` does.
fn is_paid_by(order: &Order, entry: &Entry) -> bool {
    let Event::Booked { receipt: money, parts, .. } = entry.event() else { return false };
    let OrderState::Paid { receipt, .. } = &order.state else { return false };
    let lines = order.lines.iter().map(|it| (&it.bill, it.amount));
    receipt == money && lines.eq(parts.iter().map(|it| (&it.bill, it.amount)))
}
