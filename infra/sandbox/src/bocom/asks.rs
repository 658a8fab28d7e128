use super::keys::BankSide;
use super::seal::Seal;
use crate::bank::On;
use http::{Method, Request};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// Which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Code,
    Page,
    Query,
    Refund,
    QueryRefund,
    Close,
}

/// A call that the merchant signed.
pub(super) struct Asked {
    pub(super) msg_id: String,
    pub(super) body: Value,
}

/// Why it is not done, in the bank's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) words: String,
    /// Refused before anybody looked at who asks: nothing is signed then.
    pub(super) at_the_gate: bool,
}

/// The body of both ways to place an order. What is not here is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceAsk {
    #[serde(rename = "mer_ptc_id")]
    _merchant: String,
    pub(super) mer_trade_date: String,
    pub(super) mer_trade_time: String,
    pub(super) pay_mer_tran_no: String,
    pub(super) total_amount: String,
    pub(super) currency: String,
    pub(super) location: String,
    pub(super) tran_scene: String,
    pub(super) tran_content: String,
    pub(super) valid_period: String,
    pub(super) notify_url: String,
    pub(super) jump_url: Option<String>,
    pub(super) require_fields: Vec<RequireAsk>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequireAsk {
    pub(super) require_field: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueryAsk {
    #[serde(rename = "mer_ptc_id")]
    _merchant: String,
    pub(super) mer_trade_date: String,
    pub(super) pay_mer_tran_no: String,
    pub(super) tran_scene: String,
    pub(super) require_fields: Vec<RequireAsk>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseAsk {
    #[serde(rename = "mer_ptc_id")]
    _merchant: String,
    pub(super) mer_trade_date: String,
    pub(super) pay_mer_tran_no: String,
    pub(super) close_mer_tran_no: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefundAsk {
    #[serde(rename = "mer_ptc_id")]
    _merchant: String,
    pub(super) amount: String,
    pub(super) currency: String,
    pub(super) mer_trade_date: String,
    pub(super) pay_mer_tran_no: String,
    pub(super) refund_mer_tran_no: String,
    pub(super) mer_refund_date: String,
    pub(super) mer_refund_time: String,
    pub(super) tran_scene: String,
    pub(super) tran_content: String,
    pub(super) notify_url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueryRefundAsk {
    #[serde(rename = "mer_ptc_id")]
    _merchant: String,
    pub(super) refund_mer_tran_no: String,
    pub(super) mer_refund_date: String,
    pub(super) tran_scene: String,
}

impl Call {
    const ALL: [Self; 6] =
        [Self::Code, Self::Page, Self::Query, Self::Refund, Self::QueryRefund, Self::Close];

    /// The call that a path names.
    pub(super) fn of(path: &str) -> Option<Self> {
        let code = path.strip_prefix("/api/pmssMpng/")?.strip_suffix("/v1")?;
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What the bank calls it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Code => "MPNG210001",
            Self::Page => "MPNG210003",
            Self::Query => "MPNG020702",
            Self::Refund => "MPNG020701",
            Self::QueryRefund => "MPNG020703",
            Self::Close => "MPNG020705",
        }
    }

    pub(super) fn on(self) -> On {
        match self {
            Self::Code | Self::Page => On::Place,
            Self::Query => On::Query,
            Self::Refund => On::Refund,
            Self::QueryRefund => On::QueryRefund,
            Self::Close => On::Close,
        }
    }
}

impl Asked {
    /// What `request` asks for, if the merchant signed just that.
    pub(super) fn read(
        request: &Request<Vec<u8>>,
        us: &BankSide,
        seal: &Seal,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let gate = |words: &str| Refusal { at_the_gate: true, ..Refusal::new("GW0001", words) };
        let sort = request.headers().get("content-type").and_then(|it| it.to_str().ok());
        let form = sort.is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"));
        if request.method() != Method::POST || !form {
            return Err(gate("请求方式不对"));
        }
        let pairs: Vec<_> = form_urlencoded::parse(request.body()).into_owned().collect();
        let mut fields: BTreeMap<String, String> = pairs.iter().cloned().collect();
        let sign = fields.remove("sign").ok_or_else(|| gate("缺少签名"))?;
        let names = ["app_id", "biz_content", "charset", "fmt_type", "msg_id", "timestamp"];
        if pairs.len() != 7 || !fields.keys().eq(names) || fields.values().any(String::is_empty) {
            return Err(gate("字段不全"));
        }
        let said: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !seal.by_merchant(&format!("{}?{}", request.uri().path(), said.join("&")), &sign) {
            return Err(gate("验签失败"));
        }
        let time = instant(&fields["timestamp"], "%Y-%m-%d %H:%M:%S");
        let near = time.is_some_and(|it| now.duration_since(it).as_secs().abs() <= 600);
        let hex = fields["msg_id"].bytes().all(|it| it.is_ascii_hexdigit());
        let plain = fields["charset"] == "UTF-8" && fields["fmt_type"] == "json";
        if fields["app_id"] != us.app_id || !near || !plain || !hex || fields["msg_id"].len() != 32
        {
            return Err(gate("公共参数不对"));
        }
        let biz: Value = serde_json::from_str(&fields["biz_content"])
            .map_err(|_| gate("biz_content不是JSON"))?;
        let head = &biz["req_head"];
        let trans_time = head["trans_time"].as_str().and_then(|it| instant(it, "%Y%m%d%H%M%S"));
        if head["version"] != "1.0" || trans_time.is_none() || !biz["req_body"].is_object() {
            return Err(gate("报文头不对"));
        }
        let msg_id = fields.remove("msg_id").expect("just seen");
        Ok(Self { msg_id, body: biz["req_body"].clone() })
    }

    /// The body of a call, for this merchant.
    pub(super) fn as_ask<T: DeserializeOwned>(&self, us: &BankSide) -> Result<T, Refusal> {
        if self.body["mer_ptc_id"] != us.merchant_id {
            return Err(Refusal::wrong("商户号"));
        }
        serde_json::from_value(self.body.clone()).map_err(|it| Refusal::wrong(&it.to_string()))
    }
}

impl Refusal {
    pub(super) fn new(code: &'static str, words: &str) -> Self {
        Self { code, words: words.to_owned(), at_the_gate: false }
    }

    pub(super) fn wrong(what: &str) -> Self {
        Self::new("MPNG0400", &format!("参数错误: {what}"))
    }
}

/// The instant at which Beijing's clock showed `text`.
pub(super) fn instant(text: &str, format: &str) -> Option<Timestamp> {
    let clock = DateTime::strptime(format, text).ok()?;
    Some(clock.to_zoned(tz::offset(8).to_time_zone()).ok()?.timestamp())
}

/// Fen of yuan that are written with two decimals, as the bank wants them.
pub(super) fn fen(text: &str) -> Option<u64> {
    let (yuan, fen) = text.split_once('.')?;
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if !digits(yuan) || !digits(fen) || fen.len() != 2 || yuan.len() > 12 {
        return None;
    }
    format!("{yuan}{fen}").parse().ok().filter(|it| *it > 0)
}

/// Yuan of fen, as the bank writes them.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// An instant on Beijing's clock.
pub(super) fn beijing(instant: Timestamp, format: &str) -> String {
    instant.to_zoned(tz::offset(8).to_time_zone()).strftime(format).to_string()
}
