use crate::{LivingId, Money};
use serde::{Deserialize, Serialize};

/// A living fee (生活缴费项目): something a person pays for when they need it (S44, S45).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Living {
    pub id: LivingId,
    pub title: String,
    /// What it is for and when it arrives, in a sentence or two; may be empty.
    pub note: String,
    /// Whether it can be paid now.
    pub open: bool,
    pub target: TargetRule,
    pub amount: AmountRule,
}

/// For what a living fee is paid, and how that is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum TargetRule {
    /// Nothing has to be named.
    None,
    /// A dormitory room, written `6-412`: one of `buildings`, and three or four digits.
    Room { buildings: Vec<String> },
    /// A campus card's number: so many digits.
    Card { digits: u8 },
    /// A network account: letters, digits, `.`, `_` and `-`, three to thirty-two of them.
    Account,
}

/// How much may be paid at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum AmountRule {
    /// One of these.
    Fixed { choices: Vec<Money> },
    /// Anything from `min` to `max` in steps of `step` (counted from nothing), with some
    /// suggestions.
    Free { min: Money, max: Money, step: Money, suggestions: Vec<Money> },
}
