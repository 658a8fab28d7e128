use super::Wechat;
use super::sign::Request;
use super::wire::Refusal;
use crate::{ChannelError, Doubt, NoticeError};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, StatusCode};

/// An answer that we believe: success with its body, or a refusal that has a name.
pub(super) enum Answer {
    Yes(Vec<u8>),
    No(StatusCode, Refusal),
}

impl Wechat {
    /// Says one thing to the provider. An answer whose signature does not hold is asked for once
    /// more: now and then the provider sends a wrong one on purpose, and never twice running.
    pub(super) async fn say(
        &self,
        method: &Method,
        path: &str,
        body: &str,
    ) -> Result<Answer, ChannelError> {
        match self.say_once(method, path, body).await {
            Err(ChannelError::Unsure(Doubt::Unproved(NoticeError::Forged))) => {
                self.say_once(method, path, body).await
            }
            answer => answer,
        }
    }

    async fn say_once(
        &self,
        method: &Method,
        path: &str,
        body: &str,
    ) -> Result<Answer, ChannelError> {
        let timestamp = self.outside.clock.now().as_second();
        let nonce = self.outside.chance.nonce();
        let signed = Request { method: method.as_str(), path, timestamp, nonce: &nonce, body };
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.settings.base_url.trim_end_matches('/')))
            .header(AUTHORIZATION, self.keys.authorization(&self.merchant.0, &signed))
            .header(ACCEPT, "application/json")
            .header("Wechatpay-Serial", &self.keys.preferred);
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(body.as_bytes().to_vec()).expect("checked settings make a URL");

        let answer = self.outside.wire.send(request).await?;
        let (parts, body) = answer.into_parts();
        tracing::info!(
            channel = "wechat",
            provider.path = path,
            provider.status = parts.status.as_u16(),
            provider.request_id = said(&parts.headers, "request-id"),
            "the provider answered"
        );
        match parts.status {
            StatusCode::OK | StatusCode::NO_CONTENT => {
                let now = self.outside.clock.now();
                self.keys.proved(&parts.headers, &body, now).map_err(Doubt::Unproved)?;
                Ok(Answer::Yes(body))
            }
            status => refused(status, &body),
        }
    }
}

impl Refusal {
    /// Whether they say that they never heard of the order.
    pub(super) fn says_absent(&self) -> bool {
        matches!(self.code.as_str(), "ORDER_NOT_EXIST" | "ORDERNOTEXIST")
    }

    /// Whether they say that the order is paid.
    pub(super) fn says_paid(&self) -> bool {
        matches!(self.code.as_str(), "ORDER_PAID" | "ORDERPAID")
    }

    /// Whether they say that the order is closed.
    pub(super) fn says_closed(&self) -> bool {
        matches!(self.code.as_str(), "ORDER_CLOSED" | "ORDERCLOSED")
    }

    /// What a refusal that will stay means.
    pub(super) fn final_at(self, status: StatusCode) -> ChannelError {
        if self.says_paid() {
            ChannelError::AlreadyPaid
        } else if self.says_closed() {
            ChannelError::Closed
        } else {
            let Self { code, message } = self;
            ChannelError::Refused { status: status.as_u16(), code, message }
        }
    }
}

/// What an answer without a signature says. Refusals never have one.
fn refused(status: StatusCode, body: &[u8]) -> Result<Answer, ChannelError> {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    // These may come after they acted, and 202 means that they are still at it.
    let unsure = [
        "SYSTEM_ERROR",
        "SYSTEMERROR",
        "BANKERROR",
        "FREQUENCY_LIMITED",
        "FREQUENCY_LIMIT_EXCEED",
        "RATELIMIT_EXCEEDED",
        "SERVICE_UNAVAILABLE",
        "USERPAYING",
    ];
    let plain = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
    if plain && !unsure.contains(&refusal.code.as_str()) {
        return Ok(Answer::No(status, refusal));
    }
    Err(Doubt::Status { status: status.as_u16(), code: refusal.code }.into())
}

fn said<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
}
