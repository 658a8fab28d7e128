use crate::{ChannelError, NoticeError};
use domain::{FaultKind, Order, Outcome, Receipt, Timestamp};
use http::HeaderMap;
use serde::Serialize;
use std::fmt;

/// A provider. No call has a default body: one that forgets to check a signature does not compile.
pub trait Channel {
    /// Asks the provider to await money for `order`. Asking again is harmless: it says the same.
    fn place(&self, order: &Order) -> impl Future<Output = Result<Checkout, ChannelError>> + Send;

    /// What became of `order`, as the provider sees it now.
    fn query(&self, order: &Order) -> impl Future<Output = Result<Outcome, ChannelError>> + Send;

    /// Asks the provider to take no more money for `order`. Asking again is harmless.
    fn close(&self, order: &Order) -> impl Future<Output = Result<Closing, ChannelError>> + Send;

    /// What `notice`, heard at `now`, proves. It reads no clock and calls nobody.
    fn read(&self, notice: &Notice, now: Timestamp) -> Result<Heard, NoticeError>;

    /// What the provider wants to hear once its notice is safe with us.
    fn thanks() -> Words;

    /// What the provider wants to hear if we did not take its notice, for a reason of `kind`.
    fn refusal(kind: FaultKind) -> Words;
}

/// What the payer's browser does next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Checkout {
    /// Shows `content` as a QR code, which works until `until`.
    Qr {
        content: String,
        #[schema(value_type = String, format = DateTime)]
        until: Timestamp,
    },
    /// Goes to the provider's page.
    Jump { url: String },
    /// Nothing: the order can no longer be paid.
    None,
}

/// What became of the wish to close an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The provider takes no more money for it.
    Closed,
    /// Too late: ask what was paid.
    AlreadyPaid,
}

/// What somebody who claims to be a provider sent us, untouched.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Sizes only: a notice names its payer.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Notice({} headers, {} bytes)", self.headers.len(), self.body.len())
    }
}

/// What an authentic notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Money arrived.
    Receipt(Receipt),
    /// Something that brings no money, such as `REFUND.SUCCESS`. Nothing hangs on it: what became
    /// of a refund is asked by query.
    Other { event: String },
}

/// An answer in a provider's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub status: u16,
    pub content_type: &'static str,
    pub body: &'static str,
}
