use crate::{Brought, Next, SsoError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use serde::{Deserialize, Serialize};

/// Bytes that nobody foresees, of which a trip is made.
pub type Drawn = [u8; 64];

/// A sign-on that began in some browser, which keeps this, sealed, until it comes back.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trip {
    /// Goes to the campus and comes back: the way back belongs to this trip.
    pub(crate) state: String,
    /// Comes back within what an OIDC provider signs.
    pub(crate) nonce: String,
    /// Proves to an OIDC provider that whoever brings the code is who began (PKCE).
    pub(crate) verifier: String,
    pub(crate) next: Next,
    /// When it began, in Unix time.
    pub(crate) began: i64,
}

impl Trip {
    /// Seconds that somebody has for typing a password at the campus.
    pub const LIFE: i64 = 600;

    pub(crate) fn begin(next: Next, drawn: &Drawn, now: Timestamp) -> Self {
        let (state, rest) = drawn.split_at(16);
        let (nonce, verifier) = rest.split_at(16);
        let [state, nonce, verifier] =
            [state, nonce, verifier].map(|it| URL_SAFE_NO_PAD.encode(it));
        Self { state, nonce, verifier, next, began: now.as_second() }
    }

    /// Reads what [`Self::to_json`] wrote and a browser kept.
    pub fn from_json(json: &[u8]) -> Result<Self, SsoError> {
        serde_json::from_slice(json).map_err(|_| SsoError::NotBegun)
    }

    /// What a browser is to keep, once it is sealed: it holds secrets.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and a number are JSON")
    }

    /// Where the browser goes in the end.
    pub fn next(&self) -> &Next {
        &self.next
    }

    /// Proves that what was brought ends this trip, and in time.
    pub(crate) fn ends_with(&self, brought: &Brought, now: Timestamp) -> Result<(), SsoError> {
        if !(self.began..self.began + Self::LIFE).contains(&now.as_second()) {
            Err(SsoError::Stale)
        } else if brought.state.as_ref() != Some(&self.state) {
            Err(SsoError::Foreign)
        } else {
            Ok(())
        }
    }
}
