use super::Wechat;
use super::keys::{Fresh, Keys};
use super::wire::Listed;
use crate::{ChannelError, Doubt, NoticeError};
use domain::Timestamp;
use http::{HeaderMap, Method, StatusCode};
use jiff::SignedDuration;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// When the provider's certificates were last asked for, and whether something wants them.
#[derive(Default)]
pub(super) struct Renewal {
    wanted: AtomicBool,
    asked: Mutex<Option<Timestamp>>,
}

impl Renewal {
    /// Anybody can name an unknown key, and the provider counts our questions.
    const GAP: SignedDuration = SignedDuration::from_mins(5);

    /// Something named a key that we do not have.
    pub(super) fn want(&self) {
        self.wanted.store(true, Ordering::Relaxed);
    }

    fn wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }

    /// Whether it is time to ask at `now`; if so, it counts as asked.
    fn begins(&self, now: Timestamp) -> bool {
        let mut asked = self.asked.lock().expect("nothing panics while it holds it");
        let due = asked.is_none_or(|last| now.duration_since(last).abs() >= Self::GAP);
        if due {
            *asked = Some(now);
            self.wanted.store(false, Ordering::Relaxed);
        }
        due
    }
}

impl Wechat {
    /// Whether the provider signed an answer. If it names a key that we do not have, its
    /// certificates are fetched, and the same bytes are looked at once more.
    pub(super) async fn proved(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), NoticeError> {
        let now = self.outside.clock.now();
        let proof = self.keys.proved(headers, body, now);
        if proof != Err(NoticeError::UnknownKey) {
            return proof;
        }
        self.renewal.want();
        match self.renew().await {
            Ok(()) => self.keys.proved(headers, body, now),
            Err(error) => {
                tracing::warn!(channel = "wechat", "its certificates cannot be fetched: {error}");
                proof
            }
        }
    }

    /// Fetches the provider's certificates, if something named a key that we lack or we have
    /// none, and not more than once in five minutes.
    pub(super) async fn renew(&self) -> Result<(), ChannelError> {
        let wanted = self.renewal.wanted() || self.keys.preferred().is_none();
        if !wanted || !self.renewal.begins(self.outside.clock.now()) {
            return Ok(());
        }
        let fresh = match self.listed().await {
            // One of their wrong signatures on purpose: never twice running.
            Err(ChannelError::Unsure(Doubt::Unproved(NoticeError::Forged))) => {
                self.listed().await?
            }
            listed => listed?,
        };
        for serial in self.keys.keep(fresh) {
            tracing::warn!(channel = "wechat", serial, "a certificate that settings lack");
        }
        Ok(())
    }

    /// The provider's certificates. The list may be proved by one of those that it brings.
    async fn listed(&self) -> Result<Vec<Fresh>, ChannelError> {
        let (parts, body) = self.send(&Method::GET, "/v3/certificates", "").await?;
        if parts.status != StatusCode::OK {
            return Err(Doubt::Status { status: parts.status.as_u16(), code: String::new() }.into());
        }
        let now = self.outside.clock.now();
        let fresh = self.keys.sealed_in(&body, now).map_err(Doubt::Unproved)?;
        self.keys.proved_by(&parts.headers, &body, now, &fresh).map_err(Doubt::Unproved)?;
        Ok(fresh)
    }
}

impl Keys {
    /// The certificates in a list of theirs that is not proved yet: the key that proves it may be
    /// one of these. Each is sealed with the key that only the provider and we have.
    fn sealed_in(&self, body: &[u8], now: Timestamp) -> Result<Vec<Fresh>, NoticeError> {
        let listed: Listed = serde_json::from_slice(body).map_err(|_| NoticeError::Garbled)?;
        let mut fresh = Vec::new();
        for item in listed.data {
            let pem = self.open(&item.encrypt_certificate)?;
            let pem = String::from_utf8(pem).map_err(|_| NoticeError::Garbled)?;
            // An expired one may still be listed; it proves nothing any more.
            if let Ok(key) = Fresh::new(&item.serial_no, &pem, item.since(), now) {
                fresh.push(key);
            }
        }
        Ok(fresh)
    }
}
