//! What the deployed system's CDN puts on every answer, whoever made it.

use axum::{http::HeaderValue, response::Response};

/// Of the site and of the API alike.
const EVERYWHERE: [(&str, &str); 7] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Of the API alone: nothing of it is a page, and nothing keeps it.
const API: [(&str, &str); 2] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
];

/// `answer` of the site, as it leaves the CDN under the site's own `policy`.
pub(crate) fn of_the_site(answer: Response, policy: HeaderValue) -> Response {
    let mut answer = with(answer, &EVERYWHERE);
    answer.headers_mut().insert("content-security-policy", policy);
    answer
}

/// `answer` of a function, or of the gateway in its place, as it leaves the CDN.
pub(crate) fn of_the_api(answer: Response) -> Response {
    with(with(answer, &EVERYWHERE), &API)
}

fn with(mut answer: Response, headers: &'static [(&'static str, &'static str)]) -> Response {
    for (name, value) in headers {
        answer.headers_mut().insert(*name, HeaderValue::from_static(value));
    }
    answer
}
