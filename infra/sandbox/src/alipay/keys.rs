use crate::draw::{digits, drawn, pem};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use md5::{Digest, Md5};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyUsagePurpose,
    PKCS_RSA_SHA256, SerialNumber, date_time_ymd,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// An account with the sandbox: what the merchant knows of it, and what Alipay does.
#[derive(Clone, Serialize, Deserialize)]
pub struct Keys {
    /// Whether the application is in certificate mode.
    pub certified: bool,
    pub app_id: String,
    pub seller_id: String,
    pub app: Signing,
    pub root_pem: String,
    pub root_sn: String,
    /// Alipay signs by it now.
    pub first: Signing,
    /// Alipay signs by it after the next change.
    pub second: Signing,
}

/// A key and its certificate.
#[derive(Clone, Serialize, Deserialize)]
pub struct Signing {
    pub key_pem: String,
    pub public_pem: String,
    pub certificate_pem: String,
    /// How the provider calls the certificate.
    pub sn: String,
}

struct Rsa {
    key: rcgen::KeyPair,
    pem: String,
    public_pem: String,
}

const ROOT: &str = "Sandbox Alipay Root R1";

impl Keys {
    /// Draws a new account in certificate mode, in which the provider can change its key.
    pub fn draw() -> Self {
        let root = Rsa::draw();
        let mut params = named(ROOT, "Certification Authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let (serial, root_sn) = serial();
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        let root_pem = params.self_signed(&root.key).expect("constants can be signed");
        let root_pem = pem("CERTIFICATE", root_pem.der());
        let by = Issuer::new(params, &root.key);
        let app_id = format!("2021{}", digits(12));
        Self {
            certified: true,
            app: Signing::draw(&format!("Sandbox Application {app_id}"), &by),
            app_id,
            seller_id: format!("2088{}", digits(12)),
            root_pem,
            root_sn,
            first: Signing::draw("Sandbox Alipay", &by),
            second: Signing::draw("Sandbox Alipay", &by),
        }
    }

    /// The same account in public-key mode.
    #[must_use]
    pub fn by_public_keys(self) -> Self {
        Self { certified: false, ..self }
    }

    /// What the platform takes as Alipay's part of its secret.
    pub fn account(&self) -> Value {
        let mode = if self.certified {
            json!({ "certificates": {
                "app": self.app.certificate_pem,
                "alipay": self.first.certificate_pem,
                "root": self.root_pem,
            } })
        } else {
            json!({ "public_key": self.first.public_pem })
        };
        json!({
            "app_id": self.app_id,
            "seller_id": self.seller_id,
            "app_key_pem": self.app.key_pem,
            "mode": mode,
            "environment": "production",
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.seller_id)
    }
}

impl Signing {
    fn draw(name: &str, by: &Issuer<'_, &rcgen::KeyPair>) -> Self {
        let rsa = Rsa::draw();
        let mut params = named(name, "Alipay");
        params.is_ca = IsCa::ExplicitNoCa;
        let (serial, sn) = serial();
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        let certificate = params.signed_by(&rsa.key, by).expect("constants can be signed");
        let certificate_pem = pem("CERTIFICATE", certificate.der());
        Self { key_pem: rsa.pem, public_pem: rsa.public_pem, certificate_pem, sn }
    }
}

impl Rsa {
    fn draw() -> Self {
        let key = KeyPair::generate(KeySize::Rsa2048).expect("aws-lc draws RSA keys");
        let private: Pkcs8V1Der<'_> = key.as_der().expect("a key can be written");
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().expect("a key can be written");
        let der = PrivatePkcs8KeyDer::from(private.as_ref());
        let key = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256);
        Self {
            key: key.expect("the key that was just drawn"),
            pem: pem("PRIVATE KEY", private.as_ref()),
            public_pem: pem("PUBLIC KEY", public.as_ref()),
        }
    }
}

/// A name in the order in which theirs are encoded.
fn named(name: &str, unit: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "CN");
    subject.push(DnType::OrganizationName, "Sandbox");
    subject.push(DnType::OrganizationalUnitName, unit);
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
    params
}

/// A serial number and how the provider calls a certificate of the root's that has it: a hash over
/// the issuer's name, last part first, and the number in decimal.
fn serial() -> ([u8; 16], String) {
    let mut serial = drawn::<16>();
    // Positive and of full length: too long for 64 bits, as real ones are.
    serial[0] = 0x40 | (serial[0] & 0x3F);
    let issuer = format!("CN={ROOT},OU=Certification Authority,O=Sandbox,C=CN");
    let named = format!("{issuer}{}", u128::from_be_bytes(serial));
    (serial, hex::encode(Md5::digest(named)))
}
