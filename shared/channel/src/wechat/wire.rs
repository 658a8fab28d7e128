use crate::NoticeError;
use domain::{ChannelKind, Merchant, Money, OrderNumber, Receipt, Timestamp, Transaction};
use serde::{Deserialize, Serialize};

/// `POST /v3/pay/transactions/{native|h5}`.
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
    pub(super) scene_info: Option<SceneInfo<'a>>,
}

#[derive(Serialize)]
pub(super) struct Amount {
    pub(super) total: u64,
    pub(super) currency: &'static str,
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

/// What a refund notice holds, as far as it matters before refunds do.
#[derive(Deserialize)]
pub(super) struct RefundNotice {
    pub(super) mchid: String,
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
        })
    }
}
