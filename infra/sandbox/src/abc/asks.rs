use super::keys::BankSide;
use super::seal::{Seal, sayable};
use crate::bank::On;
use jiff::civil::DateTime;
use jiff::{Timestamp, tz};
use serde_json::{Map, Value};

/// A refusal in the bank's words: its code, its text, and whether it signs it.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
    pub(super) signed: bool,
}

impl Refusal {
    /// Refused before the bank knows whose request it is: nobody signs that.
    fn outside(code: &'static str, message: &'static str) -> Self {
        Self { code, message, signed: false }
    }

    /// Refused by the bank itself.
    pub(super) fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message, signed: true }
    }

    /// A part of the request is missing or not as it should be.
    fn part(message: &'static str) -> Self {
        Self::new("AP5324", message)
    }
}

/// What a request asks for, its signature proved.
pub(super) struct Ask {
    fields: Map<String, Value>,
}

/// The longest request that the bank takes.
const BODY_MAX: usize = 8000;

impl Ask {
    /// Which call a body is. It is read whatever its type claims to be.
    pub(super) fn on(body: &[u8]) -> Option<On> {
        let text = String::from_utf8_lossy(body);
        let says = |what: &str| text.contains(what);
        if says(r#""TrxType":"PayReq""#) {
            Some(On::Place)
        } else if says(r#""TrxType":"Query""#) && says(r#""PayTypeID":"Refund""#) {
            Some(On::QueryRefund)
        } else if says(r#""TrxType":"Query""#) {
            Some(On::Query)
        } else if says(r#""TrxType":"Refund""#) {
            Some(On::Refund)
        } else if says(r#""TrxType":"Settle"#) {
            Some(On::Statement)
        } else {
            None
        }
    }

