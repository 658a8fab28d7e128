use super::ledger::{Ledger, RefundState};
use super::random::Random;
use super::{Announcement, Flaw, Misdeed, Payment, Refund};
use http::{Response, StatusCode};
use jiff::{Timestamp, tz};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::Duration;

/// What every provider works with: its ledger, its dice, and what it is asked to do wrong now.
pub struct Desk {
    pub ledger: Ledger,
    pub random: Random,
    /// Where this provider is reached, such as `http://127.0.0.1:21200/wechat`.
    pub base_url: String,
    /// What the call at hand is to do wrong where only the provider knows how: `Pending`,
    /// `Fail`, `MissingLine`, `Cut`, `WrongTotal`, `WrongHash`, `NotYet`.
    pub misdeed: Misdeed,
    pub(super) outbox: Vec<Announcement>,
}

impl Desk {
    pub(super) fn new(base_url: &str, seed: u64) -> Self {
        Self {
            ledger: Ledger::default(),
            random: Random::new(seed),
            base_url: base_url.to_owned(),
            misdeed: Misdeed::None,
            outbox: Vec::new(),
        }
    }

    /// Sends a payer's browser to the page with the buttons for the order that `code` names; from
    /// there it can go `back`.
    pub fn cashier(&self, code: &str, back: &str) -> Response<Vec<u8>> {
        let back = utf8_percent_encode(back, NON_ALPHANUMERIC);
        let url = format!("{}/cashier/{code}?back={back}", self.base_url);
        Response::builder()
            .status(StatusCode::SEE_OTHER)
            .header("location", url)
            .body(Vec::new())
            .expect("an address of ASCII")
    }

    /// Writes down that `amount` fen of `payment` for the order `number` are asked back under
    /// `refund`, and tells the merchant if it is done at once and has an address.
    pub fn refund(&mut self, number: &str, mut refund: Refund, now: Timestamp) -> Refund {
        refund.state = if self.misdeed == Misdeed::Pending {
            RefundState::Pending
        } else if self.misdeed == Misdeed::Fail {
            RefundState::Failed
        } else {
            RefundState::Done
        };
        refund.settled = (refund.state == RefundState::Done).then(|| whole(now));
        self.ledger.refund(number, refund.clone());
        if refund.state == RefundState::Done {
            self.tell_refund(number, &refund);
        }
        refund
    }

    /// The refund `number` as it stands at `now`: one that was left pending is done when it is
    /// looked at five seconds later.
    pub fn refund_now(&mut self, number: &str, now: Timestamp) -> Option<Refund> {
        let (order, refund) = self.ledger.refund_mut(number)?;
        let due = now.duration_since(refund.asked).as_secs() >= 5;
        if refund.state == RefundState::Pending && due {
            (refund.state, refund.settled) = (RefundState::Done, Some(whole(now)));
            let refund = refund.clone();
            self.tell_refund(&order, &refund);
            return Some(refund);
        }
        Some(refund.clone())
    }

    /// Tells the merchant what became of `refund`, if it has an address.
    pub fn tell_refund(&mut self, number: &str, refund: &Refund) {
        if refund.notify_url.is_none() {
            return;
        }
        let payment = self.ledger.payment(&refund.payment).map(|(_, payment)| payment.clone());
        let Some(payment) = payment else { return };
        self.outbox.push(Announcement {
            number: number.to_owned(),
            payment,
            refund: Some(refund.clone()),
            flaw: Flaw::None,
            after: Duration::ZERO,
        });
    }

    /// A new transaction of `amount` fen for the order `number`, written down if money really moved.
    pub(super) fn paid(
        &mut self,
        number: &str,
        amount: u64,
        moved: bool,
        now: Timestamp,
    ) -> Payment {
        let day = now.to_zoned(tz::offset(8).to_time_zone()).strftime("%Y%m%d").to_string();
        let id = loop {
            let id = format!("420{day}{}", self.random.digits(10));
            if self.ledger.payment(&id).is_none() {
                break id;
            }
        };
        let payment = Payment { id, amount, at: whole(now) };
        if moved {
            self.ledger.pay(number, payment.clone());
        }
        payment
    }
}

/// Providers count whole seconds.
fn whole(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second()).expect("a present second is in range")
}
