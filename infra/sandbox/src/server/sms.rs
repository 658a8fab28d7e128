use super::{Sandbox, beyond};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// `/sms` and all below it: the school's desk for text messages.
pub(super) async fn answer(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, Sandbox::BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut request = axum::http::Request::from_parts(parts, bytes.to_vec());
    *request.uri_mut() = beyond(request.uri(), "sms");
    let mut desk = sandbox.sms.lock().expect("nothing panics while it holds the desk");
    desk.answer(&request, (sandbox.clock)()).map(Body::from)
}
