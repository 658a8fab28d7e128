use super::Bridge;
use super::sign::{NONCE, SIGNATURE, Said, TIMESTAMP};
use super::wire::Refusal;
use crate::{ChannelError, Doubt};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Request, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

impl Bridge {
    /// Characters of the connector's own words that an error repeats.
    const WORDS_MAX: usize = 200;

    /// Makes one call. What is not signed, over the nonce of this very call, was not said.
    pub(super) async fn say<A: Serialize, T: DeserializeOwned>(
        &self,
        path: &'static str,
        ask: &A,
    ) -> Result<T, ChannelError> {
        let body = serde_json::to_vec(ask).expect("texts and numbers are JSON");
        let nonce = self.outside.chance.nonce();
        let second = self.outside.clock.now().as_second();
        let said = Said { what: "POST", path, nonce: &nonce };
        let request = Request::post(format!("{}{path}", self.settings.base_url))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .header(TIMESTAMP, second)
            .header(NONCE, &nonce)
            .header(SIGNATURE, self.secrets.sign(said, second, &body))
            .body(body)
            .expect("checked settings make a URL");

        let outside = &self.outside;
        let answer = if path == "/statement" {
            outside.fetch(request).await
        } else {
            outside.send(request).await
        };
        let (parts, body) = answer?.into_parts();
        tracing::info!(
            channel = "bridge",
            provider.path = path,
            provider.status = parts.status.as_u16(),
            "the provider answered"
        );
        let said = Said { what: parts.status.as_str(), ..said };
        let now = self.outside.clock.now();
        let unsure = Doubt::Status { status: parts.status.as_u16(), code: String::new() };
        if parts.status.is_server_error() {
            return Err(unsure.into());
        }
        self.secrets.proved(said, &parts.headers, &body, now).map_err(Doubt::Unproved)?;
        let garbled = |error| Doubt::Garbled(Some(error));
        match parts.status {
            StatusCode::OK => Ok(serde_json::from_slice(&body).map_err(garbled)?),
            StatusCode::TOO_MANY_REQUESTS => Err(unsure.into()),
            status if status.is_client_error() => {
                let refusal: Refusal = serde_json::from_slice(&body).map_err(garbled)?;
                Err(refusal.for_good(status))
            }
            _ => Err(unsure.into()),
        }
    }
}

impl Refusal {
    fn for_good(self, status: StatusCode) -> ChannelError {
        match self.code.as_str() {
            "paid" => ChannelError::AlreadyPaid,
            "closed" => ChannelError::Closed,
            _ => {
                let message: String = self.message.chars().take(Bridge::WORDS_MAX).collect();
                ChannelError::refused(status.as_u16(), self.code, &message)
            }
        }
    }
}
