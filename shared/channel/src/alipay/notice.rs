use super::Alipay;
use super::sign::Fields;
use super::wire::{Payment, State};
use crate::{Heard, Notice, NoticeError};
use domain::Refunded;
use http::Method;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

impl Alipay {
    /// A real notice is about two kilobytes.
    const NOTICE_MAX: usize = 64 << 10;

    /// What `notice` proves. The provider's notices have no time limit: what one says stays true.
    pub(super) fn hear(&self, notice: &Notice) -> Result<Heard, NoticeError> {
        if notice.method != Method::POST || notice.body.len() > Self::NOTICE_MAX {
            return Err(NoticeError::Garbled);
        }
        let fields = Fields::read(&notice.body)?;
        fields.proved(&self.keys)?;
        // One key of the provider's signs for many applications and sellers.
        if fields.get("app_id") != Some(&self.app_id)
            || fields.get("seller_id") != Some(&self.merchant.0)
        {
            return Err(NoticeError::Foreign);
        }
        let kind = fields.get("notify_type").ok_or(NoticeError::Garbled)?;
        if kind != "trade_status_sync" {
            return Ok(Heard::Other { event: kind.to_owned() });
        }
        let status = fields.get("trade_status").ok_or(NoticeError::Garbled)?;
        let state = state(status)?;
        // What it tells is the sum of all that was given back, not this part: ask.
        if let Some(number) = fields.get("out_biz_no") {
            return Ok(Heard::Refund { number: number.to_owned(), refunded: Refunded::Pending });
        }
        if given_back(&fields) {
            return Ok(Heard::Other { event: format!("{status} with a refund") });
        }
        match state {
            State::TradeSuccess | State::TradeFinished => {
                let payment = Payment {
                    number: fields.get("out_trade_no").ok_or(NoticeError::Garbled)?,
                    transaction: fields.get("trade_no"),
                    total: fields.get("total_amount"),
                    said_at: fields.get("gmt_payment"),
                };
                payment.receipt(&self.merchant).map(Heard::Receipt)
            }
            State::WaitBuyerPay | State::TradeClosed => {
                Ok(Heard::Other { event: status.to_owned() })
            }
        }
    }
}

fn state(status: &str) -> Result<State, NoticeError> {
    let text: StrDeserializer<'_, Error> = status.into_deserializer();
    State::deserialize(text).map_err(|_| NoticeError::Garbled)
}

/// Whether money was given back, which is told by the name of the payment's notice.
fn given_back(fields: &Fields) -> bool {
    let some = |fee: &str| fee.bytes().any(|it| matches!(it, b'1'..=b'9'));
    fields.get("refund_fee").is_some_and(some) || fields.get("gmt_refund").is_some()
}
