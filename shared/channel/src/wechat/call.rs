use super::Wechat;
use super::sign::Request;
use super::wire::Refusal;
use crate::{ChannelError, Doubt, NoticeError, check};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::response::Parts;
use http::{HeaderMap, Method, StatusCode, Uri};

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
        let (parts, body) = self.send(method, path, body).await?;
        match parts.status {
            StatusCode::OK | StatusCode::NO_CONTENT => {
                self.proved(&parts.headers, &body).await.map_err(Doubt::Unproved)?;
                Ok(Answer::Yes(body))
            }
            status => refused(status, &body),
        }
    }

    /// Sends one signed request and waits for the answer, which is not proved yet.
    pub(super) async fn send(
        &self,
        method: &Method,
        path: &str,
        body: &str,
    ) -> Result<(Parts, Vec<u8>), ChannelError> {
        let url = format!("{}{path}", self.settings.pay_url);
        let request = self.signed(method, &url, path, body);
        let answer = self.outside.send(request).await?;
        let (parts, body) = answer.into_parts();
        tracing::info!(
            channel = "wechat",
            provider.path = path,
            provider.status = parts.status.as_u16(),
            provider.request_id = said(&parts.headers, "request-id"),
            "the provider answered"
        );
        Ok((parts, body))
    }

    /// Fetches the file at `url`, which a signed answer named. Files are not signed.
    pub(super) async fn download(&self, url: &str) -> Result<Vec<u8>, ChannelError> {
        let garbled = || Doubt::Garbled(None);
        check::address("WeChat Pay", "download_url", url).map_err(|_| garbled())?;
        // What is signed is the path as they see it: without what stands before it in our settings.
        let path = match url.strip_prefix(&self.settings.pay_url) {
            Some(path) if path.starts_with('/') => path.to_owned(),
            Some(_) | None => {
                let uri: Uri = url.parse().map_err(|_| garbled())?;
                uri.path_and_query().ok_or_else(garbled)?.to_string()
            }
        };
        let request = self.signed(&Method::GET, url, &path, "");
        let (parts, body) = self.outside.fetch(request).await?.into_parts();
        // The path holds a token, which is nobody else's business.
        tracing::info!(
            channel = "wechat",
            provider.status = parts.status.as_u16(),
            provider.request_id = said(&parts.headers, "request-id"),
            bytes = body.len(),
            "the provider sent a bill"
        );
        match parts.status {
            StatusCode::OK => Ok(body),
            // The token has run out: a new one comes with the next ask.
            StatusCode::BAD_REQUEST => {
                Err(Doubt::Status { status: 400, code: String::new() }.into())
            }
            status => match refused(status, &body)? {
                Answer::No(status, refusal) => Err(refusal.final_at(status)),
                Answer::Yes(_) => Err(garbled().into()),
            },
        }
    }

    fn signed(&self, method: &Method, url: &str, path: &str, body: &str) -> http::Request<Vec<u8>> {
        let timestamp = self.outside.clock.now().as_second();
        let nonce = self.outside.chance.nonce();
        let signed = Request { method: method.as_str(), path, timestamp, nonce: &nonce, body };
        let mut request = http::Request::builder()
            .method(method)
            .uri(url)
            .header(AUTHORIZATION, self.keys.authorization(&self.merchant.0, &signed))
            .header(ACCEPT, "application/json");
        if let Some(serial) = self.keys.preferred() {
            request = request.header("Wechatpay-Serial", serial);
        }
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        request.body(body.as_bytes().to_vec()).expect("a checked address and checked numbers")
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

    /// Whether they say that there is no such thing, such as a refund.
    pub(super) fn says_no_resource(&self) -> bool {
        self.code == "RESOURCE_NOT_EXISTS"
    }

    /// Whether they say that the day's bill is still being made.
    pub(super) fn says_creating(&self) -> bool {
        self.code == "STATEMENT_CREATING"
    }

    /// Whether they say that the day has no bill, because nothing moved.
    pub(super) fn says_no_statement(&self) -> bool {
        self.code == "NO_STATEMENT_EXIST"
    }

    /// What a refusal that will stay means.
    pub(super) fn final_at(self, status: StatusCode) -> ChannelError {
        if self.says_paid() {
            ChannelError::AlreadyPaid
        } else if self.says_closed() {
            ChannelError::Closed
        } else {
            let Self { code, message } = self;
            ChannelError::refused(status.as_u16(), code, &message)
        }
    }
}

/// What an answer without a signature says. Refusals never have one.
fn refused(status: StatusCode, body: &[u8]) -> Result<Answer, ChannelError> {
    let read = if body.is_empty() { Ok(Refusal::default()) } else { serde_json::from_slice(body) };
    // A refusal that nobody can read is none: somebody on the way may have said it.
    let refusal: Refusal =
        read.map_err(|_| Doubt::Status { status: status.as_u16(), code: String::new() })?;
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
