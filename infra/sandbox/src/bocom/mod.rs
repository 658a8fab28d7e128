//! Bank of Communications, open platform: the aggregated merchant payment.
//!
//! Where the bank's papers leave something open this bank is as awkward as the bank may be: it
//! refuses a refund's number that it has, says no time of payment, and spells its JSON oddly. The
//! same order asked for again is shown again. A notice of this bank has no time in it that could
//! be old: a stale one is a true one.

mod acts;
mod asks;
mod keys;
mod notices;
mod odd;
mod seal;

use crate::bank::{Announcement, Desk, Misdeed, On, Provider, SignedBy, WayBack};
use crate::server::note;
use asks::{Asked, Call, Refusal, beijing};
use http::{Request, Response, StatusCode};
use jiff::Timestamp;
use seal::Seal;
use serde_json::{Value, json};
use std::collections::HashSet;

pub use keys::{BankSide, Keys, MerchantSide};

/// The bank, with one account.
pub struct Bocom {
    account: BankSide,
    seal: Seal,
    /// `msg_id` of every call so far: none comes twice.
    heard: HashSet<String>,
}

/// What a call brings: done with a body, or begun with one.
enum Done {
    Yes(Value),
    Later(Value),
}

impl Bocom {
    /// # Panics
    /// If the keys are not keys.
    pub fn new(keys: &Keys) -> Self {
        let account = keys.bank.clone();
        Self { seal: Seal::new(&account), account, heard: HashSet::new() }
    }

    fn call(
        &mut self,
        desk: &mut Desk,
        call: Call,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let asked = Asked::read(request, &self.account, &self.seal, now)?;
        if !self.heard.insert(asked.msg_id.clone()) {
            let again = Refusal::new("GW0002", "msg_id重复");
            return Err(Refusal { at_the_gate: true, ..again });
        }
        match call {
            Call::Code | Call::Page => self.place(desk, call, &asked, now),
            Call::Query => self.query(desk, &asked, now),
            Call::Close => self.close(desk, &asked, now),
            Call::Refund => self.refund(desk, &asked, now),
            Call::QueryRefund => self.query_refund(desk, &asked, now),
        }
    }

    /// An answer as the bank gives it: three levels, signed over how they are spelled.
    fn said(
        &self,
        desk: &mut Desk,
        call: Call,
        done: Result<Done, Refusal>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        let (state, status, code, words, body) = match done {
            Ok(Done::Yes(body)) => ("S", "S", "0000", "交易成功".to_owned(), body),
            Ok(Done::Later(body)) => {
                let state = if desk.random.coin() { "P" } else { "S" };
                (state, "P", "0001", "处理中".to_owned(), body)
            }
            Err(it) if it.at_the_gate => return at_the_gate(&it),
            Err(it) => {
                let state = if desk.random.coin() { "F" } else { "S" };
                (state, "F", it.code, it.words, json!({}))
            }
        };
        let content = json!({
            "biz_state": state,
            "rsp_code": if desk.random.coin() { Value::Null } else { json!(code) },
            "rsp_msg": if desk.random.coin() { Value::Null } else { json!(words) },
            "rsp_head": {
                "trans_code": call.code(),
                "response_code": code,
                "response_status": status,
                "response_time": beijing(now, "%Y%m%d%H%M%S"),
                "response_msg": words,
            },
            "rsp_body": body,
        });
        let content = odd::spelled(&content, &mut desk.random);
        let sign = format!("\"{}\"", self.seal.sign(&content));
        let members = [("rsp_biz_content", content.as_str()), ("sign", sign.as_str())];
        json_of(200, odd::object(&members, &mut desk.random))
    }

    /// The answer as it is, but signed to say that the call is not done yet.
    fn only_begun(&self) -> Response<Vec<u8>> {
        let content = r#"{"biz_state":"P","rsp_code":"0001","rsp_msg":"处理中","rsp_head":{"response_code":"0001","response_status":"P"},"rsp_body":{}}"#;
        let sign = self.seal.sign(content);
        json_of(200, format!("{{\"rsp_biz_content\":{content},\"sign\":\"{sign}\"}}"))
    }
}

