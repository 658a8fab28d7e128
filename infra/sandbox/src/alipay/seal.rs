use super::Keys;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};
use std::collections::BTreeMap;

/// The provider's keys, parsed, and the merchant's public one.
pub(super) struct Seal {
    first: KeyPair,
    second: KeyPair,
    app: ParsedPublicKey,
}

/// Which of the provider's keys signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    First,
    Second,
}

impl Signer {
    pub(super) fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

impl Seal {
    pub(super) fn new(keys: &Keys) -> Self {
        let key = |pem: &str| {
            let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("a key is PEM");
            KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("a key is RSA")
        };
        let app = SubjectPublicKeyInfoDer::from_pem_slice(keys.app.public_pem.as_bytes());
        let app = app.expect("the application's key is PEM");
        Self {
            first: key(&keys.first.key_pem),
            second: key(&keys.second.key_pem),
            app: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &*app)
                .expect("the application's key is RSA"),
        }
    }

    pub(super) fn signs(&self, text: &[u8], signer: Signer) -> String {
        let key = match signer {
            Signer::First => &self.first,
            Signer::Second => &self.second,
        };
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
            .expect("a parsed key signs");
        STANDARD.encode(signature)
    }

    /// Whether the merchant signed `text`.
    pub(super) fn holds(&self, text: &str, signature: &str) -> bool {
        let signature = STANDARD.decode(signature);
        signature.is_ok_and(|it| self.app.verify_sig(text.as_bytes(), &it).is_ok())
    }
}

/// What a merchant signs: all parameters that say something, but the signature.
pub(super) fn request_text(params: &BTreeMap<String, String>) -> String {
    pairs(params.iter().filter(|(name, value)| *name != "sign" && !value.is_empty()))
}

/// What the provider signs of a notice and of the way back: all but the signature and its kind.
pub(super) fn notice_text(fields: &BTreeMap<String, String>) -> String {
    pairs(fields.iter().filter(|(name, _)| !matches!(name.as_str(), "sign" | "sign_type")))
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}
