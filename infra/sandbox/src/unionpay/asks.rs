use super::Keys;
use super::seal::{Fields, Seal};
use super::wire::from_beijing;
use jiff::{SignedDuration, Timestamp};

/// A refusal: a code and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) message: String,
}

/// What a merchant asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// The payer's browser brings it.
    Front,
    Code,
    Query,
    Refund,
    Undo,
    Statement,
}

/// Fields that every message has.
const COMMON: [&str; 11] = [
    "version",
    "encoding",
    "signMethod",
    "certId",
    "signature",
    "accessType",
    "merId",
    "bizType",
    "txnType",
    "txnSubType",
    "txnTime",
];

impl Call {
    /// What `fields` at `path` ask for.
    pub(super) fn of(path: &str, fields: &Fields) -> Option<Self> {
        let field = |name: &str| fields.get(name).map_or("", String::as_str);
        match (path, field("txnType"), field("txnSubType")) {
            ("/gateway/api/frontTransReq.do", "01", "01") => Some(Self::Front),
            ("/gateway/api/backTransReq.do", "01", "07") => Some(Self::Code),
            ("/gateway/api/backTransReq.do", "04", "00") => Some(Self::Refund),
            ("/gateway/api/backTransReq.do", "31", "00") => Some(Self::Undo),
            ("/gateway/api/queryTrans.do", "00", "00") => Some(Self::Query),
            ("/", "76", "01") => Some(Self::Statement),
            (_, _, _) => None,
        }
    }

    /// Fields that it has beside the common ones, and those that it may have.
    fn fields(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Front => (
                &["orderId", "txnAmt", "currencyCode", "channelType", "frontUrl", "backUrl"],
                &["payTimeout", "riskRateInfo", "orderDesc", "reqReserved", "customerIp"],
            ),
            Self::Code => (
                &["orderId", "txnAmt", "currencyCode", "channelType", "backUrl"],
                &["payTimeout", "riskRateInfo", "orderDesc", "reqReserved", "customerIp"],
            ),
            Self::Query => (&["orderId"], &["queryId"]),
            Self::Refund | Self::Undo => {
                (&["orderId", "txnAmt", "origQryId", "channelType", "backUrl"], &["reqReserved"])
            }
            Self::Statement => (&["settleDate", "fileType"], &[]),
        }
    }

    fn business(self) -> &'static [&'static str] {
        match self {
            Self::Front => &["000201"],
            Self::Code | Self::Statement => &["000000"],
            Self::Query | Self::Refund | Self::Undo => &["000000", "000201"],
        }
    }
}

/// Refuses what UnionPay would refuse, in its order: form, signature, merchant, values.
pub(super) fn check(
    call: Call,
    fields: &Fields,
    (keys, seal): (&Keys, &Seal),
    now: Timestamp,
) -> Result<(), Refusal> {
    let (needed, allowed) = call.fields();
    let known = |name: &str| {
        COMMON.contains(&name)
            || needed.contains(&name)
            || allowed.contains(&name)
            || name == "signMethod"
    };
    let missing = COMMON.iter().chain(needed).find(|it| !fields.contains_key(**it));
    if let Some(name) = missing {
        return Err(Refusal::new("13", &format!("报文缺少字段[{name}]")));
    }
    let odd = |(name, value): &(&String, &String)| {
        !known(name) || value.is_empty() || value.trim() != value.as_str()
    };
    if let Some((name, _)) = fields.iter().find(odd) {
        return Err(Refusal::format(name));
    }
    let constants = [("version", "5.1.0"), ("encoding", "UTF-8"), ("signMethod", "01")];
    if let Some((name, _)) = constants.iter().find(|(name, value)| fields[*name] != *value) {
        return Err(Refusal::format(name));
    }
    if fields["certId"] != keys.merchant_certificate_id || !seal.merchants(fields) {
        return Err(Refusal::new("11", "验证签名失败"));
    }
    if fields["merId"] != keys.merchant_id || fields["accessType"] != "0" {
        return Err(Refusal::new("31", "商户状态不正确"));
    }
    if !call.business().contains(&fields["bizType"].as_str()) {
        return Err(Refusal::new("32", "无此交易权限"));
    }
    let wrong = fields.iter().find(|(name, value)| !fits(call, name, value));
    if let Some((name, _)) = wrong {
        return Err(Refusal::format(name));
    }
    let told = from_beijing(&fields["txnTime"]).ok_or_else(|| Refusal::format("txnTime"))?;
    // A query names the time of what it asks about; all else is of now.
    let stale = now.duration_since(told).abs() > SignedDuration::from_hours(24);
    if call != Call::Query && stale {
        return Err(Refusal::format("txnTime"));
    }
    Ok(())
}

/// Whether a value has the form of its field.
fn fits(call: Call, name: &str, value: &str) -> bool {
    let digits = value.bytes().all(|it| it.is_ascii_digit());
    match name {
        "orderId" => {
            (8..=40).contains(&value.len()) && value.bytes().all(|it| it.is_ascii_alphanumeric())
        }
        "txnAmt" => digits && value.len() <= 12 && !value.starts_with('0'),
        "currencyCode" => value == "156",
        "channelType" => match call {
            Call::Code => value == "08",
            Call::Front => value == "07" || value == "08",
            Call::Refund | Call::Undo | Call::Query | Call::Statement => value == "07",
        },
        "origQryId" => digits && value.len() == 21,
        "settleDate" => digits && value.len() == 4,
        "fileType" => value == "00",
        "payTimeout" => from_beijing(value).is_some(),
        "frontUrl" | "backUrl" => callable(value),
        "riskRateInfo" => braced(value),
        _ => true,
    }
}

/// `{k=v&k=v}`, with no sign of the syntax in a value.
fn braced(value: &str) -> bool {
    let inside = value.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let pair = |pair: &str| {
        let parts: Vec<_> = pair.split('=').collect();
        parts.len() == 2 && parts.iter().all(|it| !it.is_empty())
    };
    let plain = |it: &str| !it.contains(['{', '}', '[', ']', '"', '\'']);
    inside.is_some_and(|it| plain(it) && it.split('&').all(pair))
}

fn callable(url: &str) -> bool {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let safe = url.starts_with("https://") || local.iter().any(|it| url.starts_with(it));
    safe && url.len() <= 256 && url.parse::<http::Uri>().is_ok()
}

impl Refusal {
    pub(super) fn new(code: &str, message: &str) -> Self {
        Self { code: code.to_owned(), message: message.to_owned() }
    }

    pub(super) fn format(name: &str) -> Self {
        Self::new("10", &format!("报文格式错误[{name}]"))
    }

    pub(super) fn twice() -> Self {
        Self::new("12", "重复交易")
    }

    pub(super) fn absent() -> Self {
        Self::new("34", "查无此交易")
    }
}
