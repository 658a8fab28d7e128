use super::certificate;
use crate::rsa::{LegacyKey, is_written_as};
use crate::{Outside, Places, SettingsError, check};
use aws_lc_rs::rsa::KeyPair;
use domain::{ChannelKind, Merchant};
use http::Uri;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use serde::Deserialize;
use sha1_signature::Sha1SigningKey;
use std::fmt;

/// How sentences about the account begin.
pub(super) const NAME: &str = "Agricultural Bank of China";

/// The part of the secret that is the bank's. What the bank has not confirmed to us is a setting
/// whose default is what its own client does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    /// Our number at the bank: 15 digits.
    merchant_id: String,
    /// The private key of the certificate that is registered at the bank, PKCS#8 or PKCS#1.
    key_pem: String,
    certificate_pem: String,
    /// Certificates with which the bank may sign. It rotates them, goes on using expired ones, and
    /// some have 1024 bits.
    bank_certificates: Vec<String>,
    /// Which cards and wallets the bank's page takes: `A` is all cards of the bank.
    #[serde(default = "merged")]
    payment_type: String,
    /// The address that the bank gave this school, if it is none of the two published ones.
    #[serde(default)]
    endpoint: Option<String>,
    #[serde(default)]
    environment: Environment,
    /// Which files make up a day.
    #[serde(default = "cards")]
    settle: Vec<Settle>,
    #[serde(default)]
    ask: Ask,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Environment {
    #[default]
    Production,
    Test,
}

/// A file of a day's payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Settle {
    /// Bank cards. It says how many payments it holds.
    Settle,
    /// WeChat and Alipay, as paid through the bank's one code for all.
    SettleAliWx,
}

/// What is to be settled with the bank before a school goes live.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Ask {
    /// What names a payment: the bank's `iRspRef`, or the order's number for a bank whose query
    /// does not tell it.
    pub(super) reference: Reference,
    /// Whose time a refund says: its own, or that of the payment.
    pub(super) refund_time: RefundTime,
    /// The `PayTypeID` that asks about a payment.
    pub(super) payment_query: String,
    /// The `PayTypeID` that asks about a refund.
    pub(super) refund_query: String,
    /// Codes that mean: there is no such order. None is published.
    pub(super) absent_codes: Vec<String>,
    /// Codes that mean: nothing was paid on that day.
    pub(super) empty_codes: Vec<String>,
    /// Codes that mean: the file is not made yet.
    pub(super) not_yet_codes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reference {
    Bank,
    Order,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RefundTime {
    Refund,
    Payment,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            reference: Reference::Bank,
            refund_time: RefundTime::Refund,
            payment_query: "ImmediatePay".to_owned(),
            refund_query: "Refund".to_owned(),
            absent_codes: Vec::new(),
            empty_codes: Vec::new(),
            not_yet_codes: Vec::new(),
        }
    }
}

fn merged() -> String {
    "A".to_owned()
}

fn cards() -> Vec<Settle> {
    vec![Settle::Settle]
}

/// An account that can work.
pub(super) struct Checked {
    pub(super) merchant: Merchant,
    pub(super) key: Sha1SigningKey,
    pub(super) theirs: Vec<LegacyKey>,
    pub(super) url: String,
    pub(super) notify_url: String,
    pub(super) public_url: String,
    pub(super) payment_type: String,
    pub(super) settle: Vec<Settle>,
    pub(super) ask: Ask,
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checked({})", self.merchant.0)
    }
}

