use crate::draw::{digits, pem};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use rcgen::{CertificateParams, DnType, PKCS_RSA_SHA256};
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// An account with the sandbox: what the merchant knows of it, and what the bank does.
#[derive(Clone, Serialize, Deserialize)]
pub struct Keys {
    pub merchant: MerchantSide,
    pub bank: BankSide,
}

/// What the merchant has. As JSON it is what the platform takes as this channel's part.
#[derive(Clone, Serialize, Deserialize)]
pub struct MerchantSide {
    pub merchant_id: String,
    pub key_pem: String,
    pub certificate_pem: String,
    /// Those in use and those that come after them.
    pub bank_certificates: Vec<String>,
    pub payment_type: String,
    pub settle: Vec<String>,
    pub ask: Value,
}

/// What the bank knows of the account and of itself.
#[derive(Clone, Serialize, Deserialize)]
pub struct BankSide {
    pub merchant_id: String,
    pub merchant_certificate: String,
    pub key_pem: String,
    /// What it will sign with once it has changed its certificate.
    pub next_key_pem: String,
}

impl Keys {
    /// The code by which this bank says that it knows no such order.
    pub(super) const ABSENT: &str = "APE009";

    /// The code by which this bank says that a day is not over.
    pub(super) const NOT_YET: &str = "APE010";

    /// Draws a new account: three RSA keys and their certificates.
    pub fn draw() -> Self {
        let merchant_id = format!("10388{}", digits(10));
        let name = format!("EBUS.merchant.{merchant_id}.{merchant_id}.0000");
        let (key_pem, certificate_pem) = pair(&name);
        let ((bank_key, bank), (next_key_pem, next)) =
            (pair("MainServer.0001"), pair("MainServer.0002"));
        Self {
            merchant: MerchantSide {
                merchant_id: merchant_id.clone(),
                key_pem,
                certificate_pem: certificate_pem.clone(),
                bank_certificates: vec![bank, next],
                payment_type: "A".to_owned(),
                settle: vec!["Settle".to_owned(), "SettleAliWx".to_owned()],
                ask: Self::asks(),
            },
            bank: BankSide {
                merchant_id,
                merchant_certificate: certificate_pem,
                key_pem: bank_key,
                next_key_pem,
            },
        }
    }

    /// What the bank told the merchant of its own codes.
    pub fn asks() -> Value {
        json!({ "absent_codes": [Self::ABSENT], "not_yet_codes": [Self::NOT_YET] })
    }

    /// What the platform takes as the bank's part of its secret.
    pub fn account(&self) -> Value {
        json!(self.merchant)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.bank.merchant_id)
    }
}

/// A new RSA key and a certificate that it signed itself.
fn pair(name: &str) -> (String, String) {
    let key = KeyPair::generate(KeySize::Rsa2048).expect("aws-lc draws RSA keys");
    let der: Pkcs8V1Der<'_> = key.as_der().expect("a key can be written");
    let der = PrivatePkcs8KeyDer::from(der.as_ref());
    let signer = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256);
    let signer = signer.expect("the key that was just drawn");
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2044, 1, 1);
    let certificate = params.self_signed(&signer).expect("a certificate of constants is signed");
    (pem("PRIVATE KEY", der.secret_pkcs8_der()), pem("CERTIFICATE", certificate.der()))
}
