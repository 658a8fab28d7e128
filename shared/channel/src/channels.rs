use crate::wechat::{Wechat, WechatSecrets, WechatSettings};
use crate::{
    Channel, ChannelError, Checkout, Closing, Heard, Notice, NoticeError, Outside, SettingsError,
    Words,
};
use domain::{ChannelKind, FaultKind, Merchant, Order, Outcome, Timestamp};
use serde::{Deserialize, Serialize};

/// The channels of one school.
#[derive(Debug)]
pub struct Channels {
    wechat: Option<Wechat>,
}

/// What may be known of a school's channels.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wechat: Option<WechatSettings>,
}

/// What must not be known of a school's channels.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    #[serde(default)]
    pub wechat: Option<WechatSecrets>,
}

impl Channels {
    /// The channels of a school, checked: keys that cannot work are refused here with a sentence.
    pub fn new(
        settings: Settings,
        secrets: Secrets,
        outside: &Outside,
    ) -> Result<Self, SettingsError> {
        let wechat = match (settings.wechat, secrets.wechat) {
            (None, _) => None,
            (Some(_), None) => {
                return Err(SettingsError("WeChat Pay is set but its secrets are missing".into()));
            }
            (Some(settings), Some(secrets)) => {
                Some(Wechat::new(settings, &secrets, outside.clone())?)
            }
        };
        Ok(Self { wechat })
    }

    /// Our account with the provider of `kind`.
    pub fn merchant(&self, kind: ChannelKind) -> Result<Merchant, ChannelError> {
        match kind {
            ChannelKind::Wechat => Ok(self.wechat()?.merchant().clone()),
        }
    }

    /// Asks the order's provider to await money for it.
    pub async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        match order.channel {
            ChannelKind::Wechat => self.wechat()?.place(order).await,
        }
    }

    /// What became of `order`, as its provider sees it now.
    pub async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        match order.channel {
            ChannelKind::Wechat => self.wechat()?.query(order).await,
        }
    }

    /// Asks the order's provider to take no more money for it.
    pub async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        match order.channel {
            ChannelKind::Wechat => self.wechat()?.close(order).await,
        }
    }

    /// What `notice`, heard at `now` on the address of `kind`, proves.
    pub fn read(
        &self,
        kind: ChannelKind,
        notice: &Notice,
        now: Timestamp,
    ) -> Result<Heard, NoticeError> {
        match kind {
            ChannelKind::Wechat => {
                self.wechat.as_ref().ok_or(NoticeError::NotOffered)?.read(notice, now)
            }
        }
    }

    /// What the provider of `kind` wants to hear once its notice is safe with us.
    pub fn thanks(kind: ChannelKind) -> Words {
        match kind {
            ChannelKind::Wechat => Wechat::thanks(),
        }
    }

    /// What the provider of `kind` wants to hear if we did not take its notice because of `fault`.
    pub fn refusal(kind: ChannelKind, fault: FaultKind) -> Words {
        match kind {
            ChannelKind::Wechat => Wechat::refusal(fault),
        }
    }

    fn wechat(&self) -> Result<&Wechat, ChannelError> {
        self.wechat.as_ref().ok_or(ChannelError::NotOffered)
    }
}
