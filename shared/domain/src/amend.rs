//! What a row of an arrears file does to the bill that it names.

use crate::arrears::Arrear;
use crate::{Bill, Fault, FaultKind, Money, Timestamp};

/// What becomes of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amendment {
    /// It already says so.
    Unchanged,
    /// There was none.
    Created(Bill),
    /// It says something else now.
    Changed(Bill),
    /// It stays as it was.
    Refused(AmendError),
}

/// Why a bill cannot become what a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// The row says that more, or less, was paid than when it was last imported, and people paid
    /// here meanwhile: whether the row counts those payments cannot be known.
    #[error("the file's paid amount neither leaves out nor includes the {here} paid here")]
    PaidUnclear { here: Money },
    /// The row says what was due before a refund lowered it.
    #[error("{undue} of this bill were given back here and are due no more")]
    RefundedHere { undue: Money },
    #[error("more would be settled than is due")]
    OverSettled,
    /// The payer stands at a cashier with an order for more than would be left.
    #[error("{held} of this bill are being paid right now")]
    BeingPaid { held: Money },
    /// The bill of a batch was paid, or is being, for another year: next year's is another batch.
    #[error("this bill is another year's, and {here} of it were paid here")]
    OtherYear { here: Money },
}

/// What `row`, read at `now`, does to `bill`, if the person has that bill.
///
/// Money is never counted twice and never unpaid: what was paid here stays, and the file decides
/// only over what it can have known.
pub fn amend(bill: Option<&Bill>, row: &Arrear, now: Timestamp) -> Amendment {
    let Some(bill) = bill else { return created(row) };
    if bill.year != row.year && !(bill.paid_here.is_zero() && bill.hold.is_none()) {
        return Amendment::Refused(AmendError::OtherYear { here: bill.paid_here });
    }
    if !bill.undue.is_zero() && row.due == bill.due.plus(bill.undue) {
        return Amendment::Refused(AmendError::RefundedHere { undue: bill.undue });
    }
    let paid_elsewhere = match elsewhere(bill, row.paid) {
        Ok(paid) => paid,
        Err(refusal) => return Amendment::Refused(refusal),
    };
    let next = Bill {
        // A bill of a batch is the same bill in another year.
        year: row.year.clone(),
        due: row.due,
        exempt: row.exempt,
        loan: row.loan,
        paid_elsewhere,
        splittable: row.splittable,
        ..bill.clone()
    };
    if next == *bill {
        return Amendment::Unchanged;
    }
    if !is_sound(&next) {
        return Amendment::Refused(AmendError::OverSettled);
    }
    match next.held(now) {
        Some(hold) if hold.amount > next.owed() => {
            Amendment::Refused(AmendError::BeingPaid { held: hold.amount })
        }
        Some(_) | None => Amendment::Changed(next),
    }
}

fn created(row: &Arrear) -> Amendment {
    let bill = Bill {
        id: row.bill.clone(),
        item: row.item.clone(),
        year: row.year.clone(),
        target: None,
        until: None,
        seat: None,
        due: row.due,
        exempt: row.exempt,
        loan: row.loan,
        paid_elsewhere: row.paid,
        paid_here: Money::ZERO,
        returned: Money::ZERO,
        undue: Money::ZERO,
        splittable: row.splittable,
        hold: None,
        paid_by: None,
    };
    if is_sound(&bill) {
        Amendment::Created(bill)
    } else {
        Amendment::Refused(AmendError::OverSettled)
    }
}

/// What was paid elsewhere, now that the office's file says `filed` in all.
fn elsewhere(bill: &Bill, filed: Money) -> Result<Money, AmendError> {
    let here = bill.paid_here;
    if filed == bill.paid_elsewhere || filed == bill.paid() {
        // The same as last time, without or with what was paid here.
        Ok(bill.paid_elsewhere)
    } else if !bill.returned.is_zero() {
        // It may still count what went back from here.
        Err(AmendError::PaidUnclear { here })
    } else if here.is_zero() {
        // Nothing was paid here that the file could have missed.
        Ok(filed)
    } else if filed > bill.paid() {
        // The office entered our payments in its books: what is beyond them was paid elsewhere.
        filed.minus(here).ok_or(AmendError::PaidUnclear { here })
    } else {
        Err(AmendError::PaidUnclear { here })
    }
}

fn is_sound(bill: &Bill) -> bool {
    let settled = bill.exempt.plus(bill.loan).plus(bill.paid());
    bill.due.minus(settled).is_some()
}

impl Fault for AmendError {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            Self::PaidUnclear { .. } => "paid-unclear",
            Self::RefundedHere { .. } => "refunded-here",
            Self::OverSettled => "over-settled",
            Self::BeingPaid { .. } => "being-paid",
            Self::OtherYear { .. } => "other-year",
        }
    }
}

#[cfg(test)]
mod tests;
