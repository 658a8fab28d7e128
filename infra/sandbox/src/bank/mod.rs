mod asks;
mod faults;
mod ledger;
mod notices;
mod random;
mod seal;

use crate::keys::BankSide;
use asks::{Call, PlaceAsk, Refusal};
use faults::Faults;
use http::{HeaderMap, Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use ledger::Ledger;
use random::Random;
use seal::Seal;
use serde_json::{Value, json};
use std::time::Duration;

pub use faults::{Fault, Misdeed, On};
pub use ledger::{Payment, Product, Trade};
pub use notices::{Announcement, Flaw, How, PayError, SignedBy};

/// The provider: a ledger, its keys, and its faults. Time comes in with every call.
pub struct Bank {
    account: BankSide,
    seal: Seal,
    ledger: Ledger,
    faults: Faults,
    random: Random,
    signed_by: SignedBy,
    /// Where its own pages are, for telephones.
    base_url: String,
}

/// What goes back to who asked.
pub struct Reply {
    /// Nothing if the answer is lost on its way.
    pub answer: Option<Response<Vec<u8>>>,
    /// How long it takes.
    pub after: Duration,
}

/// What a call brings before it is signed: a body, or none.
type Said = Result<Option<Value>, Refusal>;

impl Bank {
    /// A bank with one account. All that it draws follows from `seed`.
    ///
    /// # Panics
    /// If the keys are not keys.
    pub fn new(account: BankSide, base_url: &str, seed: u64) -> Self {
        Self {
            seal: Seal::new(&account),
            account,
            ledger: Ledger::default(),
            faults: Faults::default(),
            random: Random::new(seed),
            signed_by: SignedBy::PublicKey,
            base_url: base_url.to_owned(),
        }
    }

    /// Which of its keys the bank signs notices with from now on.
    pub fn sign_notices_by(&mut self, signed_by: SignedBy) {
        self.signed_by = signed_by;
    }

    /// From now on, misbehave like this.
    pub fn misbehave(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// Behave again.
    pub fn behave(&mut self) {
        self.faults.clear();
    }

    /// What `request` brings at `now`.
    pub fn answer(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> Reply {
        let call = match Call::of(request) {
            Ok(call) => call,
            Err(refusal) => return Reply::now(refusal.answer()),
        };
        let fault = self.faults.take(call.on());
        let after = fault.as_ref().map_or(Duration::ZERO, Fault::slowness);
        let misdeed = fault.map_or(Misdeed::None, |it| it.fault);
        if !misdeed.acts() {
            return Reply { answer: misdeed.instead(), after };
        }
        let said = self
            .seal
            .authentic(&self.account, request, now)
            .and_then(|()| self.act(&call, request, now));
        let answer = match said {
            Err(refusal) => refusal.answer(),
            Ok(body) => self.signed(request.headers(), body.as_ref(), now),
        };
        Reply { answer: misdeed.spoil(answer), after }
    }

    fn act(&mut self, call: &Call, request: &Request<Vec<u8>>, now: Timestamp) -> Said {
        match call {
            Call::Place(product) => self.place(*product, request.body(), now),
            Call::QueryNumber(number) => {
                asks::merchant_in_query(request.uri(), &self.account)?;
                let trade = self.ledger.trade(number).ok_or_else(Refusal::absent)?;
                Ok(Some(trade.shown(trade.payments.first(), &self.account, now)))
            }
            Call::QueryTransaction(id) => {
                asks::merchant_in_query(request.uri(), &self.account)?;
                let (trade, payment) = self.ledger.payment(id).ok_or_else(Refusal::absent)?;
                Ok(Some(trade.shown(Some(payment), &self.account, now)))
            }
            Call::Close(number) => self.close(number, request.body(), now),
            Call::Certificates => Ok(Some(self.certificates())),
        }
    }

    fn place(&mut self, product: Product, body: &[u8], now: Timestamp) -> Said {
        let ask = PlaceAsk::read(body, product, &self.account)?;
        let until = ask.until(now)?;
        let said = ask.fingerprint(product);
        let trade = if let Some(trade) = self.ledger.trade_mut(&ask.out_trade_no) {
            if trade.said != said {
                return Err(Refusal::new(403, "OUT_TRADE_NO_USED", "商户订单号重复"));
            }
            if !trade.payments.is_empty() {
                return Err(Refusal::new(400, "ORDER_PAID", "该订单已支付"));
            }
            if !trade.open(now) {
                return Err(Refusal::new(400, "ORDER_CLOSED", "该订单已关闭"));
            }
            trade
        } else {
            let code = self.random.letters(9);
            self.ledger.open(Trade {
                number: ask.out_trade_no,
                product,
                said,
                code,
                description: ask.description,
                attach: ask.attach,
                total: ask.amount.total,
                notify_url: ask.notify_url,
                opened: now,
                placed: now,
                until,
                closed: None,
                payments: Vec::new(),
            })
        };
        trade.placed = now;
        Ok(Some(match product {
            Product::Native => {
                json!({ "code_url": format!("weixin://wxpay/bizpayurl?pr={}", trade.code) })
            }
            Product::H5 => {
                let (base, code) = (&self.base_url, &trade.code);
                json!({ "h5_url": format!("{base}/h5?prepay_id=wx{code}&package=1") })
            }
        }))
    }

    fn close(&mut self, number: &str, body: &[u8], now: Timestamp) -> Said {
        asks::merchant_in_body(body, &self.account)?;
        let trade = self.ledger.trade_mut(number).ok_or_else(Refusal::absent)?;
        if !trade.payments.is_empty() {
            return Err(Refusal::new(400, "ORDER_PAID", "该订单已支付"));
        }
        trade.closed.get_or_insert(now);
        Ok(None)
    }

    fn certificates(&mut self) -> Value {
        let nonce = self.random.letters(12);
        let pem = &self.account.certificate_pem;
        json!({ "data": [{
            "serial_no": self.account.certificate_serial,
            "effective_time": "2024-01-01T08:00:00+08:00",
            "expire_time": "2044-01-01T08:00:00+08:00",
            "encrypt_certificate": {
                "algorithm": "AEAD_AES_256_GCM",
                "nonce": nonce,
                "associated_data": "certificate",
                "ciphertext": self.seal.seals(pem.as_bytes(), &nonce, "certificate"),
            },
        }] })
    }

    fn signed(
        &mut self,
        asked: &HeaderMap,
        body: Option<&Value>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        let bytes = body.map(|it| it.to_string().into_bytes()).unwrap_or_default();
        let wished = asked.get("wechatpay-serial").and_then(|it| it.to_str().ok());
        let serial = match wished {
            Some(serial) if serial == self.account.public_key_id => serial.to_owned(),
            _ => self.account.certificate_serial.clone(),
        };
        let nonce = self.random.hex(32);
        let status = if bytes.is_empty() { StatusCode::NO_CONTENT } else { StatusCode::OK };
        let mut answer = Response::new(bytes);
        *answer.status_mut() = status;
        let headers = self.seal.headers(answer.body(), &serial, now.as_second(), &nonce);
        *answer.headers_mut() = headers;
        let request_id = self.random.hex(32).parse().expect("hexadecimal digits");
        answer.headers_mut().insert("request-id", request_id);
        answer
    }

    /// All orders, oldest first.
    pub fn trades(&self) -> impl DoubleEndedIterator<Item = &Trade> {
        self.ledger.trades()
    }

    /// The order that `number` names.
    pub fn trade(&self, number: &str) -> Option<&Trade> {
        self.ledger.trade(number)
    }

    /// The order whose QR code or telephone page holds `code`.
    pub fn trade_of_code(&self, code: &str) -> Option<&Trade> {
        self.ledger.trades().find(|trade| trade.code == code)
    }

    /// The ledger, to be kept over a restart.
    pub fn kept(&self) -> String {
        serde_json::to_string(&self.ledger).expect("texts and numbers are JSON")
    }

    /// Takes up a ledger that was kept.
    pub fn restore(&mut self, kept: &str) -> Result<(), serde_json::Error> {
        self.ledger = serde_json::from_str(kept)?;
        Ok(())
    }
}

impl Reply {
    fn now(answer: Response<Vec<u8>>) -> Self {
        Self { answer: Some(answer), after: Duration::ZERO }
    }
}

/// An instant as the provider writes it.
fn beijing(instant: Timestamp) -> String {
    let zoned = instant.to_zoned(jiff::tz::offset(8).to_time_zone());
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Whether the two are at most five minutes apart.
fn near(seconds: i64, now: Timestamp) -> bool {
    let said = Timestamp::from_second(seconds).unwrap_or(Timestamp::MIN);
    now.duration_since(said).abs() <= SignedDuration::from_mins(5)
}
