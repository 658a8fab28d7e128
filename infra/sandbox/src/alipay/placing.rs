use super::asks::{Ask, Call, Refusal, callable};
use super::words::{beijing, from_beijing, yuan};
use crate::bank::{Desk, Trade};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::json;

/// What the three ways to pay are told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    out_trade_no: String,
    total_amount: String,
    subject: String,
    #[serde(default)]
    product_code: String,
    body: Option<String>,
    time_expire: Option<String>,
    timeout_express: Option<String>,
    passback_params: Option<String>,
    quit_url: Option<String>,
    seller_id: Option<String>,
    #[serde(rename = "qr_pay_mode")]
    _qr_pay_mode: Option<String>,
    #[serde(rename = "qrcode_width")]
    _qrcode_width: Option<u32>,
}

/// Opens the order that `ask` is about, or finds it as it was; says its code.
pub(super) fn place(
    desk: &mut Desk,
    ask: &Ask,
    seller: &str,
    now: Timestamp,
) -> Result<Trade, Refusal> {
    let place: Place = ask.content()?;
    let total = place.check(ask.call, seller)?;
    let said = format!("{:?} {}", ask.call, ask.params["biz_content"]);
    if let Some(trade) = desk.ledger.trade_mut(&place.out_trade_no) {
        if trade.said != said {
            return Err(Refusal::acq("CONTEXT_INCONSISTENT", "交易信息被篡改"));
        }
        if !trade.payments.is_empty() {
            return Err(Refusal::acq("TRADE_HAS_SUCCESS", "交易已被支付"));
        }
        if !trade.open(now) {
            return Err(Refusal::acq("TRADE_HAS_CLOSE", "交易已经关闭"));
        }
        trade.placed = now;
        if ask.call.is_page() {
            trade.more["begun"] = json!(true);
        }
        return Ok(trade.clone());
    }
    let until = place.until(ask.call, now)?;
    let code = desk.random.letters(24).to_ascii_lowercase();
    let return_url = ask.text("return_url").filter(|_| ask.call.is_page());
    if return_url.as_deref().is_some_and(|it| !callable(it)) {
        return Err(Refusal::parameter("return_url"));
    }
    let trade = Trade {
        number: place.out_trade_no,
        product: ask.params["method"].clone(),
        said,
        code: format!("bax{code}"),
        description: place.subject,
        total,
        notify_url: ask.text("notify_url").unwrap_or_default(),
        return_url,
        opened: now,
        placed: now,
        until,
        closed: None,
        // A code makes no trade before it is scanned; a page does when it is opened.
        more: json!({
            "begun": ask.call.is_page(),
            "body": place.body,
            "passback_params": place.passback_params,
        }),
        payments: Vec::new(),
        refunds: Vec::new(),
    };
    Ok(desk.ledger.open(trade).clone())
}

impl Place {
    /// The amount in fen, if every field is as the provider wants it.
    fn check(&self, call: Call, seller: &str) -> Result<u64, Refusal> {
        let number = &self.out_trade_no;
        let total = yuan(&self.total_amount).filter(|it| (1..=10_000_000_000).contains(it));
        let length = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
        let products: &[&str] = match call {
            Call::PagePay => &["FAST_INSTANT_TRADE_PAY"],
            Call::WapPay => &["QUICK_WAP_WAY"],
            Call::Precreate
            | Call::Query
            | Call::Close
            | Call::Refund
            | Call::QueryRefund
            | Call::Bill
            | Call::Certificate => &["QR_CODE_OFFLINE", "FACE_TO_FACE_PAYMENT", ""],
        };
        let digits = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
        let checks = [
            ("out_trade_no", length(number, 64) && number.bytes().all(digits)),
            ("total_amount", total.is_some()),
            ("subject", length(&self.subject, 256) && !self.subject.contains(['/', '=', '&'])),
            ("product_code", products.contains(&self.product_code.as_str())),
            ("body", self.body.as_deref().is_none_or(|it| length(it, 128))),
            ("passback_params", self.passback_params.as_deref().is_none_or(|it| length(it, 512))),
            ("quit_url", self.quit_url.as_deref().is_none_or(callable)),
            ("seller_id", self.seller_id.as_deref().is_none_or(|it| it == seller)),
        ];
        match checks.iter().find(|(_, fine)| !fine) {
            Some((field, _)) => Err(Refusal::parameter(field)),
            None => Ok(total.expect("just looked")),
        }
    }

    fn until(&self, call: Call, now: Timestamp) -> Result<Timestamp, Refusal> {
        let latest = now + (15 * 24).hours();
        if let Some(text) = &self.time_expire {
            let until = from_beijing(text).ok_or_else(|| Refusal::parameter("time_expire"))?;
            return match until {
                _ if until <= now => Err(Refusal::acq(
                    "NOW_TIME_AFTER_EXPIRE_TIME_ERROR",
                    "当前时间已大于允许支付的时间",
                )),
                _ if until > latest => Err(Refusal::parameter("time_expire")),
                _ => Ok(until),
            };
        }
        let Some(text) = &self.timeout_express else {
            return Ok(if call == Call::Precreate { now + 3.hours() } else { latest });
        };
        let wrong = || Refusal::parameter("timeout_express");
        let unit = text.chars().next_back().ok_or_else(wrong)?;
        let minutes = match unit {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            _ => return Err(wrong()),
        };
        let many: i64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
        let minutes = many.checked_mul(minutes).filter(|it| (1..=15 * 24 * 60).contains(it));
        Ok(now + minutes.ok_or_else(wrong)?.minutes())
    }
}

/// Whether the provider would tell of the trade: somebody opened its page or scanned its code.
pub(super) fn begun(trade: &Trade) -> bool {
    trade.more["begun"] == true || !trade.payments.is_empty()
}

/// What the merchant shows as a code.
pub(super) fn code(trade: &Trade) -> serde_json::Value {
    json!({
        "code": "10000",
        "msg": "Success",
        "out_trade_no": trade.number,
        "qr_code": format!("https://qr.alipay.com/{}", trade.code),
    })
}

/// When an order's time is over, as the provider writes it.
pub(super) fn expires(trade: &Trade) -> String {
    beijing(trade.until)
}
