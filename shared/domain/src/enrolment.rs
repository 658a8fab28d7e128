use crate::{Bill, Money, ProjectId, Sealed, SeatEnd, SeatPlace, TierId, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody's enrolment for a project: one at most for each. Whether it is paid, its bill says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    pub project: ProjectId,
    pub tier: TierId,
    /// What the tier cost when it was chosen: an announced price that changes later does not
    /// change what somebody agreed to.
    pub price: Money,
    /// When they enrolled first.
    pub at: Timestamp,
    /// When they last changed what they said.
    pub changed: Timestamp,
    /// Their seat, if the project has a quota.
    pub seat: Option<SeatPlace>,
    /// Phone and answers, sealed by `identity`.
    pub said: Sealed,
}

/// Where an enrolment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentState {
    /// 待缴费. With a quota the seat is kept `until` then.
    Unpaid { until: Option<Timestamp> },
    /// A live order is paying it.
    Paying,
    /// 已报名: paid, or free of charge.
    Enrolled,
    /// Its time ran out unpaid; the seat may be somebody else's.
    Lapsed,
}

impl Enrolment {
    /// Where this enrolment stands at `now`, by its `bill` (there is none before 交费) and its
    /// `seat` (none without a quota).
    pub fn state(
        &self,
        bill: Option<&Bill>,
        seat: Option<SeatEnd>,
        now: Timestamp,
    ) -> EnrolmentState {
        if self.price.is_zero() || bill.is_some_and(|it| it.owed().is_zero()) {
            return EnrolmentState::Enrolled;
        }
        if bill.is_some_and(|it| it.held(now).is_some()) {
            return EnrolmentState::Paying;
        }
        match (&self.seat, seat) {
            (None, _) | (Some(_), Some(SeatEnd::Kept)) => EnrolmentState::Unpaid { until: None },
            (Some(_), Some(SeatEnd::Until(until))) if now < until => {
                EnrolmentState::Unpaid { until: Some(until) }
            }
            (Some(_), Some(SeatEnd::Until(_)) | None) => EnrolmentState::Lapsed,
        }
    }
}
