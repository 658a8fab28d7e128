use crate::{Places, SettingsError, check};
use domain::{ChannelKind, OrderId};
use serde::Deserialize;
use std::fmt;

/// The part of the secret that is WeChat Pay's.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    /// The official account's, bound to the merchant's.
    pub(super) app_id: String,
    /// The official account's own secret. Without it nobody pays inside WeChat.
    #[serde(default)]
    pub(super) app_secret: Option<String>,
    /// Our `mchid`.
    pub(super) merchant_id: String,
    pub(super) keys: Secrets,
}

/// The keys of our account.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Secrets {
    /// Serial number of our API certificate.
    pub(super) merchant_serial: String,
    /// Our private key, PKCS#8 or PKCS#1.
    pub(super) merchant_key_pem: String,
    /// Our API certificate: with it, a key and a serial number that are not a pair are noticed
    /// here and not at the first payment.
    #[serde(default)]
    pub(super) merchant_certificate_pem: Option<String>,
    /// The key that seals notices and certificates: 32 characters.
    pub(super) apiv3_key: String,
    /// The provider's keys, of both modes; it is asked to sign with the first. None of them: its
    /// certificates are fetched at the first answer.
    pub(super) verify_keys: Vec<VerifyKeySecret>,
}

/// A key of the provider's: its public key, or a certificate that holds one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyKeySecret {
    /// `PUB_KEY_ID_…`, or the certificate's serial number.
    pub(super) serial: String,
    #[serde(default)]
    pub(super) public_key_pem: Option<String>,
    #[serde(default)]
    pub(super) certificate_pem: Option<String>,
}

/// Where things are, and who we are: all of our account that opens no door.
pub(super) struct Settings {
    pub(super) app_id: String,
    pub(super) merchant_id: String,
    /// Where the provider's payments are.
    pub(super) pay_url: String,
    /// Where browsers ask who the payer is, and where we do.
    pub(super) authorize_url: String,
    pub(super) exchange_url: String,
    pub(super) notify_url: String,
    public_url: String,
}

impl Settings {
    /// What `account` and `places` say, refused where the provider would refuse it at the first
    /// payment.
    pub(super) fn new(account: &Account, places: &Places) -> Result<Self, SettingsError> {
        let at = |real| places.provider(ChannelKind::Wechat, real);
        let settings = Self {
            app_id: account.app_id.clone(),
            merchant_id: account.merchant_id.clone(),
            pay_url: at("https://api.mch.weixin.qq.com"),
            authorize_url: at("https://open.weixin.qq.com"),
            exchange_url: at("https://api.weixin.qq.com"),
            notify_url: places.notify_url(ChannelKind::Wechat),
            public_url: places.public_url.trim_end_matches('/').to_owned(),
        };
        settings.check(account.app_secret.as_deref())?;
        Ok(settings)
    }

    /// The page of ours to which a payer comes back from the provider's.
    pub(super) fn result_page(&self, order: OrderId) -> String {
        format!("{}/#/pay/{order}/result", self.public_url)
    }

    fn check(&self, app_secret: Option<&str>) -> Result<(), SettingsError> {
        let all = |text: &str, most: usize, fits: fn(u8) -> bool| {
            !text.is_empty() && text.len() <= most && text.bytes().all(fits)
        };
        if !all(&self.merchant_id, 32, |it| it.is_ascii_digit()) {
            return refuse("merchant_id", "is digits, 32 at most");
        }
        if !all(&self.app_id, 32, |it| it.is_ascii_alphanumeric()) {
            return refuse("app_id", "is letters and digits, 32 at most");
        }
        if !app_secret.is_none_or(|it| all(it, 64, |it| it.is_ascii_alphanumeric())) {
            return refuse("app_secret", "is letters and digits, 64 at most");
        }
        let urls = [
            ("the provider's address", &self.pay_url),
            ("notify_url", &self.notify_url),
            ("public_url", &self.public_url),
        ];
        urls.into_iter().try_for_each(|(name, url)| check::address("WeChat Pay", name, url))?;
        if self.notify_url.len() > 255 || self.notify_url.contains('?') {
            return refuse("notify_url", "has no query and 255 characters at most");
        }
        Ok(())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

impl fmt::Debug for VerifyKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyKeySecret")
    }
}

fn refuse(name: &str, why: &str) -> Result<(), SettingsError> {
    Err(SettingsError(format!("WeChat Pay: {name} {why}")))
}
