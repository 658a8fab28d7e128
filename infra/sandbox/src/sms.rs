//! The school's desk for text messages: it takes what is signed, and shows it instead of sending it.

use crate::server::{escaped, framed};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;

/// A desk that never sends anything to anybody.
#[derive(Debug, Default)]
pub struct Sms {
    /// What those who ask sign with. Without any, nobody is believed.
    secret: Option<String>,
    messages: Vec<Text>,
    nonces: Vec<String>,
}

/// A message as it would have been sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub to: String,
    pub template: String,
    pub code: String,
    pub minutes: u32,
}

/// Seconds by which clocks may differ.
const WINDOW: i64 = 300;

/// Messages that the page shows, the latest first.
const SHOWN: usize = 50;

impl Sms {
    /// Believes whoever signs with `secret`, from now on.
    pub fn trust(&mut self, secret: &str) {
        self.secret = Some(secret.to_owned());
    }

    /// What was taken so far, oldest first.
    pub fn messages(&self) -> &[Text] {
        &self.messages
    }

    /// The desk's answer: its page to a browser, and a status to whoever brings a message.
    pub fn answer(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> Response<Vec<u8>> {
        let brings =
            request.method() == Method::POST && request.uri().path().ends_with("/messages");
        let (status, kind, body) = match request.method() {
            &Method::GET => (StatusCode::OK, "text/html; charset=utf-8", self.page()),
            _ if brings => (self.take(request, now), "text/plain", String::new()),
            _ => (StatusCode::NOT_FOUND, "text/plain", String::new()),
        };
        let answer = Response::builder().status(status).header("content-type", kind);
        answer.body(body.into_bytes()).expect("a status and a constant header")
    }

    fn take(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> StatusCode {
        let Some(nonce) = self.proved(request, now) else { return StatusCode::UNAUTHORIZED };
        if self.nonces.contains(&nonce) {
            return StatusCode::CONFLICT;
        }
        let Ok(text) = serde_json::from_slice::<Text>(request.body()) else {
            return StatusCode::BAD_REQUEST;
        };
        self.nonces.push(nonce);
        self.messages.push(text);
        StatusCode::ACCEPTED
    }

    /// The nonce, if the request was signed just now by whoever has our secret.
    fn proved(&self, request: &Request<Vec<u8>>, now: Timestamp) -> Option<String> {
        let header = |name| request.headers().get(name).and_then(|it| it.to_str().ok());
        let (second, nonce) = (header("sms-timestamp")?, header("sms-nonce")?);
        let told: i64 = second.parse().ok()?;
        if (now.as_second() - told).abs() >= WINDOW || nonce.len() < 16 {
            return None;
        }
        let mut said = format!("POST\n/messages\n{second}\n{nonce}\n").into_bytes();
        said.extend_from_slice(request.body());
        let key = hmac::Key::new(HMAC_SHA256, self.secret.as_ref()?.as_bytes());
        let signature = hex::decode(header("sms-signature")?).ok()?;
        hmac::verify(&key, &said, &signature).ok()?;
        Some(nonce.to_owned())
    }

    fn page(&self) -> String {
        let row = |it: &Text| {
            let (to, code) = (escaped(&it.to), escaped(&it.code));
            format!(
                "<tr><td>{to}</td><td><b>{code}</b></td><td>{} 分钟内有效</td></tr>",
                it.minutes
            )
        };
        let rows: String = self.messages.iter().rev().take(SHOWN).map(row).collect();
        let body = if rows.is_empty() {
            "<p class=\"none\">还没有短信</p>".to_owned()
        } else {
            format!("<table><tr><th>手机</th><th>验证码</th><th></th></tr>{rows}</table>")
        };
        framed("短信平台", "短信", &body)
    }
}

#[cfg(test)]
mod tests {
    use super::Sms;
    use aws_lc_rs::hmac::{self, HMAC_SHA256};
    use http::Request;
    use jiff::Timestamp;

    const BODY: &str =
        r#"{"to":"13800001234","template":"reset-password","code":"012345","minutes":5}"#;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn brought(secret: &str, nonce: &str, body: &str) -> Request<Vec<u8>> {
        let key = hmac::Key::new(HMAC_SHA256, secret.as_bytes());
        let said = format!("POST\n/messages\n1000\n{nonce}\n{body}");
        Request::post("/messages")
            .header("sms-timestamp", "1000")
            .header("sms-nonce", nonce)
            .header("sms-signature", hex::encode(hmac::sign(&key, said.as_bytes())))
            .body(body.as_bytes().to_vec())
            .expect("a request")
    }

    #[test]
    fn it_shows_what_is_signed_and_believes_nothing_else() {
        let mut desk = Sms::default();
        let nonce = "0123456789abcdef";
        let good = brought("a secret", nonce, BODY);
        assert_eq!(desk.answer(&good, at(1000)).status(), 401, "nobody is trusted yet");
        desk.trust("a secret");
        for (request, now, status) in [
            (&brought("another", nonce, BODY), 1000, 401),
            (&good, 1300, 401),
            (&brought("a secret", nonce, "{}"), 1000, 400),
            (&good, 1299, 202),
            (&good, 1000, 409),
        ] {
            assert_eq!(desk.answer(request, at(now)).status(), status);
        }
        assert_eq!(desk.messages().len(), 1);
        let page = Request::get("/").body(Vec::new()).expect("a request");
        let page = String::from_utf8(desk.answer(&page, at(1000)).into_body()).expect("a page");
        assert!(page.contains("13800001234") && page.contains("012345"), "{page}");
    }
}
