//! HTTP as plain as it gets: no redirects, no cookies of its own, no patience.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// Sends `request` and waits for all of the answer. A body that is no JSON counts as none.
pub(crate) async fn send(request: Request<String>) -> Answer {
    let request = request.map(Body::from);
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request).await.expect("somebody answers");
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(Body::new(body), usize::MAX).await.expect("the answer is whole");
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer { status: parts.status, headers: parts.headers, body }
}
