//! Everything here runs on the vectors' throwaway keys. The bank of these tests is written from the
//! description and not from the code above it.

mod calls;
mod hostile;
mod notices;
mod places;
mod refunds;
mod settings;
mod statements;
mod vectors;

use super::Abc;
use super::settings::Account;
use crate::{Chance, ChannelError, Doubt, Notice, NoticeError, Outside, Places, Wire};
use aws_lc_rs::rsa::KeyPair;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Transaction, Way,
};
use encoding_rs::GBK;
use http::{HeaderMap, Method};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use sha1_signature::Sha1SigningKey;
use std::sync::{Arc, Mutex};

/// 2027-01-01T00:00:00+08:00: the orders here are opened in the last minutes of a year.
const NOW: i64 = 1_798_732_800;

const MERCHANT: &str = "103880000000001";

const CALLS: &str = include_str!("../vectors/abc_request_response.json");
const NOTICES: &str = include_str!("../vectors/abc_notify_verify.json");
const FORM: &str = include_str!("../vectors/abc_browser_form_msg.json");

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

/// The account of the vectors, as a secret describes it.
fn secret() -> Value {
    let vectors = parsed(CALLS);
    json!({
        "merchant_id": MERCHANT,
        "key_pem": vectors["merchant_key_pem"],
        "certificate_pem": vectors["merchant_cert_pem"],
        "bank_certificates": [vectors["bank_cert_pem"]],
        "settle": ["Settle"],
        "ask": { "absent_codes": ["APE009"], "not_yet_codes": ["SET001"], "empty_codes": ["SET002"] },
    })
}

fn places() -> Places {
    Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None }
}

fn outside(wire: Wire) -> Outside {
    Outside { wire, clock: Clock::new(now), chance: Chance::new(|| [0xAB; 16]) }
}

fn made_of(secret: Value, outside: Outside) -> Abc {
    let account: Account = serde_json::from_value(secret).expect("an account");
    let account = account.check(&places(), &outside).expect("the vectors' keys work");
    Abc { account, outside }
}

fn account() -> Abc {
    made_of(secret(), outside(Wire::direct(|_| None)))
}

