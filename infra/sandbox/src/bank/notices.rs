use super::faults::probe;
use super::ledger::Payment;
use super::{Bank, beijing};
use http::Request;
use jiff::{Timestamp, tz};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

/// What a payer does at the cashier, and what the bank says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Pays; the bank says so.
    Pay,
    /// Pays one fen less.
    PayLess,
    /// Pays twice: two transactions.
    PayTwice,
    /// Pays; the bank says nothing.
    Silent,
    /// Pays; the bank says it twice.
    NotifyTwice,
    /// Pays; the bank says it ten seconds later.
    NotifyLate,
    /// Pays; a probe with a wrong signature comes first.
    ProbeFirst,
    /// Pays; the bank says it with an old timestamp, every time.
    Stale,
    /// Pays although the order is closed or paid already: money that was on its way.
    Anyway,
    /// Pays nothing; somebody else says that money came.
    Forge,
    /// Pays nothing; the bank says, properly signed, that another merchant was paid.
    Foreign,
}

/// What is wrong with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flaw {
    None,
    Forged,
    Probe,
    Stale,
    Foreign,
}

/// Something that the bank will tell the merchant. Each telling is signed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// The order's number.
    pub number: String,
    pub payment: Payment,
    pub flaw: Flaw,
    /// How long after the payment.
    pub after: Duration,
}

/// Which key signs notices. Over a merchant's move from certificates to the public key, both do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignedBy {
    PublicKey,
    Certificate,
    Either,
}

/// Why a payer cannot pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayError {
    NoSuchOrder,
    /// It is paid, closed, or too late.
    NotOpen,
}

impl Bank {
    /// The provider's gaps, in seconds, between a notice that was not taken and the next try.
    pub const RESENDS: [u64; 15] = [
        15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600,
    ];

    /// A payer acts at the cashier. What the bank then tells the merchant is up to who asked.
    pub fn pay(
        &mut self,
        number: &str,
        how: How,
        now: Timestamp,
    ) -> Result<Vec<Announcement>, PayError> {
        let trade = self.ledger.trade(number).ok_or(PayError::NoSuchOrder)?;
        let total = trade.total;
        let pays = !matches!(how, How::Forge | How::Foreign);
        if pays && how != How::Anyway && !trade.open(now) {
            return Err(PayError::NotOpen);
        }
        let amount = if how == How::PayLess { total.saturating_sub(1) } else { total };
        let first = self.paid(number, amount, pays, now);
        let tell = |payment: &Payment, flaw, seconds| Announcement {
            number: number.to_owned(),
            payment: payment.clone(),
            flaw,
            after: Duration::from_secs(seconds),
        };
        Ok(match how {
            How::Pay | How::PayLess | How::Anyway => vec![tell(&first, Flaw::None, 0)],
            How::PayTwice => {
                let second = self.paid(number, amount, true, now);
                vec![tell(&first, Flaw::None, 0), tell(&second, Flaw::None, 0)]
            }
            How::Silent => Vec::new(),
            How::NotifyTwice => vec![tell(&first, Flaw::None, 0), tell(&first, Flaw::None, 0)],
            How::NotifyLate => vec![tell(&first, Flaw::None, 10)],
            How::ProbeFirst => vec![tell(&first, Flaw::Probe, 0), tell(&first, Flaw::None, 1)],
            How::Stale => vec![tell(&first, Flaw::Stale, 0)],
            How::Forge => vec![tell(&first, Flaw::Forged, 0)],
            How::Foreign => vec![tell(&first, Flaw::Foreign, 0)],
        })
    }

    /// A new transaction, written down if money really moved.
    fn paid(&mut self, number: &str, amount: u64, moved: bool, now: Timestamp) -> Payment {
        let day = now.to_zoned(tz::offset(8).to_time_zone()).strftime("%Y%m%d").to_string();
        let id = loop {
            let id = format!("4200000000{day}{}", self.random.digits(10));
            if self.ledger.payment(&id).is_none() {
                break id;
            }
        };
        // The provider counts whole seconds.
        let at = Timestamp::from_second(now.as_second()).expect("a present second is in range");
        let payment = Payment { id, amount, at };
        if moved {
            self.ledger.pay(number, payment.clone());
        }
        payment
    }

    /// The notice that tells `announcement` at `now`: a request to the merchant's address.
    pub fn notice(&mut self, announcement: &Announcement, now: Timestamp) -> Request<Vec<u8>> {
        let Announcement { number, payment, flaw, .. } = announcement;
        let trade = self.ledger.trade(number).expect("an announcement is of an order");
        let notify_url = trade.notify_url.clone();
        let mut shown = trade.shown(Some(payment), &self.account, now);
        if *flaw == Flaw::Foreign {
            shown["mchid"] = json!("1900000001");
        }
        let body = self.envelope(&shown, now).to_string().into_bytes();
        let serial = match self.signed_by {
            SignedBy::Either if self.random.coin() => &self.account.certificate_serial,
            SignedBy::Certificate => &self.account.certificate_serial,
            SignedBy::PublicKey | SignedBy::Either => &self.account.public_key_id,
        };
        let second = if *flaw == Flaw::Stale { now.as_second() - 301 } else { now.as_second() };
        let nonce = self.random.hex(32);
        let mut headers = self.seal.headers(&body, serial, second, &nonce);
        match flaw {
            Flaw::Forged => {
                // Properly made, but over other bytes: what a thief of an old notice could do.
                headers = self.seal.headers(b"{}", serial, second, &nonce);
            }
            Flaw::Probe => {
                let signature = headers["wechatpay-signature"].to_str().unwrap_or_default();
                let wrong = probe(signature);
                headers.insert("wechatpay-signature", wrong);
            }
            Flaw::None | Flaw::Stale | Flaw::Foreign => {}
        }
        let mut request = Request::post(notify_url).body(body).expect("a checked address");
        *request.headers_mut() = headers;
        request
    }

    fn envelope(&mut self, shown: &Value, now: Timestamp) -> Value {
        let nonce = self.random.letters(12);
        let id = format!("EV-{}", self.random.digits(20));
        let ciphertext = self.seal.seals(shown.to_string().as_bytes(), &nonce, "transaction");
        json!({
            "id": id,
            "create_time": beijing(now),
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": ciphertext,
                "associated_data": "transaction",
                "nonce": nonce,
            },
        })
    }
}
