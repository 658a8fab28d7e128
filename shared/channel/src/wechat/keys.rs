use super::settings::{Secrets, VerifyKeySecret};
use crate::SettingsError;
use crate::rsa::{KeyError, SigningKey, VerifyKey};
use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use domain::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage};

/// Every key of our account, parsed: nothing here can turn out wrong later.
pub(super) struct Keys {
    /// Serial number of our certificate, as we say it.
    pub(super) serial: String,
    pub(super) private: SigningKey,
    pub(super) seal: LessSafeKey,
    theirs: RwLock<Ring>,
}

/// The provider's keys by serial number: certificates and public keys side by side, because a
/// merchant moves from the one to the other over a week in which both are in use. Certificates
/// that the provider hands out later join the ones of the settings.
struct Ring {
    keys: BTreeMap<Serial, Arc<VerifyKey>>,
    /// The key with which the provider is asked to sign its answers.
    preferred: Option<String>,
}

/// A serial number as a key: SDKs differ in case and in leading zeros.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Serial(String);

/// A certificate of the provider's that was just handed out.
pub(super) struct Fresh {
    pub(super) serial: Serial,
    pub(super) key: Arc<VerifyKey>,
    name: String,
    /// Since when it is in use, as they say.
    since: Timestamp,
}

impl Serial {
    pub(super) fn new(text: &str) -> Self {
        Self(text.trim_start_matches('0').to_ascii_uppercase())
    }
}

impl Keys {
    /// What `secrets` say, or a sentence that says which of them cannot work at `now`. No sentence
    /// holds any part of a key.
    pub(super) fn new(secrets: &Secrets, now: Timestamp) -> Result<Self, SettingsError> {
        let seal = UnboundKey::new(&AES_256_GCM, secrets.apiv3_key.as_bytes());
        let seal = seal.map_err(|_| refusal("apiv3_key is exactly 32 bytes"))?;
        let serial = &secrets.merchant_serial;
        if serial.is_empty() || !serial.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Err(refusal("merchant_serial is hexadecimal digits"));
        }
        let private = SigningKey::from_pem(&secrets.merchant_key_pem).map_err(|why| match why {
            KeyError::Unreadable => refusal("merchant_key_pem is not a private key in PEM"),
            KeyError::Weak => refusal("merchant_key_pem is not an RSA key of 2048 bits or more"),
        })?;
        if let Some(pem) = &secrets.merchant_certificate_pem {
            let ours = certified("merchant_certificate_pem", serial, pem, now)?;
            if !private.is_half_of(&ours) {
                return Err(refusal("merchant_certificate_pem is not of merchant_key_pem"));
            }
        }
        let preferred = secrets.verify_keys.first().map(|it| it.serial.clone());
        let theirs = secrets.verify_keys.iter().map(|it| theirs(it, now));
        let ring = Ring { keys: theirs.collect::<Result<_, _>>()?, preferred };
        Ok(Self {
            serial: serial.clone(),
            private,
            seal: LessSafeKey::new(seal),
            theirs: RwLock::new(ring),
        })
    }

    /// The provider's key of this number, if we have it.
    pub(super) fn theirs(&self, serial: &Serial) -> Option<Arc<VerifyKey>> {
        self.theirs.read().expect("nothing panics while it holds them").keys.get(serial).cloned()
    }

    /// The key with which the provider is asked to sign its answers; none if we have none.
    pub(super) fn preferred(&self) -> Option<String> {
        self.theirs.read().expect("nothing panics while it holds them").preferred.clone()
    }

    /// Takes up certificates that the provider handed out, and says which were not known. From
    /// then on it is asked to sign with the newest, unless its public key is preferred.
    pub(super) fn keep(&self, fresh: Vec<Fresh>) -> Vec<String> {
        let mut ring = self.theirs.write().expect("nothing panics while it holds them");
        let by_certificate =
            ring.preferred.as_ref().is_none_or(|it| !it.starts_with("PUB_KEY_ID_"));
        if let Some(newest) = fresh.iter().max_by_key(|it| it.since).filter(|_| by_certificate) {
            ring.preferred = Some(newest.name.clone());
        }
        let unknown = fresh.into_iter().filter_map(|Fresh { serial, key, name, .. }| {
            ring.keys.insert(serial, key).is_none().then_some(name)
        });
        unknown.collect()
    }
}

impl Fresh {
    /// The certificate in `pem`, if it is what `serial` says and valid at `now`.
    pub(super) fn new(
        serial: &str,
        pem: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Self, SettingsError> {
        let key = Arc::new(certified("a certificate", serial, pem, now)?);
        Ok(Self { serial: Serial::new(serial), key, name: serial.to_owned(), since })
    }
}

fn theirs(
    secret: &VerifyKeySecret,
    now: Timestamp,
) -> Result<(Serial, Arc<VerifyKey>), SettingsError> {
    let name = &secret.serial;
    let printable = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    if name.is_empty() || !printable {
        return Err(refusal("the serial of a verify key is letters, digits and _"));
    }
    let what = format!("verify key {name}");
    let key = match (&secret.public_key_pem, &secret.certificate_pem) {
        (Some(pem), None) => VerifyKey::from_pem(pem).map_err(|why| match why {
            KeyError::Unreadable => refusal(&format!("{what} is not a public key in PEM")),
            KeyError::Weak => refusal(&format!("{what} is not an RSA key of 2048 bits or more")),
        })?,
        (None, Some(pem)) => certified(&what, name, pem, now)?,
        (Some(_), Some(_)) | (None, None) => {
            let why = "has either a public_key_pem or a certificate_pem";
            return Err(refusal(&format!("{what} {why}")));
        }
    };
    Ok((Serial::new(name), Arc::new(key)))
}

/// The key in a certificate that `what` names in sentences, if its number is `serial` and it is
/// valid at `now`. Who issued it is not looked at: it came with the settings, or sealed.
fn certified(
    what: &str,
    serial: &str,
    pem: &str,
    now: Timestamp,
) -> Result<VerifyKey, SettingsError> {
    let sentence = |why: &str| refusal(&format!("{what} {why}"));
    let der = CertificateDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| sentence("is not a certificate in PEM"))?;
    let certificate = EndEntityCert::try_from(&der).map_err(|_| sentence("is no certificate"))?;
    if Serial::new(&hex::encode(certificate.serial())) != Serial::new(serial) {
        return Err(sentence("is not the serial number of its certificate"));
    }
    dates(&certificate, now).map_err(sentence)?;
    VerifyKey::from_certificate(pem).map_err(|_| sentence("is not an RSA key of 2048 bits or more"))
}

/// Whether `certificate` is valid at `now`. Looking for an issuer where there is none fails in any
/// case; but dates are looked at before that, and how it fails tells.
fn dates(certificate: &EndEntityCert, now: Timestamp) -> Result<(), &'static str> {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let usage = KeyUsage::client_auth();
    match certificate.verify_for_usage(&[], &[], &[], time, usage, None, None) {
        Err(webpki::Error::CertExpired { .. }) => Err("has expired"),
        Err(webpki::Error::CertNotValidYet { .. }) => Err("is not valid yet"),
        Err(webpki::Error::InvalidCertValidity | webpki::Error::BadDerTime) => {
            Err("has dates that cannot be read")
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn refusal(why: &str) -> SettingsError {
    SettingsError(format!("WeChat Pay: {why}"))
}
