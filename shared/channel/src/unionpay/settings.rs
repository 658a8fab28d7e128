use super::certificate::Certificate;
use super::trust::{Trust, refusal};
use super::{Hosts, Unionpay};
use crate::rsa::{SigningKey, VerifyKey};
use crate::{Outside, Places, SettingsError, account, check};
use domain::{ChannelKind, Merchant};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Our account with UnionPay.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    /// Our `merId`.
    merchant_id: String,
    /// The key of our signing certificate.
    sign_key_pem: String,
    /// Our signing certificate: its serial number is our `certId`.
    sign_certificate_pem: String,
    /// Their roots (PEM), old and new side by side.
    roots: Vec<String>,
    /// Their middle certificates (PEM), old and new side by side.
    middles: Vec<String>,
    /// Whether only their company's name will do. The test environment has another.
    #[serde(default = "yes")]
    check_cn: bool,
    #[serde(default)]
    environment: Environment,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Environment {
    #[default]
    Production,
    Test,
}

fn yes() -> bool {
    true
}

impl Unionpay {
    /// The account that `account` describes, if its keys and certificates can work.
    pub(super) fn new(
        account: &RawValue,
        places: &Places,
        outside: &Outside,
    ) -> Result<Self, SettingsError> {
        let account: Account = account::read("UnionPay", account)?;
        let merchant = &account.merchant_id;
        if merchant.len() != 15 || !merchant.bytes().all(|it| it.is_ascii_digit()) {
            return Err(refusal("merchant_id is 15 digits"));
        }
        if !account.check_cn && account.environment == Environment::Production {
            return Err(refusal("check_cn can be false in the test environment only"));
        }
        let now = outside.clock.now();
        let certificate = Certificate::read(account.sign_certificate_pem.as_bytes())
            .ok_or_else(|| refusal("sign_certificate_pem is no RSA certificate in PEM"))?;
        let key = SigningKey::from_pem(&account.sign_key_pem)
            .map_err(|_| refusal("sign_key_pem is not an RSA key of 2048 bits or more in PEM"))?;
        let half = VerifyKey::from_spki(&certificate.key);
        if !half.is_ok_and(|half| key.is_half_of(&half)) {
            return Err(refusal("sign_key_pem is not the key of sign_certificate_pem"));
        }
        if !certificate.dates.hold(now) {
            return Err(refusal("sign_certificate_pem is not valid today"));
        }
        let trust = Trust::new(&account.roots, &account.middles, !account.check_cn)?;
        if !trust.holds(now) {
            return Err(refusal("no pair of roots and middles is valid today"));
        }
        let hosts = Hosts::of(account.environment, places);
        let notify_url = places.notify_url(ChannelKind::Unionpay);
        check::address("UnionPay", "gateway", &hosts.gateway)?;
        check::address("UnionPay", "files", &hosts.files)?;
        check::address("UnionPay", "notify_url", &notify_url)?;
        if notify_url.len() > 256 {
            return Err(refusal("notify_url has 256 characters at most"));
        }
        Ok(Self {
            merchant: Merchant(account.merchant_id),
            certificate_id: certificate.serial,
            key,
            trust,
            hosts,
            places: places.clone(),
            notify_url,
            outside: outside.clone(),
        })
    }
}

impl Hosts {
    fn of(environment: Environment, places: &Places) -> Self {
        let (gateway, files) = match environment {
            Environment::Production => {
                ("https://gateway.95516.com", "https://filedownload.95516.com")
            }
            Environment::Test => {
                ("https://gateway.test.95516.com", "https://filedownload.test.95516.com")
            }
        };
        let place = |real| places.provider(ChannelKind::Unionpay, real);
        Self { gateway: place(gateway), files: place(files) }
    }
}
