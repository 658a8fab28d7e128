//! Everything here runs on the vectors' throwaway keys.

mod bills;
mod calls;
mod certificates;
mod hostile;
mod keys;
mod notices;
mod oauth;
mod refunds;
mod sheets;
mod vectors;

use super::Wechat;
use super::settings::{Account, Secrets, VerifyKeySecret};
use crate::{Chance, Notice, Outside, Places, Wire};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Transaction, WalletUser, Way,
};
use http::{HeaderMap, Method, Request, Response};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// 2026-01-01T08:00:00+08:00, the present of every vector.
const NOW: i64 = 1_767_225_600;

const OPENID: &str = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
const TRANSACTION: &str = "4200000000202601010000000001";

const KEYS: &str = include_str!("../vectors/keys.json");

const ROTATION: &str = include_str!("../vectors/rotation.json");

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

fn places() -> Places {
    Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None }
}

/// Both modes at once, the public key preferred.
fn secret() -> Account {
    let keys = parsed(KEYS);
    let (merchant, platform) = (&keys["wechat_merchant"], &keys["wechat_platform"]);
    let owned = |value: &Value| text(value).to_owned();
    let public = VerifyKeySecret {
        serial: owned(&platform["public_key_id"]),
        public_key_pem: Some(owned(&platform["public_spki_pem"])),
        certificate_pem: None,
    };
    let certificate = VerifyKeySecret {
        serial: owned(&platform["certificate_serial_no"]),
        public_key_pem: None,
        certificate_pem: Some(owned(&platform["certificate_pem"])),
    };
    Account {
        app_id: owned(&merchant["appid"]),
        app_secret: Some("0123456789abcdef0123456789abcdef".to_owned()),
        merchant_id: owned(&merchant["mchid"]),
        keys: Secrets {
            merchant_serial: owned(&merchant["serial_no"]),
            merchant_key_pem: owned(&merchant["private_pkcs8_pem"]),
            merchant_certificate_pem: None,
            apiv3_key: owned(&keys["wechat_apiv3_key"]),
            verify_keys: vec![public, certificate],
        },
    }
}

fn outside(wire: Wire) -> Outside {
    Outside { wire, clock: Clock::new(now), chance: Chance::new(|| [0xAB; 16]) }
}

fn account() -> Wechat {
    reached_by(Wire::direct(|_| None))
}

fn reached_by(wire: Wire) -> Wechat {
    opened(secret(), wire)
}

fn opened(secret: Account, wire: Wire) -> Wechat {
    Wechat::new(secret, &places(), outside(wire)).expect("the vectors' keys work")
}

type Asked = Arc<Mutex<Vec<Request<Vec<u8>>>>>;

/// A provider that says `answers`, one after another, and remembers what it was asked.
fn provider(answers: Vec<Response<Vec<u8>>>) -> (Wire, Asked) {
    let asked = Asked::default();
    let (ears, answers) = (asked.clone(), Mutex::new(answers.into_iter()));
    let wire = Wire::direct(move |request| {
        ears.lock().expect("one thread").push(request);
        answers.lock().expect("one thread").next()
    });
    (wire, asked)
}

fn signed(status: u16, body: &str) -> Response<Vec<u8>> {
    let mut answer = unsigned(status, body);
    *answer.headers_mut() = Provider::new().signs(body.as_bytes(), NOW);
    answer
}

fn unsigned(status: u16, body: &str) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.as_bytes().to_vec()).expect("an answer")
}

fn refused(status: u16, code: &str) -> Response<Vec<u8>> {
    unsigned(status, &json!({ "code": code, "message": "…" }).to_string())
}

fn notice(headers: HeaderMap, body: Vec<u8>) -> Notice {
    Notice { method: Method::POST, query: String::new(), headers, body }
}

