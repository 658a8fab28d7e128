//! Audits refunds against the ledger.

use super::{Seen, Wrong, Wrongs};
use crate::ledger::{RefundShare, ShareState};
use crate::{ReceiptKey, RefundOrder, RefundState};
use std::collections::BTreeSet;

impl Seen<'_> {
    /// Each refund is where its entries say.
    pub(super) fn refunds(&self) -> Wrongs {
        let mut wrongs = Vec::new();
        let mut opened = BTreeSet::new();
        for money in self.ledger.moneys() {
            for share in &money.refunds {
                opened.insert(share.id);
                let there = self.theirs.refunds.iter().find(|it| it.refund.id == share.id);
                if !there.is_some_and(|it| is_as(it, &money.receipt.key(), share)) {
                    wrongs.push((None, Wrong::RefundDiffers(share.id)));
                }
            }
        }
        let unwritten = self.theirs.refunds.iter().map(|it| it.refund.id);
        let unwritten = unwritten.filter(|it| !opened.contains(it));
        wrongs.extend(unwritten.map(|it| (None, Wrong::RefundUnwritten(it))));
        wrongs
    }
}

/// Whether `order` says of the money `key` what its entries say.
fn is_as(order: &RefundOrder, key: &ReceiptKey, share: &RefundShare) -> bool {
    let state = match order.state {
        RefundState::Proposed | RefundState::Approved { .. } => ShareState::Open,
        RefundState::Done { .. } | RefundState::ByHand { .. } => ShareState::Done,
        RefundState::Failed { .. } | RefundState::Withdrawn { .. } => ShareState::Failed,
    };
    order.refund.receipt.key() == *key
        && order.refund.amount == share.amount
        && order.parts == share.parts
        && order.reopens == share.reopens
        && state == share.state
}