impl Provider for Bocom {
    fn slug(&self) -> &'static str {
        "bocom"
    }

    fn name(&self) -> &'static str {
        "交通银行"
    }

    fn on(&self, request: &Request<Vec<u8>>) -> Option<On> {
        Call::of(request.uri().path()).map(Call::on)
    }

    fn answer(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        if request.uri().path() == "/mpng/cashier" {
            return page(desk, request);
        }
        let Some(call) = Call::of(request.uri().path()) else {
            return note(StatusCode::NOT_FOUND, "没有这个接口。");
        };
        let done = self.call(desk, call, request, now);
        self.said(desk, call, done, now)
    }

    fn notice(
        &mut self,
        desk: &mut Desk,
        announcement: &Announcement,
        now: Timestamp,
    ) -> Request<Vec<u8>> {
        notices::of(self, desk, announcement, now)
    }

    fn taken(&self, status: u16, body: &[u8]) -> bool {
        status == 200 && notices::acknowledged(&self.seal, body)
    }

    fn resends(&self) -> &'static [u64] {
        &[15, 60, 600, 3600, 21_600]
    }

    fn way_back(&mut self, desk: &mut Desk, number: &str, _: Timestamp) -> WayBack {
        let trade = desk.ledger.trade(number);
        trade.and_then(|it| it.return_url.clone()).map_or(WayBack::None, WayBack::Get)
    }

    fn spoil(&mut self, misdeed: &Misdeed, mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
        let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        let content = &body["rsp_biz_content"];
        if *misdeed == Misdeed::ErrorAfter {
            return broken(500);
        } else if *misdeed == Misdeed::Accepted {
            return self.only_begun();
        } else if *misdeed == Misdeed::Unsigned {
            return json_of(200, json!({ "rsp_biz_content": content, "sign": "" }).to_string());
        } else if *misdeed == Misdeed::Probe {
            let sign = self.seal.sign("something else");
            return json_of(200, json!({ "rsp_biz_content": content, "sign": sign }).to_string());
        } else if *misdeed == Misdeed::Tampered {
            let middle = answer.body().len() / 2;
            if let Some(byte) = answer.body_mut().get_mut(middle) {
                *byte ^= 1;
            }
        }
        answer
    }

    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>> {
        if let Misdeed::Reject { status: 200, code } = misdeed {
            let content = json!({ "biz_state": "F", "rsp_code": code, "rsp_msg": "沙箱拒绝" });
            let content = content.to_string();
            let sign = self.seal.sign(&content);
            return json_of(200, format!("{{\"rsp_biz_content\":{content},\"sign\":\"{sign}\"}}"));
        }
        broken(status_of(misdeed))
    }

    fn rotate(&mut self, _: &mut Desk, _: Timestamp) {
        self.seal.rotate();
    }

    fn sign_notices_by(&mut self, _: SignedBy) {}
}

/// `GET /mpng/cashier?t=…`: the hosted cashier.
fn page(desk: &Desk, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let query = request.uri().query().unwrap_or_default();
    let code = query.strip_prefix("t=").unwrap_or_default();
    match desk.ledger.trades().find(|it| it.code == code) {
        Some(trade) => desk.cashier(code, trade.return_url.as_deref().unwrap_or_default()),
        None => note(StatusCode::NOT_FOUND, "没有这个订单。"),
    }
}

/// What a gateway says before anybody looked at the call: its shape is anybody's guess, and it is
/// not signed.
fn at_the_gate(refusal: &Refusal) -> Response<Vec<u8>> {
    let content = json!({ "biz_state": "F", "rsp_code": refusal.code, "rsp_msg": refusal.words });
    json_of(200, json!({ "rsp_biz_content": content, "sign": "" }).to_string())
}

fn json_of(status: u16, body: String) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header("content-type", "application/json;charset=UTF-8")
        .body(body.into_bytes())
        .expect("a status and a constant header")
}

fn broken(status: u16) -> Response<Vec<u8>> {
    let mut answer = Response::new(b"<html>502</html>".to_vec());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    answer
}

/// The status that says no instead of an answer.
fn status_of(misdeed: &Misdeed) -> u16 {
    if let Misdeed::Reject { status, .. } = misdeed {
        *status
    } else if *misdeed == Misdeed::TooMany {
        429
    } else {
        500
    }
}
