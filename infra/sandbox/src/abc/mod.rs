//! 中国农业银行: one address for every call, JSON in, GBK out.

mod acts;
mod asks;
mod keys;
mod notices;
mod seal;
mod settle;

use crate::bank::{Announcement, Desk, Misdeed, On, Provider, SignedBy, WayBack};
use crate::server::note;
use acts::{Act, Said};
use asks::{Ask, Refusal};
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use seal::{Seal, gbk};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::VecDeque;

pub use keys::{BankSide, Keys, MerchantSide};

/// The bank, with one account.
pub struct Abc {
    account: BankSide,
    seal: Seal,
    signed_by: SignedBy,
    /// The pages that merchants named when they took a notice, latest last.
    pages: RefCell<VecDeque<String>>,
}

impl Abc {
    /// Pages that are remembered.
    const PAGES_MAX: usize = 200;

    /// # Panics
    /// If the keys are not keys.
    pub fn new(keys: &Keys) -> Self {
        let account = keys.bank.clone();
        Self {
            seal: Seal::new(&account),
            account,
            signed_by: SignedBy::PublicKey,
            pages: RefCell::default(),
        }
    }

    fn act(&self, desk: &mut Desk, body: &[u8], now: Timestamp) -> Act {
        let ask = Ask::read(body, &self.account, &self.seal)?;
        match ask.text("TrxType")? {
            "PayReq" => acts::pay(desk, &ask, now),
            "Query" => acts::query(desk, &ask, now),
            "Refund" => acts::refund(desk, &ask, now),
            "Settle" | "SettleAliWx" => settle::file(desk, &self.account, &ask, now),
            _ => Err(Refusal::new("AP5324", "请求要素不存在，TrxType")),
        }
    }

    fn said(&self, act: Act) -> Response<Vec<u8>> {
        let (code, words, said, signed) = match act {
            Ok(said) => ("0000", "交易成功", said, true),
            Err(Refusal { code, message, signed }) => {
                (code, message, Said { facts: Vec::new(), flat: false }, signed)
            }
        };
        if !signed {
            return unsigned(200, code, words);
        }
        let head = [("ReturnCode", code.to_owned()), ("ErrorMessage", words.to_owned())];
        let facts: Vec<_> = head.into_iter().chain(said.facts).map(member).collect();
        let facts = facts.join(",");
        let merchant = &self.account.merchant_id;
        let facts = if said.flat { facts } else { format!(r#""TrxResponse":{{{facts}}}"#) };
        let message = format!(
            r#"{{"Version":"V3.0.0","Format":"JSON","Merchant":{{"ECMerchantType":"EBUS","MerchantID":"{merchant}"}},{facts}}}"#
        );
        Response::new(self.seal.envelope(&message))
    }

    /// Where the merchant wants the payer of `number` to go: on the page that it named when it took
    /// the notice. It names the order there by how its number begins.
    fn page(&self, number: &str) -> Option<String> {
        let order = number.get(..26)?;
        self.pages.borrow().iter().rev().find(|it| it.contains(order)).cloned()
    }
}

impl Provider for Abc {
    fn slug(&self) -> &'static str {
        "abc"
    }

    fn name(&self) -> &'static str {
        "中国农业银行"
    }

    fn on(&self, request: &Request<Vec<u8>>) -> Option<On> {
        is_call(request).then(|| Ask::on(request.body())).flatten()
    }

    fn answer(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        if is_call(request) {
            return self.said(self.act(desk, request.body(), now));
        }
        match request.uri().path() {
            "/EbusPerbankFront/PaymentModeNewAct" => {
                page(desk, &asked(request, "TOKEN"), false, now)
            }
            "/mpay/BarcodeH5Act.aspx" => page(desk, &asked(request, "token"), true, now),
            "/paid" => match self.page(&asked(request, "number")) {
                Some(url) => see(&url),
                None => waiting(),
            },
            _ => note(StatusCode::NOT_FOUND, "没有这个页面。"),
        }
    }

    fn notice(
        &mut self,
        desk: &mut Desk,
        announcement: &Announcement,
        _: Timestamp,
    ) -> Request<Vec<u8>> {
        notices::of(self, desk, announcement)
    }

    fn taken(&self, status: u16, body: &[u8]) -> bool {
        let body = String::from_utf8_lossy(body);
        let page = body.split_once("<URL>").and_then(|it| it.1.split_once("</URL>"));
        let page = page.map(|it| it.0).filter(|it| it.starts_with("http") && status == 200);
        let Some(page) = page else { return false };
        let mut pages = self.pages.borrow_mut();
        if pages.len() == Self::PAGES_MAX {
            pages.pop_front();
        }
        pages.push_back(page.to_owned());
        true
    }

