//! WeChat Pay API v3.

mod asks;
mod keys;
mod notices;
mod seal;
mod shown;

use crate::bank::{Announcement, Desk, Misdeed, On, Provider, SignedBy, Trade, WayBack};
use crate::server::note;
use asks::{Call, PlaceAsk, Refusal};
use http::{HeaderMap, Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp, ToSpan};
use seal::Seal;
use serde_json::{Value, json};

pub use keys::{BankSide, Keys, MerchantSide, VerifyKey};

/// WeChat Pay, with one account.
pub struct Wechat {
    account: BankSide,
    seal: Seal,
    signed_by: SignedBy,
}

/// How the payer comes to the cashier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Product {
    Native,
    H5,
}

/// What a call brings before it is signed: a body, or none.
type Said = Result<Option<Value>, Refusal>;

impl Wechat {
    /// # Panics
    /// If the keys are not keys.
    pub fn new(keys: &Keys) -> Self {
        let account = keys.bank.clone();
        Self { seal: Seal::new(&account), account, signed_by: SignedBy::PublicKey }
    }

    fn act(
        &mut self,
        desk: &mut Desk,
        call: &Call,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Said {
        match call {
            Call::Place(product) => self.place(desk, *product, request.body(), now),
            Call::QueryNumber(number) => {
                asks::merchant_in_query(request.uri(), &self.account)?;
                let trade = desk.ledger.trade(number).ok_or_else(Refusal::absent)?;
                Ok(Some(shown::transaction(trade, trade.payments.first(), &self.account, now)))
            }
            Call::QueryTransaction(id) => {
                asks::merchant_in_query(request.uri(), &self.account)?;
                let (trade, payment) = desk.ledger.payment(id).ok_or_else(Refusal::absent)?;
                Ok(Some(shown::transaction(trade, Some(payment), &self.account, now)))
            }
            Call::Close(number) => self.close(desk, number, request.body(), now),
            Call::Certificates => Ok(Some(self.certificates(desk))),
        }
    }

    fn place(&self, desk: &mut Desk, product: Product, body: &[u8], now: Timestamp) -> Said {
        let ask = PlaceAsk::read(body, product, &self.account)?;
        let until = ask.until(now)?;
        let said = ask.fingerprint(product);
        let base = desk.base_url.clone();
        let trade = if let Some(trade) = desk.ledger.trade_mut(&ask.out_trade_no) {
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
            let code = desk.random.letters(9);
            desk.ledger.open(Trade {
                number: ask.out_trade_no,
                product: product.word().to_owned(),
                said,
                code,
                description: ask.description,
                total: ask.amount.total,
                notify_url: ask.notify_url,
                return_url: None,
                opened: now,
                placed: now,
                until,
                closed: None,
                more: json!({ "attach": ask.attach }),
                payments: Vec::new(),
                refunds: Vec::new(),
            })
        };
        trade.placed = now;
        let code = &trade.code;
        Ok(Some(match product {
            Product::Native => json!({ "code_url": format!("weixin://wxpay/bizpayurl?pr={code}") }),
            Product::H5 => json!({ "h5_url": format!("{base}/h5?prepay_id=wx{code}&package=1") }),
        }))
    }

    fn close(&self, desk: &mut Desk, number: &str, body: &[u8], now: Timestamp) -> Said {
        asks::merchant_in_body(body, &self.account)?;
        let trade = desk.ledger.trade_mut(number).ok_or_else(Refusal::absent)?;
        if !trade.payments.is_empty() {
            return Err(Refusal::new(400, "ORDER_PAID", "该订单已支付"));
        }
        trade.closed.get_or_insert(now);
        Ok(None)
    }

    fn certificates(&self, desk: &mut Desk) -> Value {
        let nonce = desk.random.letters(12);
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
        &self,
        desk: &mut Desk,
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
        let nonce = desk.random.hex(32);
        let status = if bytes.is_empty() { StatusCode::NO_CONTENT } else { StatusCode::OK };
        let mut answer = Response::new(bytes);
        *answer.status_mut() = status;
        let headers = self.seal.headers(answer.body(), &serial, now.as_second(), &nonce);
        *answer.headers_mut() = headers;
        let request_id = desk.random.hex(32).parse().expect("hexadecimal digits");
        answer.headers_mut().insert("request-id", request_id);
        answer
    }
}

impl Provider for Wechat {
    fn slug(&self) -> &'static str {
        "wechat"
    }

