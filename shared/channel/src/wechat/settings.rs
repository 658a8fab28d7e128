use crate::{SettingsError, check};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What may be known of our account with WeChat Pay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WechatSettings {
    /// Where the provider is: `https://api.mch.weixin.qq.com`, or a sandbox on this machine.
    pub base_url: String,
    pub app_id: String,
    /// Our `mchid`.
    pub merchant_id: String,
    /// Where the provider sends notices.
    pub notify_url: String,
    /// Where the site is: a payer on a telephone comes back to it.
    pub public_url: String,
}

/// What must not be known of our account with WeChat Pay.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WechatSecrets {
    /// Serial number of our API certificate.
    pub merchant_serial: String,
    /// Our private key, PKCS#8 or PKCS#1.
    pub merchant_key_pem: String,
    /// The key that seals notices: 32 characters.
    pub apiv3_key: String,
    /// The provider's keys, of both modes; it is asked to sign with the first.
    pub verify_keys: Vec<VerifyKeySecret>,
}

/// A key of the provider's: its public key, or a certificate that holds one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyKeySecret {
    /// `PUB_KEY_ID_…`, or the certificate's serial number.
    pub serial: String,
    #[serde(default)]
    pub public_key_pem: Option<String>,
    #[serde(default)]
    pub certificate_pem: Option<String>,
}

impl fmt::Debug for WechatSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WechatSecrets")
    }
}

impl fmt::Debug for VerifyKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyKeySecret")
    }
}

impl WechatSettings {
    /// Refuses what the provider would refuse at the first payment.
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        let all = |text: &str, most: usize, fits: fn(u8) -> bool| {
            !text.is_empty() && text.len() <= most && text.bytes().all(fits)
        };
        if !all(&self.merchant_id, 32, |it| it.is_ascii_digit()) {
            return refuse("merchant_id", "is digits, 32 at most");
        }
        if !all(&self.app_id, 32, |it| it.is_ascii_alphanumeric()) {
            return refuse("app_id", "is letters and digits, 32 at most");
        }
        let urls = [
            ("base_url", &self.base_url),
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

fn refuse(name: &str, why: &str) -> Result<(), SettingsError> {
    Err(SettingsError(format!("WeChat Pay: {name} {why}")))
}
