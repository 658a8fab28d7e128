//! WeChat Pay API v3.

mod asks;
mod bills;
mod certificates;
mod keys;
mod notices;
mod oauth;
mod place;
mod refunds;
mod seal;
mod shown;
mod telephone;

use crate::bank::{Announcement, Desk, Misdeed, On, Provider, SignedBy, WayBack};
use crate::server::note;
use asks::{Call, Refusal};
use bills::File;
use http::{HeaderMap, Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp, ToSpan};
use oauth::Code;
use seal::Seal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub use keys::{BankSide, Keys, MerchantSide, NextCertificate, VerifyKey};

/// WeChat Pay, with one account.
pub struct Wechat {
    account: BankSide,
    seal: Seal,
    signed_by: SignedBy,
    /// Whether the next certificate is in use.
    rotated: bool,
    codes: BTreeMap<String, Code>,
    files: BTreeMap<String, File>,
}

/// How the payer comes to the cashier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Product {
    Native,
    H5,
    Jsapi,
}

/// What a call brings before it is signed: a body, or none.
type Said = Result<Option<Value>, Refusal>;

impl Wechat {
    /// # Panics
    /// If the keys are not keys.
    pub fn new(keys: &Keys) -> Self {
        let account = keys.bank.clone();
        Self {
            seal: Seal::new(&account),
            account,
            signed_by: SignedBy::PublicKey,
            rotated: false,
            codes: BTreeMap::new(),
            files: BTreeMap::new(),
        }
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
            Call::Refund => refunds::ask(desk, request.body(), now),
            Call::QueryRefund(number) => refunds::look(desk, number, now),
            Call::TradeBill => self.bill(desk, request.uri(), false, now),
            Call::FundFlowBill => self.bill(desk, request.uri(), true, now),
            Call::Certificates => Ok(Some(self.certificates(desk))),
            // Answered before, because it is not signed.
            Call::Download => Ok(None),
        }
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
            _ => self.certificate_serial().to_owned(),
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
        Call::of(request).ok().and_then(|call| call.on())
    }

    fn answer(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        match request.uri().path() {
            "/h5" => return telephone(desk, request, now),
            "/telephone" => return telephone::choose(request.uri()),
            "/wallet" => return self.wallet(desk, request, now),
            "/connect/oauth2/authorize" => return self.authorize(desk, request, now),
            "/sns/oauth2/access_token" => return self.exchange(request.uri(), now),
            _ => {}
        }
        let call = match Call::of(request) {
            Ok(call) => call,
            Err(refusal) => return refusal.answer(),
        };
        let authentic = self.seal.authentic(&self.account, request, now);
        if let Call::Download = call {
            let file = authentic.and_then(|()| self.file(request.uri(), now));
            return file.unwrap_or_else(Refusal::answer);
        }
        let said = authentic.and_then(|()| self.act(desk, &call, request, now));
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
            Misdeed::None
            | Misdeed::LostAsk
            | Misdeed::LostAnswer
            | Misdeed::ErrorBefore
            | Misdeed::TooMany
            | Misdeed::Reject { .. }
            | Misdeed::Pending
            | Misdeed::Fail
            | Misdeed::MissingLine
            | Misdeed::Cut
            | Misdeed::WrongTotal
            | Misdeed::WrongHash
            | Misdeed::NotYet => {}
        }
        answer
    }

    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>> {
        if let Misdeed::Reject { status, code } = misdeed {
            broken(*status, code)
        } else if *misdeed == Misdeed::TooMany {
            broken(429, "FREQUENCY_LIMITED")
        } else {
            broken(500, "SYSTEM_ERROR")
        }
    }

    fn rotate(&mut self, _: &mut Desk, _: Timestamp) {
        self.rotated = true;
    }

    fn sign_notices_by(&mut self, signed_by: SignedBy) {
        self.signed_by = signed_by;
    }
}

impl Product {
    fn word(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::H5 => "h5",
            Self::Jsapi => "jsapi",
        }
    }
}

/// `GET /h5`: a payer on a telephone, who will want to go back to `redirect_url`.
fn telephone(desk: &Desk, request: &Request<Vec<u8>>, now: Timestamp) -> Response<Vec<u8>> {
    let agent = request.headers().get("user-agent").and_then(|it| it.to_str().ok());
    if agent.is_some_and(|it| it.contains("MicroMessenger")) {
        return note(StatusCode::FORBIDDEN, "请在微信外打开订单，进行支付。");
    }
    let said = |name| asks::queried(request.uri(), name).unwrap_or_default();
    let (prepaid, back) = (said("prepay_id"), said("redirect_url"));
    let code = prepaid.strip_prefix("wx").unwrap_or_default();
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
