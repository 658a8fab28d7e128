use super::Keys;
use super::seal::{Seal, request_text};
use crate::bank::On;
use http::Request;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// A request that is proved to be the merchant's.
pub(super) struct Ask {
    pub(super) call: Call,
    pub(super) params: BTreeMap<String, String>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Precreate,
    PagePay,
    WapPay,
    Query,
    Close,
    Refund,
    QueryRefund,
    Bill,
    Certificate,
}

/// Why something is not done.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) sub_code: String,
    pub(super) words: String,
}

const CALLS: [(&str, Call); 9] = [
    ("alipay.trade.precreate", Call::Precreate),
    ("alipay.trade.page.pay", Call::PagePay),
    ("alipay.trade.wap.pay", Call::WapPay),
    ("alipay.trade.query", Call::Query),
    ("alipay.trade.close", Call::Close),
    ("alipay.trade.refund", Call::Refund),
    ("alipay.trade.fastpay.refund.query", Call::QueryRefund),
    ("alipay.data.dataservice.bill.downloadurl.query", Call::Bill),
    ("alipay.open.app.alipaycert.download", Call::Certificate),
];

impl Call {
    /// The call that `params` name.
    pub(super) fn of(params: &BTreeMap<String, String>) -> Option<Self> {
        let method = params.get("method")?;
        CALLS.iter().find(|(name, _)| name == method).map(|(_, call)| *call)
    }

    pub(super) fn on(self) -> On {
        match self {
            Self::Precreate | Self::PagePay | Self::WapPay => On::Place,
            Self::Query => On::Query,
            Self::Close => On::Close,
            Self::Refund => On::Refund,
            Self::QueryRefund => On::QueryRefund,
            Self::Bill => On::Statement,
            Self::Certificate => On::Keys,
        }
    }

    /// Whether it is for the payer's browser.
    pub(super) fn is_page(self) -> bool {
        matches!(self, Self::PagePay | Self::WapPay)
    }

    fn method(self) -> &'static str {
        let row = CALLS.iter().find(|(_, call)| *call == self);
        row.map(|(name, _)| *name).expect("every call has a name")
    }

    /// The name under which the answer stands.
    pub(super) fn response(self) -> String {
        format!("{}_response", self.method().replace('.', "_"))
    }
}

/// Everything that a request says, in its address and in its body. What stands there twice is
/// listed as such: then it was not us who wrote it.
pub(super) fn merged(request: &Request<Vec<u8>>) -> (BTreeMap<String, String>, bool) {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let mut params = BTreeMap::new();
    let mut twice = false;
    for (name, value) in form_urlencoded::parse(query).chain(form_urlencoded::parse(request.body()))
    {
        twice |= params.insert(name.into_owned(), value.into_owned()).is_some();
    }
    (params, twice)
}

impl Ask {
    /// The merchant's request, checked in the provider's order.
    pub(super) fn read(
        request: &Request<Vec<u8>>,
        keys: &Keys,
        seal: &Seal,
    ) -> Result<Self, Refusal> {
        let (params, twice) = merged(request);
        let get = |name: &str| params.get(name).filter(|it| !it.is_empty());
        let need = |name: &str| {
            let word = name.replace('_', "-").replace("sign", "signature");
            get(name).ok_or_else(|| Refusal::new("40001", &format!("isv.missing-{word}")))
        };
        let wrong = |sub_code: &str| Err(Refusal::new("40002", sub_code));
        if twice {
            return wrong("isv.suspected-attack");
        }
        if *need("app_id")? != keys.app_id {
            return wrong("isv.invalid-app-id");
        }
        need("method")?;
        let Some(call) = Call::of(&params) else { return wrong("isv.invalid-method") };
        if !clock(need("timestamp")?) {
            return wrong("isv.invalid-timestamp");
        }
        // The rest cannot be read without it, so it stands in the address.
        let query = request.uri().query().unwrap_or_default();
        let told = form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "charset");
        if !told || !need("charset")?.eq_ignore_ascii_case("utf-8") {
            return wrong("isv.invalid-charset");
        }
        if need("sign_type")? != "RSA2" {
            return wrong("isv.invalid-signature-type");
        }
        if need("version")? != "1.0" {
            return wrong("isv.invalid-version");
        }
        if get("format").is_some_and(|it| !it.eq_ignore_ascii_case("json")) {
            return wrong("isv.invalid-format");
        }
        if keys.certified {
            let (app, root) = (need("app_cert_sn")?, need("alipay_root_cert_sn")?);
            if *app != keys.app.sn || *root != keys.root_sn {
                return wrong("isv.invalid-app-cert-sn");
            }
        }
        let text = request_text(&params);
        if !seal.holds(&text, need("sign")?) {
            let words = format!(
                "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，\
                 网关生成的验签字符串为：{text}"
            );
            return Err(Refusal { words, ..Refusal::new("40002", "isv.invalid-signature") });
        }
        if let Some(url) = get("notify_url").filter(|it| !callable(it)) {
            return Err(Refusal::parameter(&format!("notify_url {url}")));
        }
        Ok(Self { call, params })
    }

    /// What is asked in particular: one JSON object, with nothing in it that the call does not know.
    pub(super) fn content<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let text = self.params.get("biz_content").map(String::as_str).unwrap_or_default();
        let whole: Value =
            serde_json::from_str(text).map_err(|_| Refusal::new("40002", "isv.illegal-json"))?;
        serde_json::from_value(whole).map_err(|error| Refusal::parameter(&error.to_string()))
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.params.get(name).filter(|it| !it.is_empty()).cloned()
    }
}

impl Refusal {
    pub(super) fn new(code: &'static str, sub_code: &str) -> Self {
        Self { code, sub_code: sub_code.to_owned(), words: "沙箱拒绝".to_owned() }
    }

    /// A refusal of the business.
    pub(super) fn acq(name: &str, words: &str) -> Self {
        Self { code: "40004", sub_code: format!("ACQ.{name}"), words: words.to_owned() }
    }

    pub(super) fn absent() -> Self {
        Self::acq("TRADE_NOT_EXIST", "交易不存在")
    }

    pub(super) fn parameter(words: &str) -> Self {
        Self::acq("INVALID_PARAMETER", &format!("参数无效：{words}"))
    }
}

/// Which order is asked about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub(super) out_trade_no: Option<String>,
    pub(super) trade_no: Option<String>,
    #[serde(rename = "query_options")]
    _query_options: Option<Vec<String>>,
    #[serde(rename = "operator_id")]
    _operator_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GiveBack {
    pub(super) out_trade_no: Option<String>,
    pub(super) trade_no: Option<String>,
    pub(super) refund_amount: String,
    pub(super) out_request_no: Option<String>,
    pub(super) refund_reason: Option<String>,
    #[serde(rename = "query_options")]
    _query_options: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskBack {
    pub(super) out_trade_no: Option<String>,
    pub(super) trade_no: Option<String>,
    pub(super) out_request_no: String,
    #[serde(default)]
    pub(super) query_options: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskBill {
    pub(super) bill_type: String,
    pub(super) bill_date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskCertificate {
    pub(super) alipay_cert_sn: String,
}

/// Whether `text` is a time as the provider writes them.
fn clock(text: &str) -> bool {
    text.len() == 19 && DateTime::strptime("%Y-%m-%d %H:%M:%S", text).is_ok()
}

/// Public, or on this machine.
pub(super) fn callable(url: &str) -> bool {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let safe = url.starts_with("https://") || local.iter().any(|it| url.starts_with(it));
    safe && url.len() <= 256 && url.parse::<http::Uri>().is_ok()
}
