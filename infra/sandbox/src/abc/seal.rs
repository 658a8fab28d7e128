use super::keys::BankSide;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::GBK;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::ParsedCertificate;
use sha1_signature::Sha1SigningKey;

/// The bank's keys, and the merchant's certificate as it was registered.
pub(super) struct Seal {
    keys: [Sha1SigningKey; 2],
    /// Which of its keys the bank signs with.
    pub(super) current: usize,
    merchant: ParsedPublicKey,
}

impl Seal {
    /// # Panics
    /// If the keys are not keys.
    pub(super) fn new(account: &BankSide) -> Self {
        let key = |pem: &str| {
            let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
            let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("an RSA key");
            Sha1SigningKey::new(&key)
        };
        let der = CertificateDer::from_pem_slice(account.merchant_certificate.as_bytes());
        let der = der.expect("PEM");
        let certificate = ParsedCertificate::try_from(&der).expect("a certificate");
        let spki = certificate.subject_public_key_info();
        let merchant =
            ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, spki.as_ref());
        Self {
            keys: [key(&account.key_pem), key(&account.next_key_pem)],
            current: 0,
            merchant: merchant.expect("an RSA key"),
        }
    }

    /// The signature of `bytes` by the key of this place.
    pub(super) fn signs(&self, bytes: &[u8], place: usize) -> String {
        STANDARD.encode(self.keys[place].sign(bytes))
    }

    /// Whether the merchant signed `text`.
    pub(super) fn authentic(&self, text: &str, signature: &str) -> bool {
        let signature = STANDARD.decode(signature);
        signature.is_ok_and(|it| self.merchant.verify_sig(text.as_bytes(), &it).is_ok())
    }

    /// A signed answer, as the bank writes it.
    pub(super) fn envelope(&self, message: &str) -> Vec<u8> {
        let message = gbk(message);
        let signature = self.signs(&message, self.current);
        let tail = format!(r#","Signature-Algorithm":"SHA1withRSA","Signature":"{signature}"}}}}"#);
        [br#"{"MSG":{"Message":"#.as_slice(), &message, tail.as_bytes(), b"\r\n"].concat()
    }
}

/// Bytes as the bank writes them.
pub(super) fn gbk(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

/// Whether GBK can say all of it.
pub(super) fn sayable(text: &str) -> bool {
    !GBK.encode(text).2
}
