//! HTTP as plain as it gets: no redirects, no cookies of its own, no patience.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// Whoever asks more than once keeps connections.
#[derive(Clone)]
pub(crate) struct Web(Client<HttpConnector, Body>);

impl Web {
    pub(crate) fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    /// Sends `request` and waits for all of the answer, if one comes. A body that is no JSON counts
    /// as none.
    pub(crate) async fn ask(&self, request: Request<String>) -> Option<Answer> {
        let answer = self.0.request(request.map(Body::from)).await.ok()?;
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(Body::new(body), usize::MAX).await.ok()?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Some(Answer { status: parts.status, headers: parts.headers, body })
    }
}

/// Sends `request` to somebody who must be there.
pub(crate) async fn send(request: Request<String>) -> Answer {
    Web::new().ask(request).await.expect("somebody answers")
}
