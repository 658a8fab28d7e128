//! What an officer may do now about money that waits for the office.
//!
//! **Invariant:** a deed is offered if and only if the code that does it would agree, so that a page
//! shows what is listed here and nothing of its own.

use crate::ledger::Received;
use crate::{DisputeReason, PersonId, RefundEnd, RefundOrder, RefundState, Refunded, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an officer may do about a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefundDeed {
    /// Agree to it.
    Approve,
    /// Take it back; its provider is asked first if it was asked for it before.
    Withdraw,
    /// Say that it was given back past the provider.
    ByHand,
    /// Have it shown no more: it failed, and somebody has seen that.
    Dismiss,
}

/// What a refund that is not over waits for, or why somebody should look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefundWait {
    /// Another officer has to agree.
    Officer,
    /// Its provider does it.
    Provider,
    /// Its provider is asked again: something was in the way the last time.
    Trouble,
    /// An officer gives it back past the provider.
    Hand,
    /// It failed, and nobody has said that they saw it.
    Seen,
}

/// What an officer may do about money that could not be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyDeed {
    /// Put it on the bills of its order, as far as they still owe it.
    Apply,
    /// Propose that its provider gives it back.
    Refund,
    /// Propose that the office gives it back.
    RefundByHand,
}

impl RefundOrder {
    /// What the officer `by` may do about it at `now`. That it may be taken back is the provider's
    /// to confirm, if it was ever asked.
    pub fn may(&self, by: PersonId, now: Timestamp) -> Vec<RefundDeed> {
        let may = |deed: &RefundDeed| match deed {
            RefundDeed::Approve => {
                self.state == RefundState::Proposed && self.clone().approve(by, now).is_ok()
            }
            RefundDeed::Withdraw => self.clone().withdraw(by, Some(&Refunded::Absent), now).is_ok(),
            RefundDeed::ByHand => {
                let end = RefundEnd::ByHand { by, note: String::new() };
                self.clone().end(end, now).is_ok()
            }
            RefundDeed::Dismiss => self.is_failed(),
        };
        RefundDeed::ALL.into_iter().filter(may).collect()
    }

    /// What it waits for; nothing once it is over and needs nobody.
    pub fn waits(&self) -> Option<RefundWait> {
        match self.state {
            RefundState::Proposed => Some(RefundWait::Officer),
            RefundState::Approved { .. } if self.by_hand => Some(RefundWait::Hand),
            RefundState::Approved { .. } if self.asking.trouble.is_some() => {
                Some(RefundWait::Trouble)
            }
            RefundState::Approved { .. } => Some(RefundWait::Provider),
            RefundState::Failed { .. } => Some(RefundWait::Seen),
            RefundState::Done { .. }
            | RefundState::ByHand { .. }
            | RefundState::Withdrawn { .. } => None,
        }
    }
}

impl Received {
    /// What the office may do about it at `now`, if it could not be booked and is not all decided
    /// about. Whether its bills owe anything is looked at when it is put on them.
    pub fn may(&self, now: Timestamp) -> Vec<MoneyDeed> {
        let Some(reason) = self.disputed.filter(|_| !self.left().is_zero()) else {
            return Vec::new();
        };
        let may = |deed: &MoneyDeed| match deed {
            MoneyDeed::Apply => reason != DisputeReason::NoSuchOrder,
            MoneyDeed::Refund => self.is_returned(now),
            MoneyDeed::RefundByHand => true,
        };
        MoneyDeed::ALL.into_iter().filter(may).collect()
    }
}

impl RefundDeed {
    /// The likeliest first, as a page shows them.
    const ALL: [Self; 4] = [Self::Approve, Self::ByHand, Self::Withdraw, Self::Dismiss];

    /// Its word.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Withdraw => "withdraw",
            Self::ByHand => "by-hand",
            Self::Dismiss => "dismiss",
        }
    }
}

impl MoneyDeed {
    const ALL: [Self; 3] = [Self::Apply, Self::Refund, Self::RefundByHand];
}

impl fmt::Display for RefundDeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

#[cfg(test)]
mod tests;
