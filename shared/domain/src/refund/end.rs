//! How a refund ends, and what that does to the money.

use crate::ledger::{Event, Part};
use crate::{Fault, FaultKind, PersonId, RefundOrder, RefundState, Refunded, Returned, Timestamp};

/// How a refund ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundEnd {
    /// The provider says that the money went back.
    Returned(Returned),
    /// The provider says that it never will, under this number.
    Failed { code: String },
    /// An officer gave it back past the provider.
    ByHand { by: PersonId, note: String },
}

/// The proof that a refund ended, and what follows from it. Only the domain makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    ended: RefundOrder,
    was: RefundState,
    at: Timestamp,
}

/// Why a refund does not go on like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    #[error("there is no such refund")]
    Unknown,
    #[error("the refund was asked for with other contents")]
    Differs,
    #[error("the refund ended before")]
    Over,
    #[error("nobody agreed to the refund yet")]
    NotApproved,
    #[error("another officer has to agree than the one who wants it")]
    SameOfficer,
    #[error("the provider may be giving the money back")]
    OnItsWay,
    #[error("a refund by hand is no provider's")]
    NotTheProviders,
    #[error("it was agreed that the provider gives it back: withdraw it, and propose it by hand")]
    NotByHand,
    #[error("the provider gave back another amount than it was asked")]
    AnotherAmount,
}

impl RefundOrder {
    /// This refund, ended at `now`.
    pub fn end(self, end: RefundEnd, now: Timestamp) -> Result<Ending, RefundError> {
        if !self.is_agreed()? {
            return Err(RefundError::NotApproved);
        }
        let state = match end {
            // Cash is given only where two officers agreed to cash.
            RefundEnd::ByHand { .. } if !self.by_hand => return Err(RefundError::NotByHand),
            RefundEnd::ByHand { by, note } => RefundState::ByHand { by, note, at: now },
            RefundEnd::Returned(_) | RefundEnd::Failed { .. } if self.by_hand => {
                return Err(RefundError::NotTheProviders);
            }
            RefundEnd::Returned(it) if it.amount != self.refund.amount => {
                return Err(RefundError::AnotherAmount);
            }
            RefundEnd::Returned(it) => {
                RefundState::Done { number: it.refund, at: it.at.unwrap_or(now) }
            }
            RefundEnd::Failed { code } => RefundState::Failed { code, at: now },
        };
        Ok(self.ended(state, now))
    }

    /// This refund, taken back by the officer `by` at `now`. `said` is what its provider, asked
    /// after `now`, says of it: without that word nobody takes back what a provider was asked for,
    /// however long ago, because whoever gave the money back then would give it twice.
    pub fn withdraw(
        self,
        by: PersonId,
        said: Option<&Refunded>,
        now: Timestamp,
    ) -> Result<Ending, RefundError> {
        let nothing = matches!(said, Some(Refunded::Absent | Refunded::Failed { .. }));
        let never_asked = self.asking.times == 0 && !self.asking.out;
        let is_free = never_asked || (self.asking.is_quiet(now) && nothing);
        if self.is_agreed()? && !is_free {
            return Err(RefundError::OnItsWay);
        }
        Ok(self.ended(RefundState::Withdrawn { by, at: now }, now))
    }

    /// Whether only the provider's word is missing for it to be taken back at `now`.
    pub fn awaits_word(&self, now: Timestamp) -> bool {
        self.is_askable() && self.asking.times > 0 && self.asking.is_quiet(now)
    }

    /// Whether it was agreed to, if it is not over.
    fn is_agreed(&self) -> Result<bool, RefundError> {
        match self.state {
            RefundState::Proposed => Ok(false),
            RefundState::Approved { .. } => Ok(true),
            RefundState::Done { .. }
            | RefundState::Failed { .. }
            | RefundState::ByHand { .. }
            | RefundState::Withdrawn { .. } => Err(RefundError::Over),
        }
    }

    fn ended(self, state: RefundState, now: Timestamp) -> Ending {
        let was = self.state.clone();
        Ending { ended: Self { state, ..self }, was, at: now }
    }
}

impl RefundEnd {
    /// Whether `refund` ended like that already: then saying it again changes nothing.
    pub fn is_of(&self, refund: &RefundOrder) -> bool {
        match (self, &refund.state) {
            (Self::ByHand { by, note }, RefundState::ByHand { by: was, note: said, .. }) => {
                (by, note) == (was, said)
            }
            (Self::Returned(_) | Self::Failed { .. } | Self::ByHand { .. }, _) => false,
        }
    }
}

impl Ending {
    /// The refund as it will be.
    pub fn refund(&self) -> &RefundOrder {
        &self.ended
    }

    /// The state that it must still be in for this ending to hold.
    pub fn was(&self) -> &RefundState {
        &self.was
    }

    /// When it was decided.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// When the provider gave the money back, if it was the provider.
    pub fn returned_at(&self) -> Option<Timestamp> {
        match self.ended.state {
            RefundState::Done { at, .. } => Some(at),
            RefundState::Proposed
            | RefundState::Approved { .. }
            | RefundState::Failed { .. }
            | RefundState::ByHand { .. }
            | RefundState::Withdrawn { .. } => None,
        }
    }

    /// What the bills lose of what was paid on them: nothing if the money did not go back.
    pub fn taken(&self) -> &[Part] {
        if self.went_back() { &self.ended.parts } else { &[] }
    }

    /// Whether nobody needs to see it any more. That it failed, somebody has to know.
    pub fn is_settled(&self) -> bool {
        !self.ended.is_failed()
    }

    /// Whether somebody has to decide again about money that lies on no bill.
    pub fn is_undecided(&self) -> bool {
        !self.went_back() && self.ended.parts.is_empty()
    }

    /// The entry of the payer's ledger that says it.
    pub fn entry(&self) -> Event {
        let refund = self.ended.refund.id;
        if self.went_back() {
            let by_hand = matches!(self.ended.state, RefundState::ByHand { .. });
            Event::RefundDone { refund, by_hand, at: self.returned_at() }
        } else {
            Event::RefundFailed { refund }
        }
    }

    fn went_back(&self) -> bool {
        matches!(self.ended.state, RefundState::Done { .. } | RefundState::ByHand { .. })
    }
}

impl Fault for RefundError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Unknown => FaultKind::Missing,
            Self::SameOfficer => FaultKind::Forbidden,
            Self::Differs | Self::Over | Self::NotApproved | Self::OnItsWay | Self::NotByHand => {
                FaultKind::Conflict
            }
            Self::NotTheProviders | Self::AnotherAmount => FaultKind::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "no-such-refund",
            Self::Differs => "refund-differs",
            Self::Over => "refund-over",
            Self::NotApproved => "refund-not-approved",
            Self::SameOfficer => "same-officer",
            Self::OnItsWay => "refund-on-its-way",
            Self::NotTheProviders => "refund-not-the-providers",
            Self::NotByHand => "refund-not-by-hand",
            Self::AnotherAmount => "refund-amount-differs",
        }
    }
}
