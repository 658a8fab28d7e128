//! A bank that a school brought: a connector that speaks the bridge's description.

mod acts;
mod asks;
mod keys;

use crate::bank::{Announcement, Desk, Flaw, Misdeed, On, Provider, SignedBy, WayBack};
use crate::server::note;
use asks::{Call, Refusal, header, sign};
use http::{Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;

pub use keys::Keys;

/// The connector, with one account.
pub struct Bridge {
    merchant: String,
    secrets: Vec<String>,
    /// Nonces that were heard, and when.
    nonces: HashMap<String, i64>,
    /// The question that is being answered: answers are signed over it.
    asked: Question,
}

#[derive(Default)]
struct Question {
    path: String,
    nonce: String,
    second: i64,
}

impl Bridge {
    pub fn new(keys: &Keys) -> Self {
        let Keys { merchant_id, secrets } = keys.clone();
        Self { merchant: merchant_id, secrets, nonces: HashMap::new(), asked: Question::default() }
    }

    fn act(
        &mut self,
        desk: &mut Desk,
        call: Call,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        asks::authentic(&self.secrets, &mut self.nonces, request, now)?;
        match call {
            Call::Place => self.place(desk, request.body(), now),
            Call::Query => self.query(desk, request.body(), now),
            Call::Close => self.close(desk, request.body(), now),
            Call::Refund => self.refund(desk, request.body(), now),
            Call::QueryRefund => self.query_refund(desk, request.body(), now),
            Call::Statement => self.statement(desk, request.body()),
        }
    }

    /// An answer to the question at hand, signed.
    fn said(&self, status: u16, body: Vec<u8>) -> Response<Vec<u8>> {
        let Question { path, nonce, second } = &self.asked;
        let time = second.to_string();
        let seal = sign(&self.secrets[0], [&status.to_string(), path, &time, nonce], &body);
        Response::builder()
            .status(status)
            .header("content-type", "application/json")
            .header("bridge-timestamp", time)
            .header("bridge-signature", seal)
            .body(body)
            .expect("a status and headers of ASCII")
    }

    fn refused(&self, Refusal(status, code): Refusal) -> Response<Vec<u8>> {
        self.said(status, json!({ "code": code, "message": "沙箱" }).to_string().into_bytes())
    }
}

impl Provider for Bridge {
    fn slug(&self) -> &'static str {
        "bridge"
    }

    fn name(&self) -> &'static str {
        "学校自接银行"
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
        let path = request.uri().path();
        if let Some(code) = path.strip_prefix("/page/") {
            let trade = desk.ledger.trades().find(|it| it.code == code);
            let back = trade.and_then(|it| it.return_url.clone());
            return back.map_or_else(
                || note(StatusCode::NOT_FOUND, "没有这个订单。"),
                |back| desk.cashier(code, &back),
            );
        }
        let Some(call) = Call::of(path) else {
            return note(StatusCode::NOT_FOUND, "没有这个接口。");
        };
        self.asked = Question {
            path: path.to_owned(),
            nonce: header(request.headers(), "bridge-nonce").to_owned(),
            second: now.as_second(),
        };
        match self.act(desk, call, request, now) {
            Ok(body) => self.said(200, body.to_string().into_bytes()),
            Err(refusal) => self.refused(refusal),
        }
    }

    fn notice(
        &mut self,
        desk: &mut Desk,
        announcement: &Announcement,
        now: Timestamp,
    ) -> Request<Vec<u8>> {
        let Announcement { number, flaw, refund, .. } = announcement;
        let trade = desk.ledger.trade(number).expect("an announcement is of an order");
        let url = trade.notify_url.clone();
        let mut told = match refund {
            Some(refund) => acts::refund_told(refund),
            None => acts::payment_shown("event", trade, &announcement.payment),
        };
        let foreign = *flaw == Flaw::Foreign;
        told["merchant"] = json!(if foreign { "another-school" } else { &self.merchant });
        let body = told.to_string().into_bytes();
        let late = if *flaw == Flaw::Stale { 301 } else { 0 };
        let time = (now.as_second() - late).to_string();
        let nonce = desk.random.hex(32);
        let lied = matches!(flaw, Flaw::Forged | Flaw::Probe);
        let signed: &[u8] = if lied { b"{}" } else { &body };
        let seal = sign(&self.secrets[0], ["POST", "/notice", &time, &nonce], signed);
        Request::post(url)
            .header("content-type", "application/json")
            .header("bridge-timestamp", time)
            .header("bridge-nonce", nonce)
            .header("bridge-signature", seal)
            .body(body)
            .expect("a checked address")
    }

    fn taken(&self, status: u16, _: &[u8]) -> bool {
        status == 200
    }

    fn resends(&self) -> &'static [u64] {
        &[15, 60, 600, 3600, 21_600]
    }

    fn way_back(&mut self, desk: &mut Desk, number: &str, _: Timestamp) -> WayBack {
        let trade = desk.ledger.trade(number).filter(|it| it.product == "page");
        trade.and_then(|it| it.return_url.clone()).map_or(WayBack::None, WayBack::Get)
    }

    fn spoil(&mut self, misdeed: &Misdeed, mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
        if *misdeed == Misdeed::ErrorAfter {
            return self.said(500, b"{}".to_vec());
        } else if *misdeed == Misdeed::Accepted {
            return self.said(202, b"{}".to_vec());
        } else if *misdeed == Misdeed::Unsigned {
            answer.headers_mut().remove("bridge-signature");
        } else if *misdeed == Misdeed::Probe {
            let wrong = "0".repeat(64).parse().expect("digits stand in a header");
            answer.headers_mut().insert("bridge-signature", wrong);
        } else if matches!(misdeed, Misdeed::Tampered | Misdeed::Cut)
            && let Some(byte) = answer.body_mut().last_mut()
        {
            *byte ^= 1;
        }
        answer
    }

    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>> {
        let mut answer = Response::new(b"<html>".to_vec());
        *answer.status_mut() =
            StatusCode::from_u16(status_of(misdeed)).unwrap_or(StatusCode::BAD_GATEWAY);
        answer
    }

    fn rotate(&mut self, _: &mut Desk, _: Timestamp) {
        self.secrets.rotate_left(1);
    }

    fn sign_notices_by(&mut self, _: SignedBy) {}
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
