use domain::{Fault, FaultKind};
use lambda_http::http::{StatusCode, header};
use lambda_http::{Body, Response};
use serde::Serialize;
use std::error::Error;

/// Any [`Fault`] on its way out, told as an RFC 9457 problem where somebody waits for an
/// answer, and as a line of log where nobody does. It is not a `Fault` itself.
#[derive(Debug)]
pub struct Problem(Box<dyn Fault>);

/// What a caller reads of a problem. The site translates `code`; nothing else is for people.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    #[serde(rename = "type")]
    #[schema(example = "/problems/bill-held")]
    kind: String,
    #[schema(example = "bill-held")]
    code: &'static str,
    title: &'static str,
    status: u16,
    /// What was wrong, for developers. Absent for our own mistakes.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The number by which our logs know this request.
    trace_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongField>,
    /// Whole seconds to wait before asking again.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

/// One wrong field of a request.
#[derive(Serialize, utoipa::ToSchema)]
pub struct WrongField {
    #[schema(example = "lines[0].amount")]
    field: String,
    #[schema(example = "below-minimum")]
    code: &'static str,
    /// A value that would be accepted instead.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    accept: Option<String>,
}

impl<F: Fault> From<F> for Problem {
    fn from(fault: F) -> Self {
        Self(Box::new(fault))
    }
}

impl Problem {
    /// The stable slug of what went wrong.
    pub fn code(&self) -> &'static str {
        self.0.code()
    }

    /// What went wrong and all that led to it, in one line of log.
    pub(crate) fn story(&self) -> String {
        story(&*self.0)
    }

    /// What the caller hears. Of our own mistakes it hears only that we made one.
    pub(crate) fn render(&self, trace: &str) -> Response<Body> {
        let (status, title) = status(self.0.kind());
        let ours = status.is_server_error();
        let wrong = |it: domain::FieldFault| WrongField {
            field: it.field,
            code: it.code,
            accept: it.accept,
        };
        let body = ProblemBody {
            kind: format!("/problems/{}", self.0.code()),
            code: self.0.code(),
            title,
            status: status.as_u16(),
            detail: (!ours).then(|| self.0.to_string()),
            trace_id: trace.to_owned(),
            errors: self.0.fields().into_iter().map(wrong).collect(),
            retry_after: self.0.retry_after(),
        };
        let response = Response::builder().status(status);
        let response = response.header(header::CONTENT_TYPE, "application/problem+json");
        let response = match body.retry_after {
            Some(seconds) => response.header(header::RETRY_AFTER, seconds),
            None => response,
        };
        let body = serde_json::to_string(&body).expect("a problem is always JSON");
        response.body(body.into()).expect("a status and a body are always a response")
    }

    /// What we hear: the one place where a fault of an HTTP endpoint is logged. Its trace is the run's.
    pub(crate) fn log(&self) {
        let (code, story) = (self.0.code(), self.story());
        match self.0.kind() {
            FaultKind::Broken => tracing::error!(code, "request failed: {story}"),
            FaultKind::Unavailable => tracing::warn!(code, "request put off: {story}"),
            FaultKind::Invalid
            | FaultKind::Stranger
            | FaultKind::Forbidden
            | FaultKind::Missing
            | FaultKind::Conflict
            | FaultKind::TooMany => tracing::info!(code, "request refused: {story}"),
        }
    }
}

fn status(kind: FaultKind) -> (StatusCode, &'static str) {
    match kind {
        FaultKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "The request makes no sense"),
        FaultKind::Stranger => (StatusCode::UNAUTHORIZED, "We do not know you"),
        FaultKind::Forbidden => (StatusCode::FORBIDDEN, "You may not do this"),
        FaultKind::Missing => (StatusCode::NOT_FOUND, "There is no such thing"),
        FaultKind::Conflict => (StatusCode::CONFLICT, "Things have changed"),
        FaultKind::TooMany => (StatusCode::TOO_MANY_REQUESTS, "Please slow down"),
        FaultKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Please try again"),
        FaultKind::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "We made a mistake"),
    }
}

/// An error and all that led to it, in one line.
pub fn story(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |story, cause| format!("{story}: {cause}"))
}