    /// The bank's own schedule is not known.
    fn resends(&self) -> &'static [u64] {
        &[15, 60, 300, 1800, 3600]
    }

    /// The bank's own page first; from there to the page that the merchant names.
    fn way_back(&mut self, desk: &mut Desk, number: &str, _: Timestamp) -> WayBack {
        match desk.ledger.trade(number) {
            Some(trade) if trade.more["wallet"] == false => {
                WayBack::Get(format!("{}/paid?number={number}", desk.base_url))
            }
            _ => WayBack::None,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not named happens elsewhere")]
    fn spoil(&mut self, misdeed: &Misdeed, mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
        let body = answer.body_mut();
        let signature = find(body, br#""Signature":""#);
        match misdeed {
            Misdeed::ErrorAfter => return unsigned(502, "EUNKWN", "系统异常"),
            Misdeed::Accepted => return unsigned(200, "EUNKWN", "交易结果未知，请进行查证"),
            Misdeed::Unsigned => {
                if let Some(at) = find(body, br#","Signature-Algorithm""#) {
                    body.truncate(at);
                    body.extend_from_slice(b"}}");
                }
            }
            Misdeed::Probe => {
                if let Some(byte) = signature.and_then(|at| body.get_mut(at + 20)) {
                    *byte = if *byte == b'A' { b'B' } else { b'A' };
                }
            }
            Misdeed::Tampered => {
                let code = find(body, br#""ReturnCode":"0000""#);
                if let Some(byte) = code.and_then(|at| body.get_mut(at + 14)) {
                    *byte ^= 1;
                }
            }
            _ => {}
        }
        answer
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not named happens elsewhere")]
    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>> {
        match misdeed {
            Misdeed::TooMany => unsigned(429, "EUNKWN", "请求过于频繁"),
            Misdeed::Reject { status, code } => unsigned(*status, code, "沙箱按要求出错"),
            _ => unsigned(500, "EUNKWN", "系统异常"),
        }
    }

    /// The other certificate from now on. The bank tells its merchants by letter beforehand.
    fn rotate(&mut self, _: &mut Desk, _: Timestamp) {
        self.seal.current = 1 - self.seal.current;
    }

    fn sign_notices_by(&mut self, signed_by: SignedBy) {
        self.signed_by = signed_by;
    }
}

/// Every call goes to one page, whatever stands before it.
fn is_call(request: &Request<Vec<u8>>) -> bool {
    request.method() == Method::POST
        && request.uri().path().ends_with("/ReceiveMerchantTrxReqServlet")
}

/// The page for cards and the bank's app, or what the one code opens in a wallet.
fn page(desk: &mut Desk, code: &str, wallet: bool, now: Timestamp) -> Response<Vec<u8>> {
    let found = desk.ledger.trades().find(|it| it.code == code);
    let Some(number) = found.map(|it| it.number.clone()) else {
        return note(StatusCode::NOT_FOUND, "没有这个订单。");
    };
    if let Some(trade) = desk.ledger.trade_mut(&number)
        && trade.open(now)
    {
        trade.more["wallet"] = wallet.into();
    }
    desk.cashier(code, "")
}

fn asked(request: &Request<Vec<u8>>, name: &str) -> String {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let value = form_urlencoded::parse(query).find(|it| it.0 == name);
    value.map(|it| it.1.into_owned()).unwrap_or_default()
}

fn see(url: &str) -> Response<Vec<u8>> {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header("location", url)
        .body(Vec::new())
        .unwrap_or_default()
}

/// The bank's own word for success, until the merchant has named a page.
fn waiting() -> Response<Vec<u8>> {
    let page = "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"1\">\
                <link rel=\"icon\" href=\"data:,\"><title>支付成功</title><h1>支付成功</h1><p>正在返回商户页面……</p>";
    let answer = Response::builder().header("content-type", "text/html; charset=utf-8");
    answer.body(page.as_bytes().to_vec()).expect("constants")
}

/// What the bank's front says before it knows whose request it is.
fn unsigned(status: u16, code: &str, words: &str) -> Response<Vec<u8>> {
    let facts =
        [member(("ReturnCode", code.to_owned())), member(("ErrorMessage", words.to_owned()))];
    let facts = facts.join(",");
    let text = format!(
        r#"{{"MSG":{{"Message":{{"Version":"V3.0.0","Format":"JSON","Common":{{"Channel":"EBUS"}},"Merchant":{{"ECMerchantType":"EBUS","MerchantID":""}},"TrxResponse":{{{facts}}}}}}}}}"#
    );
    let mut answer = Response::new(gbk(&text));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    answer
}

fn member((name, value): (&'static str, String)) -> String {
    format!("\"{name}\":{}", Value::String(value))
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|it| it == mark)
}
