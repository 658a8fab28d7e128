use crate::{ChannelError, NoticeError};
use async_trait::async_trait;
use domain::{
    Day, FaultKind, Merchant, Order, Outcome, Receipt, Refund, Refunded, Scene, Statement,
    Timestamp, WalletUser, Way,
};
use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A provider. No call has a default body: one that forgets to check a signature does not compile.
///
/// All that is said about an order comes from the stored order, so it can be said again after a
/// restart, word for word.
#[async_trait]
pub trait Channel: fmt::Debug + Send + Sync {
    /// Our account with the provider.
    fn merchant(&self) -> &Merchant;

    /// What the provider can do beyond taking money and being asked about it.
    fn capabilities(&self) -> Capabilities;

    /// How a payer who is at `scene` can come to the provider, the best way first. None: not there.
    fn ways(&self, scene: Scene) -> &'static [Way];

    /// Its wallet, if that has to say who a payer is before an order is placed.
    fn wallet(&self) -> Option<&dyn Wallet>;

    /// Asks the provider to await money for `order`. Asking again is harmless: it says the same.
    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError>;

    /// What became of `order`, as the provider sees it now. `Closed` only by the provider's own
    /// final word, or its own rule on how long money can come.
    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError>;

    /// Asks the provider to take no more money for `order`. Asking again is harmless.
    async fn close(&self, order: &Order) -> Result<Closing, ChannelError>;

    /// Asks the provider to give back what `refund` says, of a payment for `order`. Asking again
    /// is harmless: one number is given back once.
    async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError>;

    /// What became of `refund`, of a payment for `order`.
    async fn query_refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError>;

    /// All that the provider booked for us on `day`.
    async fn statement(&self, day: Day) -> Result<Stated, ChannelError>;

    /// Fetches such keys of the provider's as can be fetched, if that is due. Harmless at any time.
    async fn refresh(&self) -> Result<(), ChannelError>;

    /// What `notice`, heard at `now`, proves. It reads no clock and calls nobody.
    fn read(&self, notice: &Notice, now: Timestamp) -> Result<Heard, NoticeError>;

    /// What the provider wants to hear once `heard` is safe with us.
    fn thanks(&self, heard: &Heard) -> Words;

    /// What the provider wants to hear if we did not take its notice, for a reason of `kind`.
    fn refusal(&self, kind: FaultKind) -> Words;
}

/// A wallet that says who its user is, and wants to hear that with the order.
#[async_trait]
pub trait Wallet: Send + Sync {
    /// Where a payer at `scene` has to go once, before placing. It brings them to `back` with a code
    /// for [`Wallet::identify`] and with `state`.
    fn entrance(&self, scene: Scene, back: &str, state: &str) -> Option<String>;

    /// Who the payer is whose browser brought `code` from the entrance.
    async fn identify(&self, code: &str) -> Result<WalletUser, ChannelError>;
}

/// What a provider can do beyond taking money and being asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "abilities that have nothing to do with each other"
)]
pub struct Capabilities {
    /// Placing an order by a page asks the provider. Where it does not, the page's address or form
    /// is made here, and says nothing of whether the provider answers.
    pub pages_ask: bool,
    /// Placing an order again brings the payer there again. Where it does not, what placing
    /// brought the first time is kept with the order.
    pub repeats: bool,
    /// An unpaid order can be closed before its time runs out.
    pub closes: bool,
    pub refunds: Refunds,
    /// There is a statement of each day.
    pub statements: bool,
}

/// Whether a provider gives money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunds {
    Never,
    /// It does, and what became of it is only to be asked.
    Asked,
    /// It does, and a notice says what became of it.
    Told,
}

/// What the payer's browser does next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// Posts `fields` as a form to the provider's page.
    Form { url: String, fields: BTreeMap<String, String> },
    /// Gives `params` to the wallet's script on our page.
    Wallet { params: BTreeMap<String, String> },
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
    /// The provider has no such call, or not yet for this order: it ends when its time runs out.
    ByItself,
}

/// What a provider has to say about a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// All that it booked.
    Day(Statement),
    /// Nothing was booked on that day.
    Empty,
    /// Ask later: it is still being made.
    NotYet,
    /// The provider tells no statements; a file of theirs can be uploaded.
    Unsupported,
}

/// What somebody who claims to be a provider sent us, untouched.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    pub method: Method,
    /// What stood after the `?` of the address, as it came.
    pub query: String,
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
    /// Something became of the refund that we called `number`. A query says the same.
    Refund { number: String, refunded: Refunded },
    /// Something that moves no money.
    Other { event: String },
}

/// An answer in a provider's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub status: u16,
    pub content_type: &'static str,
    pub body: String,
}
