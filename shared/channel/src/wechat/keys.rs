use super::settings::{VerifyKeySecret, WechatSecrets};
use crate::SettingsError;
use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use aws_lc_rs::rsa::{KeyPair, PublicEncryptingKey};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use std::collections::BTreeMap;
use webpki::EndEntityCert;

/// Every key of our account, parsed: nothing here can turn out wrong later.
pub(super) struct Keys {
    /// Serial number of our certificate, as we say it.
    pub(super) serial: String,
    pub(super) private: KeyPair,
    pub(super) seal: LessSafeKey,
    /// The provider's keys by serial number: certificates and public keys side by side, because
    /// a merchant moves from the one to the other over a week in which both are in use.
    pub(super) theirs: BTreeMap<Serial, ParsedPublicKey>,
    /// The key with which the provider is asked to sign its answers.
    pub(super) preferred: String,
}

/// A serial number as a key: SDKs differ in case and in leading zeros.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Serial(String);

impl Serial {
    pub(super) fn new(text: &str) -> Self {
        Self(text.trim_start_matches('0').to_ascii_uppercase())
    }
}

impl Keys {
    /// What `secrets` say, or a sentence that says which of them cannot work. No sentence holds
    /// any part of a key.
    pub(super) fn new(secrets: &WechatSecrets) -> Result<Self, SettingsError> {
        let seal = UnboundKey::new(&AES_256_GCM, secrets.apiv3_key.as_bytes());
        let seal = seal.map_err(|_| refusal("apiv3_key is exactly 32 bytes"))?;
        let serial = &secrets.merchant_serial;
        if serial.is_empty() || !serial.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Err(refusal("merchant_serial is hexadecimal digits"));
        }
        let first = secrets.verify_keys.first().map(|it| it.serial.clone());
        let preferred = first.ok_or_else(|| refusal("verify_keys needs at least one key"))?;
        Ok(Self {
            serial: serial.clone(),
            private: private(&secrets.merchant_key_pem)?,
            seal: LessSafeKey::new(seal),
            theirs: secrets.verify_keys.iter().map(theirs).collect::<Result<_, _>>()?,
            preferred,
        })
    }
}

fn private(pem: &str) -> Result<KeyPair, SettingsError> {
    let der = PrivateKeyDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| refusal("merchant_key_pem is not a private key in PEM"))?;
    // aws-lc refuses keys of fewer than 2048 bits by itself.
    let key = if let PrivateKeyDer::Pkcs1(der) = &der {
        KeyPair::from_der(der.secret_pkcs1_der())
    } else {
        KeyPair::from_pkcs8(der.secret_der())
    };
    key.map_err(|_| refusal("merchant_key_pem is not an RSA key of 2048 bits or more"))
}

fn theirs(secret: &VerifyKeySecret) -> Result<(Serial, ParsedPublicKey), SettingsError> {
    let name = &secret.serial;
    let sentence = |why: &str| refusal(&format!("verify key {name} {why}"));
    let printable = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    if name.is_empty() || !printable {
        return Err(refusal("the serial of a verify key is letters, digits and _"));
    }
    let spki = match (&secret.public_key_pem, &secret.certificate_pem) {
        (Some(pem), None) => SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| sentence("is not a public key in PEM"))?,
        (None, Some(pem)) => {
            let der = CertificateDer::from_pem_slice(pem.as_bytes())
                .map_err(|_| sentence("is not a certificate in PEM"))?;
            let certificate =
                EndEntityCert::try_from(&der).map_err(|_| sentence("is no certificate"))?;
            if Serial::new(&hex::encode(certificate.serial())) != Serial::new(name) {
                return Err(sentence("is not the serial number of its certificate"));
            }
            certificate.subject_public_key_info()
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(sentence("has either a public_key_pem or a certificate_pem"));
        }
    };
    let weak = || sentence("is not an RSA key of 2048 bits or more");
    let bits = PublicEncryptingKey::from_der(&spki).map_err(|_| weak())?.key_size_bits();
    if bits < 2048 {
        return Err(weak());
    }
    let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &*spki).map_err(|_| weak())?;
    Ok((Serial::new(name), key))
}

fn refusal(why: &str) -> SettingsError {
    SettingsError(format!("WeChat Pay: {why}"))
}
