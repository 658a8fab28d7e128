use crate::{NoticeError, text};
use domain::{ChannelKind, Merchant, OrderNumber, Receipt, Timestamp, Transaction};
use serde::{Deserialize, Serialize};

/// `alipay.trade.{precreate|page.pay|wap.pay}`.
#[derive(Serialize)]
pub(super) struct Place {
    pub(super) out_trade_no: OrderNumber,
    pub(super) total_amount: String,
    pub(super) subject: String,
    pub(super) product_code: &'static str,
    pub(super) time_expire: String,
    /// Where a payer on a telephone lands who gives up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quit_url: Option<String>,
}

/// `alipay.trade.{query|close}`.
#[derive(Serialize)]
pub(super) struct Named {
    pub(super) out_trade_no: OrderNumber,
}

/// `alipay.trade.refund`.
#[derive(Serialize)]
pub(super) struct GiveBack<'a> {
    pub(super) out_trade_no: OrderNumber,
    pub(super) trade_no: &'a str,
    pub(super) out_request_no: String,
    pub(super) refund_amount: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) refund_reason: &'a str,
}

/// `alipay.trade.fastpay.refund.query`.
#[derive(Serialize)]
pub(super) struct AskBack<'a> {
    pub(super) out_trade_no: OrderNumber,
    pub(super) trade_no: &'a str,
    pub(super) out_request_no: String,
    pub(super) query_options: [&'static str; 1],
}

/// `alipay.data.dataservice.bill.downloadurl.query`.
#[derive(Serialize)]
pub(super) struct AskBill {
    pub(super) bill_type: &'static str,
    pub(super) bill_date: String,
}

/// `alipay.open.app.alipaycert.download`.
#[derive(Serialize)]
pub(super) struct AskCertificate<'a> {
    pub(super) alipay_cert_sn: &'a str,
}

/// What every answer begins with.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) code: String,
    #[serde(default)]
    pub(super) msg: String,
    #[serde(default)]
    pub(super) sub_code: String,
    #[serde(default)]
    pub(super) sub_msg: String,
}

#[derive(Deserialize)]
pub(super) struct Placed {
    pub(super) out_trade_no: String,
    pub(super) qr_code: String,
}

#[derive(Deserialize)]
pub(super) struct Closed {
    pub(super) out_trade_no: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Billed {
    pub(super) bill_download_url: String,
}

#[derive(Deserialize)]
pub(super) struct Issued {
    /// Base64 of PEM.
    pub(super) alipay_cert_content: String,
}

/// A trade as a query shows it. An unpaid one lacks most of this.
#[derive(Deserialize)]
pub(super) struct Trade {
    pub(super) out_trade_no: String,
    #[serde(rename = "trade_status")]
    pub(super) state: State,
    #[serde(rename = "trade_no")]
    pub(super) transaction: Option<String>,
    pub(super) total_amount: Option<String>,
    pub(super) send_pay_date: Option<String>,
}

/// Where a trade stands. A state that is not here is an error, never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum State {
    WaitBuyerPay,
    TradeSuccess,
    /// Paid, and too late to give it back.
    TradeFinished,
    /// Never paid, or all of it was given back.
    TradeClosed,
}

/// What became of the wish to give back.
#[derive(Deserialize)]
pub(super) struct GivenBack {
    pub(super) out_trade_no: String,
    /// `Y` if money moved by this very call.
    pub(super) fund_change: Option<String>,
    /// All that was given back of the trade so far.
    pub(super) refund_fee: Option<String>,
    pub(super) gmt_refund_pay: Option<String>,
}

/// What became of a refund. One that the provider does not know has none of this.
#[derive(Deserialize)]
pub(super) struct Back {
    pub(super) out_request_no: Option<String>,
    pub(super) refund_status: Option<String>,
    pub(super) refund_amount: Option<String>,
    pub(super) gmt_refund_pay: Option<String>,
}

/// How the provider writes times, on Beijing's clock.
pub(super) const TIME: &str = "%Y-%m-%d %H:%M:%S";

/// An instant as the provider writes it. Some have thousandths, which say nothing that we need.
pub(super) fn instant(said: &str) -> Result<Timestamp, NoticeError> {
    let seconds = said.split_once('.').map_or(said, |(seconds, _)| seconds);
    text::from_beijing(seconds, TIME)
}

/// A payment, as a query or a notice tells it.
#[derive(Clone, Copy)]
pub(super) struct Payment<'a> {
    pub(super) number: &'a str,
    pub(super) transaction: Option<&'a str>,
    pub(super) total: Option<&'a str>,
    pub(super) said_at: Option<&'a str>,
}

impl Payment<'_> {
    /// The receipt of this payment to `us`, if it is for an order as we number them.
    pub(super) fn receipt(self, us: &Merchant) -> Result<Receipt, NoticeError> {
        let missing = NoticeError::Garbled;
        let number = self.number.parse().map_err(|_| NoticeError::Foreign)?;
        let transaction = self.transaction.filter(|it| !it.is_empty()).ok_or(missing)?;
        let said_at = self.said_at.ok_or(missing)?;
        Ok(Receipt {
            channel: ChannelKind::Alipay,
            merchant: us.clone(),
            transaction: Transaction(transaction.to_owned()),
            number,
            amount: text::yuan(self.total.ok_or(missing)?)?,
            paid_at: instant(said_at)?,
            said_at: said_at.to_owned(),
            heard: None,
        })
    }
}

impl Trade {
    /// The payment of a paid trade.
    pub(super) fn payment(&self) -> Payment<'_> {
        Payment {
            number: &self.out_trade_no,
            transaction: self.transaction.as_deref(),
            total: self.total_amount.as_deref(),
            said_at: self.send_pay_date.as_deref(),
        }
    }
}
