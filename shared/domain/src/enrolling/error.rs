//! Why somebody cannot enrol, pay for it or leave.

use crate::{Fault, FaultKind};

/// Why somebody cannot enrol, pay for it or leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    #[error("there is no such project")]
    NoSuchProject,
    #[error("the project is for others")]
    NotForYou,
    #[error("enrolling has not begun")]
    ProjectComing,
    #[error("enrolling is over")]
    ProjectClosed,
    #[error("no seat is left")]
    ProjectFull,
    #[error("it is paid")]
    EnrolledAlready,
    #[error("an order is paying it")]
    BeingPaid,
    #[error("it costs nothing")]
    FreeOfCharge,
    #[error("they are not enrolled")]
    NotEnrolled,
}

impl Fault for EnrolError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::NoSuchProject | Self::NotEnrolled => FaultKind::Missing,
            Self::NotForYou => FaultKind::Forbidden,
            Self::ProjectComing
            | Self::ProjectClosed
            | Self::ProjectFull
            | Self::EnrolledAlready
            | Self::BeingPaid
            | Self::FreeOfCharge => FaultKind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchProject => "no-such-project",
            Self::NotForYou => "not-for-you",
            Self::ProjectComing => "project-coming",
            Self::ProjectClosed => "project-closed",
            Self::ProjectFull => "project-full",
            Self::EnrolledAlready => "enrolled-already",
            Self::BeingPaid => "being-paid",
            Self::FreeOfCharge => "free-of-charge",
            Self::NotEnrolled => "not-enrolled",
        }
    }
}
