//! Everything here runs on the vectors' throwaway keys.

mod calls;
mod hostile;
mod keys;
mod notices;
mod statements;
mod vectors;

use super::{VerifyKeySecret, Wechat, WechatSecrets, WechatSettings};
use crate::{Chance, Outside, Wire};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Scene,
    Timestamp,
};
use http::HeaderMap;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

/// 2026-01-01T08:00:00+08:00, the present of every vector.
const NOW: i64 = 1_767_225_600;

const KEYS: &str = include_str!("../vectors/keys.json");

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

fn settings() -> WechatSettings {
    let keys = parsed(KEYS);
    WechatSettings {
        base_url: "https://api.mch.weixin.qq.com".to_owned(),
        app_id: text(&keys["wechat_merchant"]["appid"]).to_owned(),
        merchant_id: text(&keys["wechat_merchant"]["mchid"]).to_owned(),
        notify_url: "https://pay.example.edu.cn/api/notify/wechat".to_owned(),
        public_url: "https://pay.example.edu.cn".to_owned(),
    }
}

/// Both modes at once, the public key preferred.
fn secrets() -> WechatSecrets {
    let keys = parsed(KEYS);
    let (merchant, platform) = (&keys["wechat_merchant"], &keys["wechat_platform"]);
    let owned = |value: &Value| text(value).to_owned();
    WechatSecrets {
        merchant_serial: owned(&merchant["serial_no"]),
        merchant_key_pem: owned(&merchant["private_pkcs8_pem"]),
        apiv3_key: owned(&keys["wechat_apiv3_key"]),
        verify_keys: vec![
            VerifyKeySecret {
                serial: owned(&platform["public_key_id"]),
                public_key_pem: Some(owned(&platform["public_spki_pem"])),
                certificate_pem: None,
            },
            VerifyKeySecret {
                serial: owned(&platform["certificate_serial_no"]),
                public_key_pem: None,
                certificate_pem: Some(owned(&platform["certificate_pem"])),
            },
        ],
    }
}

fn outside(wire: Wire) -> Outside {
    Outside { wire, clock: Clock::new(now), chance: Chance::new(|| [0xAB; 16]) }
}

fn account() -> Wechat {
    reached_by(Wire::direct(|_| None))
}

fn reached_by(wire: Wire) -> Wechat {
    Wechat::new(settings(), &secrets(), outside(wire)).expect("the vectors' keys work")
}

fn order(scene: Scene) -> Order {
    let line = |item: &str, fen| Line {
        bill: format!("2025-2026/{item}").parse().expect("a bill"),
        item: item.to_owned(),
        year: "2025-2026".to_owned(),
        amount: Money::from_fen(fen).expect("an amount"),
    };
    let opened = now();
    Order {
        id: OrderId::first_at(opened),
        payer: PersonId::from_bits(7),
        channel: ChannelKind::Wechat,
        scene,
        merchant: Merchant(settings().merchant_id),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![line("学费", 480_000), line("住宿费", 120_000)],
        total: Money::from_fen(600_000).expect("an amount"),
        opened,
        until: at(NOW + 15 * 60),
        state: OrderState::Open,
    }
}

/// The provider's side, written from the description and not from the code above it.
struct Provider {
    key: KeyPair,
    seal: LessSafeKey,
    serial: String,
}

impl Provider {
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

    fn seals(&self, event: &str, inside: &Value) -> Vec<u8> {
        let mut sealed = inside.to_string().into_bytes();
        let nonce = Nonce::assume_unique_for_key(*b"0123456789ab");
        let aad = Aad::from(b"transaction");
        self.seal.seal_in_place_append_tag(nonce, aad, &mut sealed).expect("seals");
        let resource = json!({
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": STANDARD.encode(sealed),
            "associated_data": "transaction",
            "nonce": "0123456789ab",
        });
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
        "mchid": settings().merchant_id,
        "appid": settings().app_id,
        "out_trade_no": order.number().to_string(),
        "transaction_id": "4200000000202601010000000001",
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "bank_type": "OTHERS",
        "success_time": "2026-01-01T08:00:00+08:00",
        "payer": { "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
        "amount": {
            "total": order.total.fen(),
            "payer_total": order.total.fen(),
            "currency": "CNY",
            "payer_currency": "CNY",
        },
    })
}
