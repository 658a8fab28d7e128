use super::{BankSide, Product};
use crate::bank::On;
use http::{Request, Response, Uri};
use jiff::{Timestamp, ToSpan};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::IpAddr;

/// What a request asks for.
pub(super) enum Call {
    Place(Product),
    QueryNumber(String),
    QueryTransaction(String),
    Close(String),
    Certificates,
}

/// A refusal in the provider's words. Refusals are never signed.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
    field: Option<&'static str>,
}

/// The parts of an `Authorization` header.
pub(super) struct Signed<'a> {
    pub(super) merchant: &'a str,
    pub(super) serial: &'a str,
    pub(super) nonce: &'a str,
    pub(super) timestamp: i64,
    pub(super) timestamp_text: &'a str,
    pub(super) signature: &'a str,
}

/// The body of placing an order. A field that is not here is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceAsk {
    appid: String,
    mchid: String,
    pub(super) description: String,
    pub(super) out_trade_no: String,
    time_expire: Option<String>,
    pub(super) attach: Option<String>,
    pub(super) notify_url: String,
    #[serde(rename = "goods_tag")]
    _goods_tag: Option<String>,
    #[serde(rename = "support_fapiao")]
    _support_fapiao: Option<bool>,
    pub(super) amount: AmountAsk,
    scene_info: Option<SceneAsk>,
    #[serde(skip)]
    whole: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmountAsk {
    pub(super) total: u64,
    currency: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneAsk {
    payer_client_ip: String,
    #[serde(rename = "device_id")]
    _device_id: Option<String>,
    h5_info: Option<H5Ask>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct H5Ask {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "app_name")]
    _app_name: Option<String>,
    #[serde(rename = "app_url")]
    _app_url: Option<String>,
}

impl Call {
    /// What `request` asks for, if there is such a thing.
    pub(super) fn of(request: &Request<Vec<u8>>) -> Result<Self, Refusal> {
        let path = request.uri().path();
        let text = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let parts: Vec<_> = path.strip_prefix("/v3/").unwrap_or_default().split('/').collect();
        let (method, call) = match parts[..] {
            ["certificates"] => ("GET", Self::Certificates),
            ["pay", "transactions", "native"] => ("POST", Self::Place(Product::Native)),
            ["pay", "transactions", "h5"] => ("POST", Self::Place(Product::H5)),
            ["pay", "transactions", "id", id] => ("GET", Self::QueryTransaction(text(id))),
            ["pay", "transactions", "out-trade-no", number] => {
                ("GET", Self::QueryNumber(text(number)))
            }
            ["pay", "transactions", "out-trade-no", number, "close"] => {
                ("POST", Self::Close(text(number)))
            }
            _ => return Err(Refusal::empty(404)),
        };
        if request.method() != method {
            return Err(Refusal::empty(405));
        }
        // Without these two the provider refuses before it looks at any signature.
        if ["user-agent", "accept"].iter().any(|it| !request.headers().contains_key(*it)) {
            return Err(Refusal::new(400, "INVALID_REQUEST", "Http头缺少Accept或User-Agent"));
        }
        Ok(call)
    }

    pub(super) fn on(&self) -> On {
        match self {
            Self::Place(_) => On::Place,
            Self::QueryNumber(_) | Self::QueryTransaction(_) => On::Query,
            Self::Close(_) => On::Close,
            Self::Certificates => On::Keys,
        }
    }
}

impl<'a> Signed<'a> {
    /// Reads the header; its five pairs come in any order.
    pub(super) fn read(header: &'a str) -> Option<Self> {
        let pairs = header.strip_prefix("WECHATPAY2-SHA256-RSA2048 ")?;
        let mut found: [Option<&str>; 5] = [None; 5];
        for pair in pairs.split(',') {
            let (name, value) = pair.split_once('=')?;
            let names = ["mchid", "nonce_str", "signature", "timestamp", "serial_no"];
            let place = names.iter().position(|it| *it == name)?;
            let value = value.strip_prefix('"')?.strip_suffix('"')?;
            if value.is_empty() || value.contains('"') || found[place].replace(value).is_some() {
                return None;
            }
        }
        let [merchant, nonce, signature, timestamp_text, serial] = found;
        let (nonce, timestamp_text) = (nonce?, timestamp_text?);
        let plain = nonce.len() <= 32 && nonce.bytes().all(|it| it.is_ascii_alphanumeric());
        let digits = timestamp_text.bytes().all(|it| it.is_ascii_digit());
        (plain && digits).then_some(())?;
        Some(Self {
            merchant: merchant?,
            serial: serial?,
            nonce,
            timestamp: timestamp_text.parse().ok()?,
            timestamp_text,
            signature: signature?,
        })
    }
}

