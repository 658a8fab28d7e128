//! The school's desk for text messages, which speaks small signed JSON as our bridge to banks does: the
//! desk knows the carrier, we know the desk.
//!
//! `POST {url}/messages` with `sms-timestamp` (Unix seconds), `sms-nonce` and `sms-signature`: in
//! lower-case hex, HMAC-SHA256 by the shared secret of `POST`, `/messages`, timestamp, nonce and body,
//! with a line break between any two. Any 2xx says that the desk has the message.

use crate::code::SENDING;
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use domain::{Phone, SentCode, Timestamp};
use http::Request;
use http::header::CONTENT_TYPE;
use identity::{Chance, Code, Hidden, Keys};
use serde::Serialize;
use wire::{Bounds, Wire, WireError};

/// The desk that carries our messages.
pub(crate) struct Desk<'a> {
    url: String,
    secret: &'a Hidden,
}

/// A message, as the desk's template wants it. It cannot be printed.
#[derive(Serialize)]
pub(crate) struct Message<'a> {
    to: &'a str,
    template: &'static str,
    code: &'a str,
    minutes: i64,
}

/// Why nobody has a message.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    #[error("the school sends codes, and the sign-in secret has no `sms`")]
    Off,
    #[error("the desk's address is not an https one")]
    Address,
    #[error("the desk did not answer")]
    Silence(#[from] WireError),
    #[error("the desk answered {0}")]
    Refused(u16),
}

const PATH: &str = "/messages";

/// Nobody reads what the desk says beside its status.
const ANSWER: Bounds = Bounds { within: SENDING, bytes: 4 << 10 };

impl<'a> Message<'a> {
    /// The code for another password.
    pub(crate) fn reset(phone: &'a Phone, code: &'a Code) -> Self {
        let minutes = SentCode::LIFE / 60;
        Self { to: phone.expose(), template: "reset-password", code: code.expose(), minutes }
    }
}

impl<'a> Desk<'a> {
    /// The desk of the sign-in secret; with a sandbox, that one stands in for it.
    pub(crate) fn of(keys: &'a Keys, sandbox: Option<&str>) -> Result<Self, SendError> {
        let desk = keys.sms.as_ref().ok_or(SendError::Off)?;
        let secret = &desk.secret;
        match sandbox {
            Some(sandbox) => Ok(Self { url: format!("{sandbox}/sms"), secret }),
            None if desk.url.starts_with("https://") => Ok(Self { url: desk.url.clone(), secret }),
            None => Err(SendError::Address),
        }
    }

    /// Gives `message` to the desk, once: a code that got lost is asked for again.
    pub(crate) async fn send(
        &self,
        wire: &Wire,
        message: &Message<'_>,
        (chance, now): (Chance, Timestamp),
    ) -> Result<(), SendError> {
        let body = serde_json::to_vec(message).expect("texts and a number are JSON");
        let nonce = hex::encode(chance.bytes::<16>());
        let second = now.as_second();
        let key = hmac::Key::new(HMAC_SHA256, self.secret.expose().as_bytes());
        let said = [format!("POST\n{PATH}\n{second}\n{nonce}\n").as_bytes(), &body].concat();
        let request = Request::post(format!("{}{PATH}", self.url))
            .header(CONTENT_TYPE, "application/json")
            .header("sms-timestamp", second)
            .header("sms-nonce", nonce)
            .header("sms-signature", hex::encode(hmac::sign(&key, &said)))
            .body(body)
            .map_err(|_| SendError::Address)?;
        let answer = tokio::time::timeout(SENDING, wire.exchange(request, ANSWER)).await;
        let status = answer.map_err(|_| WireError::Silence(None))??.status();
        if status.is_success() { Ok(()) } else { Err(SendError::Refused(status.as_u16())) }
    }
}
