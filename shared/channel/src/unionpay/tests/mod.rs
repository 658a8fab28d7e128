//! Everything here runs on the vectors' throwaway keys.

mod calls;
mod hostile;
mod keys;
mod notices;
mod refunds;
mod statements;
mod trust;
mod vectors;

use super::Unionpay;
use crate::{Chance, Notice, Outside, Places, SettingsError, Wire};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Transaction, Way,
};
use http::{HeaderMap, Method, Request, Response};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// 2026-12-31T23:50:00+08:00: ten minutes later another year begins.
const NOW: i64 = 1_798_732_200;

const REQUESTS: &str = include_str!("../vectors/unionpay_510_request_sign.json");
const VERIFY: &str = include_str!("../vectors/unionpay_510_verify.json");

const MERCHANT: &str = "777290058110097";

fn now() -> Timestamp {
    at(NOW)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("a vector is JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Our account, with the names of the real environment.
fn account() -> Value {
    let (requests, verify) = (parsed(REQUESTS), parsed(VERIFY));
    json!({
        "merchant_id": MERCHANT,
        "sign_key_pem": requests["key_pem"],
        "sign_certificate_pem": requests["cert_pem"],
        "roots": [verify["root_pem"]],
        "middles": [verify["middle_pem"]],
    })
}

fn places() -> Places {
    Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None }
}

fn outside(wire: Wire, clock: fn() -> Timestamp) -> Outside {
    Outside { wire, clock: Clock::new(clock), chance: Chance::new(|| [0xAB; 16]) }
}

fn opened(account: &Value) -> Result<Unionpay, SettingsError> {
    let account = serde_json::value::to_raw_value(account).expect("JSON");
    Unionpay::new(&account, &places(), &outside(Wire::direct(|_| None), now))
}

fn us() -> Unionpay {
    opened(&account()).expect("the vectors' keys work")
}

/// The same in the test environment, where the signing certificate has another name.
fn us_testing() -> Unionpay {
    let mut account = account();
    account["environment"] = json!("test");
    account["check_cn"] = json!(false);
    opened(&account).expect("the vectors' keys work")
}

fn reached_by(wire: Wire, clock: fn() -> Timestamp) -> Unionpay {
    let account = serde_json::value::to_raw_value(&account()).expect("JSON");
    Unionpay::new(&account, &places(), &outside(wire, clock)).expect("the vectors' keys work")
}

fn order(scene: Scene, way: Way) -> Order {
    let line = |item: &str, fen| Line {
        bill: format!("2025-2026/{item}").parse().expect("a bill"),
        item: item.to_owned(),
        year: "2025-2026".to_owned(),
        target: None,
        amount: Money::from_fen(fen).expect("an amount"),
    };
    Order {
        id: OrderId::first_at(now()),
        payer: PersonId::from_bits(7),
        guest: None,
        channel: ChannelKind::Unionpay,
        scene,
        way,
        wallet_user: None,
        merchant: Merchant(MERCHANT.to_owned()),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学{“A&B”=C}".to_owned(),
        lines: vec![line("学费", 480_000), line("住宿费", 120_000)],
        seat: None,
        total: Money::from_fen(600_000).expect("an amount"),
        opened: now(),
        until: at(NOW + 15 * 60),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn refund(order: &Order) -> Refund {
    Refund {
        id: RefundId::from_bits(0x19F_0000_0000_0000_0000),
        payer: order.payer,
        receipt: Receipt {
            channel: ChannelKind::Unionpay,
            merchant: order.merchant.clone(),
            transaction: Transaction("202612312350005811018".to_owned()),
            number: order.number(),
            amount: order.total,
            paid_at: now(),
            said_at: "1231235000".to_owned(),
            heard: None,
        },
        amount: Money::from_fen(100_000).expect("an amount"),
        reason: "退学".to_owned(),
        opened: at(NOW + 300),
    }
}

type Said = Vec<(&'static str, String)>;

/// UnionPay's side, written from the description and not from the code above it.
struct Provider {
    key: KeyPair,
    certificate: String,
}

impl Provider {
    /// Signs by the certificate that the vectors call so, with CRLF as they do.
    fn by(certificate: &str) -> Self {
        Self::with(text(&parsed(VERIFY)[certificate]))
    }

    fn with(certificate: &str) -> Self {
        let pem = text(&parsed(VERIFY)["gateway_key_pem"]).to_owned();
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
        let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("an RSA key");
        Self { key, certificate: certificate.trim().replace('\n', "\r\n") }
    }

    fn signs(&self, mut said: Said) -> Said {
        said.push(("signPubKeyCert", self.certificate.clone()));
        said.sort();
        let pairs: Vec<_> = said.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let print = hex::encode(digest(&SHA256, pairs.join("&").as_bytes()));
        let mut signature = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        let signed = self.key.sign(&RSA_PKCS1_SHA256, &random, print.as_bytes(), &mut signature);
        signed.expect("signs");
        said.push(("signature", STANDARD.encode(signature)));
        said
    }

    fn answers(&self, said: Said) -> Response<Vec<u8>> {
        let pairs = self.signs(said);
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Response::new(pairs.join("&").into_bytes())
    }

    fn notifies(&self, said: Said) -> Notice {
        let body =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(self.signs(said)).finish();
        notice(body.into_bytes())
    }
}

fn notice(body: Vec<u8>) -> Notice {
    Notice { method: Method::POST, query: String::new(), headers: HeaderMap::new(), body }
}

/// What they say of a paid order.
fn paid(order: &Order) -> Said {
    vec![
        ("version", "5.1.0".to_owned()),
        ("encoding", "UTF-8".to_owned()),
        ("signMethod", "01".to_owned()),
        ("accessType", "0".to_owned()),
        ("bizType", "000201".to_owned()),
        ("txnType", "01".to_owned()),
        ("txnSubType", "01".to_owned()),
        ("merId", MERCHANT.to_owned()),
        ("orderId", order.number().to_string()),
        ("txnTime", "20261231235000".to_owned()),
        ("txnAmt", order.total.fen().to_string()),
        ("currencyCode", "156".to_owned()),
        ("queryId", "202612312350005811018".to_owned()),
        ("respCode", "00".to_owned()),
        ("respMsg", "成功[0000000]".to_owned()),
        ("settleAmt", order.total.fen().to_string()),
        ("settleDate", "0101".to_owned()),
        ("traceNo", "581101".to_owned()),
        ("traceTime", "0101000100".to_owned()),
        ("accNo", "6216***********0018".to_owned()),
        ("cardTransData", "{a=b&c=d}".to_owned()),
    ]
}

/// `said` with some of it changed: an empty value is left out.
fn with(said: Said, changes: &[(&'static str, &str)]) -> Said {
    let mut said = said;
    for (name, value) in changes {
        said.retain(|(known, _)| known != name);
        if !value.is_empty() {
            said.push((name, (*value).to_owned()));
        }
    }
    said
}

type Ears = Arc<Mutex<Vec<Request<Vec<u8>>>>>;

/// A gateway that says `answers`, one after another, and remembers what it heard.
fn gateway(answers: Vec<Response<Vec<u8>>>) -> (Wire, Ears) {
    let heard = Ears::default();
    let (ears, answers) = (heard.clone(), Mutex::new(answers.into_iter()));
    let wire = Wire::direct(move |request| {
        ears.lock().expect("one thread").push(request);
        answers.lock().expect("one thread").next()
    });
    (wire, heard)
}

/// The form that was said as number `place`.
fn form(heard: &Ears, place: usize) -> Vec<(String, String)> {
    let heard = heard.lock().expect("one thread");
    form_urlencoded::parse(heard[place].body()).into_owned().collect()
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}
