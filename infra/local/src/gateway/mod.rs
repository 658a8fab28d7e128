//! The HTTP API: routes of the template to functions, everything else to the site.
//!
//! It words its own answers as AWS does (404, 413, 500, 503), so that a page meets here what it
//! will meet there.

mod event;
mod reply;
mod routes;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Path, Request, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::json;

use self::routes::Found;
pub use self::routes::RouteError;
pub(crate) use self::routes::Routes;
use crate::{
    headers,
    lambda::{Failure, PAYLOAD_BYTES_MAX},
    log::Log,
    site::Site,
};

/// What the gateway takes; the function takes less.
const BODY_BYTES_MAX: usize = 10 << 20;

/// What stands behind the one address.
pub(crate) struct Gateway {
    pub(crate) routes: Routes,
    pub(crate) site: Option<Site>,
    pub(crate) log: Log,
}

/// The gateway and, for operators' tools, Lambda's Invoke API.
pub(crate) fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/2015-03-31/functions/{name}/invocations", post(invoke))
        .fallback(answer)
        .with_state(gateway)
}

async fn answer(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    match gateway.routes.find(&method, &path) {
        Some(found) => headers::of_the_api(gateway.called(found, peer, request).await),
        None => gateway.elsewhere(&method, &path).await,
    }
}

impl Gateway {
    /// What the function behind a route answers, or the gateway in its place.
    async fn called(&self, found: Found, peer: SocketAddr, request: Request) -> Response {
        let begun = Instant::now();
        let (parts, body) = request.into_parts();
        let answer = match to_bytes(body, BODY_BYTES_MAX).await {
            Err(_) => too_large(),
            Ok(body) => {
                let event = event::of(&parts, &body, &found, peer);
                if event.len() > PAYLOAD_BYTES_MAX {
                    too_large()
                } else {
                    outcome(found.function.invoke(Bytes::from(event)).await)
                }
            }
        };
        let (status, ms) = (answer.status(), begun.elapsed().as_millis());
        let line = format!("{} {} {} {ms} ms", parts.method, parts.uri.path(), status.as_u16());
        if status.is_server_error() {
            self.log.trouble(found.function.folder(), &line);
        } else {
            self.log.event(found.function.folder(), &line);
        }
        answer
    }

    async fn elsewhere(&self, method: &Method, path: &str) -> Response {
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        match &self.site {
            Some(site) if is_read && !path.starts_with("/api/") => site.answer(path).await,
            _ => headers::of_the_api(message(StatusCode::NOT_FOUND, "Not Found")),
        }
    }
}

fn outcome(outcome: Result<Bytes, Failure>) -> Response {
    match outcome {
        Ok(answer) => reply::of(&answer),
        Err(Failure::TimedOut(_) | Failure::Throttled) => {
            message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
        }
        Err(Failure::Reported(_) | Failure::Crashed(_) | Failure::NotStarted(_)) => {
            message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
    }
}

async fn invoke(
    State(gateway): State<Arc<Gateway>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let Some(function) = gateway.routes.function(&name) else {
        return message(StatusCode::NOT_FOUND, &format!("Function not found: {name}"));
    };
    let Ok(payload) = to_bytes(request.into_body(), PAYLOAD_BYTES_MAX).await else {
        return too_large();
    };
    match function.invoke(payload).await {
        Ok(answer) => Body::from(answer).into_response(),
        Err(failure) => {
            let headers = [("x-amz-function-error", "Unhandled")];
            (headers, failure.on_the_wire().to_string()).into_response()
        }
    }
}

fn too_large() -> Response {
    message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}

fn message(status: StatusCode, words: &str) -> Response {
    let body = json!({"message": words}).to_string();
    (status, [("content-type", "application/json")], body).into_response()
}
