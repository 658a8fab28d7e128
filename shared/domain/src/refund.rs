use crate::{Money, PersonId, Receipt, RefundId, RefundNumber, Timestamp};
use serde::{Deserialize, Serialize};

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
    /// When it was decided.
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
