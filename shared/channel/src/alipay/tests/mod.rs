//! Everything here runs on the vectors' throwaway keys.

mod bills;
mod calls;
mod certificates;
mod hostile;
mod keys;
mod notices;
mod places;
mod refunds;
mod vectors;

use super::Alipay;
use super::keys::Account;
use crate::rsa::SigningKey;
use crate::{Chance, Outside, Places, SettingsError, Wire, form};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Transaction, Way,
};
use http::{Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// 2026-01-01T08:00:00+08:00, the present of every vector.
const NOW: i64 = 1_767_225_600;

const KEYS: &str = include_str!("../vectors/keys.json");

const SELLER: &str = "2088102146225135";
const APP: &str = "2021000000000001";

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

fn cases(file: &str) -> Vec<Value> {
    parsed(file)["cases"].as_array().expect("cases").clone()
}

/// The account by public keys.
fn settings() -> Value {
    let keys = parsed(KEYS);
    json!({
        "app_id": APP,
        "seller_id": SELLER,
        "app_key_pem": keys["alipay_app"]["private_pkcs8_pem"],
        "mode": { "public_key": keys["alipay_provider"]["public_spki_pem"] },
        "environment": "production",
    })
}

/// The same account by certificates.
fn certified() -> Value {
    let files = &parsed(KEYS)["alipay_cert_mode"];
    let mut settings = settings();
    settings["mode"] = json!({ "certificates": {
        "app": files["app_cert_pem"],
        "alipay": files["alipay_cert_pem"],
        "root": files["alipay_root_cert_pem"],
    } });
    settings
}

fn outside(wire: Wire, second: i64) -> Outside {
    // A clock is a plain function: the few instants that tests need are functions here.
    let clock = match second - NOW {
        0 => Clock::new(now),
        900 => Clock::new(|| at(NOW + 900)),
        960 => Clock::new(|| at(NOW + 960)),
        86_400 => Clock::new(|| at(NOW + 86_400)),
        other => panic!("no clock shows {other} seconds later"),
    };
    Outside { wire, clock, chance: Chance::new(|| [0xAB; 16]) }
}

fn opened(settings: &Value, wire: Wire, second: i64) -> Result<Alipay, SettingsError> {
    let account: Account = Account::deserialize(settings).expect("an account");
    let places = Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None };
    Alipay::new(&account, places, outside(wire, second))
}

fn account() -> Alipay {
    reached_by(Wire::direct(|_| None))
}

fn reached_by(wire: Wire) -> Alipay {
    opened(&settings(), wire, NOW).expect("the vectors' keys work")
}

fn order(scene: Scene, way: Way) -> Order {
    let line = |item: &str, fen| Line {
        bill: "2025-2026/tuition".parse().expect("a bill"),
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
        channel: ChannelKind::Alipay,
        scene,
        way,
        wallet_user: None,
        merchant: Merchant(SELLER.to_owned()),
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

fn receipt(order: &Order) -> Receipt {
    Receipt {
        channel: ChannelKind::Alipay,
        merchant: Merchant(SELLER.to_owned()),
        transaction: Transaction("2026010122001401010000000001".to_owned()),
        number: order.number(),
        amount: order.total,
        paid_at: now(),
        said_at: "2026-01-01 08:00:00".to_owned(),
        heard: None,
    }
}

fn refund(order: &Order, fen: u64) -> Refund {
    Refund {
        id: RefundId::from_bits(11 << 64),
        payer: order.payer,
        receipt: receipt(order),
        amount: Money::from_fen(fen).expect("an amount"),
        reason: "重复缴费".to_owned(),
        opened: now(),
    }
}

/// What a paid trade looks like in an answer.
fn paid(order: &Order) -> Value {
    json!({
        "code": "10000",
        "msg": "Success",
        "buyer_logon_id": "159****5620",
        "out_trade_no": order.number().to_string(),
        "send_pay_date": "2026-01-01 08:00:00",
        "total_amount": order.total.to_string(),
        "trade_no": "2026010122001401010000000001",
        "trade_status": "TRADE_SUCCESS",
    })
}

/// The provider's side, written from the description and not from the code above it.
struct Provider(SigningKey);

impl Provider {
    fn new() -> Self {
        let pem = text(&parsed(KEYS)["alipay_provider"]["private_pkcs8_pem"]).to_owned();
        Self(SigningKey::from_pem(&pem).expect("a key"))
    }

    fn signs(&self, text: &str) -> String {
        self.0.signs(text.as_bytes())
    }

    /// A signed answer to `method`, with slashes as the provider writes them.
    fn answers(&self, method: &str, said: &Value) -> Response<Vec<u8>> {
        let said = said.to_string().replace('/', "\\/");
        let name = method.replace('.', "_");
        let sign = self.signs(&said);
        plain(&format!(r#"{{"{name}_response":{said},"sign":"{sign}"}}"#))
    }

    /// A signed refusal of what was asked.
    fn refuses(&self, method: &str, code: &str) -> Response<Vec<u8>> {
        let said = json!({
            "code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": "…",
        });
        self.answers(method, &said)
    }

    /// The body of a notice with these fields.
    fn tells(&self, fields: &[(&str, &str)]) -> Vec<u8> {
        let mut pairs: Vec<_> = fields.iter().filter(|(name, _)| *name != "sign_type").collect();
        pairs.sort();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sign = self.signs(&pairs.join("&"));
        let mut all: BTreeMap<_, _> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        all.insert("sign".to_owned(), sign);
        form::encode(&all).into_bytes()
    }
}

fn plain(body: &str) -> Response<Vec<u8>> {
    Response::new(body.as_bytes().to_vec())
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

/// What a request says, in its address and its body.
fn said(request: &Request<Vec<u8>>) -> BTreeMap<String, String> {
    let query = request.uri().query().unwrap_or_default();
    form::decode(query.as_bytes()).into_iter().chain(form::decode(request.body())).collect()
}
