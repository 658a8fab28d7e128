use super::Unionpay;
use super::asks::Refusal;
use super::seal::{Fields, joined};
use crate::bank::{Desk, Trade};
use http::{Response, StatusCode};
use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan, tz};

impl Unionpay {
    /// An answer: what was asked, what is said to it, in an order that nobody should rely on.
    pub(super) fn raw(&self, desk: &mut Desk, ask: &Fields, said: Fields) -> Response<Vec<u8>> {
        let echoed = [
            "version",
            "accessType",
            "merId",
            "bizType",
            "txnType",
            "txnSubType",
            "orderId",
            "txnTime",
            "settleDate",
        ];
        let echo = |name: &str| Some((name.to_owned(), ask.get(name)?.clone()));
        let mut whole: Fields = echoed.into_iter().filter_map(echo).collect();
        whole.extend(fields([("encoding", "UTF-8"), ("signMethod", "01")]));
        // What a query finds brings its own type, that of a payment or a refund.
        whole.extend(said);
        let whole = self.seal.signed(whole, self.signer);
        let mut pairs: Vec<_> =
            whole.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.sort_by_cached_key(|_| desk.random.digits(6));
        Response::builder()
            .header("content-type", "text/html;charset=UTF-8")
            .body(pairs.join("&").into_bytes())
            .expect("a constant header")
    }
}

/// A form; a field that is said twice makes none.
pub(super) fn read(body: &[u8]) -> Option<Fields> {
    let mut fields = Fields::new();
    for (name, value) in form_urlencoded::parse(body) {
        if fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(fields)
}

/// An answer of ours, cut again; nothing if it is none. Only one field of ours has brackets.
pub(super) fn cut(body: &[u8]) -> Option<Fields> {
    let text = std::str::from_utf8(body).ok().filter(|it| it.contains("signature="))?;
    let mut fields = Fields::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let end = match after.strip_prefix('{').and_then(|it| it.find('}')) {
            Some(end) => end + 2,
            None => after.find('&').unwrap_or(after.len()),
        };
        fields.insert(name.to_owned(), after[..end].to_owned());
        rest = after[end..].strip_prefix('&').unwrap_or_default();
    }
    Some(fields)
}

pub(super) fn answer_of(fields: &Fields) -> Vec<u8> {
    joined(fields).into_bytes()
}

pub(super) fn fields<const N: usize>(pairs: [(&str, &str); N]) -> Fields {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The code of an order's cashier page.
pub(super) fn code(trade: &Trade) -> Fields {
    fields([("code", &trade.code)])
}

/// What a query says of an order that nobody paid. A page knows it only once the payer pays; a
/// code is a transaction from the beginning, and fails when its time has run out.
pub(super) fn unpaid(trade: &Trade, now: Timestamp) -> Result<Fields, Refusal> {
    if trade.product == "front" {
        return Err(Refusal::absent());
    }
    let (fate, message) = if trade.open(now) {
        ("05", "交易已受理，请稍后查询交易结果")
    } else {
        ("69", "您未在规定时间内完成支付")
    };
    Ok(fields([
        ("respCode", "00"),
        ("respMsg", "成功[0000000]"),
        ("origRespCode", fate),
        ("origRespMsg", message),
        ("txnAmt", &trade.total.to_string()),
        ("currencyCode", "156"),
    ]))
}

pub(super) fn broken(status: u16) -> Response<Vec<u8>> {
    let mut answer = Response::new("<html><body>系统繁忙，请稍后再试</body></html>".into());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    answer
}

/// An instant as Beijing's clocks show it.
pub(super) fn beijing(instant: Timestamp, format: &str) -> String {
    instant.to_zoned(tz::offset(8).to_time_zone()).strftime(format).to_string()
}

/// `YYYYMMDDhhmmss` of Beijing's clocks.
pub(super) fn from_beijing(text: &str) -> Option<Timestamp> {
    let digits = text.len() == 14 && text.bytes().all(|it| it.is_ascii_digit());
    let clock = DateTime::strptime("%Y%m%d%H%M%S", text).ok().filter(|_| digits)?;
    Some(clock.to_zoned(tz::offset(8).to_time_zone()).ok()?.timestamp())
}

/// The clearing day of `instant`: it begins at eleven on the evening before.
pub(super) fn clearing_day(instant: Timestamp, format: &str) -> String {
    beijing(instant + 1.hour(), format)
}

/// Six in a thousand, to the nearest fen.
pub(super) fn fee(amount: u64) -> u64 {
    (amount * 6 + 500) / 1000
}
