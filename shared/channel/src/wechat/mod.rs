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
    Capabilities, Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError,
    Outside, Places, SettingsError, Stated, Words, account, text,
};
use async_trait::async_trait;
use call::Answer;
use domain::{
    ChannelKind, Day, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene, Timestamp,
    WalletUser, Way,
};
use http::{Method, StatusCode};
use jiff::ToSpan;
use keys::Keys;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::fmt;
use wire::{
    Amount, Close, Envelope, H5Info, Place, PlacedH5, PlacedNative, RefundNotice, SceneInfo, Trade,
    TradeState,
};

use settings::{WechatSecrets, WechatSettings};

/// The part of the secret that is WeChat Pay's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    app_id: String,
    merchant_id: String,
    keys: WechatSecrets,
}

/// Our account as the secret describes it.
pub(crate) fn open(
    account: &RawValue,
    places: &Places,
    outside: &Outside,
) -> Result<Box<dyn Channel>, SettingsError> {
    let Account { app_id, merchant_id, keys } = account::read("WeChat Pay", account)?;
    let settings = WechatSettings {
        base_url: places.provider(ChannelKind::Wechat, "https://api.mch.weixin.qq.com"),
        app_id,
        merchant_id,
        notify_url: places.notify_url(ChannelKind::Wechat),
        public_url: places.public_url.clone(),
    };
    Ok(Box::new(Wechat::new(settings, &keys, outside.clone())?))
}

/// Our account with WeChat Pay.
struct Wechat {
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
    fn new(
        settings: WechatSettings,
        secrets: &WechatSecrets,
        outside: Outside,
    ) -> Result<Self, SettingsError> {
        settings.check()?;
        let merchant = Merchant(settings.merchant_id.clone());
        Ok(Self { settings, merchant, keys: Keys::new(secrets)?, outside })
    }

    fn place_body(&self, order: &Order) -> String {
        let scene_info = (order.way == Way::Page).then_some(SceneInfo {
            payer_client_ip: &order.client_ip,
            h5_info: H5Info { kind: "Wap" },
        });
        body(&Place {
            appid: &self.settings.app_id,
            mchid: &self.settings.merchant_id,
            description: text::description(order, Self::DESCRIPTION_MAX),
            out_trade_no: order.number(),
            time_expire: text::beijing(order.until, "%Y-%m-%dT%H:%M:%S%:z"),
            notify_url: &self.settings.notify_url,
            amount: Amount { total: order.total.fen(), currency: "CNY" },
            scene_info,
        })
    }
}

#[async_trait]
impl Channel for Wechat {
    fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { closes: true, refunds: true, tells_refunds: true, statements: true }
    }

    fn ways(&self, scene: Scene) -> &'static [Way] {
        match scene {
            Scene::Pc => &[Way::Qr],
            Scene::Mobile => &[Way::Page],
            Scene::Wechat | Scene::Alipay => &[],
        }
    }

    fn entrance(&self, _: Scene, _: &str, _: &str) -> Option<String> {
        None
    }

    async fn identify(&self, _: &str) -> Result<WalletUser, ChannelError> {
        Err(ChannelError::NotOffered)
    }

    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        let product = match order.way {
            Way::Qr => "native",
            Way::Page => "h5",
            Way::Wallet => return Err(ChannelError::NotOffered),
        };
        let path = format!("/v3/pay/transactions/{product}");
        let placed = match self.say(&Method::POST, &path, &self.place_body(order)).await? {
            Answer::Yes(body) => body,
            Answer::No(status, refusal) => return Err(refusal.final_at(status)),
        };
        if order.way == Way::Qr {
            let PlacedNative { code_url } = read(&placed)?;
            let works = self.outside.clock.now() + Self::QR_HOURS.hours();
            return Ok(Checkout::Qr { content: code_url, until: order.until.min(works) });
        }
        let PlacedH5 { h5_url } = read(&placed)?;
        let public = self.settings.public_url.trim_end_matches('/');
        let back = format!("{public}/#/pay/{}/result", order.id);
        let back = utf8_percent_encode(&back, &Self::PLAIN);
        let sign = if h5_url.contains('?') { '&' } else { '?' };
        Ok(Checkout::Jump { url: format!("{h5_url}{sign}redirect_url={back}") })
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
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

    async fn refund(&self, _: &Order, _: &Refund) -> Result<Refunded, ChannelError> {
        Err(ChannelError::NotOffered)
    }

    async fn query_refund(&self, _: &Order, _: &Refund) -> Result<Refunded, ChannelError> {
        Err(ChannelError::NotOffered)
    }

    async fn statement(&self, _: Day) -> Result<Stated, ChannelError> {
        Ok(Stated::Unsupported)
    }

    async fn refresh(&self) -> Result<(), ChannelError> {
        Ok(())
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

    fn thanks(&self, _: &Heard) -> Words {
        let body = r#"{"code":"SUCCESS","message":"成功"}"#.to_owned();
        Words { status: 200, content_type: "application/json", body }
    }

    /// The status decides: with a failing one the provider sends its notice again.
    fn refusal(&self, kind: FaultKind) -> Words {
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
        Words { status, content_type: "application/json", body: body.to_owned() }
    }
}

impl fmt::Debug for Wechat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wechat({})", self.merchant.0)
    }
}

fn body(ask: &impl serde::Serialize) -> String {
    serde_json::to_string(ask).expect("texts and numbers are JSON")
}

fn read<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Doubt> {
    serde_json::from_slice(answer).map_err(|error| Doubt::Garbled(Some(error)))
}
