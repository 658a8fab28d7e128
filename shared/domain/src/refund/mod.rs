//! Money that goes back: who may decide what about it, and what its provider says of it.
//!
//! **Invariant:** it takes two officers, or one of the school's rules, before a provider is asked.
//! **Invariant:** once a provider was asked, the money is nobody else's to give before that provider
//! says, asked anew, that it has nothing of it ([`RefundOrder::withdraw`]).

mod ask;
mod deed;
mod end;
mod order;
mod view;

pub use ask::{Promise, ProposeError, RefundAsk};
pub use deed::{MoneyDeed, RefundDeed, RefundWait};
pub use end::{Ending, RefundEnd, RefundError};
pub use order::{Asking, Decider, RefundOrder, RefundState};
pub use view::{
    Became, DisputeReasonView, OrderMoneyView, RefundStateView, RefundView, SurplusView,
};

use crate::ids::{debug_as_text, text_both_ways};
use crate::{IdError, Money, PersonId, Receipt, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use ulid::Ulid;

/// Money given back, named when it is decided: a ULID in its canonical upper-case form.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "01KAJ8Z5T4Q9V7N2M6X3C1B0RD")]
pub struct RefundId(Ulid);

impl RefundId {
    /// The refund that `bits` spell.
    pub const fn from_bits(bits: u128) -> Self {
        Self(Ulid(bits))
    }
}

impl FromStr for RefundId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let id = Ulid::from_string(text).map_err(|_| REFUND)?;
        if id.to_string() == text { Ok(Self(id)) } else { Err(REFUND) }
    }
}

/// The number by which a provider knows a refund (`out_refund_no`, `out_request_no`): the refund's
/// 26 characters and the payer's six, so that it never equals an order's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RefundNumber {
    /// The refund.
    pub refund: RefundId,
    /// Who gets the money back.
    pub payer: PersonId,
}

impl FromStr for RefundNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (refund, payer) = text.split_at_checked(26).ok_or(REFUND)?;
        Ok(Self {
            refund: refund.parse().map_err(|_| REFUND)?,
            payer: payer.parse().map_err(|_| REFUND)?,
        })
    }
}

/// Money to give back of one payment. It never changes, so that asking for it again says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub id: RefundId,
    pub payer: PersonId,
    /// The payment of which something is given back.
    pub receipt: Receipt,
    pub amount: Money,
    /// Why, as the payer may read it.
    pub reason: String,
    /// When it was decided: once two officers agreed, or by the rule. Providers are told this time.
    pub opened: Timestamp,
}

/// What a provider says of a refund. That it said nothing clear is an error of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// The money went back.
    Done(Returned),
    /// It is on its way, or waits for something.
    Pending,
    /// It did not go back and never will under this number.
    Failed { code: String },
    /// The provider has never heard of it.
    Absent,
}

/// Money that went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The provider's own number of the refund; empty if it has none.
    pub refund: String,
    pub amount: Money,
    /// When, if the provider says.
    pub at: Option<Timestamp>,
}

impl Refund {
    /// The number by which the provider knows this refund.
    pub fn number(&self) -> RefundNumber {
        RefundNumber { refund: self.id, payer: self.payer }
    }
}

/// Seconds between asking and asking again: most providers are done at once or within minutes, some
/// within a day.
const WAITS: [u32; 8] = [2, 5, 15, 30, 60, 120, 300, 600];

/// How often a refund is asked about at most: a day's worth. The nightly sweep finds it then.
const ASKED_MAX: u32 = 100;

impl Refund {
    /// Seconds until a refund that was asked about `asked` times is to be asked about again.
    /// `None`: leave it to the nightly sweep.
    pub fn next_ask(asked: u32) -> Option<u32> {
        let wait = usize::try_from(asked).ok().and_then(|it| WAITS.get(it)).copied().unwrap_or(900);
        (asked < ASKED_MAX).then_some(wait)
    }
}

const REFUND: IdError = IdError { what: "a refund number", code: "not-a-refund-number" };

impl fmt::Display for RefundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for RefundNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.refund, self.payer)
    }
}

text_both_ways!(RefundId, RefundNumber);
debug_as_text!(RefundId, RefundNumber);
