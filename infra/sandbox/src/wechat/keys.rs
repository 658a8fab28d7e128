use super::telephone::Telephone;
use crate::draw::{digits, drawn, pem};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use rcgen::{CertificateParams, DnType, PKCS_RSA_SHA256, SerialNumber};
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

/// What the merchant keeps secret. As JSON it is what the platform takes as `keys`.
#[derive(Clone, Serialize, Deserialize)]
pub struct MerchantSide {
    pub merchant_serial: String,
    pub merchant_key_pem: String,
    pub merchant_certificate_pem: String,
    pub apiv3_key: String,
    pub verify_keys: Vec<VerifyKey>,
}

/// A key with which the merchant verifies the bank.
#[derive(Clone, Serialize, Deserialize)]
pub struct VerifyKey {
    pub serial: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key_pem: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_pem: Option<String>,
}

/// What the bank knows of the account and of itself.
#[derive(Clone, Serialize, Deserialize)]
pub struct BankSide {
    pub app_id: String,
    /// The official account's secret.
    pub app_secret: String,
    pub merchant_id: String,
    pub merchant_serial: String,
    pub merchant_public_pem: String,
    pub apiv3_key: String,
    pub key_pem: String,
    pub public_key_id: String,
    pub certificate_serial: String,
    pub certificate_pem: String,
    /// What follows that certificate when the bank changes its keys.
    pub next: NextCertificate,
}

/// The certificate that the bank changes to, with its own key.
#[derive(Clone, Serialize, Deserialize)]
pub struct NextCertificate {
    pub serial: String,
    pub key_pem: String,
    pub certificate_pem: String,
}

impl BankSide {
    /// Whoever holds `telephone`, as the official account knows them.
    pub(super) fn openid(&self, telephone: Telephone) -> String {
        format!("oSandbox{}{:04}", self.app_id.get(2..).unwrap_or_default(), telephone.0)
    }

    /// Whether `openid` is of this official account: to another one the same person has another.
    pub(super) fn knows(&self, openid: &str) -> bool {
        Telephone::all().any(|it| openid == self.openid(it))
    }
}

impl Keys {
    /// Draws a new account: three RSA keys, their certificates, and the key that seals notices.
    pub fn draw() -> Self {
        let (key_pem, public_pem, der) = rsa();
        let (merchant_key_pem, merchant_public_pem, merchant_der) = rsa();
        let (next_key_pem, _, next_der) = rsa();
        let (certificate_serial, certificate_pem) = certificate(&der);
        let (next_serial, next_certificate_pem) = certificate(&next_der);
        let (merchant_serial, merchant_certificate_pem) = certificate(&merchant_der);
        let next = NextCertificate {
            serial: next_serial,
            key_pem: next_key_pem,
            certificate_pem: next_certificate_pem,
        };
        let merchant_id = format!("19{}", digits(8));
        let public_key_id = format!("PUB_KEY_ID_0{merchant_id}{}", digits(20));
        let apiv3_key = hex::encode(drawn::<16>());
        let merchant = MerchantSide {
            merchant_serial: merchant_serial.clone(),
            merchant_key_pem,
            merchant_certificate_pem,
            apiv3_key: apiv3_key.clone(),
            verify_keys: vec![
                VerifyKey {
                    serial: public_key_id.clone(),
                    public_key_pem: Some(public_pem),
                    certificate_pem: None,
                },
                VerifyKey {
                    serial: certificate_serial.clone(),
                    public_key_pem: None,
                    certificate_pem: Some(certificate_pem.clone()),
                },
            ],
        };
        let bank = BankSide {
            app_id: format!("wx{}", hex::encode(drawn::<8>())),
            app_secret: hex::encode(drawn::<16>()),
            merchant_id,
            merchant_serial,
            merchant_public_pem,
            apiv3_key,
            key_pem,
            public_key_id,
            certificate_serial,
            certificate_pem,
            next,
        };
        Self { merchant, bank }
    }

    /// What the platform takes as WeChat Pay's part of its secret.
    pub fn account(&self) -> Value {
        json!({
            "app_id": self.bank.app_id,
            "app_secret": self.bank.app_secret,
            "merchant_id": self.bank.merchant_id,
            "keys": self.merchant,
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.bank.merchant_id)
    }
}

/// A new RSA key: private PEM, public PEM, and the private DER.
fn rsa() -> (String, String, Vec<u8>) {
    let key = KeyPair::generate(KeySize::Rsa2048).expect("aws-lc draws RSA keys");
    let private: Pkcs8V1Der<'_> = key.as_der().expect("a key can be written");
    let public: PublicKeyX509Der<'_> = key.public_key().as_der().expect("a key can be written");
    let der = private.as_ref().to_vec();
    (pem("PRIVATE KEY", &der), pem("PUBLIC KEY", public.as_ref()), der)
}

/// A self-signed certificate, of the shape that the provider hands out: its serial and its PEM.
fn certificate(der: &[u8]) -> (String, String) {
    let der = PrivatePkcs8KeyDer::from(der);
    let key = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256);
    let key = key.expect("the key that was just drawn");
    let mut serial = drawn::<20>();
    // A positive number of full length: what the provider's own look like.
    serial[0] = 0x50 | (serial[0] & 0x0F);
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.distinguished_name.push(DnType::CommonName, "Sandbox Certificate");
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2044, 1, 1);
    let certificate = params.self_signed(&key).expect("a certificate of constants can be signed");
    (hex::encode_upper(serial), pem("CERTIFICATE", certificate.der()))
}
