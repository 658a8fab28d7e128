use super::{Announcement, Desk, Misdeed, On};
use http::{Request, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One provider's wire over the shared ledger. Pure: the time comes in, and what it draws follows
/// from the desk's seed.
pub trait Provider: Send {
    /// What stands in addresses: `wechat`.
    fn slug(&self) -> &'static str;

    /// What people call it: 微信支付.
    fn name(&self) -> &'static str;

    /// Which call `request` is, as far as faults can be asked for it. `None`: a page, or nothing.
    fn on(&self, request: &Request<Vec<u8>>) -> Option<On>;

    /// What `request` brings at `now`, with everything verified as the provider verifies it. A page
    /// for the payer is a 303 to [`Desk::cashier`].
    fn answer(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>>;

    /// The request that tells `announcement` to the merchant at `now`, with its flaw.
    fn notice(
        &mut self,
        desk: &mut Desk,
        announcement: &Announcement,
        now: Timestamp,
    ) -> Request<Vec<u8>>;

    /// Whether the merchant's answer takes a notice.
    fn taken(&self, status: u16, body: &[u8]) -> bool;

    /// Seconds between a notice that was not taken and the next try.
    fn resends(&self) -> &'static [u64];

    /// Where the payer's browser goes once the order `number` is paid.
    fn way_back(&mut self, desk: &mut Desk, number: &str, now: Timestamp) -> WayBack;

    /// What becomes of a proper answer on its way: see [`Misdeed`].
    fn spoil(&mut self, misdeed: &Misdeed, answer: Response<Vec<u8>>) -> Response<Vec<u8>>;

    /// What comes back if the call is not acted on: see [`Misdeed`].
    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>>;

    /// Changes to other keys in mid-flow, as the provider does it.
    fn rotate(&mut self, desk: &mut Desk, now: Timestamp);

    /// Signs notices by this one of its keys from now on, where it has two.
    fn sign_notices_by(&mut self, signed_by: SignedBy);
}

/// Where a payer's browser goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayBack {
    /// Nowhere: it came by a code, or says itself where it came from.
    None,
    /// To an address.
    Get(String),
    /// To an address, posting these fields.
    Post { url: String, fields: BTreeMap<String, String> },
}

/// Which key signs notices. Over a change of keys, both do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignedBy {
    /// The newer (of WeChat Pay: the public key).
    PublicKey,
    /// The older (of WeChat Pay: the certificate).
    Certificate,
    Either,
}
