//! A refund as it is kept: who wanted it, who agreed, and how far its provider has been asked.

use crate::ledger::{Event, Part};
use crate::{PersonId, Receipt, Refund, RefundError, RefundId, RefundStateView, Timestamp};
use aws_lc_rs::digest::{SHA256, digest};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Money that is to go back, and where that stands (退款单).
///
/// From the moment that it is proposed the money is spoken for: the ledger holds what was promised
/// against what came, so that no two of them give back the same fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundOrder {
    /// What the provider is asked; it never changes.
    pub refund: Refund,
    /// From which bills; none: from money that lies on no bill.
    pub parts: Vec<Part>,
    /// Once it went back, its bills owe it again; otherwise they are due that much less.
    pub reopens: bool,
    /// No bills were named: all was wanted that was there.
    pub whole: bool,
    /// An officer gives it back past the provider, who is never asked for it.
    pub by_hand: bool,
    /// Who wanted it.
    pub by: Decider,
    pub state: RefundState,
    #[serde(default)]
    pub asking: Asking,
}

/// Who decided something about money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "who", content = "id", rename_all = "kebab-case")]
pub enum Decider {
    /// The school's rule for disputes.
    Rule,
    Officer(PersonId),
}

/// How far asking the provider for a refund has come.
///
/// It is written before the provider is asked, so that nobody gives the money back by hand while
/// the provider may be doing it: see [`RefundOrder::asks`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// How often it was asked for.
    pub times: u32,
    /// When last.
    pub last: Option<Timestamp>,
    /// The provider has it, or may: it was asked, or said so, and has not said since that it has
    /// nothing of it.
    pub out: bool,
    /// What was in the way the last time: the provider's code, or ours if it could not be asked.
    pub trouble: Option<String>,
}

/// Where a refund stands. `Done`, `ByHand` and `Withdrawn` are final; so is `Failed`, under this number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum RefundState {
    /// One officer wants it; another has to agree.
    Proposed,
    /// It may be asked of the provider, and perhaps was.
    Approved { by: Decider, at: Timestamp },
    /// The provider gave it back.
    Done { number: String, at: Timestamp },
    /// The provider will not give it back under this number.
    Failed { code: String, at: Timestamp },
    /// An officer gave it back past the provider.
    ByHand { by: PersonId, note: String, at: Timestamp },
    /// It was taken back before the provider had it.
    Withdrawn { by: PersonId, at: Timestamp },
}

impl RefundOrder {
    /// The entry of the ledger that promises it.
    pub fn entry(&self) -> Event {
        Event::RefundOpened {
            refund: self.refund.id,
            receipt: self.refund.receipt.key(),
            amount: self.refund.amount,
            parts: self.parts.clone(),
            reopens: self.reopens,
        }
    }

    /// This refund, to which the officer `by` agrees at `now`. Whoever wanted it cannot: it takes
    /// two. What was agreed to before stays as it is.
    pub fn approve(self, by: PersonId, now: Timestamp) -> Result<Self, RefundError> {
        match self.state {
            RefundState::Proposed | RefundState::Approved { .. }
                if self.by == Decider::Officer(by) =>
            {
                Err(RefundError::SameOfficer)
            }
            RefundState::Proposed => {
                let state = RefundState::Approved { by: Decider::Officer(by), at: now };
                // Now it is decided, and nobody was asked for it before: some providers refuse what
                // says that it is older than a day.
                let refund = Refund { opened: now, ..self.refund };
                Ok(Self { refund, state, ..self })
            }
            RefundState::Approved { .. } => Ok(self),
            RefundState::Done { .. }
            | RefundState::Failed { .. }
            | RefundState::ByHand { .. }
            | RefundState::Withdrawn { .. } => Err(RefundError::Over),
        }
    }

