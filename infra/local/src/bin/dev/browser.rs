//! Just enough of a browser for loading the demo through the front door.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;

use crate::Trouble;

pub(crate) struct Browser {
    client: Client<HttpConnector, Body>,
    url: String,
    cookies: Vec<String>,
}

impl Browser {
    pub(crate) fn at(url: String) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, url, cookies: Vec::new() }
    }

    /// Sends JSON and keeps the cookies of the answer.
    pub(crate) async fn post(&mut self, path: &str, ask: &Value) -> Result<Value, Trouble> {
        let body = Body::from(ask.to_string());
        let answer = self.send(Method::POST, path, "application/json", body).await?;
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// Uploads bytes.
    pub(crate) async fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let body = Body::from(bytes.to_vec());
        self.send(Method::PUT, path, "application/octet-stream", body).await.map(drop)
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Body,
    ) -> Result<Vec<u8>, Trouble> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header(header::CONTENT_TYPE, content_type)
            .header(header::COOKIE, self.cookies.join("; "))
            .header(header::ORIGIN, &self.url)
            .header("sec-fetch-site", "same-origin")
            .header("x-pay-csrf", "1")
            .body(body)
            .map_err(Trouble::new)?;
        let answer = self.client.request(request).await.map_err(Trouble::new)?;
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            self.keep(pair);
        }
        let status = answer.status();
        let bytes = to_bytes(Body::new(answer.into_body()), usize::MAX).await;
        let bytes = bytes.map_err(Trouble::new)?.to_vec();
        if status == StatusCode::OK || status == StatusCode::NO_CONTENT {
            return Ok(bytes);
        }
        let words = String::from_utf8_lossy(&bytes).into_owned();
        Err(Trouble(format!("loading the demo: {path} answered {status}: {words}")))
    }

    fn keep(&mut self, pair: &str) {
        let name = pair.split('=').next().unwrap_or_default();
        self.cookies.retain(|it| it.split('=').next() != Some(name));
        self.cookies.push(pair.to_owned());
    }
}
