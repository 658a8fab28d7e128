use super::{Sandbox, beyond, lost};
use crate::cas::CasReply;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// `/cas` and all below it: the campus's sign-on.
pub(super) async fn answer(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, Sandbox::BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut request = axum::http::Request::from_parts(parts, bytes.to_vec());
    *request.uri_mut() = beyond(request.uri(), "cas");
    let CasReply { answer, told } = {
        let mut cas = sandbox.cas.lock().expect("nothing panics while it holds the sign-on");
        cas.answer(&request, (sandbox.clock)())
    };
    for told in told {
        sandbox.courier.tell(told);
    }
    if let Some(answer) = answer {
        return answer.map(Body::from);
    }
    tokio::time::sleep(CasReply::SILENCE).await;
    lost()
}
