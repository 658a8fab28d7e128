use domain::{ChannelKind, DisputeReason, Money};
use std::time::Duration;

/// Something that happened and is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A payer opened an order.
    Opened { channel: ChannelKind },
    /// Money was booked.
    Paid { channel: ChannelKind, amount: Money },
    /// Money arrived that cannot be booked as it came.
    Disputed { reason: DisputeReason },
    /// An order that is still undecided was looked at, so many seconds after it was opened.
    OpenOrder { seconds: i64 },
    /// A provider was asked something, and whether it failed us.
    Asked { channel: ChannelKind, call: Call, took: Duration, failed: bool },
    /// Money was given back.
    Refunded { channel: ChannelKind, amount: Money },
    /// A provider said for good that it does not give money back.
    RefundFailed { channel: ChannelKind },
    /// A day was held against the provider's statement of it, which left `differences` to look at.
    Reconciled { channel: ChannelKind, differences: u32 },
    /// The oldest day whose statement a provider still owes us was so many days ago; 0 if it owes none.
    OpenDay { channel: ChannelKind, days: u32 },
}

/// What a provider is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Place,
    Query,
    Close,
    Refund,
    QueryRefund,
    Statement,
}

impl Call {
    /// A stable slug.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Query => "query",
            Self::Close => "close",
            Self::Refund => "refund",
            Self::QueryRefund => "query-refund",
            Self::Statement => "statement",
        }
    }
}
