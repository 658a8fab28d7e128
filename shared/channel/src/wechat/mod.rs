//! WeChat Pay API v3, for a merchant of its own.
//!
//! `NATIVE` on a computer, H5 on a telephone, `JSAPI` inside WeChat; nothing inside Alipay.

mod asking;
mod bills;
mod call;
mod certificates;
mod jsapi;
mod keys;
mod oauth;
mod placing;
mod refunds;
mod settings;
mod sheet;
mod sign;
mod wire;

#[cfg(test)]
mod tests;

use crate::Refunds;
use crate::{
    Capabilities, Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError,
    Outside, Places, SettingsError, Stated, Wallet, Words, account,
};
use async_trait::async_trait;
use certificates::Renewal;
use domain::{
    Day, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene, Timestamp, WalletUser, Way,
};
use keys::Keys;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use settings::{Account, Settings};
use std::fmt;
use wire::{Envelope, RefundNotice, Trade, TradeState};

pub use bills::Flow;

/// Our account with WeChat Pay. Beyond what every channel can do, it knows of payments by the
/// provider's own number and of every movement of the account's money.
pub struct Wechat {
    settings: Settings,
    app_secret: Option<String>,
    merchant: Merchant,
    keys: Keys,
    renewal: Renewal,
    outside: Outside,
}

/// Our account as the secret describes it.
pub(crate) fn open(
    account: &RawValue,
    places: &Places,
    outside: &Outside,
) -> Result<Box<dyn Channel>, SettingsError> {
    Ok(Box::new(Wechat::open(account, places, outside)?))
}

impl Wechat {
    /// A real notice is about a kilobyte.
    const NOTICE_MAX: usize = 64 << 10;

    /// What a URL's part may hold as it is.
    const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

    /// Our account as `account` describes it, WeChat Pay's part of the channels' secret, if its
    /// settings and keys can work.
    pub fn open(
        account: &RawValue,
        places: &Places,
        outside: &Outside,
    ) -> Result<Self, SettingsError> {
        Self::new(account::read("WeChat Pay", account)?, places, outside.clone())
    }

    fn new(account: Account, places: &Places, outside: Outside) -> Result<Self, SettingsError> {
        Ok(Self {
            settings: Settings::new(&account, places)?,
            keys: Keys::new(&account.keys, outside.clock.now())?,
            app_secret: account.app_secret,
            merchant: Merchant(account.merchant_id),
            renewal: Renewal::default(),
            outside,
        })
    }

    fn opened(&self, notice: &Notice, now: Timestamp) -> Result<Heard, NoticeError> {
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
            event @ ("REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED") => {
                let refund: RefundNotice = serde_json::from_slice(&opened).map_err(garbled)?;
                refund.heard(event, &self.merchant.0)
            }
            _ => Err(NoticeError::Garbled),
        }
    }
}

#[async_trait]
impl Channel for Wechat {
    fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            pages_ask: true,
            repeats: true,
            closes: true,
            refunds: Refunds::Told,
            statements: true,
        }
    }

    fn ways(&self, scene: Scene) -> &'static [Way] {
        match scene {
            Scene::Pc => &[Way::Qr],
            Scene::Mobile => &[Way::Page],
            // Without the official account's secret nobody can be asked who they are.
            Scene::Wechat if self.app_secret.is_some() => &[Way::Wallet],
            Scene::Wechat | Scene::Alipay => &[],
        }
    }

    fn wallet(&self) -> Option<&dyn Wallet> {
        Some(self)
    }

    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        self.order(order).await
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        self.asked(order).await
    }

    async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        self.shut(order).await
    }

    async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.give_back(order, refund).await
    }

    async fn query_refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.given_back(order, refund).await
    }

    async fn statement(&self, day: Day) -> Result<Stated, ChannelError> {
        self.trade_bill(day).await
    }

    async fn refresh(&self) -> Result<(), ChannelError> {
        self.renew().await
    }

    fn read(&self, notice: &Notice, now: Timestamp) -> Result<Heard, NoticeError> {
        let heard = self.opened(notice, now);
        if heard == Err(NoticeError::UnknownKey) {
            self.renewal.want();
        }
        heard
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

#[async_trait]
impl Wallet for Wechat {
    fn entrance(&self, scene: Scene, back: &str, state: &str) -> Option<String> {
        self.authorize_page(scene, back, state)
    }

    async fn identify(&self, code: &str) -> Result<WalletUser, ChannelError> {
        self.exchange(code).await
    }
}

impl fmt::Debug for Wechat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wechat({})", self.merchant.0)
    }
}

fn body(ask: &impl Serialize) -> String {
    serde_json::to_string(ask).expect("texts and numbers are JSON")
}

fn read<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Doubt> {
    serde_json::from_slice(answer).map_err(|error| Doubt::Garbled(Some(error)))
}
