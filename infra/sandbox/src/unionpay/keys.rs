use crate::draw::{digits, drawn, pem};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyUsagePurpose, PKCS_RSA_SHA256, SerialNumber, date_time_ymd,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// An account with the sandbox: what the merchant knows of it, and what UnionPay does.
#[derive(Clone, Serialize, Deserialize)]
pub struct Keys {
    pub merchant_id: String,
    pub merchant_key_pem: String,
    pub merchant_certificate_pem: String,
    /// Serial number of the merchant's certificate, in decimal.
    pub merchant_certificate_id: String,
    pub merchant_public_pem: String,
    pub root_pem: String,
    pub middle_pem: String,
    /// Signs now.
    pub first: Signing,
    /// Signs after the next change.
    pub second: Signing,
    /// Signed until it ran out.
    pub expired: Signing,
    /// Another company's, by the same authority.
    pub other: Signing,
    /// In the right name, by an authority that only calls itself so.
    pub rogue: Signing,
}

/// A key and its certificate.
#[derive(Clone, Serialize, Deserialize)]
pub struct Signing {
    pub key_pem: String,
    pub certificate_pem: String,
}

/// Years in which a certificate is valid.
type Years = (i32, i32);

const LONG: Years = (2020, 2049);
const NAME: &str = "041@Z12@中国银联股份有限公司@00000001";
const OTHER: &str = "041@Z12@某某网络科技有限公司@00000001";

struct Rsa {
    key: rcgen::KeyPair,
    pem: String,
    public_pem: String,
}

impl Keys {
    /// Draws a new account: a root, a middle, a merchant, and two keys that sign in turn.
    pub fn draw() -> Self {
        let (root, middle, merchant) = (Rsa::draw(), Rsa::draw(), Rsa::draw());
        let (first, second) = (Rsa::draw(), Rsa::draw());
        let merchant_id = format!("777{}", digits(12));
        let merchant_name = format!("041@Z2026-01-01@{merchant_id}:SIGN@00000001");

        let root_params = authority("SANDBOX ROOT CS CA");
        let root_pem = root_params.self_signed(&root.key).expect("constants can be signed");
        let root_pem = pem("CERTIFICATE", root_pem.der());
        let by_root = Issuer::new(root_params, &root.key);
        let middle_params = authority("SANDBOX OCA1");
        let middle_pem = middle_params.signed_by(&middle.key, &by_root);
        let middle_pem = pem("CERTIFICATE", middle_pem.expect("constants can be signed").der());
        let by_rogue = Issuer::new(middle_params.clone(), &merchant.key);
        let by_middle = Issuer::new(middle_params, &middle.key);

        let signing = |rsa: &Rsa, certificate: String| Signing {
            key_pem: rsa.pem.clone(),
            certificate_pem: certificate,
        };
        let (merchant_certificate_id, merchant_certificate_pem) =
            leaf(&merchant_name, LONG, &merchant, &by_middle);
        Self {
            merchant_id,
            merchant_key_pem: merchant.pem.clone(),
            merchant_certificate_pem,
            merchant_certificate_id,
            merchant_public_pem: merchant.public_pem.clone(),
            root_pem,
            middle_pem,
            first: signing(&first, leaf(NAME, LONG, &first, &by_middle).1),
            second: signing(&second, leaf(NAME, LONG, &second, &by_middle).1),
            expired: signing(&first, leaf(NAME, (2015, 2017), &first, &by_middle).1),
            other: signing(&second, leaf(OTHER, LONG, &second, &by_middle).1),
            rogue: signing(&second, leaf(NAME, LONG, &second, &by_rogue).1),
        }
    }

    /// What the platform takes as UnionPay's part of its secret.
    pub fn account(&self) -> Value {
        json!({
            "merchant_id": self.merchant_id,
            "sign_key_pem": self.merchant_key_pem,
            "sign_certificate_pem": self.merchant_certificate_pem,
            "roots": [self.root_pem],
            "middles": [self.middle_pem],
            "check_cn": true,
            "environment": "production",
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.merchant_id)
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

fn named(name: &str, years: Years) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "CN");
    subject.push(DnType::OrganizationName, "Sandbox CA");
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 12, 31);
    params
}

fn authority(name: &str) -> CertificateParams {
    let mut params = named(name, LONG);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// A certificate for clients, as theirs are: its serial number in decimal and its PEM.
fn leaf(name: &str, years: Years, key: &Rsa, by: &Issuer<'_, &rcgen::KeyPair>) -> (String, String) {
    let mut params = named(name, years);
    params.is_ca = IsCa::ExplicitNoCa;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let mut serial = drawn::<16>();
    // Positive and of full length: too long for 64 bits, as real ones are.
    serial[0] = 0x40 | (serial[0] & 0x3F);
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    let certificate = params.signed_by(&key.key, by).expect("constants can be signed");
    (u128::from_be_bytes(serial).to_string(), pem("CERTIFICATE", certificate.der()))
}
