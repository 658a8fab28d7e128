use crate::{Money, OrderNumber, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A way to pay. What each can do is the `channel` crate's business.
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
pub enum ChannelKind {
    Wechat,
}

/// Our account with a provider (WeChat's `mchid`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Merchant(pub String);

/// The provider's own number of a payment (WeChat's `transaction_id`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Transaction(pub String);

/// Money that arrived: a fact, proved by a provider's signature, keyed by (channel, merchant,
/// transaction). Only `channel` makes one, after the proof held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub channel: ChannelKind,
    pub merchant: Merchant,
    pub transaction: Transaction,
    /// The order that the payer paid, by the number we gave the provider.
    pub number: OrderNumber,
    pub amount: Money,
    /// When the provider took the money.
    pub paid_at: Timestamp,
    /// The provider's words for that time, kept as they came.
    pub said_at: String,
}

/// What a provider says of an order when it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Money arrived.
    Paid(Receipt),
    /// No money so far; there may be some later.
    Pending,
    /// No money, and there will never be any.
    Closed,
    /// The provider has never heard of it.
    Absent,
}

impl ChannelKind {
    /// The slug that stands in addresses and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Wechat => "wechat",
        }
    }
}

impl fmt::Display for ChannelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// The text names no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such channel")]
pub struct NoSuchChannel;

impl FromStr for ChannelKind {
    type Err = NoSuchChannel;

    fn from_str(text: &str) -> Result<Self, NoSuchChannel> {
        [Self::Wechat].into_iter().find(|it| it.slug() == text).ok_or(NoSuchChannel)
    }
}

impl crate::Fault for NoSuchChannel {
    fn kind(&self) -> crate::FaultKind {
        crate::FaultKind::Missing
    }

    fn code(&self) -> &'static str {
        "no-such-channel"
    }
}