    fn name(&self) -> &'static str {
        "微信支付"
    }

    fn on(&self, request: &Request<Vec<u8>>) -> Option<On> {
        Call::of(request).ok().map(|call| call.on())
    }

    fn answer(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        if request.uri().path() == "/h5" {
            return telephone(desk, request, now);
        }
        let call = match Call::of(request) {
            Ok(call) => call,
            Err(refusal) => return refusal.answer(),
        };
        let said = self
            .seal
            .authentic(&self.account, request, now)
            .and_then(|()| self.act(desk, &call, request, now));
        match said {
            Err(refusal) => refusal.answer(),
            Ok(body) => self.signed(desk, request.headers(), body.as_ref(), now),
        }
    }

    fn notice(
        &mut self,
        desk: &mut Desk,
        announcement: &Announcement,
        now: Timestamp,
    ) -> Request<Vec<u8>> {
        notices::of(self, desk, announcement, now)
    }

    fn taken(&self, status: u16, _: &[u8]) -> bool {
        matches!(status, 200 | 204)
    }

    fn resends(&self) -> &'static [u64] {
        &[
            15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600,
            21_600,
        ]
    }

    fn way_back(&mut self, _: &mut Desk, _: &str, _: Timestamp) -> WayBack {
        WayBack::None
    }

    fn spoil(&mut self, misdeed: &Misdeed, mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
        match misdeed {
            Misdeed::ErrorAfter => return broken(500, "SYSTEM_ERROR"),
            Misdeed::Accepted => return broken(202, "USERPAYING"),
            Misdeed::Unsigned => {
                for name in ["timestamp", "nonce", "signature", "serial", "signature-type"] {
                    answer.headers_mut().remove(format!("wechatpay-{name}"));
                }
            }
            Misdeed::Probe => {
                if let Some(signature) = answer.headers_mut().get_mut("wechatpay-signature") {
                    *signature = notices::probe(signature.to_str().unwrap_or_default());
                }
            }
            Misdeed::Tampered => {
                if let Some(byte) = answer.body_mut().last_mut() {
                    *byte ^= 1;
                }
            }
            _ => {}
        }
        answer
    }

    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>> {
        match misdeed {
            Misdeed::TooMany => broken(429, "FREQUENCY_LIMITED"),
            Misdeed::Reject { status, code } => broken(*status, code),
            _ => broken(500, "SYSTEM_ERROR"),
        }
    }

    fn rotate(&mut self, _: &mut Desk, _: Timestamp) {}

    fn sign_notices_by(&mut self, signed_by: SignedBy) {
        self.signed_by = signed_by;
    }
}

impl Product {
    fn word(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::H5 => "h5",
        }
    }
}

/// `GET /h5`: a payer on a telephone, who will want to go back to `redirect_url`.
fn telephone(desk: &Desk, request: &Request<Vec<u8>>, now: Timestamp) -> Response<Vec<u8>> {
    let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let (mut code, mut back) = (String::new(), String::new());
    for (name, value) in query {
        match &*name {
            "prepay_id" => code = value.strip_prefix("wx").unwrap_or_default().to_owned(),
            "redirect_url" => back = value.into_owned(),
            _ => {}
        }
    }
    let trade = desk.ledger.trades().find(|trade| trade.code == code);
    match trade {
        None => note(StatusCode::NOT_FOUND, "没有这个订单。"),
        Some(trade) if now >= trade.placed + 5.minutes() => {
            note(StatusCode::GONE, "此链接 5 分钟内有效，已过期。请返回商户页面重新发起支付。")
        }
        Some(trade) => desk.cashier(&trade.code, &back),
    }
}

fn broken(status: u16, code: &str) -> Response<Vec<u8>> {
    let body = json!({ "code": code, "message": "沙箱按要求出错" }).to_string();
    let mut answer = Response::new(body.into_bytes());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    answer
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