    /// This refund, for which the provider is about to be asked at `now`.
    #[must_use]
    pub fn asks(&self, now: Timestamp) -> Self {
        let asking =
            Asking { times: self.asking.times + 1, last: Some(now), out: true, trouble: None };
        Self { asking, ..self.clone() }
    }

    /// This refund, in the way of which is `trouble`. `gone`: the provider says besides that it has
    /// nothing of it.
    #[must_use]
    pub fn troubled(&self, trouble: String, gone: bool) -> Self {
        let out = self.asking.out && !gone;
        let asking = Asking { out, trouble: Some(trouble), ..self.asking.clone() };
        Self { asking, ..self.clone() }
    }

    /// This refund, of which the provider says that it is on its way: it has taken up an ask, be it
    /// one whose answer was thought lost.
    #[must_use]
    pub fn taken_up(&self) -> Self {
        let asking = Asking { out: true, trouble: None, ..self.asking.clone() };
        Self { asking, ..self.clone() }
    }

    /// Whether it may be asked of the provider.
    pub fn is_askable(&self) -> bool {
        matches!(self.state, RefundState::Approved { .. }) && !self.by_hand
    }

    /// Whether its money is no longer promised: given back, or free again.
    pub fn is_final(&self) -> bool {
        !matches!(self.state, RefundState::Proposed | RefundState::Approved { .. })
    }

    /// Whether it ended without the provider, who was asked for it once and may still say that the
    /// money went back.
    pub fn is_doubtful(&self) -> bool {
        let otherwise = match self.state {
            RefundState::Failed { .. }
            | RefundState::ByHand { .. }
            | RefundState::Withdrawn { .. } => true,
            RefundState::Proposed | RefundState::Approved { .. } | RefundState::Done { .. } => {
                false
            }
        };
        otherwise && self.asking.times > 0
    }

    /// Whether the provider will not give it back and somebody has to know.
    pub fn is_failed(&self) -> bool {
        matches!(self.state, RefundState::Failed { .. })
    }
}

impl Asking {
    /// Minutes for which an ask may still be on the road: whoever asks is done within half a minute,
    /// and what a slow line holds back arrives soon after or never.
    const ROAD_MINUTES: i64 = 5;

    /// Whether nothing that was asked can be on the road any more at `now`, and the provider's last
    /// word was that it has nothing of it. Only then does it mean anything that it says so again.
    pub(crate) fn is_quiet(&self, now: Timestamp) -> bool {
        let arrived = |last: Timestamp| now >= last + Self::ROAD_MINUTES.minutes();
        !self.out && self.last.is_none_or(arrived)
    }
}

impl RefundState {
    /// Where it stands, without what is known of that.
    pub const fn view(&self) -> RefundStateView {
        match self {
            Self::Proposed => RefundStateView::Proposed,
            Self::Approved { .. } => RefundStateView::Approved,
            Self::Done { .. } => RefundStateView::Done,
            Self::Failed { .. } => RefundStateView::Failed,
            Self::ByHand { .. } => RefundStateView::ByHand,
            Self::Withdrawn { .. } => RefundStateView::Withdrawn,
        }
    }

    /// How its row calls it.
    pub const fn slug(&self) -> &'static str {
        self.view().slug()
    }
}

impl RefundId {
    /// The refund that a rule opens of `receipt` after `earlier` others: decided again, it is the
    /// same one.
    pub fn by_rule(receipt: &Receipt, earlier: usize) -> Self {
        let said = serde_json::to_vec(&(receipt.key(), earlier)).expect("names are plain JSON");
        let drawn = digest(&SHA256, &said);
        let mut bits = [0; 16];
        bits[6..].copy_from_slice(&drawn.as_ref()[..10]);
        let ms = u64::try_from(receipt.paid_at.as_millisecond()).unwrap_or(0);
        Self::from_bits(u128::from(ms) << 80 | u128::from_be_bytes(bits))
    }
}

impl fmt::Display for Decider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule => f.write_str("the rule"),
            Self::Officer(officer) => officer.fmt(f),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
