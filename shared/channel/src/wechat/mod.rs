//! WeChat Pay API v3, for a merchant of its own.

mod call;
mod keys;
mod settings;
mod sign;
mod statement;
mod wire;

#[cfg(test)]
mod tests;

use crate::{
    Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError, Outside,
    SettingsError, Words,
};
use call::Answer;
use domain::{FaultKind, Merchant, Order, Outcome, Scene, Timestamp};
use http::{Method, StatusCode};
use jiff::{ToSpan, tz};
use keys::Keys;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use std::fmt;
use wire::{
    Amount, Close, Envelope, H5Info, Place, PlacedH5, PlacedNative, RefundNotice, SceneInfo, Trade,
    TradeState,
};

pub use settings::{VerifyKeySecret, WechatSecrets, WechatSettings};
pub use statement::{Statement, StatementError};

/// Our account with WeChat Pay.
pub struct Wechat {
    settings: WechatSettings,
    merchant: Merchant,
    keys: Keys,
    outside: Outside,
}

impl Wechat {
    /// Longest `description`. They say "127 characters"; in bytes it fits whatever they count.
    const DESCRIPTION_MAX: usize = 127;

    /// A real notice is about a kilobyte.
    const NOTICE_MAX: usize = 64 << 10;

    /// Hours for which a QR code works, however long the order does.
    const QR_HOURS: i64 = 2;

    /// What a URL's part may hold as it is.
    const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

    /// Our account, if its settings and keys can work.
    pub fn new(
        settings: WechatSettings,
        secrets: &WechatSecrets,
        outside: Outside,
    ) -> Result<Self, SettingsError> {
        settings.check()?;
        let merchant = Merchant(settings.merchant_id.clone());
        Ok(Self { settings, merchant, keys: Keys::new(secrets)?, outside })
    }

    /// The account's number.
    pub fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    fn place_body(&self, order: &Order) -> String {
        let scene_info = match order.scene {
            Scene::Pc => None,
            Scene::Mobile => Some(SceneInfo {
                payer_client_ip: &order.client_ip,
                h5_info: H5Info { kind: "Wap" },
            }),
        };
        let until = order.until.to_zoned(tz::offset(8).to_time_zone());
        body(&Place {
            appid: &self.settings.app_id,
            mchid: &self.settings.merchant_id,
            description: description(order),
            out_trade_no: order.number(),
            time_expire: until.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            notify_url: &self.settings.notify_url,
            amount: Amount { total: order.total.fen(), currency: "CNY" },
            scene_info,
        })
    }

    /// The order was opened with this account, so that this account can speak of it.
    fn ours(&self, order: &Order) -> Result<(), ChannelError> {
        if order.merchant == self.merchant { Ok(()) } else { Err(ChannelError::OtherMerchant) }
    }
}

