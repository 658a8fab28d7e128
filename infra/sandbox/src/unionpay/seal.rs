use super::keys::{Keys, Signing};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};
use std::collections::BTreeMap;

/// A message, field by field.
pub(super) type Fields = BTreeMap<String, String>;

/// Who signs what UnionPay says, and what is wrong with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    First,
    Second,
    /// Its certificate has run out.
    Expired,
    /// Another company.
    Other,
    /// Nobody: its authority is made up.
    Rogue,
}

/// Signs and verifies as UnionPay does.
pub(super) struct Seal {
    merchant: ParsedPublicKey,
    signers: Vec<(Signer, KeyPair, String)>,
}

impl Seal {
    pub(super) fn new(keys: &Keys) -> Self {
        let spki = SubjectPublicKeyInfoDer::from_pem_slice(keys.merchant_public_pem.as_bytes());
        let spki = spki.expect("the account has a public key");
        let merchant = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &*spki);
        let signer = |signer, it: &Signing| {
            let der = PrivatePkcs8KeyDer::from_pem_slice(it.key_pem.as_bytes()).expect("a key");
            let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("an RSA key");
            // Their PEM has the line breaks of another system, and none at the end.
            (signer, key, it.certificate_pem.trim_end().replace('\n', "\r\n"))
        };
        Self {
            merchant: merchant.expect("the account has an RSA key"),
            signers: vec![
                signer(Signer::First, &keys.first),
                signer(Signer::Second, &keys.second),
                signer(Signer::Expired, &keys.expired),
                signer(Signer::Other, &keys.other),
                signer(Signer::Rogue, &keys.rogue),
            ],
        }
    }

    /// Whether the merchant signed `fields`.
    pub(super) fn merchants(&self, fields: &Fields) -> bool {
        let signature = fields.get("signature").map(|it| STANDARD.decode(it));
        let Some(Ok(signature)) = signature else { return false };
        self.merchant.verify_sig(print(fields).as_bytes(), &signature).is_ok()
    }

    /// `fields` with the certificate and the signature of `signer`.
    pub(super) fn signed(&self, mut fields: Fields, signer: Signer) -> Fields {
        let known = self.signers.iter().find(|it| it.0 == signer).expect("every signer has a key");
        let (_, key, pem) = known;
        fields.remove("signature");
        fields.insert("signPubKeyCert".to_owned(), pem.clone());
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            print(&fields).as_bytes(),
            &mut signature,
        )
        .expect("a key that was drawn signs");
        fields.insert("signature".to_owned(), STANDARD.encode(signature));
        fields
    }
}

/// The text that is signed: all but the signature, by name, values as they are.
pub(super) fn text(fields: &Fields) -> String {
    let signed = fields.iter().filter(|(name, _)| *name != "signature");
    signed.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// All of it, as an answer has it.
pub(super) fn joined(fields: &Fields) -> String {
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// RSA signs the digits of the text's digest.
fn print(fields: &Fields) -> String {
    hex::encode(digest(&SHA256, text(fields).as_bytes()))
}
