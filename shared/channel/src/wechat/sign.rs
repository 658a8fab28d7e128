use super::keys::{Keys, Serial};
use super::wire::Sealed;
use crate::NoticeError;
use aws_lc_rs::aead::{Aad, Nonce};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use http::HeaderMap;

/// Both sides believe each other's clocks to within five minutes.
const WINDOW_SECONDS: u64 = 300;

/// What is signed of a request, in their order.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    /// Path and query exactly as they stand on the wire.
    pub(super) path: &'a str,
    pub(super) timestamp: i64,
    pub(super) nonce: &'a str,
    pub(super) body: &'a str,
}

impl Request<'_> {
    pub(super) fn to_sign(&self) -> String {
        let Self { method, path, timestamp, nonce, body } = self;
        format!("{method}\n{path}\n{timestamp}\n{nonce}\n{body}\n")
    }
}

impl Keys {
    /// Our signature of `text`, as their headers carry it.
    pub(super) fn sign(&self, text: &str) -> String {
        let mut signature = vec![0; self.private.public_modulus_len()];
        // PKCS #1 v1.5 draws nothing; aws-lc ignores the generator that ring's interface wants.
        self.private
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .expect("a checked key signs");
        STANDARD.encode(signature)
    }

    /// The `Authorization` header for `request`.
    pub(super) fn authorization(&self, merchant: &str, request: &Request) -> String {
        let Request { timestamp, nonce, .. } = request;
        let signature = self.sign(&request.to_sign());
        let serial = &self.serial;
        format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{merchant}\",nonce_str=\"{nonce}\",\
             signature=\"{signature}\",timestamp=\"{timestamp}\",serial_no=\"{serial}\""
        )
    }

    /// Whether the provider signed exactly these bytes, just now.
    ///
    /// Probes with a deliberately wrong signature (`WECHATPAY/SIGNTEST/…`) fail here like any
    /// other forgery, which is what they test.
    pub(super) fn proved(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), NoticeError> {
        let header = |name: &str| {
            let value = headers.get(name).ok_or(NoticeError::Unsigned)?;
            value.to_str().map_err(|_| NoticeError::Forged)
        };
        let timestamp = header("wechatpay-timestamp")?;
        let nonce = header("wechatpay-nonce")?;
        let signature = header("wechatpay-signature")?;
        let serial = header("wechatpay-serial")?;

        let digits = timestamp.bytes().all(|it| it.is_ascii_digit());
        let said: i64 = timestamp.parse().map_err(|_| NoticeError::Garbled)?;
        if !digits {
            return Err(NoticeError::Garbled);
        }
        if now.as_second().abs_diff(said) >= WINDOW_SECONDS {
            return Err(NoticeError::Stale);
        }
        let key = self.theirs.get(&Serial::new(serial)).ok_or(NoticeError::UnknownKey)?;
        let signature = STANDARD.decode(signature).map_err(|_| NoticeError::Forged)?;
        let message = [timestamp.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat();
        key.verify_sig(&message, &signature).map_err(|_| NoticeError::Forged)
    }

    /// What a sealed part holds. Nothing of it is seen before the seal held.
    pub(super) fn open(&self, sealed: &Sealed) -> Result<Vec<u8>, NoticeError> {
        if sealed.algorithm != "AEAD_AES_256_GCM" {
            return Err(NoticeError::Garbled);
        }
        let nonce = Nonce::try_assume_unique_for_key(sealed.nonce.as_bytes());
        let nonce = nonce.map_err(|_| NoticeError::Garbled)?;
        let mut text = STANDARD.decode(&sealed.ciphertext).map_err(|_| NoticeError::Garbled)?;
        let aad = Aad::from(sealed.associated_data.as_bytes());
        let opened = self.seal.open_in_place(nonce, aad, &mut text);
        let length = opened.map_err(|_| NoticeError::Forged)?.len();
        text.truncate(length);
        Ok(text)
    }
}
