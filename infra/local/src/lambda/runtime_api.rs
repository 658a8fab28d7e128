//! The Lambda Runtime API as one process sees it: next event, answer, error, error at start.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot, watch};

use super::{Failure, PAYLOAD_BYTES_MAX};
use crate::clock;

type Answered = oneshot::Sender<Result<Bytes, Failure>>;

struct Event {
    payload: Bytes,
    timeout: Duration,
    answered: Answered,
}

/// The engine's side of the desk over which events and answers pass.
pub(super) struct Desk {
    events: mpsc::Sender<Event>,
    window: Arc<Window>,
    asked: watch::Receiver<bool>,
}

/// The function's side.
struct Window {
    events: tokio::sync::Mutex<mpsc::Receiver<Event>>,
    open: Mutex<Option<(String, Answered)>>,
    start_error: Mutex<Option<String>>,
    asks: watch::Sender<bool>,
    arn: String,
}

pub(super) fn open(arn: String) -> (Desk, Router) {
    let (events, receiver) = mpsc::channel(1);
    let (asks, asked) = watch::channel(false);
    let window = Arc::new(Window {
        events: tokio::sync::Mutex::new(receiver),
        open: Mutex::new(None),
        start_error: Mutex::new(None),
        asks,
        arn,
    });
    // A little more than AWS takes, so that the refusal is ours to word.
    let limit = DefaultBodyLimit::max(2 * PAYLOAD_BYTES_MAX);
    let app = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(start_error))
        .layer(limit)
        .with_state(Arc::clone(&window));
    (Desk { events, window, asked }, app)
}

impl Desk {
    /// Returns when the process has asked for its first event.
    pub(super) async fn is_asked(&mut self) {
        if self.asked.wait_for(|it| *it).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What the process said before it gave up starting.
    pub(super) fn start_error(&self) -> Option<String> {
        self.window.start_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives the process an event and waits for what it says.
    pub(super) async fn hand_over(
        &self,
        payload: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, Failure> {
        let (answered, answer) = oneshot::channel();
        let gone = || Failure::Crashed("it no longer asks for events".to_owned());
        let event = Event { payload, timeout, answered };
        self.events.send(event).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

async fn next(State(window): State<Arc<Window>>) -> Response {
    window.asks.send_replace(true);
    let Some(event) = window.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let id = clock::draw();
    let timeout_ms = u64::try_from(event.timeout.as_millis()).unwrap_or(u64::MAX);
    let trace: String = clock::draw().replace('-', "").chars().take(24).collect();
    let now = clock::now_ms();
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", id.clone()),
        ("lambda-runtime-deadline-ms", now.saturating_add(timeout_ms).to_string()),
        ("lambda-runtime-invoked-function-arn", window.arn.clone()),
        ("lambda-runtime-trace-id", format!("Root=1-{:08x}-{trace};Sampled=0", now / 1000)),
    ];
    *window.open.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, event.answered));
    (headers, Body::from(event.payload)).into_response()
}

async fn response(
    State(window): State<Arc<Window>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let outcome = if body.len() > PAYLOAD_BYTES_MAX {
        Err(Failure::Reported(json!({
            "errorType": "Function.ResponseSizeTooLarge",
            "errorMessage": "the answer is larger than 6 MiB",
        })))
    } else {
        Ok(body)
    };
    window.close(&id, outcome)
}

async fn error(State(window): State<Arc<Window>>, Path(id): Path<String>, body: Bytes) -> Response {
    let error = serde_json::from_slice(&body).unwrap_or(Value::Null);
    window.close(&id, Err(Failure::Reported(error)))
}

async fn start_error(State(window): State<Arc<Window>>, body: String) -> StatusCode {
    *window.start_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
    StatusCode::ACCEPTED
}

impl Window {
    fn close(&self, id: &str, outcome: Result<Bytes, Failure>) -> Response {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((_, answered)) = open.take_if(|(open, _)| open == id) else {
            let body = json!({"errorType": "InvalidRequestID", "errorMessage": "no such event"});
            return (StatusCode::BAD_REQUEST, Json(body)).into_response();
        };
        // Nobody waits any more if the time was up; the instance is being ended then.
        let _ = answered.send(outcome);
        (StatusCode::ACCEPTED, Json(json!({"status": "OK"}))).into_response()
    }
}