impl Channel for Wechat {
    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        self.ours(order)?;
        let product = match order.scene {
            Scene::Pc => "native",
            Scene::Mobile => "h5",
        };
        let path = format!("/v3/pay/transactions/{product}");
        let placed = match self.say(&Method::POST, &path, &self.place_body(order)).await? {
            Answer::Yes(body) => body,
            Answer::No(status, refusal) => return Err(refusal.final_at(status)),
        };
        match order.scene {
            Scene::Pc => {
                let PlacedNative { code_url } = read(&placed)?;
                let works = self.outside.clock.now() + Self::QR_HOURS.hours();
                Ok(Checkout::Qr { content: code_url, until: order.until.min(works) })
            }
            Scene::Mobile => {
                let PlacedH5 { h5_url } = read(&placed)?;
                let public = self.settings.public_url.trim_end_matches('/');
                let back = format!("{public}/#/pay/{}/result", order.id);
                let back = utf8_percent_encode(&back, &Self::PLAIN);
                let sign = if h5_url.contains('?') { '&' } else { '?' };
                Ok(Checkout::Jump { url: format!("{h5_url}{sign}redirect_url={back}") })
            }
        }
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        self.ours(order)?;
        let number = order.number();
        let mchid = &self.merchant.0;
        let path = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={mchid}");
        let trade: Trade = match self.say(&Method::GET, &path, "").await? {
            Answer::Yes(body) => read(&body)?,
            Answer::No(StatusCode::NOT_FOUND, refusal) if refusal.says_absent() => {
                return Ok(Outcome::Absent);
            }
            Answer::No(status, refusal) => return Err(refusal.final_at(status)),
        };
        if trade.out_trade_no != number.to_string() {
            return Err(Doubt::Garbled(None).into());
        }
        match trade.state {
            // Given back later or not, the money came, and it must be booked before it can go.
            TradeState::Success | TradeState::Refund => {
                let receipt = trade.receipt(&self.settings.app_id, &self.merchant);
                Ok(Outcome::Paid(receipt.map_err(Doubt::Unproved)?))
            }
            TradeState::Notpay | TradeState::Userpaying | TradeState::Accept => {
                Ok(Outcome::Pending)
            }
            TradeState::Closed | TradeState::Revoked | TradeState::Payerror => Ok(Outcome::Closed),
        }
    }

    async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        self.ours(order)?;
        let path = format!("/v3/pay/transactions/out-trade-no/{}/close", order.number());
        let ask = body(&Close { mchid: &self.merchant.0 });
        match self.say(&Method::POST, &path, &ask).await? {
            Answer::Yes(_) => Ok(Closing::Closed),
            // What they never heard of, nobody can pay.
            Answer::No(StatusCode::NOT_FOUND, refusal) if refusal.says_absent() => {
                Ok(Closing::Closed)
            }
            Answer::No(_, refusal) if refusal.says_paid() => Ok(Closing::AlreadyPaid),
            Answer::No(_, refusal) if refusal.says_closed() => Ok(Closing::Closed),
            Answer::No(status, refusal) => Err(refusal.final_at(status)),
        }
    }

    fn read(&self, notice: &Notice, now: Timestamp) -> Result<Heard, NoticeError> {
        if notice.body.len() > Self::NOTICE_MAX {
            return Err(NoticeError::Garbled);
        }
        self.keys.proved(&notice.headers, &notice.body, now)?;
        let garbled = |_| NoticeError::Garbled;
        let envelope: Envelope = serde_json::from_slice(&notice.body).map_err(garbled)?;
        let opened = self.keys.open(&envelope.resource)?;
        match envelope.event_type.as_str() {
            "TRANSACTION.SUCCESS" => {
                let trade: Trade = serde_json::from_slice(&opened).map_err(garbled)?;
                if trade.state != TradeState::Success {
                    return Err(NoticeError::Unpaid);
                }
                trade.receipt(&self.settings.app_id, &self.merchant).map(Heard::Receipt)
            }
            "REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED" => {
                let refund: RefundNotice = serde_json::from_slice(&opened).map_err(garbled)?;
                if refund.mchid != self.merchant.0 {
                    return Err(NoticeError::Foreign);
                }
                Ok(Heard::Other { event: envelope.event_type })
            }
            _ => Err(NoticeError::Garbled),
        }
    }

    fn thanks() -> Words {
        let body = r#"{"code":"SUCCESS","message":"成功"}"#;
        Words { status: 200, content_type: "application/json", body }
    }

    /// The status decides: with a failing one the provider sends its notice again.
    fn refusal(kind: FaultKind) -> Words {
        let (status, body) = match kind {
            FaultKind::Stranger | FaultKind::Forbidden => {
                (401, r#"{"code":"FAIL","message":"验签失败"}"#)
            }
            FaultKind::Invalid | FaultKind::Missing | FaultKind::Conflict => {
                (400, r#"{"code":"FAIL","message":"通知内容有误"}"#)
            }
            FaultKind::TooMany | FaultKind::Unavailable | FaultKind::Broken => {
                (503, r#"{"code":"FAIL","message":"系统繁忙"}"#)
            }
        };
        Words { status, content_type: "application/json", body }
    }
}

impl fmt::Debug for Wechat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wechat({})", self.merchant.0)
    }
}

/// What the payer's bill will say: who is paid for what.
fn description(order: &Order) -> String {
    let items = order.lines.len();
    let item = order.lines.first().map_or("", |line| line.item.as_str());
    let tail = if items > 1 { format!("等{items}项") } else { String::new() };
    let mut head = format!("{} {item}", order.payee);
    head.retain(|it| !it.is_control());
    head.truncate(head.floor_char_boundary(Wechat::DESCRIPTION_MAX - tail.len()));
    head + &tail
}

fn body(ask: &impl serde::Serialize) -> String {
    serde_json::to_string(ask).expect("texts and numbers are JSON")
}

fn read<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Doubt> {
    serde_json::from_slice(answer).map_err(|error| Doubt::Garbled(Some(error)))
}
