//! Everything here runs on the vectors' throwaway keys.

mod calls;
mod hostile;
mod notices;
mod refunds;
mod settings;
mod vectors;

use super::open;
use crate::rsa::SigningKey;
use crate::{Chance, Channel, Notice, Outside, Places, SettingsError, Wire};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Transaction, Way,
};
use http::{HeaderMap, Method, Request, Response};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// 2026-09-21T10:30:00+08:00, the present of every vector.
const NOW: i64 = 1_789_957_800;

const MERCHANT: &str = "110113220593193";

const REQUESTS: &str = include_str!("../vectors/bocom_request_sign.json");
const ANSWERS: &str = include_str!("../vectors/bocom_response_notify_verify.json");
const SEALED: &str = include_str!("../vectors/bocom_encrypted_notify.json");

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn now() -> Timestamp {
    at(NOW)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("a vector is JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The account of the vectors, with everything that may be set.
fn account() -> Value {
    let keys = parsed(REQUESTS);
    json!({
        "app_id": "app201901170913",
        "merchant_id": MERCHANT,
        "key": keys["merchant_private_pkcs8_b64"],
        "bank_keys": [keys["bank_public_spki_b64"]],
        "page_scene": "B2C-CASHIER",
        "absent_codes": ["MPNG0404"],
        "encrypted_notices": false,
        "environment": "production",
    })
}

fn places() -> Places {
    Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None }
}

fn opened(account: &Value, wire: Wire) -> Result<Box<dyn Channel>, SettingsError> {
    opened_at(now, account, wire)
}

fn opened_at(
    clock: fn() -> Timestamp,
    account: &Value,
    wire: Wire,
) -> Result<Box<dyn Channel>, SettingsError> {
    let account = RawValue::from_string(account.to_string()).expect("JSON");
    let chance = Chance::new(|| [0xAB; 16]);
    open(&account, &places(), &Outside { wire, clock: Clock::new(clock), chance })
}

fn bank(wire: Wire) -> Box<dyn Channel> {
    opened(&account(), wire).expect("the vectors' keys work")
}

fn silent() -> Box<dyn Channel> {
    bank(Wire::direct(|_| None))
}

type Heard = Arc<Mutex<Vec<Request<Vec<u8>>>>>;

/// A bank that says `answers`, one after another, and remembers what it heard.
fn saying(answers: Vec<Response<Vec<u8>>>) -> (Wire, Heard) {
    let heard = Heard::default();
    let (ears, answers) = (heard.clone(), Mutex::new(answers.into_iter()));
    let wire = Wire::direct(move |request| {
        ears.lock().expect("one thread").push(request);
        answers.lock().expect("one thread").next()
    });
    (wire, heard)
}

fn raw(status: u16, body: &str) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.as_bytes().to_vec()).expect("an answer")
}

fn signature(content: &str) -> String {
    let key = SigningKey::from_base64(text(&parsed(ANSWERS)["bank_private_pkcs8_b64"]));
    key.expect("the bank's key").signs(content.as_bytes())
}

fn sealed(member: &str, content: &str) -> String {
    format!("{{\"{member}\": {content},\n\"sign\":\"{}\"}}", signature(content))
}

/// What the bank says, signed: its three levels.
fn said(biz_state: &str, status: &str, body: &Value) -> Response<Vec<u8>> {
    let content = json!({
        "biz_state": biz_state,
        "rsp_code": null,
        "rsp_msg": null,
        "rsp_head": {
            "response_code": if status == "F" { "MPNG0001" } else { "0000" },
            "response_status": status,
            "response_time": "20260921103001",
            "response_msg": "…",
        },
        "rsp_body": body,
    });
    raw(200, &sealed("rsp_biz_content", &content.to_string()))
}

fn yes(body: &Value) -> Response<Vec<u8>> {
    said("S", "S", body)
}

/// A refusal with a code.
fn no(code: &str) -> Response<Vec<u8>> {
    let content = json!({
        "biz_state": "S",
        "rsp_head": { "response_code": code, "response_status": "F", "response_msg": "失败" },
        "rsp_body": {},
    });
    raw(200, &sealed("rsp_biz_content", &content.to_string()))
}

fn told(content: &Value) -> Notice {
    heard(sealed("notify_biz_content", &content.to_string()).into_bytes())
}

fn heard(body: Vec<u8>) -> Notice {
    Notice { method: Method::POST, query: String::new(), headers: HeaderMap::new(), body }
}

/// `biz_content` of a request, and its path.
fn asked(request: &Request<Vec<u8>>) -> (String, Value) {
    let fields = crate::form::decode(request.body());
    let biz = fields.iter().find(|(name, _)| name == "biz_content").expect("biz_content");
    (request.uri().path().to_owned(), parsed(&biz.1)["req_body"].clone())
}

fn order(way: Way) -> Order {
    let line = |item: &str, fen| Line {
        bill: format!("2026-2027/{item}").parse().expect("a bill"),
        item: item.to_owned(),
        year: "2026-2027".to_owned(),
        target: None,
        amount: Money::from_fen(fen).expect("an amount"),
    };
    Order {
        id: OrderId::first_at(now()),
        payer: PersonId::from_bits(7),
        guest: None,
        channel: ChannelKind::Bocom,
        scene: Scene::Pc,
        way,
        wallet_user: None,
        merchant: Merchant(MERCHANT.to_owned()),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![line("学费", 480_000), line("住宿费", 100_000)],
        seat: None,
        total: Money::from_fen(580_000).expect("an amount"),
        opened: now(),
        until: at(NOW + 15 * 60),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn refund(order: &Order) -> Refund {
    Refund {
        id: RefundId::from_bits(5),
        payer: order.payer,
        receipt: Receipt {
            channel: ChannelKind::Bocom,
            merchant: order.merchant.clone(),
            transaction: Transaction("B1".to_owned()),
            number: order.number(),
            amount: order.total,
            paid_at: now(),
            said_at: String::new(),
            heard: None,
        },
        amount: Money::from_fen(100_000).expect("an amount"),
        reason: "退住宿费".to_owned(),
        // The next day in Beijing, and still the same day in London.
        opened: "2026-09-21T22:00:00Z".parse().expect("an instant"),
    }
}

/// A paid order, as a query shows it.
fn paid(order: &Order) -> Value {
    json!({
        "tran_state": "SUCCESS",
        "order_status": "PAIED",
        "pay_mer_tran_no": order.number().to_string(),
        "sys_order_no": "2026092110300001",
        "total_amount": order.total.to_string(),
        "currency": "CNY",
        "require_values": { "bank_tran_no": "B1", "third_party": "WECHAT" },
    })
}

/// The same payment, as a notice tells it.
fn paid_notice(order: &Order) -> Value {
    json!({
        "tran_type": "PAY",
        "mer_ptc_id": MERCHANT,
        "mer_tran_no": order.number().to_string(),
        "tran_state": "SUCCESS",
        "final_time": "20260921103456",
        "total_amount": order.total.to_string(),
        "currency": "CNY",
        "require_values": { "bank_tran_no": "B1", "third_party": "WECHAT", "refund_info": null },
    })
}
