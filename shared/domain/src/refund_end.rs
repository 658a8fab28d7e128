use crate::ledger::{Event, Part};
use crate::{Fault, FaultKind, PersonId, RefundOrder, RefundState, Returned, Timestamp};

/// How a refund ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundEnd {
    /// The provider says that the money went back.
    Returned(Returned),
    /// The provider says that it never will, under this number.
    Failed { code: String },
    /// An officer gave it back past the provider.
    ByHand { by: PersonId, note: String },
    /// An officer took it back before the provider had it.
    Withdrawn { by: PersonId },
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
        let approved = match self.state {
            RefundState::Proposed => false,
            RefundState::Approved { .. } => true,
            RefundState::Done { .. }
            | RefundState::Failed { .. }
            | RefundState::ByHand { .. }
            | RefundState::Withdrawn { .. } => return Err(RefundError::Over),
        };
        let free = !self.asking.is_out(now);
        let state = match (end, approved) {
            (RefundEnd::Withdrawn { by }, true) if free => RefundState::Withdrawn { by, at: now },
            (RefundEnd::Withdrawn { by }, false) => RefundState::Withdrawn { by, at: now },
            (_, false) => return Err(RefundError::NotApproved),
            // Cash is given only where two officers agreed to cash.
            (RefundEnd::ByHand { .. }, true) if !self.by_hand => {
                return Err(RefundError::NotByHand);
            }
            (RefundEnd::ByHand { by, note }, true) => RefundState::ByHand { by, note, at: now },
            (RefundEnd::Withdrawn { .. }, true) => return Err(RefundError::OnItsWay),
            (RefundEnd::Returned(_) | RefundEnd::Failed { .. }, true) if self.by_hand => {
                return Err(RefundError::NotTheProviders);
            }
            (RefundEnd::Returned(it), true) if it.amount != self.refund.amount => {
                return Err(RefundError::AnotherAmount);
            }
            (RefundEnd::Returned(it), true) => {
                RefundState::Done { number: it.refund, at: it.at.unwrap_or(now) }
            }
            (RefundEnd::Failed { code }, true) => RefundState::Failed { code, at: now },
        };
        let was = self.state.clone();
        Ok(Ending { ended: Self { state, ..self }, was, at: now })
    }
}

impl RefundEnd {
    /// Whether `refund` ended like that already: then saying it again changes nothing.
    pub fn is_of(&self, refund: &RefundOrder) -> bool {
        match (self, &refund.state) {
            (Self::Withdrawn { .. }, RefundState::Withdrawn { .. }) => true,
            (Self::ByHand { by, note }, RefundState::ByHand { by: was, note: said, .. }) => {
                (by, note) == (was, said)
            }
            (
                Self::Returned(_)
                | Self::Failed { .. }
                | Self::ByHand { .. }
                | Self::Withdrawn { .. },
                _,
            ) => false,
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
            Event::RefundDone { refund, by_hand }
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
