use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, PublicEncryptingKey};
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use webpki::EndEntityCert;

/// Our own RSA key. Signatures are PKCS #1 v1.5, so the same text is always signed the same.
pub(crate) struct SigningKey(KeyPair);

/// Why a text holds no key that can work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyError {
    /// It is not written like a key of that sort.
    Unreadable,
    /// It is a key, but not RSA, or too short to be safe.
    Weak,
}

impl SigningKey {
    /// A private key in PEM, PKCS#8 or PKCS#1.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let der =
            PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| KeyError::Unreadable)?;
        // aws-lc refuses keys of fewer than 2048 bits by itself.
        let key = if let PrivateKeyDer::Pkcs1(der) = &der {
            KeyPair::from_der(der.secret_pkcs1_der())
        } else {
            KeyPair::from_pkcs8(der.secret_der())
        };
        key.map(Self).map_err(|_| KeyError::Weak)
    }

    /// A private key as base64 of DER, PKCS#8 or PKCS#1, as some providers hand it out.
    pub(crate) fn from_base64(text: &str) -> Result<Self, KeyError> {
        let plain: String = text.split_whitespace().collect();
        let der = STANDARD.decode(plain).map_err(|_| KeyError::Unreadable)?;
        let key = KeyPair::from_pkcs8(&der).or_else(|_| KeyPair::from_der(&der));
        key.map(Self).map_err(|_| KeyError::Weak)
    }

    /// RSA with SHA-256 over `text`, in base64.
    pub(crate) fn signs(&self, text: &[u8]) -> String {
        let mut signature = vec![0; self.0.public_modulus_len()];
        // PKCS #1 v1.5 draws nothing; aws-lc ignores the generator that ring's interface wants.
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
            .expect("a checked key signs");
        STANDARD.encode(signature)
    }

    /// Whether `theirs` is the public half of this key.
    pub(crate) fn is_half_of(&self, theirs: &VerifyKey) -> bool {
        is_written_as(&self.0, &theirs.spki)
    }
}

/// Whether `spki` (DER) says the public half of `key`. Signing something to see would cost a cold
/// start more than all else about a key.
pub(crate) fn is_written_as(key: &KeyPair, spki: &[u8]) -> bool {
    let own: Result<PublicKeyX509Der<'_>, _> = key.public_key().as_der();
    own.is_ok_and(|it| it.as_ref() == spki)
}

/// A provider's RSA key, of 2048 bits or more.
#[derive(Clone)]
pub(crate) struct VerifyKey {
    key: ParsedPublicKey,
    spki: Vec<u8>,
}

impl VerifyKey {
    /// A public key in PEM.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let spki = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| KeyError::Unreadable)?;
        Self::from_spki(&spki)
    }

    /// A public key as base64 of DER, as some providers hand it out.
    pub(crate) fn from_base64(text: &str) -> Result<Self, KeyError> {
        let plain: String = text.split_whitespace().collect();
        let spki = STANDARD.decode(plain).map_err(|_| KeyError::Unreadable)?;
        Self::from_spki(&spki)
    }

    /// The key in a certificate, whose dates and issuer are somebody else's to check.
    pub(crate) fn from_certificate(pem: &str) -> Result<Self, KeyError> {
        Self::from_spki(&spki_of_certificate(pem)?)
    }

    /// The key that `spki` (DER) says.
    pub(crate) fn from_spki(spki: &[u8]) -> Result<Self, KeyError> {
        let bits = PublicEncryptingKey::from_der(spki).map_err(|_| KeyError::Weak)?.key_size_bits();
        if bits < 2048 {
            return Err(KeyError::Weak);
        }
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, spki);
        let key = key.map_err(|_| KeyError::Weak)?;
        Ok(Self { key, spki: spki.to_vec() })
    }

    /// Whether `signature` (base64) is this key's over `text`.
    pub(crate) fn proves(&self, text: &[u8], signature: &str) -> bool {
        let signature = STANDARD.decode(signature);
        signature.is_ok_and(|it| self.key.verify_sig(text, &it).is_ok())
    }
}

/// The key of a provider that still signs with SHA-1, of 1024 bits or more. A type of its own, so
/// that no other provider is ever believed on such a signature.
#[derive(Clone)]
pub(crate) struct LegacyKey(ParsedPublicKey);

impl LegacyKey {
    /// The key that `spki` (DER) says.
    pub(crate) fn from_spki(spki: &[u8]) -> Result<Self, KeyError> {
        let key = ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, spki);
        key.map(Self).map_err(|_| KeyError::Weak)
    }

    /// Whether `signature` is this key's over `text`.
    pub(crate) fn proves(&self, text: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(text, signature).is_ok()
    }
}

fn spki_of_certificate(pem: &str) -> Result<Vec<u8>, KeyError> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| KeyError::Unreadable)?;
    let certificate = EndEntityCert::try_from(&der).map_err(|_| KeyError::Unreadable)?;
    Ok(certificate.subject_public_key_info().to_vec())
}