impl PlaceAsk {
    /// The ask, if every field is as the provider wants it.
    pub(super) fn read(body: &[u8], product: Product, us: &BankSide) -> Result<Self, Refusal> {
        let whole: Value = serde_json::from_slice(body)
            .map_err(|_| Refusal::new(400, "PARAM_ERROR", "请求体不是JSON"))?;
        if holds_null(&whole) {
            return Err(Refusal::new(400, "PARAM_ERROR", "参数不能为null"));
        }
        let text = whole.to_string();
        let ask: Self = serde_json::from_value(whole)
            .map_err(|error| Refusal::new(400, "PARAM_ERROR", &format!("参数错误: {error}")))?;
        let ask = Self { whole: text, ..ask };
        let number = &ask.out_trade_no;
        let number_byte = |it: u8| it.is_ascii_alphanumeric() || b"_-|*".contains(&it);
        let length = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
        let checks = [
            ("/mchid", ask.mchid == us.merchant_id),
            ("/description", length(&ask.description, 127)),
            ("/out_trade_no", (6..=32).contains(&number.len()) && number.bytes().all(number_byte)),
            ("/attach", ask.attach.as_ref().is_none_or(|it| length(it, 128))),
            ("/notify_url", callable(&ask.notify_url)),
            ("/amount/total", ask.amount.total >= 1),
            ("/amount/currency", ask.amount.currency.as_deref().is_none_or(|it| it == "CNY")),
            ("/scene_info", product == Product::Native || ask.on_telephone()),
        ];
        if let Some((field, _)) = checks.iter().find(|(_, fine)| !fine) {
            return Err(Refusal::field(field));
        }
        if ask.appid != us.app_id {
            return Err(Refusal::new(400, "APPID_MCHID_NOT_MATCH", "商户号和appid没有绑定关系"));
        }
        Ok(ask)
    }

    fn on_telephone(&self) -> bool {
        self.scene_info.as_ref().is_some_and(|scene| {
            let kind = scene.h5_info.as_ref().map(|it| it.kind.as_str());
            scene.payer_client_ip.parse::<IpAddr>().is_ok()
                && matches!(kind, Some("Wap" | "iOS" | "Android"))
        })
    }

    /// Until when it can be paid: never less than a minute, never more than a week.
    pub(super) fn until(&self, now: Timestamp) -> Result<Timestamp, Refusal> {
        let week = now + 168.hours();
        let Some(text) = &self.time_expire else { return Ok(week) };
        // Seconds and an offset, nothing finer: 2026-01-01T08:30:00+08:00.
        let shape = text.len() == 25 && matches!(text.as_bytes()[19], b'+' | b'-');
        let until: Option<Timestamp> = shape.then(|| text.parse().ok()).flatten();
        let until = until.ok_or_else(|| Refusal::field("/time_expire"))?;
        Ok(until.clamp(now + 1.minute(), week))
    }

    /// What must be the same when the order is asked for again.
    pub(super) fn fingerprint(&self, product: Product) -> String {
        format!("{product:?} {}", self.whole)
    }
}

/// Close says whose order it is, in its body.
pub(super) fn merchant_in_body(body: &[u8], us: &BankSide) -> Result<(), Refusal> {
    let whole: Value = serde_json::from_slice(body).map_err(|_| Refusal::field("/mchid"))?;
    if whole["mchid"] == us.merchant_id { Ok(()) } else { Err(Refusal::field("/mchid")) }
}

/// A query says whose order it is, in its address.
pub(super) fn merchant_in_query(uri: &Uri, us: &BankSide) -> Result<(), Refusal> {
    let mut pairs = uri.query().unwrap_or_default().split('&');
    let named = pairs.find_map(|it| it.strip_prefix("mchid="));
    if named == Some(&us.merchant_id) { Ok(()) } else { Err(Refusal::field("/mchid")) }
}

fn callable(url: &str) -> bool {
    let uri: Result<Uri, _> = url.parse();
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let safe = url.starts_with("https://") || local.iter().any(|it| url.starts_with(it));
    safe && url.len() <= 255 && uri.is_ok_and(|it| it.query().is_none())
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(fields) => fields.values().any(holds_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), field: None }
    }

    pub(super) fn sign(message: &str) -> Self {
        Self::new(401, "SIGN_ERROR", message)
    }

    pub(super) fn absent() -> Self {
        Self::new(404, "ORDER_NOT_EXIST", "订单不存在")
    }

    fn field(field: &'static str) -> Self {
        Self { field: Some(field), ..Self::new(400, "PARAM_ERROR", "参数错误") }
    }

    fn empty(status: u16) -> Self {
        Self::new(status, "", "")
    }

    pub(super) fn answer(self) -> Response<Vec<u8>> {
        let mut body = json!({ "code": self.code, "message": self.message });
        if let Some(field) = self.field {
            body["detail"] = json!({ "field": field, "issue": "invalid", "location": "body" });
        }
        let bytes = if self.code.is_empty() { Vec::new() } else { body.to_string().into_bytes() };
        Response::builder()
            .status(self.status)
            .header("content-type", "application/json; charset=utf-8")
            .body(bytes)
            .expect("a status and a constant header")
    }
}