fn order(way: Way) -> Order {
    let line = |item: &str, fen| Line {
        bill: format!("2026-2027/{item}").parse().expect("a bill"),
        item: item.to_owned(),
        year: "2026-2027".to_owned(),
        target: None,
        amount: Money::from_fen(fen).expect("an amount"),
    };
    let opened = at(NOW - 60);
    Order {
        id: OrderId::first_at(opened),
        payer: PersonId::from_bits(7),
        guest: None,
        channel: ChannelKind::Abc,
        scene: Scene::Pc,
        way,
        wallet_user: None,
        merchant: Merchant(MERCHANT.to_owned()),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![line("学费", 480_000), line("住宿费", 120_000)],
        seat: None,
        total: Money::from_fen(600_000).expect("an amount"),
        opened,
        until: at(NOW + 14 * 60),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn receipt(order: &Order) -> Receipt {
    Receipt {
        channel: ChannelKind::Abc,
        merchant: order.merchant.clone(),
        transaction: Transaction("BCECEP01000012345678".to_owned()),
        number: order.number(),
        amount: order.total,
        paid_at: at(NOW - 30),
        said_at: "2026/12/31 23:59:30".to_owned(),
        heard: None,
    }
}

fn refund(order: &Order) -> Refund {
    Refund {
        id: RefundId::from_bits(5 << 80),
        payer: order.payer,
        receipt: receipt(order),
        amount: Money::from_fen(10_000).expect("an amount"),
        reason: "住宿费退还".to_owned(),
        opened: now(),
    }
}

fn key(pem: &str) -> Sha1SigningKey {
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    Sha1SigningKey::new(&KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("an RSA key"))
}

/// What the bank of these tests answers with.
struct Bank(Sha1SigningKey);

impl Bank {
    fn new() -> Self {
        Self(key(text(&parsed(CALLS)["bank_key_pem"])))
    }

    /// A signed answer, its facts in a part of their own.
    fn says(&self, facts: &Value) -> Vec<u8> {
        self.signs(&json!({
            "Merchant": { "ECMerchantType": "EBUS", "MerchantID": MERCHANT },
            "TrxResponse": facts,
        }))
    }

    /// A signed answer, its facts side by side with whose they are.
    fn says_flat(&self, facts: &Value) -> Vec<u8> {
        let mut message = facts.clone();
        message["Merchant"] = json!({ "ECMerchantType": "EBUS", "MerchantID": MERCHANT });
        self.signs(&message)
    }

    fn signs(&self, message: &Value) -> Vec<u8> {
        let message = gbk(&message.to_string());
        let signature = STANDARD.encode(self.0.sign(&message));
        let tail = format!(r#","Signature-Algorithm":"SHA1withRSA","Signature":"{signature}"}}}}"#);
        [br#"{"MSG":{"Message":"#, &*message, tail.as_bytes(), b"\r\n"].concat()
    }

    /// A signed answer to a query.
    fn knows(&self, order: &Value) -> Vec<u8> {
        let order = STANDARD.encode(gbk(&order.to_string()));
        self.says(&json!({ "ReturnCode": "0000", "TrxType": "Query", "Order": order }))
    }

    /// The value of `MSG` in a signed notice.
    fn tells(&self, fields: &[(&str, &str)]) -> String {
        self.tells_xml(&format!("<TrxResponse>{}</TrxResponse>", xml(fields)))
    }

    fn tells_xml(&self, message: &str) -> String {
        let message = gbk(message);
        let signature = STANDARD.encode(self.0.sign(&message));
        let tail = format!(
            "</Message><Signature-Algorithm>SHA1withRSA</Signature-Algorithm>\
             <Signature>{signature}</Signature></MSG>"
        );
        STANDARD.encode([b"<MSG><Message>", &*message, tail.as_bytes()].concat())
    }
}

fn xml(fields: &[(&str, &str)]) -> String {
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    fields.concat()
}

/// A refusal that nobody signed.
fn unsigned(code: &str) -> Vec<u8> {
    let message = json!({
        "Merchant": { "ECMerchantType": "EBUS", "MerchantID": "" },
        "TrxResponse": { "ReturnCode": code, "ErrorMessage": "交易失败" },
    });
    gbk(&json!({ "MSG": { "Message": message } }).to_string())
}

fn gbk(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

/// An order as the bank knows it, when asked.
fn known(number: &str, status: &str) -> Value {
    json!({
        "PayTypeID": "ImmediatePay",
        "OrderNo": number,
        " OrderDate": "2026/12/31",
        " OrderTime": "23:59:00",
        " OrderAmount": "6000.00",
        "Status": status,
        "iRspRef": "BCECEP01000012345678",
    })
}

/// An account whose bank answers with `answers`, one after the other, then with silence; and what
/// it was told.
fn hearing(answers: Vec<Vec<u8>>) -> (Abc, Arc<Mutex<Vec<String>>>) {
    hearing_as(secret(), answers)
}

fn hearing_as(secret: Value, answers: Vec<Vec<u8>>) -> (Abc, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (log, answers) = (Arc::clone(&heard), Mutex::new(answers.into_iter()));
    let wire = Wire::direct(move |request| {
        let body = String::from_utf8(request.into_body()).expect("UTF-8");
        log.lock().expect("no panic").push(body);
        answers.lock().expect("no panic").next().map(http::Response::new)
    });
    (made_of(secret, outside(wire)), heard)
}

fn notice(body: String) -> Notice {
    Notice {
        method: Method::POST,
        query: String::new(),
        headers: HeaderMap::new(),
        body: body.into_bytes(),
    }
}

/// A notice as a browser would send the form.
fn form(msg: &str) -> Notice {
    notice(form_urlencoded::Serializer::new(String::new()).append_pair("MSG", msg).finish())
}

fn paid(number: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("ReturnCode", "0000"),
        ("ErrorMessage", "交易成功"),
        ("MerchantID", MERCHANT),
        ("TrxType", "ABCSoftTokenPay"),
        ("OrderNo", number),
        ("Amount", "6000.00"),
        ("HostDate", "2026/12/31"),
        ("HostTime", "23:59:30"),
        ("iRspRef", "BCECEP01000012345678"),
        ("JrnNo", " 463640663"),
    ]
}

#[track_caller]
fn is_unsure<T: std::fmt::Debug>(result: Result<T, ChannelError>) {
    match result {
        Err(ChannelError::Unsure(_)) => {}
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn is_unproved<T: std::fmt::Debug>(result: Result<T, ChannelError>, why: NoticeError) {
    match result {
        Err(ChannelError::Unsure(Doubt::Unproved(error))) => assert_eq!(error, why),
        other => panic!("{other:?}"),
    }
}
