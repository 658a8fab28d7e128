use crate::{Channels, Outside, Secrets, Settings, SettingsError, WechatSecrets, WechatSettings};
use domain::ChannelKind;
use serde::Deserialize;

/// Where things are, which a deployment says in the open.
#[derive(Clone, Debug)]
pub struct Places {
    /// Where browsers and providers reach the platform, without a slash at the end.
    pub public_url: String,
    /// Where WeChat Pay is, or a sandbox on this machine.
    pub wechat_base_url: String,
}

/// The secret of a school's accounts with its providers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accounts {
    #[serde(default)]
    wechat: Option<WechatAccount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WechatAccount {
    app_id: String,
    merchant_id: String,
    keys: WechatSecrets,
}

impl Channels {
    /// The channels that a secret describes:
    /// `{"wechat": {"app_id": …, "merchant_id": …, "keys": {`[`WechatSecrets`]`}}}`.
    pub fn of_secret(
        json: &[u8],
        places: &Places,
        outside: &Outside,
    ) -> Result<Self, SettingsError> {
        // The reader's own message could quote a key.
        let accounts: Accounts = serde_json::from_slice(json).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            SettingsError(format!("the channels' secret is wrong at line {line}, column {column}"))
        })?;
        let (settings, secrets) = accounts.wechat.map(|it| it.split(places)).unzip();
        Self::new(Settings { wechat: settings }, Secrets { wechat: secrets }, outside)
    }
}

impl WechatAccount {
    fn split(self, places: &Places) -> (WechatSettings, WechatSecrets) {
        let Places { public_url, wechat_base_url } = places.clone();
        let settings = WechatSettings {
            base_url: wechat_base_url,
            app_id: self.app_id,
            merchant_id: self.merchant_id,
            notify_url: format!("{public_url}/api/notify/{}", ChannelKind::Wechat),
            public_url,
        };
        (settings, self.keys)
    }
}