    /// Reads `{"Message":…,"Signature-Algorithm":"SHA1withRSA","Signature":"…"}` as it came: what
    /// is signed is the text between the first colon and the algorithm.
    pub(super) fn read(body: &[u8], us: &BankSide, seal: &Seal) -> Result<Self, Refusal> {
        if body.len() > BODY_MAX {
            return Err(Refusal::outside("APE400", "请求报文超长"));
        }
        let broken = || Refusal::outside("APE400", "请求报文格式错误");
        let text = std::str::from_utf8(body).map_err(|_| broken())?;
        let rest = text.strip_prefix(r#"{"Message":"#).ok_or_else(broken)?;
        let (message, rest) = rest.rsplit_once(r#","Signature-Algorithm":""#).ok_or_else(broken)?;
        let signature = rest.strip_prefix(r#"SHA1withRSA","Signature":""#);
        let signature = signature.and_then(|it| it.strip_suffix(r#""}"#)).ok_or_else(broken)?;
        if message.contains('\\') || !sayable(message) {
            return Err(broken());
        }
        // The bank's own client ends a refund like this.
        let plain = message.strip_suffix(r#"",}}}"#).map(|it| format!(r#"{it}"}}}}"#));
        let plain = plain.as_deref().unwrap_or(message);
        let whole: Value = serde_json::from_str(plain).map_err(|_| broken())?;
        let said = (&whole["Version"], &whole["Format"], &whole["Merchant"]["ECMerchantType"]);
        if said != (&"V3.0.0".into(), &"JSON".into(), &"EBUS".into()) {
            return Err(broken());
        }
        if whole["Merchant"]["MerchantID"] != us.merchant_id {
            return Err(Refusal::outside("APF002", "商户不存在"));
        }
        if !seal.authentic(message, signature) {
            return Err(Refusal::outside("2302", "商户证书未配置或验签失败"));
        }
        let Some(Value::Object(fields)) = whole.get("TrxRequest") else { return Err(broken()) };
        Ok(Self { fields: fields.clone() })
    }

    /// What an ask within this one says: the order of a payment.
    pub(super) fn within(&self, name: &str) -> Result<Self, Refusal> {
        match self.fields.get(name) {
            Some(Value::Object(fields)) => Ok(Self { fields: fields.clone() }),
            _ => Err(Refusal::part("请求要素不存在")),
        }
    }

    /// A text that must be there, if only empty.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refusal> {
        let text = self.fields.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Refusal::part("请求要素不存在"))
    }

    /// A text of at most `most` bytes, and of at least one.
    pub(super) fn short(&self, name: &str, most: usize) -> Result<String, Refusal> {
        let text = self.text(name)?;
        let fits = !text.is_empty() && text.len() <= most;
        if fits { Ok(text.to_owned()) } else { Err(Refusal::part("请求要素长度不正确")) }
    }

    /// That what `names` name says what it must.
    pub(super) fn says(&self, wanted: &[(&str, &str)]) -> Result<(), Refusal> {
        for (name, value) in wanted {
            if self.text(name)? != *value {
                return Err(Refusal::part("请求要素不正确"));
            }
        }
        Ok(())
    }

    /// That nothing but `names` is there.
    pub(super) fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        let known = self.fields.keys().all(|it| names.contains(&it.as_str()));
        if known { Ok(()) } else { Err(Refusal::part("请求要素多余")) }
    }

    /// A number of the merchant's: letters and digits, 60 at most.
    pub(super) fn number(&self, name: &str) -> Result<String, Refusal> {
        let number = self.short(name, 60)?;
        let plain = number.bytes().all(|it| it.is_ascii_alphanumeric());
        if plain { Ok(number) } else { Err(Refusal::part("订单号不正确")) }
    }

    /// Yuan, in fen, more than none.
    pub(super) fn amount(&self, name: &str) -> Result<u64, Refusal> {
        let wrong = || Refusal::part("金额不正确");
        let (yuan, fen) = match self.text(name)?.split_once('.') {
            Some((yuan, fen)) => (yuan, format!("{fen:0<2}")),
            None => (self.text(name)?, "00".to_owned()),
        };
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if !digits(yuan) || !digits(&fen) || fen.len() != 2 {
            return Err(wrong());
        }
        let fen = format!("{yuan}{fen}").parse().map_err(|_| wrong())?;
        if fen == 0 { Err(wrong()) } else { Ok(fen) }
    }

    /// A date and a time that exist.
    pub(super) fn moment(&self, day: &str, time: &str) -> Result<Timestamp, Refusal> {
        let said = format!("{} {}", self.text(day)?, self.text(time)?);
        instant(&said, "%Y/%m/%d %H:%M:%S", 19)
    }

    /// The instant until which an order can be paid.
    pub(super) fn until(&self) -> Result<Timestamp, Refusal> {
        instant(self.text("orderTimeoutDate")?, "%Y%m%d%H%M%S", 14)
    }

    /// That at least one item is named.
    pub(super) fn items(&self) -> Result<(), Refusal> {
        let items = self.fields.get("OrderItems").and_then(Value::as_array);
        let named = |it: &Value| it["ProductName"].as_str().is_some_and(|it| !it.is_empty());
        match items {
            Some(items) if !items.is_empty() && items.iter().all(named) => Ok(()),
            _ => Err(Refusal::part("订单明细不正确")),
        }
    }

    /// What must be the same when it is asked for again.
    pub(super) fn fingerprint(&self) -> String {
        Value::Object(self.fields.clone()).to_string()
    }
}

fn instant(said: &str, format: &str, length: usize) -> Result<Timestamp, Refusal> {
    let clock = DateTime::strptime(format, said).ok().filter(|_| said.len() == length);
    let zoned = clock.and_then(|it| it.to_zoned(tz::offset(8).to_time_zone()).ok());
    zoned.map(|it| it.timestamp()).ok_or_else(|| Refusal::part("日期时间不正确"))
}

/// An instant as Beijing's clock shows it.
pub(super) fn beijing(instant: Timestamp, format: &str) -> String {
    instant.to_zoned(tz::offset(8).to_time_zone()).strftime(format).to_string()
}

/// Fen as yuan.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
