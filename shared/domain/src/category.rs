//! Kinds of debt, each of which has a page of its own.

use serde::{Deserialize, Serialize};

/// What kind of debt a bill is, which is also the page on which it is paid.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// 学费缴费: arrears that the school imported (tuition, dormitory, …).
    Tuition,
    /// 其它缴费: batches (S41).
    Other,
    /// 生活缴费: electricity, a card's balance, … paid at once (S44).
    Living,
    /// 报名系统: what an enrolment costs (S60).
    Enrolment,
}

impl Category {
    /// Whether it counts as 当前欠费: tuition and other fees do, what somebody chooses to buy does
    /// not (S20).
    pub const fn is_arrears(self) -> bool {
        matches!(self, Self::Tuition | Self::Other)
    }
}
