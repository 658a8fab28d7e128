use crate::draw::digits;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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
    pub app_id: String,
    pub merchant_id: String,
    /// Base64 of PKCS#8.
    pub key: String,
    /// Base64 of SPKI: the key in use and the one that comes after it.
    pub bank_keys: Vec<String>,
    pub page_scene: String,
    pub absent_codes: Vec<String>,
    pub encrypted_notices: bool,
    pub environment: String,
}

/// What the bank knows of the account and of itself.
#[derive(Clone, Serialize, Deserialize)]
pub struct BankSide {
    pub app_id: String,
    pub merchant_id: String,
    /// Base64 of SPKI.
    pub merchant_public: String,
    /// Base64 of PKCS#8.
    pub key: String,
    /// What it will sign with once it has changed its key.
    pub next_key: String,
    pub page_scene: String,
}

impl Keys {
    /// The code by which this bank says that it knows no such order.
    pub(super) const ABSENT: &str = "MPNG0404";

    /// Draws a new account: three RSA keys.
    pub fn draw() -> Self {
        let (merchant_key, merchant_public) = rsa();
        let ((key, public), (next_key, next_public)) = (rsa(), rsa());
        let app_id = format!("app{}", digits(12));
        let merchant_id = digits(15);
        let page_scene = "B2C-CASHIER-SANDBOX".to_owned();
        Self {
            merchant: MerchantSide {
                app_id: app_id.clone(),
                merchant_id: merchant_id.clone(),
                key: merchant_key,
                bank_keys: vec![public, next_public],
                page_scene: page_scene.clone(),
                absent_codes: vec![Self::ABSENT.to_owned()],
                encrypted_notices: false,
                environment: "production".to_owned(),
            },
            bank: BankSide { app_id, merchant_id, merchant_public, key, next_key, page_scene },
        }
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

/// A new RSA key: private and public, base64 of DER.
fn rsa() -> (String, String) {
    let key = KeyPair::generate(KeySize::Rsa2048).expect("aws-lc draws RSA keys");
    let private: Pkcs8V1Der<'_> = key.as_der().expect("a key can be written");
    let public: PublicKeyX509Der<'_> = key.public_key().as_der().expect("a key can be written");
    (STANDARD.encode(private.as_ref()), STANDARD.encode(public.as_ref()))
}
