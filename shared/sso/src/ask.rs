//! How the campus is asked.

use crate::SsoError;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode, Uri};
use serde::de::DeserializeOwned;
use std::time::Duration;
use wire::{Bounds, Wire};

/// Somebody waits; and who answers in megabytes does not answer us.
const BOUNDS: Bounds = Bounds { within: Duration::from_secs(3), bytes: 64 << 10 };

/// What stands at `url`.
pub(crate) async fn get(wire: &Wire, url: &str) -> Result<Vec<u8>, SsoError> {
    let request = Request::get(url).body(Vec::new());
    let request = request.map_err(|_| SsoError::Settings("an address is none"))?;
    let answer = wire.exchange(request, BOUNDS).await?;
    match answer.status() {
        StatusCode::OK => Ok(answer.into_body()),
        other => Err(SsoError::Status(other.as_u16())),
    }
}

/// The JSON at `url`.
pub(crate) async fn get_json<T: DeserializeOwned>(wire: &Wire, url: &str) -> Result<T, SsoError> {
    let body = get(wire, url).await?;
    serde_json::from_slice(&body).map_err(|_| SsoError::Garbled("it is not the JSON it should be"))
}

/// What comes of posting `form` to `url`, in the name that `authorization` proves.
pub(crate) async fn post(
    wire: &Wire,
    url: &str,
    form: String,
    authorization: Option<HeaderValue>,
) -> Result<Response<Vec<u8>>, SsoError> {
    let request = Request::post(url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json");
    let request = match authorization {
        Some(value) => request.header(AUTHORIZATION, value),
        None => request,
    };
    let request = request.body(form.into_bytes());
    let request = request.map_err(|_| SsoError::Settings("an address is none"))?;
    Ok(wire.exchange(request, BOUNDS).await?)
}

/// Whether nobody on the way to `url` can listen: it is https, or this very machine.
pub(crate) fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let here = ["127.0.0.1", "localhost", "[::1]"];
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => here.contains(&host),
        _ => false,
    }
}

/// `pairs` as a form or as a query.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn secrets_go_to_https_or_stay_on_this_machine() {
        for url in
            ["https://cas.example.edu.cn/cas", "http://127.0.0.1:21200/cas", "http://[::1]:1"]
        {
            assert!(is_safe(url), "{url}");
        }
        for url in
            ["http://cas.example.edu.cn", "http://127.0.0.1.evil.example", "ftp://x", "/x", ""]
        {
            assert!(!is_safe(url), "{url}");
        }
    }
}
