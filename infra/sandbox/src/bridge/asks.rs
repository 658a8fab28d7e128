use crate::bank::On;
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use http::{HeaderMap, Method, Request};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;

/// Seconds for which what was signed is fresh, and for which a nonce is remembered.
const FRESH: i64 = 300;
const REMEMBERED: i64 = 600;

/// Which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Place,
    Query,
    Close,
    Refund,
    QueryRefund,
    Statement,
}

/// Why it is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) u16, pub(super) &'static str);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderAsk {
    pub(super) number: String,
    pub(super) amount: u64,
    pub(super) scene: String,
    pub(super) way: String,
    pub(super) opened: Timestamp,
    pub(super) until: Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceAsk {
    pub(super) merchant: String,
    pub(super) order: OrderAsk,
    pub(super) payee: String,
    pub(super) description: String,
    pub(super) client_ip: String,
    pub(super) notify_url: String,
    pub(super) return_url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AboutAsk {
    pub(super) merchant: String,
    pub(super) order: OrderAsk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefundAsk {
    pub(super) merchant: String,
    pub(super) order: OrderAsk,
    pub(super) refund: BackAsk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BackAsk {
    pub(super) number: String,
    pub(super) amount: u64,
    pub(super) reason: String,
    pub(super) opened: Timestamp,
    pub(super) transaction: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DayAsk {
    pub(super) merchant: String,
    pub(super) day: String,
}

impl Call {
    pub(super) fn of(path: &str) -> Option<Self> {
        Some(match path {
            "/place" => Self::Place,
            "/query" => Self::Query,
            "/close" => Self::Close,
            "/refund" => Self::Refund,
            "/query-refund" => Self::QueryRefund,
            "/statement" => Self::Statement,
            _ => return None,
        })
    }

    pub(super) fn on(self) -> On {
        match self {
            Self::Place => On::Place,
            Self::Query => On::Query,
            Self::Close => On::Close,
            Self::Refund => On::Refund,
            Self::QueryRefund => On::QueryRefund,
            Self::Statement => On::Statement,
        }
    }
}

impl OrderAsk {
    /// Whether an order can be like that.
    pub(super) fn fits(&self) -> bool {
        let number = self.number.len() == 32
            && self.number.bytes().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase());
        let place = ["pc", "mobile", "wechat", "alipay"].contains(&self.scene.as_str());
        let way = ["qr", "page"].contains(&self.way.as_str());
        number && place && way && self.amount > 0 && self.opened < self.until
    }
}

/// The signature of `what` on `path`, over `body`.
pub(super) fn sign(secret: &str, what: [&str; 4], body: &[u8]) -> String {
    let key = hmac::Key::new(HMAC_SHA256, secret.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    for part in what {
        context.update(part.as_bytes());
        context.update(b"\n");
    }
    context.update(body);
    hex::encode(context.sign())
}

/// Who said `request`, if it is the platform, just now, and for the first time.
pub(super) fn authentic(
    secrets: &[String],
    nonces: &mut HashMap<String, i64>,
    request: &Request<Vec<u8>>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let header = |name: &str| header(request.headers(), name);
    let (timestamp, nonce) = (header("bridge-timestamp"), header("bridge-nonce"));
    let plain =
        (16..=64).contains(&nonce.len()) && nonce.bytes().all(|it| it.is_ascii_alphanumeric());
    let second: i64 = timestamp.parse().map_err(|_| Refusal(401, "not-signed"))?;
    let fresh = (now.as_second() - second).abs() < FRESH;
    let what = ["POST", request.uri().path(), timestamp, nonce];
    let heard = header("bridge-signature");
    let true_ones = secrets.iter().map(|secret| sign(secret, what, request.body()));
    if request.method() != Method::POST || !plain || !true_ones.into_iter().any(|it| it == heard) {
        return Err(Refusal(401, "not-signed"));
    }
    if !fresh {
        return Err(Refusal(401, "stale"));
    }
    nonces.retain(|_, heard| now.as_second() - *heard < REMEMBERED);
    match nonces.insert(nonce.to_owned(), now.as_second()) {
        Some(_) => Err(Refusal(401, "heard-before")),
        None => Ok(()),
    }
}

pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
}
