mod desk;
mod faults;
mod ledger;
mod pay;
mod provider;
mod random;

use faults::Faults;
use http::{Request, Response};
use jiff::Timestamp;
use std::time::Duration;

pub use desk::Desk;
pub use faults::{Fault, Misdeed, On};
pub use ledger::{Ledger, Payment, Refund, RefundState, Trade};
pub use pay::{Announcement, Flaw, How, PayError};
pub use provider::{Provider, SignedBy, WayBack};
pub use random::Random;

/// A provider with its ledger and its faults. Time comes in with every call.
pub struct Bank {
    provider: Box<dyn Provider>,
    desk: Desk,
    faults: Faults,
    rotated: Option<Timestamp>,
}

/// What goes back to who asked.
pub struct Reply {
    /// Nothing if the answer is lost on its way.
    pub answer: Option<Response<Vec<u8>>>,
    /// How long it takes.
    pub after: Duration,
}

impl Bank {
    /// A bank that speaks `provider`'s wire at `base_url`. All that it draws follows from `seed`.
    pub fn new(provider: Box<dyn Provider>, base_url: &str, seed: u64) -> Self {
        let (desk, faults) = (Desk::new(base_url, seed), Faults::default());
        Self { provider, desk, faults, rotated: None }
    }

    /// The same under its own path of `base_url`.
    pub fn under(provider: Box<dyn Provider>, base_url: &str, seed: u64) -> Self {
        let url = format!("{base_url}/{}", provider.slug());
        Self::new(provider, &url, seed)
    }

    /// What people call it.
    pub fn name(&self) -> &'static str {
        self.provider.name()
    }

    /// What stands in addresses.
    pub fn slug(&self) -> &'static str {
        self.provider.slug()
    }

    /// Where its wire and its cashier are.
    pub fn base_url(&self) -> &str {
        &self.desk.base_url
    }

    /// Which of its keys the bank signs notices with from now on.
    pub fn sign_notices_by(&mut self, signed_by: SignedBy) {
        self.provider.sign_notices_by(signed_by);
    }

    /// Changes its keys, as the provider does it.
    pub fn rotate(&mut self, now: Timestamp) {
        self.provider.rotate(&mut self.desk, now);
        self.rotated = Some(now);
    }

    /// When it last changed its keys, if it did since it was started.
    pub fn rotated(&self) -> Option<Timestamp> {
        self.rotated
    }

    /// From now on, misbehave like this.
    pub fn misbehave(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// Behave again.
    pub fn behave(&mut self) {
        self.faults.clear();
    }

    /// Lets no call arrive, whatever else was asked of it, until it is told to behave.
    pub fn go_down(&mut self) {
        self.faults.clear();
        self.faults.add(Fault::DOWN);
    }

    /// Whether no call arrives.
    pub fn is_down(&self) -> bool {
        self.faults.pending().next() == Some(&Fault::DOWN)
    }

    /// The wrongs still to come, oldest first.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.pending()
    }

    /// What `request` brings at `now`.
    pub fn answer(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> Reply {
        let fault = self.provider.on(request).and_then(|on| self.faults.take(on));
        let after = fault.as_ref().map_or(Duration::ZERO, Fault::slowness);
        let misdeed = fault.map_or(Misdeed::None, |it| it.fault);
        if !misdeed.acts() {
            let answer = (misdeed != Misdeed::LostAsk).then(|| self.provider.instead(&misdeed));
            return Reply { answer, after };
        }
        self.desk.misdeed = misdeed.clone();
        let answer = self.provider.answer(&mut self.desk, request, now);
        self.desk.misdeed = Misdeed::None;
        let answer = if misdeed == Misdeed::None {
            Some(answer)
        } else {
            (misdeed != Misdeed::LostAnswer).then(|| self.provider.spoil(&misdeed, answer))
        };
        Reply { answer, after }
    }

    /// The notice that tells `announcement` at `now`: a request to the merchant's address.
    pub fn notice(&mut self, announcement: &Announcement, now: Timestamp) -> Request<Vec<u8>> {
        self.provider.notice(&mut self.desk, announcement, now)
    }

    /// Whether the merchant's answer takes a notice.
    pub fn taken(&self, status: u16, body: &[u8]) -> bool {
        self.provider.taken(status, body)
    }

    /// Seconds between a notice that was not taken and the next try.
    pub fn resends(&self) -> &'static [u64] {
        self.provider.resends()
    }

    /// What the bank has to tell the merchant of refunds since this was last asked.
    pub fn announcements(&mut self) -> Vec<Announcement> {
        std::mem::take(&mut self.desk.outbox)
    }

    /// Where the payer's browser goes once the order `number` is paid.
    pub fn way_back(&mut self, number: &str, now: Timestamp) -> WayBack {
        self.provider.way_back(&mut self.desk, number, now)
    }

    /// All orders, oldest first.
    pub fn trades(&self) -> impl DoubleEndedIterator<Item = &Trade> {
        self.desk.ledger.trades()
    }

    /// The order that `number` names.
    pub fn trade(&self, number: &str) -> Option<&Trade> {
        self.desk.ledger.trade(number)
    }

    /// The order whose QR code or page holds `code`.
    pub fn trade_of_code(&self, code: &str) -> Option<&Trade> {
        self.desk.ledger.trades().find(|trade| trade.code == code)
    }

    /// The ledger, to be kept over a restart.
    pub fn kept(&self) -> &Ledger {
        &self.desk.ledger
    }

    /// Takes up a ledger that was kept.
    pub fn restore(&mut self, ledger: Ledger) {
        self.desk.ledger = ledger;
    }
}
