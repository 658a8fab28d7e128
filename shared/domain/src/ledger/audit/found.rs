//! What an audit can find, as a sentence.

use crate::{BillId, Money, OrderId, PersonId, RefundId, Transaction};
use std::fmt;

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub person: PersonId,
    /// The entry that it is about, if it is about one.
    pub entry: Option<u32>,
    pub wrong: Wrong,
}

/// What does not add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("the chain breaks: {0}")]
    Chain(&'static str),
    #[error("a row cannot be read: {0}")]
    Unreadable(String),
    #[error("bill {bill} says that {says} was paid, and {lies} lies on it")]
    BillPaid { bill: BillId, says: Money, lies: Money },
    #[error("bill {0} says of due, exempt, loan or paid elsewhere what the office did not")]
    BillStated(BillId),
    #[error("bill {bill} says that {says} went back from it, and {went} did")]
    BillReturned { bill: BillId, says: Money, went: Money },
    #[error("bill {bill} says that {says} of what went back is due no more, and {went} is")]
    BillUndue { bill: BillId, says: Money, went: Money },
    #[error("the office stated bill {0}, which is not there")]
    StatedGone(BillId),
    #[error("money lies on bill {0}, which is not there")]
    NoBill(BillId),
    #[error("order {0} is paid, and no entry says so")]
    PaidUnbooked(OrderId),
    #[error("order {0} is booked, and it is not paid like that")]
    BookedUnpaid(OrderId),
    #[error("{0:?} is a dispute of which no entry says anything")]
    DisputeUnwritten(Transaction),
    #[error("{0:?} was disputed, and there is no such dispute")]
    NoDispute(Transaction),
    #[error("refund {0} was opened, and it is not there like that")]
    RefundDiffers(RefundId),
    #[error("no entry says that refund {0} was opened")]
    RefundUnwritten(RefundId),
    #[error("{left} is left of {transaction:?}, and staff's list does not say so")]
    Undecided { transaction: Transaction, left: Money },
    #[error("{0:?} is on staff's list, and nothing is left of it")]
    Decided(Transaction),
    #[error("refund {0} is not over, and staff's list does not say so")]
    Unfinished(RefundId),
    #[error("refund {0} is on staff's list, and it is over")]
    Finished(RefundId),
    #[error("{0:?} is missing from its provider's day")]
    NotOnDay(Transaction),
    #[error("{0:?} lies under a provider's day as the entries do not say")]
    OnDay(Transaction),
    #[error("refund {0} is missing from its provider's day")]
    RefundNotOnDay(RefundId),
    #[error("refund {0} lies under a provider's day, and did not go back like that")]
    RefundOnDay(RefundId),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "{} entry {entry}: {}", self.person, self.wrong),
            None => write!(f, "{}: {}", self.person, self.wrong),
        }
    }
}