impl Account {
    /// The account, or a sentence that says what of it cannot work. No sentence holds a key.
    pub(super) fn check(
        self,
        places: &Places,
        outside: &Outside,
    ) -> Result<Checked, SettingsError> {
        if self.merchant_id.len() != 15 || !self.merchant_id.bytes().all(|it| it.is_ascii_digit()) {
            return Err(refusal("merchant_id is 15 digits"));
        }
        let kind = self.payment_type.as_bytes();
        if !matches!(kind, [it] if it.is_ascii_digit() || it.is_ascii_uppercase()) {
            return Err(refusal("payment_type is one digit or capital letter"));
        }
        let key = private(&self.key_pem)?;
        own(&self.certificate_pem, &key, outside)?;
        let key = Sha1SigningKey::new(&key);
        if self.bank_certificates.is_empty() {
            return Err(refusal("bank_certificates needs at least one certificate"));
        }
        let theirs = self.bank_certificates.iter().map(|pem| bank(pem));
        let theirs = theirs.collect::<Result<_, _>>()?;
        let url = self.url(places)?;
        let notify_url = places.notify_url(ChannelKind::Abc);
        if notify_url.len() > 200 {
            return Err(refusal("the address for its notices has at most 200 bytes"));
        }
        Ok(Checked {
            merchant: Merchant(self.merchant_id),
            key,
            theirs,
            url,
            notify_url,
            public_url: places.public_url.trim_end_matches('/').to_owned(),
            payment_type: self.payment_type,
            settle: self.settle,
            ask: self.ask,
        })
    }

    /// Where everything is said. A sandbox takes the host's place and leaves the path.
    fn url(&self, places: &Places) -> Result<String, SettingsError> {
        let published = match self.environment {
            Environment::Production => {
                "https://pay.abchina.com/ebus/trustpay/ReceiveMerchantTrxReqServlet"
            }
            Environment::Test => {
                "https://pay.test.abchina.com/ebusold/trustpay/ReceiveMerchantTrxReqServlet"
            }
        };
        let url = self.endpoint.as_deref().unwrap_or(published);
        check::address(NAME, "endpoint", url)?;
        let uri: Uri = url.parse().map_err(|_| refusal("endpoint is not an address"))?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.authority()) else {
            return Err(refusal("endpoint is not an address"));
        };
        if uri.query().is_some() || uri.path().len() < 2 {
            return Err(refusal("endpoint is the address of a page"));
        }
        let origin = format!("{scheme}://{host}");
        let url = format!("{}{}", places.provider(ChannelKind::Abc, &origin), uri.path());
        check::address(NAME, "the sandbox", &url)?;
        Ok(url)
    }
}

fn private(pem: &str) -> Result<KeyPair, SettingsError> {
    let der = PrivateKeyDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| refusal("key_pem is not a private key in PEM"))?;
    let key = if let PrivateKeyDer::Pkcs1(der) = &der {
        KeyPair::from_der(der.secret_pkcs1_der())
    } else {
        KeyPair::from_pkcs8(der.secret_der())
    };
    key.map_err(|_| refusal("key_pem is not an RSA key of 2048 bits or more"))
}

/// Our own certificate belongs to our key and still holds: the bank refuses it when it is over.
fn own(pem: &str, key: &KeyPair, outside: &Outside) -> Result<(), SettingsError> {
    let wrong = || refusal("certificate_pem is not a certificate of an RSA key in PEM");
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| wrong())?;
    let spki = certificate::key(&der).ok_or_else(wrong)?;
    if !is_written_as(key, spki) {
        return Err(refusal("certificate_pem is not the certificate of key_pem"));
    }
    let until = certificate::not_after(&der).ok_or_else(wrong)?;
    if outside.clock.now() > until {
        return Err(refusal(&format!("certificate_pem has expired at {until}")));
    }
    Ok(())
}

/// A key of the bank's: in a certificate, or bare. The certificate's dates say nothing, and neither
/// do its form and its issuer: the school put it here.
fn bank(pem: &str) -> Result<LegacyKey, SettingsError> {
    let wrong = || refusal("one of bank_certificates is not a certificate of an RSA key in PEM");
    let key = if let Ok(spki) = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()) {
        LegacyKey::from_spki(&spki)
    } else {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| wrong())?;
        LegacyKey::from_spki(certificate::key(&der).ok_or_else(wrong)?)
    };
    key.map_err(|_| wrong())
}

fn refusal(why: &str) -> SettingsError {
    SettingsError(format!("{NAME}: {why}"))
}
