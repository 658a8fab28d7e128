//! Somebody's enrolment for a project, and where it stands. [`crate::Enrolling`] changes it.

use crate::{Bill, Money, OrderId, ProjectId, Sealed, SeatPlace, TierId, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody's enrolment for a project: one at most for each. Whether it is paid, its bill says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    pub project: ProjectId,
    #[serde(flatten)]
    pub agreed: Agreed,
    /// When they enrolled first.
    pub at: Timestamp,
    /// When they last changed what they said.
    pub changed: Timestamp,
    /// Counts what was written here: whatever is decided, is decided about one version.
    pub version: u32,
    /// Their seat, if the project has a quota.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatPlace>,
    /// Until when that seat is theirs for sure, unless it is for good. The seat's own row says the
    /// same: both are written together, and nobody takes the seat before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Phone and answers, sealed by `identity`.
    pub said: Sealed,
}

/// The price that somebody chose, as it was announced then: what the office changes later does not
/// change what they agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    pub tier: TierId,
    pub label: String,
    pub price: Money,
}

/// Where an enrolment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EnrolmentState {
    /// 待缴费.
    Unpaid,
    /// An order is paying it: until that is over, even past its time, nobody knows what it brings.
    Paying,
    /// 已报名: paid, or free of charge.
    Enrolled,
    /// Its time ran out unpaid; the seat may be somebody else's.
    Lapsed,
}

impl Enrolment {
    /// Where this enrolment stands at `now`, by its `bill` (there is none before 交费).
    pub fn state(&self, bill: Option<&Bill>, now: Timestamp) -> EnrolmentState {
        if self.agreed.price.is_zero() || bill.is_some_and(Bill::is_paid) {
            EnrolmentState::Enrolled
        } else if bill.is_some_and(|it| it.due.is_zero()) {
            // It was paid, and the money went back.
            EnrolmentState::Lapsed
        } else if bill.is_some_and(|it| it.hold.is_some()) {
            EnrolmentState::Paying
        } else if self.seat.is_some() && self.until.is_some_and(|it| it <= now) {
            EnrolmentState::Lapsed
        } else {
            EnrolmentState::Unpaid
        }
    }

    /// The bill of this enrolment among `bills`.
    pub fn bill_of<'a>(&self, bills: &'a [Bill]) -> Option<&'a Bill> {
        bills.iter().find(|it| it.id.project().as_ref() == Some(&self.project))
    }
}

/// An enrolment as the person sees it.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct EnrolmentView {
    pub project: ProjectId,
    pub tier: TierId,
    /// The tier's label when it was chosen.
    pub label: String,
    /// What was agreed to.
    pub price: Money,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub changed: Timestamp,
    pub state: EnrolmentState,
    /// Until when the seat is kept unpaid.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub until: Option<Timestamp>,
    /// What it costs, once 交费 was pressed.
    #[schema(required)]
    pub bill: Option<crate::BillId>,
    /// The order that is paying it, or paid it.
    #[schema(required)]
    pub order: Option<OrderId>,
}

impl EnrolmentView {
    /// What the person sees of `enrolment` at `now`, by its `bill`.
    pub fn of(enrolment: &Enrolment, bill: Option<&Bill>, now: Timestamp) -> Self {
        let state = enrolment.state(bill, now);
        let waits = matches!(state, EnrolmentState::Unpaid | EnrolmentState::Paying);
        Self {
            project: enrolment.project.clone(),
            tier: enrolment.agreed.tier.clone(),
            label: enrolment.agreed.label.clone(),
            price: enrolment.agreed.price,
            at: enrolment.at,
            changed: enrolment.changed,
            state,
            until: enrolment.until.filter(|_| waits),
            bill: bill.map(|it| it.id.clone()),
            order: bill.and_then(|it| it.hold.as_ref().map(|it| it.by).or(it.paid_by)),
        }
    }
}
