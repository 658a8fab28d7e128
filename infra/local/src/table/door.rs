//! The door in front of the tables: passes every call on, unless a fault is planned for it.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{StatusCode, Uri, request::Parts},
    response::{IntoResponse, Response},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch};

use crate::faults::{Faults, TableFault};

/// DynamoDB's own limit.
const BODY_BYTES_MAX: usize = 16 << 20;

struct Door {
    client: Client<HttpConnector, Body>,
    target: SocketAddr,
    faults: Arc<Faults>,
}

pub(super) async fn serve(
    listener: TcpListener,
    target: SocketAddr,
    faults: Arc<Faults>,
    stop: watch::Receiver<bool>,
) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let door = Arc::new(Door { client, target, faults });
    let app = Router::new().fallback(pass).with_state(door);
    let served = axum::serve(listener, app).with_graceful_shutdown(super::until(stop));
    // Serving ends with the system; there is nobody left to tell.
    let _ = served.await;
}

async fn pass(State(door): State<Arc<Door>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let target = parts.headers.get("x-amz-target").and_then(|it| it.to_str().ok());
    let operation = target.and_then(|it| it.split('.').nth(1)).unwrap_or_default();
    match door.faults.strike_table(operation) {
        None => door.forward(parts, body).await,
        Some(TableFault::Slow(by)) => {
            tokio::time::sleep(by).await;
            door.forward(parts, body).await
        }
        Some(TableFault::Throttled) => throttled(),
        Some(TableFault::Conflict) => conflict(&body),
        Some(TableFault::Broken) => broken(),
        Some(TableFault::AnswerLost) => {
            door.forward(parts, body).await;
            broken()
        }
    }
}

impl Door {
    async fn forward(&self, mut parts: Parts, body: Bytes) -> Response {
        let path = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let uri = format!("http://{}{path}", self.target);
        parts.uri = uri.parse().unwrap_or_else(|_| Uri::from_static("/"));
        match self.client.request(Request::from_parts(parts, Body::from(body))).await {
            Ok(answer) => answer.map(Body::new),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

fn throttled() -> Response {
    let message = "The level of configured provisioned throughput for the table was exceeded.";
    refusal(StatusCode::BAD_REQUEST, "ProvisionedThroughputExceededException", message, Value::Null)
}

fn broken() -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    refusal(status, "InternalServerError", "Internal server error", Value::Null)
}

fn conflict(body: &[u8]) -> Response {
    let ask: Value = serde_json::from_slice(body).unwrap_or_default();
    let items = ask["TransactItems"].as_array().map_or(1, Vec::len);
    let reasons: Vec<_> = (0..items)
        .map(|index| match index {
            0 => json!({
                "Code": "TransactionConflict",
                "Message": "Transaction is ongoing for the item",
            }),
            _ => json!({"Code": "None"}),
        })
        .collect();
    let message = "Transaction cancelled, please refer cancellation reasons for specific reasons \
                   [TransactionConflict]";
    let kind = "TransactionCanceledException";
    refusal(StatusCode::BAD_REQUEST, kind, message, Value::Array(reasons))
}

fn refusal(status: StatusCode, kind: &str, message: &str, reasons: Value) -> Response {
    let mut body = json!({
        "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"),
        "message": message,
        "Message": message,
    });
    if !reasons.is_null() {
        body["CancellationReasons"] = reasons;
    }
    (status, [("content-type", "application/x-amz-json-1.0")], body.to_string()).into_response()
}
