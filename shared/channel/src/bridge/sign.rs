//! Both sides share secrets, and each signs what it says with HMAC-SHA256.
//!
//! A request: method, path, timestamp, nonce and body, with a line break between any two. The path
//! is the call's name (`/place`; `/notice` of a notice) without what the address has before it, so
//! that a gateway in front may rewrite addresses. An answer: its status instead of the method, and
//! the nonce of the request, so that no old answer can be told for a new one.

use crate::NoticeError;
use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use domain::Timestamp;
use http::HeaderMap;

pub(super) const TIMESTAMP: &str = "bridge-timestamp";
pub(super) const NONCE: &str = "bridge-nonce";
pub(super) const SIGNATURE: &str = "bridge-signature";

/// Both sides believe each other's clocks to within five minutes.
const WINDOW_SECONDS: u64 = 300;

/// The secrets that both sides have: what we say is signed with the first, and what is signed with
/// any is believed. So a secret changes without an hour in which nothing works.
pub(super) struct Secrets(Vec<Key>);

/// All that is signed but the time and the body.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    /// `POST`, or the status of an answer.
    pub(super) what: &'a str,
    pub(super) path: &'a str,
    pub(super) nonce: &'a str,
}

impl Secrets {
    pub(super) fn new(secrets: &[String]) -> Self {
        Self(secrets.iter().map(|it| Key::new(HMAC_SHA256, it.as_bytes())).collect())
    }

    /// Our signature of what is said at `timestamp`.
    pub(super) fn sign(&self, said: Said, timestamp: i64, body: &[u8]) -> String {
        let first = self.0.first().expect("a checked account has a secret");
        hex::encode(hmac::sign(first, &to_sign(said, &timestamp.to_string(), body)))
    }

    /// Whether the other side said exactly these bytes, just now.
    pub(super) fn proved(
        &self,
        said: Said,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), NoticeError> {
        let timestamp = header(headers, TIMESTAMP)?;
        let signature = header(headers, SIGNATURE)?;
        let digits = timestamp.bytes().all(|it| it.is_ascii_digit());
        let second: i64 = timestamp.parse().map_err(|_| NoticeError::Garbled)?;
        if !digits {
            return Err(NoticeError::Garbled);
        }
        if now.as_second().abs_diff(second) >= WINDOW_SECONDS {
            return Err(NoticeError::Stale);
        }
        // One spelling only, so that not a bit of it can change.
        if signature.bytes().any(|it| it.is_ascii_uppercase()) {
            return Err(NoticeError::Forged);
        }
        let signature = hex::decode(signature).map_err(|_| NoticeError::Forged)?;
        let text = to_sign(said, timestamp, body);
        let held = self.0.iter().any(|key| hmac::verify(key, &text, &signature).is_ok());
        if held { Ok(()) } else { Err(NoticeError::Forged) }
    }
}

/// The one value of a header. Two would let two readers read two things.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, NoticeError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(NoticeError::Unsigned)?;
    if values.next().is_some() {
        return Err(NoticeError::Garbled);
    }
    value.to_str().map_err(|_| NoticeError::Forged)
}

fn to_sign(said: Said, timestamp: &str, body: &[u8]) -> Vec<u8> {
    let Said { what, path, nonce } = said;
    let mut text = format!("{what}\n{path}\n{timestamp}\n{nonce}\n").into_bytes();
    text.extend_from_slice(body);
    text
}
