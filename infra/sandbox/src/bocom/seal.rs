use super::keys::BankSide;
use aws_lc_rs::cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The bank's keys, and the merchant's public one.
pub(super) struct Seal {
    ours: KeyPair,
    next: KeyPair,
    merchant: Vec<u8>,
}

impl Seal {
    pub(super) fn new(account: &BankSide) -> Self {
        let bytes = |text: &str| STANDARD.decode(text).expect("base64 of a key");
        let key = |text: &str| KeyPair::from_pkcs8(&bytes(text)).expect("an RSA key in PKCS#8");
        Self {
            ours: key(&account.key),
            next: key(&account.next_key),
            merchant: bytes(&account.merchant_public),
        }
    }

    /// From now on the next key signs.
    pub(super) fn rotate(&mut self) {
        std::mem::swap(&mut self.ours, &mut self.next);
    }

    pub(super) fn sign(&self, text: &str) -> String {
        let mut signature = vec![0; self.ours.public_modulus_len()];
        self.ours
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .expect("a key of ours signs");
        STANDARD.encode(signature)
    }

    /// Whether the merchant signed `text`.
    pub(super) fn by_merchant(&self, text: &str, signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.merchant);
        key.verify(text.as_bytes(), &signature).is_ok()
    }

    /// `text` for the merchant's eyes: what hides it, and the wrapped key.
    pub(super) fn hide(&self, text: &str, key: [u8; 32]) -> (String, String) {
        let public = PublicEncryptingKey::from_der(&self.merchant).expect("an RSA key");
        let wraps = Pkcs1PublicEncryptingKey::new(public).expect("an RSA key");
        let mut room = vec![0; wraps.ciphertext_size()];
        let wrapped = wraps.encrypt(STANDARD.encode(key).as_bytes(), &mut room);
        let wrapped = STANDARD.encode(wrapped.expect("a key is short"));
        let cipher = UnboundCipherKey::new(&AES_256, &key).expect("32 bytes");
        let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(cipher).expect("a cipher");
        let mut hidden = text.as_bytes().to_vec();
        let none = EncryptionContext::Iv128(FixedLength::from([0; 16]));
        cipher.less_safe_encrypt(&mut hidden, none).expect("memory can be written");
        (STANDARD.encode(hidden), wrapped)
    }
}
