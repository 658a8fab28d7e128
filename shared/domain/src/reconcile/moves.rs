use super::Tally;
use crate::{
    Day, DisputeReason, HeardBy, LineKind, Money, Receipt, StatementLine, Timestamp, Transaction,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A move of money as one side has it: what a report says of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MoneyMove)]
pub struct Move {
    pub kind: LineKind,
    /// The order's number; in a statement it may be one that is not ours.
    pub number: String,
    /// The refund's number, of a refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refund: Option<String>,
    /// The provider's number of the payment.
    pub transaction: Transaction,
    pub amount: Money,
    /// Under which day that side has it.
    pub day: Day,
}

/// A move of money as it stands in our books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    pub is: Move,
    /// Why a payment could not be booked, if it could not.
    pub disputed: Option<DisputeReason>,
    /// We learned of it from a statement.
    pub by_statement: bool,
}

/// What one line is called on both sides. A payment is called by the provider, a refund by us.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(LineKind, String);

/// What lines are called: in a report so many of them agree that their names alone are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LineNames)]
pub struct Names {
    /// The provider's numbers of payments.
    pub payments: BTreeSet<String>,
    /// Our numbers of refunds.
    pub refunds: BTreeSet<String>,
}

impl Move {
    /// What `line` of the statement of `day` says.
    pub(super) fn of_line(line: &StatementLine, day: Day) -> Self {
        let StatementLine { kind, number, refund, transaction, amount, .. } = line.clone();
        Self { kind, number, refund, transaction, amount, day }
    }

    pub(super) fn name(&self) -> Name {
        let of_payment = || self.transaction.0.clone();
        match self.kind {
            LineKind::Payment => Name(self.kind, of_payment()),
            LineKind::Refund => Name(self.kind, self.refund.clone().unwrap_or_else(of_payment)),
        }
    }
}

impl Names {
    pub(super) fn put(&mut self, Name(kind, name): Name) {
        match kind {
            LineKind::Payment => self.payments.insert(name),
            LineKind::Refund => self.refunds.insert(name),
        };
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Name> {
        let payments = self.payments.iter().map(|it| Name(LineKind::Payment, it.clone()));
        payments.chain(self.refunds.iter().map(|it| Name(LineKind::Refund, it.clone())))
    }

    /// Whether these are as many as `tally` counts.
    pub(super) fn fits(&self, tally: Tally) -> bool {
        let many = |of: &BTreeSet<String>| u32::try_from(of.len());
        many(&self.payments) == Ok(tally.payments) && many(&self.refunds) == Ok(tally.refunds)
    }
}

impl Ours {
    /// A payment of ours, with the reason why it was not booked, if it was not.
    pub fn payment(receipt: &Receipt, disputed: Option<DisputeReason>) -> Self {
        let is = Move {
            kind: LineKind::Payment,
            number: receipt.number.to_string(),
            refund: None,
            transaction: receipt.transaction.clone(),
            amount: receipt.amount,
            day: Day::of(receipt.paid_at),
        };
        let by_statement = receipt.heard.is_some_and(|it| it.by == HeardBy::Statement);
        Self { is, disputed, by_statement }
    }

    /// `amount` of what `receipt` brought, given back at `at` under our number `refund`.
    pub fn refund(receipt: &Receipt, refund: String, amount: Money, at: Timestamp) -> Self {
        let payment = Self::payment(receipt, None).is;
        let (kind, day) = (LineKind::Refund, Day::of(at));
        let is = Move { kind, refund: Some(refund), amount, day, ..payment };
        Self { is, disputed: None, by_statement: false }
    }
}
