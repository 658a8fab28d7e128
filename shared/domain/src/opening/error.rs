//! Why an order cannot be opened.

use crate::catalogue::PurchaseError;
use crate::{BillId, Fault, FaultKind, FieldFault, Money, Order, OrderId, SplitError};

/// Why an order cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("an order pays 1 to {} bills", Order::LINES_MAX)]
    LineCount,
    #[error("line {0} names a bill that an earlier line names")]
    BillTwice(usize),
    #[error("line {0} names no bill of yours")]
    NoSuchBill(usize),
    #[error("line {0}: {1}")]
    Amount(usize, SplitError),
    #[error("line {0} is another kind of debt than the first")]
    KindsMixed(usize),
    /// S42.
    #[error("line {0} belongs to another batch than the first")]
    BatchesMixed(usize),
    #[error("the batch is not open")]
    BatchClosed,
    #[error("no order can be opened for line {0} any more")]
    TooLate(usize),
    #[error("the living fee cannot be paid now")]
    FeeClosed,
    #[error("several living fees are being paid already")]
    TooManyOpen,
    #[error(transparent)]
    Purchase(PurchaseError),
    #[error("this is paid by people who signed in")]
    NotForGuests,
    #[error("bill {bill} is being paid by order {by}")]
    Held { bill: BillId, by: OrderId },
    /// A guest is not told which order that is.
    #[error("bill {0} is being paid")]
    HeldByOther(BillId),
    #[error("somebody else is paying for this person without signing in")]
    AnotherGuest,
    #[error("the person wants to pay themselves; others may in {seconds} s")]
    GuestsAway { seconds: u32 },
    #[error("this school asks that everything owed is paid at once")]
    MustPayAll,
    #[error("an order is at most {}", Money::MAX)]
    TooMuch,
    #[error("the order's id was not drawn today")]
    IdNotDrawnNow,
}

impl Fault for OpenError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::GuestsAway { .. } => FaultKind::TooMany,
            Self::NotForGuests => FaultKind::Forbidden,
            Self::Held { .. }
            | Self::HeldByOther(_)
            | Self::AnotherGuest
            | Self::BatchClosed
            | Self::FeeClosed
            | Self::TooManyOpen
            | Self::TooLate(_) => FaultKind::Conflict,
            Self::KindsMixed(_)
            | Self::BatchesMixed(_)
            | Self::Purchase(_)
            | Self::NoSuchBill(_)
            | Self::LineCount
            | Self::BillTwice(_)
            | Self::Amount(..)
            | Self::MustPayAll
            | Self::TooMuch
            | Self::IdNotDrawnNow => FaultKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::LineCount => "line-count",
            Self::BillTwice(_) => "bill-twice",
            Self::NoSuchBill(_) => "no-such-bill",
            Self::Amount(_, error) => error.code(),
            Self::KindsMixed(_) => "kinds-mixed",
            Self::BatchesMixed(_) => "one-batch-an-order",
            Self::BatchClosed => "batch-closed",
            Self::TooLate(_) => "too-late",
            Self::FeeClosed => "fee-closed",
            Self::TooManyOpen => "too-many-open",
            Self::Purchase(error) => error.code(),
            Self::NotForGuests => "limited",
            Self::Held { .. } | Self::HeldByOther(_) => "bill-held",
            Self::AnotherGuest => "another-guest",
            Self::GuestsAway { .. } => "guests-away",
            Self::MustPayAll => "must-pay-all",
            Self::TooMuch => "too-large",
            Self::IdNotDrawnNow => "clock-differs",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        let field = match self {
            Self::LineCount | Self::MustPayAll | Self::TooMuch => "lines".to_owned(),
            Self::BillTwice(line)
            | Self::NoSuchBill(line)
            | Self::KindsMixed(line)
            | Self::BatchesMixed(line)
            | Self::TooLate(line) => format!("lines[{line}].bill"),
            Self::BatchClosed => "lines[0].bill".to_owned(),
            Self::FeeClosed => "living.fee".to_owned(),
            Self::Purchase(error) => format!("living.{}", error.field()),
            Self::Amount(line, _) => format!("lines[{line}].amount"),
            Self::IdNotDrawnNow => "id".to_owned(),
            Self::Held { .. }
            | Self::HeldByOther(_)
            | Self::AnotherGuest
            | Self::NotForGuests
            | Self::TooManyOpen
            | Self::GuestsAway { .. } => return Vec::new(),
        };
        let accept = if let Self::Amount(_, error) = self {
            error.accept()
        } else if let Self::Purchase(error) = self {
            error.accept()
        } else {
            None
        };
        let accept = accept.map(|it| it.to_string());
        vec![FieldFault { field, code: self.code(), accept }]
    }

    fn retry_after(&self) -> Option<u32> {
        if let Self::GuestsAway { seconds } = self { Some(*seconds) } else { None }
    }
}
