use super::keys::{Fresh, Keys, Serial};
use super::wire::Sealed;
use crate::NoticeError;
use crate::rsa::VerifyKey;
use aws_lc_rs::aead::{Aad, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use http::HeaderMap;
use std::sync::Arc;

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
    /// The `Authorization` header for `request`.
    pub(super) fn authorization(&self, merchant: &str, request: &Request) -> String {
        let Request { timestamp, nonce, .. } = request;
        let signature = self.private.signs(request.to_sign().as_bytes());
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
        proved(headers, body, now, |serial| self.theirs(serial))
    }

    /// The same, where one of `fresh` may be the key.
    pub(super) fn proved_by(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
        fresh: &[Fresh],
    ) -> Result<(), NoticeError> {
        proved(headers, body, now, |serial| {
            let found = fresh.iter().find(|it| it.serial == *serial);
            found.map(|it| it.key.clone()).or_else(|| self.theirs(serial))
        })
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

fn proved(
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
    key: impl Fn(&Serial) -> Option<Arc<VerifyKey>>,
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
    let key = key(&Serial::new(serial)).ok_or(NoticeError::UnknownKey)?;
    let message = [timestamp.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat();
    if key.proves(&message, signature) { Ok(()) } else { Err(NoticeError::Forged) }
}
