//! Money that arrived: through which channel, to which account of ours, by which payment.

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
    /// When we heard of it, and how. What proves it says nothing of that, so `channel` leaves it out;
    /// whoever puts it on its way into the books says it (see [`Receipt::heard`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Hearing>,
}

/// What a payment is called in the whole world: no two have the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptKey {
    pub channel: ChannelKind,
    pub merchant: Merchant,
    pub transaction: Transaction,
}

/// When and how we heard of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hearing {
    pub at: Timestamp,
    pub by: HeardBy,
}

/// How we heard of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeardBy {
    /// The provider told us by itself.
    Notice,
    /// It told us when it was asked: by a chase, on closing, for 我已付款，帮我查, or about a line of
    /// a file that an officer brought.
    Asking,
    /// It stood in the statement of the day that the provider itself told, and nothing else had.
    Statement,
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

impl Receipt {
    /// What this payment is called.
    pub fn key(&self) -> ReceiptKey {
        let Self { channel, merchant, transaction, .. } = self;
        let (merchant, transaction) = (merchant.clone(), transaction.clone());
        ReceiptKey { channel: *channel, merchant, transaction }
    }

    /// Whether `told` is this very payment: of the same name, for the same order, of as much.
    pub fn is_told_by(&self, told: &Self) -> bool {
        (self.key(), self.number, self.amount) == (told.key(), told.number, told.amount)
    }

    /// This receipt, of which we heard at `at`.
    #[must_use]
    pub fn heard(self, by: HeardBy, at: Timestamp) -> Self {
        Self { heard: Some(Hearing { at, by }), ..self }
    }
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

impl ChannelKind {
    /// What it is called in a paper for the finance office.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Wechat => "微信支付",
            Self::Alipay => "支付宝",
            Self::Unionpay => "银联",
            Self::Bocom => "交通银行",
            Self::Abc => "中国农业银行",
            Self::Bridge => "学校合作银行",
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

#[cfg(test)]
mod tests {
    use super::{HeardBy, Receipt};

    /// As it lay in the queue before receipts said how we heard of them.
    const OLD: &str = r#"{"channel":"wechat","merchant":"1900000001","transaction":"42000001",
        "number":"01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001","amount":"4800.00",
        "paid_at":"2026-09-05T01:00:00Z","said_at":"2026-09-05T09:00:00+08:00"}"#;

    #[test]
    fn a_receipt_says_how_we_heard_of_it_if_somebody_wrote_that_down() {
        let old: Receipt = serde_json::from_str(OLD).expect("a receipt");
        assert_eq!(old.heard, None);
        assert!(!serde_json::to_string(&old).expect("JSON").contains("heard"));

        let heard = old.clone().heard(HeardBy::Asking, old.paid_at);
        let text = serde_json::to_string(&heard).expect("JSON");
        assert!(text.contains(r#""by":"asking""#), "{text}");
        assert_eq!(serde_json::from_str::<Receipt>(&text).expect("a receipt"), heard);
    }
}
