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
    /// 微信支付.
    Wechat,
    /// 支付宝.
    Alipay,
    /// 银联.
    Unionpay,
    /// 交通银行.
    Bocom,
    /// 中国农业银行.
    Abc,
    /// A bank that the school brings, behind a connector of its own.
    Bridge,
}

/// Our account with a provider (WeChat's `mchid`, Alipay's `seller_id`).
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

/// What a provider says of an order when it is asked. That it said nothing clear is an error of
/// the call: unknown is never one of these.
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
    /// Every way to pay that there is.
    pub const ALL: [Self; 6] =
        [Self::Wechat, Self::Alipay, Self::Unionpay, Self::Bocom, Self::Abc, Self::Bridge];

    /// The slug that stands in addresses and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Wechat => "wechat",
            Self::Alipay => "alipay",
            Self::Unionpay => "unionpay",
            Self::Bocom => "bocom",
            Self::Abc => "abc",
            Self::Bridge => "bridge",
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
        Self::ALL.into_iter().find(|it| it.slug() == text).ok_or(NoSuchChannel)
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
