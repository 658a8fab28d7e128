mod calls;
mod connector;
mod described;
mod notices;
mod refunds;
mod settings;
mod statements;

use super::open;
use super::sign::{NONCE, SIGNATURE, TIMESTAMP};
use crate::{Chance, Channel, Notice, Outside, Places, SettingsError, Wire};
use aws_lc_rs::hmac;
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Transaction, Way,
};
use http::{HeaderMap, Method, Request, Response};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// 2026-01-01T08:00:00+08:00.
const NOW: i64 = 1_767_225_600;

const MERCHANT: &str = "school-1";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn now() -> Timestamp {
    at(NOW)
}

fn account() -> Value {
    json!({
        "base_url": "https://connector.example.edu.cn/bridge/",
        "merchant_id": MERCHANT,
        "secrets": [SECRET, OTHER],
        "ways": { "pc": ["qr", "page"], "mobile": ["page"] },
        "closes": true,
        "refunds": true,
        "statements": true,
    })
}

fn opened(account: &Value, outside: &Outside) -> Result<Box<dyn Channel>, SettingsError> {
    let account = RawValue::from_string(account.to_string()).expect("JSON");
    let public_url = "https://pay.example.edu.cn".to_owned();
    open(&account, &Places { public_url, sandbox: None }, outside)
}

fn outside(wire: Wire) -> Outside {
    Outside { wire, clock: Clock::new(now), chance: Chance::new(|| [0xAB; 16]) }
}

fn bridge(wire: Wire) -> Box<dyn Channel> {
    opened(&account(), &outside(wire)).expect("the account works")
}

fn silent() -> Box<dyn Channel> {
    bridge(Wire::direct(|_| None))
}

/// The other side's signature, written from the description and not from the code above it.
fn signed(secret: &str, what: &str, path: &str, nonce: &str, body: &[u8]) -> HeaderMap {
    signed_at(NOW, secret, &[what, path], nonce, body)
}

fn signed_at(second: i64, secret: &str, what: &[&str; 2], nonce: &str, body: &[u8]) -> HeaderMap {
    let [what, path] = what;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut text = [*what, *path, &second.to_string(), nonce, ""].join("\n").into_bytes();
    text.extend_from_slice(body);
    let mut headers = HeaderMap::new();
    let seal = hex::encode(hmac::sign(&key, &text));
    for (name, value) in
        [(TIMESTAMP, second.to_string()), (NONCE, nonce.to_owned()), (SIGNATURE, seal)]
    {
        headers.insert(name, value.parse().expect("a value"));
    }
    headers
}

/// What `request` carries under `name`.
fn header(request: &Request<Vec<u8>>, name: &str) -> String {
    request.headers()[name].to_str().expect("text").to_owned()
}

/// An answer to `request` as a connector signs it.
fn answer(request: &Request<Vec<u8>>, status: u16, body: &str) -> Response<Vec<u8>> {
    let path = request.uri().path().strip_prefix("/bridge").expect("under the connector");
    let nonce = header(request, NONCE);
    let headers = signed(SECRET, &status.to_string(), path, &nonce, body.as_bytes());
    let mut answer = Response::new(body.as_bytes().to_vec());
    *answer.status_mut() = status.try_into().expect("a status");
    *answer.headers_mut() = headers;
    answer
}

type Heard = Arc<Mutex<Vec<Request<Vec<u8>>>>>;

/// A connector that says `body` with `status` to everything, and remembers what it heard.
fn saying(status: u16, body: &Value) -> (Wire, Heard) {
    let (heard, body) = (Heard::default(), body.to_string());
    let ears = heard.clone();
    let wire = Wire::direct(move |request| {
        let answer = answer(&request, status, &body);
        ears.lock().expect("one thread").push(request);
        Some(answer)
    });
    (wire, heard)
}

/// A channel whose connector says `body` to everything.
fn told(body: &Value) -> Box<dyn Channel> {
    bridge(saying(200, body).0)
}

fn notice(headers: HeaderMap, body: &[u8]) -> Notice {
    Notice { method: Method::POST, query: String::new(), headers, body: body.to_vec() }
}

/// A notice as a connector signs it.
fn notice_of(body: &Value) -> Notice {
    let body = body.to_string().into_bytes();
    notice(signed(SECRET, "POST", "/notice", "n0n0n0n0n0n0n0n0", &body), &body)
}

fn order(way: Way) -> Order {
    let total = Money::from_fen(480_000).expect("an amount");
    Order {
        id: OrderId::first_at(now()),
        payer: PersonId::from_bits(7),
        guest: None,
        channel: ChannelKind::Bridge,
        scene: Scene::Pc,
        way,
        wallet_user: None,
        merchant: Merchant(MERCHANT.to_owned()),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![Line {
            bill: "2025-2026/学费".parse().expect("a bill"),
            item: "学费".to_owned(),
            year: "2025-2026".to_owned(),
            target: None,
            amount: total,
        }],
        seat: None,
        total,
        opened: now(),
        until: at(NOW + 15 * 60),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn refund(order: &Order, fen: u64) -> Refund {
    Refund {
        id: RefundId::from_bits(5),
        payer: order.payer,
        receipt: Receipt {
            channel: ChannelKind::Bridge,
            merchant: order.merchant.clone(),
            transaction: Transaction(format!("T{}", order.number())),
            number: order.number(),
            amount: order.total,
            paid_at: now(),
            said_at: String::new(),
            heard: None,
        },
        amount: Money::from_fen(fen).expect("an amount"),
        reason: "退住宿费".to_owned(),
        opened: at(NOW + 86_400),
    }
}

/// A paid order, as a query's answer says it.
fn paid(order: &Order) -> Value {
    json!({
        "state": "paid",
        "merchant": MERCHANT,
        "number": order.number().to_string(),
        "amount": 480_000,
        "transaction": "T1",
        "paid_at": "2026-01-01T08:00:05+08:00",
    })
}

/// The same payment, as a notice says it.
fn paid_notice(order: &Order) -> Value {
    let mut told = paid(order);
    let told = told.as_object_mut().expect("an object");
    told.remove("state");
    told.insert("event".to_owned(), json!("paid"));
    json!(told)
}
