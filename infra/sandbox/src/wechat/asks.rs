use super::{BankSide, Product};
use crate::bank::On;
use http::{Request, Response, Uri};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a request asks for.
pub(super) enum Call {
    Place(Product),
    QueryNumber(String),
    QueryTransaction(String),
    Close(String),
    Refund,
    QueryRefund(String),
    TradeBill,
    FundFlowBill,
    Download,
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
            ["pay", "transactions", "jsapi"] => ("POST", Self::Place(Product::Jsapi)),
            ["pay", "transactions", "id", id] => ("GET", Self::QueryTransaction(text(id))),
            ["pay", "transactions", "out-trade-no", number] => {
                ("GET", Self::QueryNumber(text(number)))
            }
            ["pay", "transactions", "out-trade-no", number, "close"] => {
                ("POST", Self::Close(text(number)))
            }
            ["refund", "domestic", "refunds"] => ("POST", Self::Refund),
            ["refund", "domestic", "refunds", number] => ("GET", Self::QueryRefund(text(number))),
            ["bill", "tradebill"] => ("GET", Self::TradeBill),
            ["bill", "fundflowbill"] => ("GET", Self::FundFlowBill),
            ["billdownload", "file"] => ("GET", Self::Download),
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

    /// Which call it is for faults. A file is not one: its flaws are asked for with its promise.
    pub(super) fn on(&self) -> Option<On> {
        match self {
            Self::Place(_) => Some(On::Place),
            Self::QueryNumber(_) | Self::QueryTransaction(_) => Some(On::Query),
            Self::Close(_) => Some(On::Close),
            Self::Refund => Some(On::Refund),
            Self::QueryRefund(_) => Some(On::QueryRefund),
            Self::TradeBill | Self::FundFlowBill => Some(On::Statement),
            Self::Certificates => Some(On::Keys),
            Self::Download => None,
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

/// Close says whose order it is, in its body.
pub(super) fn merchant_in_body(body: &[u8], us: &BankSide) -> Result<(), Refusal> {
    let whole: Value = serde_json::from_slice(body).map_err(|_| Refusal::field("/mchid"))?;
    if whole["mchid"] == us.merchant_id { Ok(()) } else { Err(Refusal::field("/mchid")) }
}

/// A query says whose order it is, in its address.
pub(super) fn merchant_in_query(uri: &Uri, us: &BankSide) -> Result<(), Refusal> {
    if queried(uri, "mchid").as_ref() == Some(&us.merchant_id) {
        Ok(())
    } else {
        Err(Refusal::field("/mchid"))
    }
}

/// What an address says under `name` behind its question mark.
pub(super) fn queried(uri: &Uri, name: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let named = pairs.into_iter().find(|(it, _)| it == name);
    named.map(|(_, value)| value.into_owned())
}

/// A body as JSON without `null`: what is not said is left out.
pub(super) fn json(body: &[u8]) -> Result<Value, Refusal> {
    let whole: Value = serde_json::from_slice(body)
        .map_err(|_| Refusal::new(400, "PARAM_ERROR", "请求体不是JSON"))?;
    if holds_null(&whole) {
        return Err(Refusal::new(400, "PARAM_ERROR", "参数不能为null"));
    }
    Ok(whole)
}

/// What `whole` says, if it has the fields of `T` and no other.
pub(super) fn typed<T: DeserializeOwned>(whole: Value) -> Result<T, Refusal> {
    serde_json::from_value(whole)
        .map_err(|error| Refusal::new(400, "PARAM_ERROR", &format!("参数错误: {error}")))
}

/// A text of 1 to `most` characters.
pub(super) fn length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

/// An address that a notice can be sent to.
pub(super) fn callable(url: &str) -> bool {
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

    /// A parameter that is not as it should be.
    pub(super) fn invalid(message: &str) -> Self {
        Self::new(400, "INVALID_REQUEST", message)
    }

    pub(super) fn absent() -> Self {
        Self::new(404, "ORDER_NOT_EXIST", "订单不存在")
    }

    pub(super) fn field(field: &'static str) -> Self {
        Self { field: Some(field), ..Self::new(400, "PARAM_ERROR", "参数错误") }
    }

    fn empty(status: u16) -> Self {
        Self::new(status, "", "")
    }

    pub(super) fn answer(self) -> Response<Vec<u8>> {
        let mut body = serde_json::json!({ "code": self.code, "message": self.message });
        if let Some(field) = self.field {
            body["detail"] =
                serde_json::json!({ "field": field, "issue": "invalid", "location": "body" });
        }
        let bytes = if self.code.is_empty() { Vec::new() } else { body.to_string().into_bytes() };
        Response::builder()
            .status(self.status)
            .header("content-type", "application/json; charset=utf-8")
            .body(bytes)
            .expect("a status and a constant header")
    }
}
