use crate::NoticeError;
use domain::{
    ChannelKind, Merchant, Money, OrderNumber, Receipt, RefundNumber, Timestamp, Transaction,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `POST /v3/pay/transactions/{native|h5|jsapi}`.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    pub(super) appid: &'a str,
    pub(super) mchid: &'a str,
    pub(super) description: String,
    pub(super) out_trade_no: OrderNumber,
    pub(super) time_expire: String,
    pub(super) notify_url: &'a str,
    pub(super) amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payer: Option<Payer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scene_info: Option<SceneInfo<'a>>,
}

#[derive(Serialize)]
pub(super) struct Amount {
    pub(super) total: u64,
    pub(super) currency: &'static str,
}

/// Whose wallet is asked, inside WeChat.
#[derive(Serialize)]
pub(super) struct Payer<'a> {
    pub(super) openid: &'a str,
}

#[derive(Serialize)]
pub(super) struct SceneInfo<'a> {
    pub(super) payer_client_ip: &'a str,
    pub(super) h5_info: H5Info,
}

#[derive(Serialize)]
pub(super) struct H5Info {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

#[derive(Deserialize)]
pub(super) struct PlacedNative {
    pub(super) code_url: String,
}

#[derive(Deserialize)]
pub(super) struct PlacedH5 {
    pub(super) h5_url: String,
}

#[derive(Deserialize)]
pub(super) struct PlacedJsapi {
    pub(super) prepay_id: String,
}

/// `POST /v3/pay/transactions/out-trade-no/{number}/close`.
#[derive(Serialize)]
pub(super) struct Close<'a> {
    pub(super) mchid: &'a str,
}

/// What a refusal says. Some refusals have no body at all.
#[derive(Default, Deserialize)]
pub(super) struct Refusal {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: String,
}

/// The body of a notice.
#[derive(Deserialize)]
pub(super) struct Envelope {
    pub(super) event_type: String,
    pub(super) resource: Sealed,
}

/// Something sealed with the `APIv3` key.
#[derive(Deserialize)]
pub(super) struct Sealed {
    pub(super) algorithm: String,
    pub(super) ciphertext: String,
    #[serde(default)]
    pub(super) associated_data: String,
    pub(super) nonce: String,
}

/// `POST /v3/refund/domestic/refunds`. One transaction is named, and not an order: money may have
/// come twice for an order.
#[derive(Serialize)]
pub(super) struct RefundAsk<'a> {
    pub(super) transaction_id: &'a str,
    pub(super) out_refund_no: RefundNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    pub(super) notify_url: &'a str,
    pub(super) amount: RefundAmount,
}

#[derive(Serialize)]
pub(super) struct RefundAmount {
    pub(super) refund: u64,
    pub(super) total: u64,
    pub(super) currency: &'static str,
}

/// A refund, as asking for it and asking about it show it.
#[derive(Deserialize)]
pub(super) struct RefundSaid {
    pub(super) refund_id: String,
    pub(super) out_refund_no: String,
    pub(super) transaction_id: String,
    pub(super) status: RefundState,
    pub(super) success_time: Option<String>,
    pub(super) amount: RefundedSum,
}

/// What a refund notice holds: its state has another name here.
#[derive(Deserialize)]
pub(super) struct RefundNotice {
    pub(super) mchid: String,
    pub(super) refund_id: String,
    pub(super) out_refund_no: String,
    pub(super) refund_status: RefundState,
    pub(super) success_time: Option<String>,
    pub(super) amount: RefundedSum,
}

#[derive(Deserialize)]
pub(super) struct RefundedSum {
    pub(super) refund: u64,
    pub(super) total: u64,
    /// Notices leave it out.
    pub(super) currency: Option<String>,
}

/// Where a refund stands. A state that is not here is an error, never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum RefundState {
    Processing,
    Success,
    /// The payer's card and wallet are gone: the office decides.
    Abnormal,
    Closed,
}

/// `GET /v3/certificates`.
#[derive(Deserialize)]
pub(super) struct Listed {
    pub(super) data: Vec<ListedItem>,
}

#[derive(Deserialize)]
pub(super) struct ListedItem {
    pub(super) serial_no: String,
    /// A text or a number, under a name that came with a blank behind it.
    #[serde(default, alias = "effective_time ")]
    effective_time: Value,
    pub(super) encrypt_certificate: Sealed,
}

impl ListedItem {
    /// Since when it is in use, as far as that can be read.
    pub(super) fn since(&self) -> Timestamp {
        let text = self.effective_time.as_str().and_then(|it| it.parse().ok());
        let seconds = self.effective_time.as_i64().and_then(|it| Timestamp::from_second(it).ok());
        text.or(seconds).unwrap_or(Timestamp::MIN)
    }
}

/// `GET /v3/bill/{tradebill|fundflowbill}`: where the file is, and what it is.
#[derive(Deserialize)]
pub(super) struct Promise {
    pub(super) hash_type: String,
    pub(super) hash_value: String,
    pub(super) download_url: String,
}

/// A transaction, as a query and a notice show it. An unpaid one lacks most of this.
#[derive(Deserialize)]
pub(super) struct Trade {
    pub(super) out_trade_no: String,
    #[serde(rename = "trade_state")]
    pub(super) state: TradeState,
    appid: Option<String>,
    mchid: Option<String>,
    transaction_id: Option<String>,
    success_time: Option<String>,
    amount: Option<Paid>,
}

#[derive(Deserialize)]
struct Paid {
    total: Option<u64>,
    currency: Option<String>,
}

/// Where a transaction stands. A state that is not here is an error, never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum TradeState {
    Success,
    /// Was paid, and something of it was given back.
    Refund,
    Notpay,
    Userpaying,
    Accept,
    Closed,
    Revoked,
    Payerror,
}

impl Trade {
    /// The receipt of a paid transaction, if the money is ours.
    pub(super) fn receipt(self, app: &str, us: &Merchant) -> Result<Receipt, NoticeError> {
        let missing = NoticeError::Garbled;
        let amount = self.amount.ok_or(missing)?;
        let ours = self.mchid.as_ref() == Some(&us.0)
            && self.appid.as_deref() == Some(app)
            && amount.currency.as_deref() == Some("CNY");
        if !ours {
            return Err(NoticeError::Foreign);
        }
        let number = self.out_trade_no.parse().map_err(|_| NoticeError::Foreign)?;
        let transaction = self.transaction_id.filter(|it| !it.is_empty()).ok_or(missing)?;
        let said_at = self.success_time.ok_or(missing)?;
        let paid_at: Timestamp = said_at.parse().map_err(|_| NoticeError::Garbled)?;
        let total = amount.total.ok_or(missing)?;
        Ok(Receipt {
            channel: ChannelKind::Wechat,
            merchant: us.clone(),
            transaction: Transaction(transaction),
            number,
            amount: Money::from_fen(total).map_err(|_| NoticeError::Garbled)?,
            paid_at,
            said_at,
            heard: None,
        })
    }
}