fn order(scene: Scene) -> Order {
    let line = |item: &str, fen| Line {
        bill: format!("2025-2026/{item}").parse().expect("a bill"),
        item: item.to_owned(),
        year: "2025-2026".to_owned(),
        target: None,
        amount: Money::from_fen(fen).expect("an amount"),
    };
    let opened = now();
    Order {
        id: OrderId::first_at(opened),
        payer: PersonId::from_bits(7),
        guest: None,
        channel: ChannelKind::Wechat,
        scene,
        way: match scene {
            Scene::Pc => Way::Qr,
            Scene::Mobile | Scene::Alipay => Way::Page,
            Scene::Wechat => Way::Wallet,
        },
        wallet_user: (scene == Scene::Wechat).then(|| WalletUser::new(OPENID)),
        merchant: Merchant(secret().merchant_id),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![line("学费", 480_000), line("住宿费", 120_000)],
        seat: None,
        total: Money::from_fen(600_000).expect("an amount"),
        opened,
        until: at(NOW + 15 * 60),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

/// A refund of 400.00 of a paid `order`.
fn refund(order: &Order) -> Refund {
    Refund {
        id: RefundId::from_bits(11),
        payer: order.payer,
        receipt: Receipt {
            channel: ChannelKind::Wechat,
            merchant: order.merchant.clone(),
            transaction: Transaction(TRANSACTION.to_owned()),
            number: order.number(),
            amount: order.total,
            paid_at: now(),
            said_at: "2026-01-01T08:00:00+08:00".to_owned(),
            heard: None,
        },
        amount: Money::from_fen(40_000).expect("an amount"),
        reason: "重复缴费".to_owned(),
        opened: now(),
    }
}

/// The provider's side, written from the description and not from the code above it.
struct Provider {
    key: KeyPair,
    seal: LessSafeKey,
    serial: String,
}

impl Provider {
    /// The provider with the certificate that follows the one in our settings.
    fn rotated() -> Self {
        let next = parsed(ROTATION);
        let pem = text(&next["private_pkcs8_pem"]);
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
        let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("an RSA key");
        Self { key, serial: text(&next["serial_no"]).to_owned(), ..Self::new() }
    }

    fn new() -> Self {
        let keys = parsed(KEYS);
        let pem = text(&keys["wechat_platform"]["private_pkcs8_pem"]);
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
        let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("an RSA key");
        let seal = UnboundKey::new(&AES_256_GCM, text(&keys["wechat_apiv3_key"]).as_bytes());
        let serial = text(&keys["wechat_platform"]["public_key_id"]).to_owned();
        Self { key, seal: LessSafeKey::new(seal.expect("32 bytes")), serial }
    }

    fn signs(&self, body: &[u8], second: i64) -> HeaderMap {
        let message = [format!("{second}\nnonce\n").as_bytes(), body, b"\n"].concat();
        let mut signature = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        self.key.sign(&RSA_PKCS1_SHA256, &random, &message, &mut signature).expect("signs");
        headers(&json!({
            "Wechatpay-Timestamp": second.to_string(),
            "Wechatpay-Nonce": "nonce",
            "Wechatpay-Signature": STANDARD.encode(signature),
            "Wechatpay-Serial": self.serial,
        }))
    }

    /// `plain` as one sealed part.
    fn sealed(&self, plain: &str, associated: &str) -> Value {
        let mut sealed = plain.as_bytes().to_vec();
        let nonce = Nonce::assume_unique_for_key(*b"0123456789ab");
        let aad = Aad::from(associated.as_bytes());
        self.seal.seal_in_place_append_tag(nonce, aad, &mut sealed).expect("seals");
        json!({
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": STANDARD.encode(sealed),
            "associated_data": associated,
            "nonce": "0123456789ab",
        })
    }

    fn seals(&self, event: &str, inside: &Value) -> Vec<u8> {
        let mut resource = self.sealed(&inside.to_string(), "transaction");
        resource["original_type"] = json!("transaction");
        json!({ "id": "EV-1", "event_type": event, "resource": resource }).to_string().into_bytes()
    }
}

fn headers(named: &Value) -> HeaderMap {
    let pairs = named.as_object().expect("an object").iter();
    pairs
        .map(|(name, value)| {
            let name = name.parse::<http::HeaderName>().expect("a header's name");
            (name, text(value).parse().expect("a header's value"))
        })
        .collect()
}

/// The transaction of a paid order, as the provider shows it.
fn paid(order: &Order) -> Value {
    json!({
        "mchid": secret().merchant_id,
        "appid": secret().app_id,
        "out_trade_no": order.number().to_string(),
        "transaction_id": TRANSACTION,
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "bank_type": "OTHERS",
        "success_time": "2026-01-01T08:00:00+08:00",
        "payer": { "openid": OPENID },
        "amount": {
            "total": order.total.fen(),
            "payer_total": order.total.fen(),
            "currency": "CNY",
            "payer_currency": "CNY",
        },
    })
}
