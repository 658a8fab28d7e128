//! The platform's channel and the sandbox's bank, written apart, meet on the wire.

mod calls;
mod connections;
mod days;
mod faults;
mod network;
mod notices;
mod refunds;
mod rotation;
mod statements;
mod wallet;

use channel::{Chance, Channels, Outside, Places, Wire};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Scene,
    Timestamp, Way,
};
use sandbox::Bank;
use sandbox::wechat::{BankSide, Keys, MerchantSide, NextCertificate, VerifyKey, Wechat};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// 2026-01-01T08:00:00+08:00.
const NOW: i64 = 1_767_225_600;

const VECTORS: &str = include_str!("../../../../shared/channel/src/wechat/vectors/keys.json");

const NEXT: &str = include_str!("../../../../shared/channel/src/wechat/vectors/rotation.json");

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn now() -> Timestamp {
    at(NOW)
}

/// The throwaway keys of the vectors: drawing RSA keys takes a test's patience.
fn keys() -> Keys {
    let all: Value = serde_json::from_str(VECTORS).expect("JSON");
    let next: Value = serde_json::from_str(NEXT).expect("JSON");
    let (merchant, platform) = (&all["wechat_merchant"], &all["wechat_platform"]);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    Keys {
        merchant: MerchantSide {
            merchant_serial: text(&merchant["serial_no"]),
            merchant_key_pem: text(&merchant["private_pkcs8_pem"]),
            merchant_certificate_pem: text(&merchant["certificate_pem"]),
            apiv3_key: text(&all["wechat_apiv3_key"]),
            verify_keys: vec![
                VerifyKey {
                    serial: text(&platform["public_key_id"]),
                    public_key_pem: Some(text(&platform["public_spki_pem"])),
                    certificate_pem: None,
                },
                VerifyKey {
                    serial: text(&platform["certificate_serial_no"]),
                    public_key_pem: None,
                    certificate_pem: Some(text(&platform["certificate_pem"])),
                },
            ],
        },
        bank: BankSide {
            app_id: text(&merchant["appid"]),
            app_secret: "0123456789abcdef0123456789abcdef".to_owned(),
            merchant_id: text(&merchant["mchid"]),
            merchant_serial: text(&merchant["serial_no"]),
            merchant_public_pem: text(&merchant["public_spki_pem"]),
            apiv3_key: text(&all["wechat_apiv3_key"]),
            key_pem: text(&platform["private_pkcs8_pem"]),
            public_key_id: text(&platform["public_key_id"]),
            certificate_serial: text(&platform["certificate_serial_no"]),
            certificate_pem: text(&platform["certificate_pem"]),
            next: NextCertificate {
                serial: text(&next["serial_no"]),
                key_pem: text(&next["private_pkcs8_pem"]),
                certificate_pem: text(&next["certificate_pem"]),
            },
        },
    }
}

/// The platform's secret with the merchant's half of `keys`, as the launcher writes it down.
fn secret(keys: &Keys) -> Vec<u8> {
    json!({ "wechat": keys.account() }).to_string().into_bytes()
}

/// A bank and a platform in one process: no sockets, no real time.
struct Pair {
    bank: Arc<Mutex<Bank>>,
    /// The bank's time.
    clock: Arc<AtomicI64>,
    outside: Outside,
    channels: Channels,
}

impl Pair {
    fn new() -> Self {
        Self::with_clock(now)
    }

    fn with_clock(platform: fn() -> Timestamp) -> Self {
        Self::with(&keys().account(), platform)
    }

    fn with(account: &Value, platform: fn() -> Timestamp) -> Self {
        let bank = Bank::new(Box::new(Wechat::new(&keys())), "https://wx.test", 7);
        let (bank, clock) = (Arc::new(Mutex::new(bank)), Arc::new(AtomicI64::new(NOW)));
        let (theirs, time) = (bank.clone(), clock.clone());
        let wire = Wire::direct(move |mut request| {
            // What an HTTP client adds by itself.
            request.headers_mut().insert("user-agent", "test".parse().expect("a value"));
            let now = at(time.load(Ordering::Relaxed));
            theirs.lock().expect("one thread").answer(&request, now).answer
        });
        let chance = Chance::new(|| [7; 16]);
        let outside = Outside { wire, clock: Clock::new(platform), chance };
        let secret = json!({ "wechat": account }).to_string();
        let channels = Channels::of_secret(secret.as_bytes(), &places(), &outside);
        Self { bank, clock, outside, channels: channels.expect("the keys work") }
    }

    fn bank<T>(&self, act: impl FnOnce(&mut Bank) -> T) -> T {
        act(&mut self.bank.lock().expect("one thread"))
    }

    /// The channel by itself, without what the channels of a school share.
    fn wechat(&self) -> channel::Wechat {
        let account = serde_json::value::to_raw_value(&keys().account()).expect("JSON");
        channel::Wechat::open(&account, &places(), &self.outside).expect("the keys work")
    }
}

fn places() -> Places {
    Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None }
}

fn order(scene: Scene, opened: Timestamp, merchant: &str) -> Order {
    let total = Money::from_fen(480_000).expect("an amount");
    let opened = at(opened.as_second());
    Order {
        id: OrderId::first_at(opened),
        payer: PersonId::from_bits(7),
        channel: ChannelKind::Wechat,
        scene,
        way: match scene {
            Scene::Pc => Way::Qr,
            Scene::Mobile | Scene::Alipay => Way::Page,
            Scene::Wechat => Way::Wallet,
        },
        guest: None,
        wallet_user: None,
        merchant: Merchant(merchant.to_owned()),
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
        opened,
        until: at(opened.as_second() + 15 * 60),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn ours(scene: Scene) -> Order {
    order(scene, now(), &keys().bank.merchant_id)
}
