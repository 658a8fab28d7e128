use crate::{Problem, RequestError, lock, log, metric};
use domain::Threshold;
use lambda_http::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use lambda_http::request::RequestContext;
use lambda_http::{Body, Error, Request, RequestExt, Response, service_fn};
use serde::Serialize;
use std::convert::Infallible;
use trail::Trace;

/// What a handler gives back.
pub type Reply = Result<Response<Body>, Problem>;

/// The header that a page of ours sends with every change. Another site's form cannot set it, and
/// another site's script would need a permission that we never give.
const CSRF_HEADER: &str = "x-pay-csrf";

/// What every answer bears: it is nobody's page, nobody else may read or frame it, and nothing keeps
/// it. The CDN says the same of the answers that are the gateway's own; a test compares the two.
const HEADERS: [(&str, &str); 9] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Serves one endpoint of the site behind `threshold` for as long as this Lambda lives.
pub async fn serve<D, H, F>(threshold: Threshold, deps: D, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    H: Fn(&'static D, Request) -> F + Sync,
    F: Future<Output = Reply> + Send + 'static,
{
    run(&threshold, deps, |deps, request| {
        let ours = from_our_page(&request, &threshold.public_url);
        let reply = handle(deps, request);
        async move {
            ours?;
            reply.await
        }
    })
    .await
}

/// Serves an endpoint that others call (a provider's notices): its proof is in the body.
pub async fn serve_open<D, H, F>(threshold: Threshold, deps: D, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    H: Fn(&'static D, Request) -> F + Sync,
    F: Future<Output = Reply> + Send + 'static,
{
    run(&threshold, deps, handle).await
}

async fn run<D, H, F>(threshold: &Threshold, deps: D, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    H: Fn(&'static D, Request) -> F + Sync,
    F: Future<Output = Reply> + Send + 'static,
{
    log::start::<D>(&threshold.school);
    // One leak per process: dependencies then outlive every request and handlers just borrow.
    let deps: &'static D = Box::leak(Box::new(deps));
    lambda_http::run(service_fn(|request: Request| {
        let trace = trace(&request);
        let reply = lock::admit(request, threshold).map(|request| handle(deps, request));
        let number = trace.clone();
        log::run(trace, metric::write, async move {
            let reply = match reply {
                Ok(reply) => reply.await,
                Err(error) => Err(error.into()),
            };
            Ok::<_, Infallible>(render(reply, number.as_str()))
        })
    }))
    .await
}

/// The number under which the gateway's access log has `request`; Lambda's own, if no gateway said one.
///
/// Also called by those who serve handlers without Lambda, such as the tests.
pub fn trace(request: &Request) -> Trace {
    let gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(it)) => it.request_id.as_deref(),
        Some(_) | None => None,
    };
    let lambda = request.lambda_context_ref().map(|it| it.request_id.as_str());
    Trace::first([gateway, lambda])
}

/// Refuses a change that another site's page made this browser ask for.
///
/// Browsers say where a change comes from: today's that it is from the same origin, older ones from
/// which. `Host` would be no measure of that: behind the CDN it names the gateway. Whoever says neither
/// is no browser that our pages run in, and is refused: a question that nobody answers is no yes.
///
/// Also called by those who serve handlers without Lambda, such as the tests.
pub fn from_our_page(request: &Request, public_url: &str) -> Result<(), RequestError> {
    let headers = request.headers();
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let said = headers.get(CSRF_HEADER).is_some_and(|it| it == "1");
    let same = match (headers.get("sec-fetch-site"), headers.get(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin.as_bytes().eq_ignore_ascii_case(public_url.as_bytes()),
        (None, None) => false,
    };
    if safe || (said && same) { Ok(()) } else { Err(RequestError::ForeignPage) }
}

/// The response that leaves for `reply`; `trace` is the number by which our logs know the request.
pub fn render(reply: Reply, trace: &str) -> Response<Body> {
    let mut response = reply.unwrap_or_else(|problem| {
        problem.log();
        problem.render(trace)
    });
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// 200 and `value`.
pub fn ok(value: &impl Serialize) -> Reply {
    respond(StatusCode::OK, value)
}

/// 201 and `value`.
pub fn created(value: &impl Serialize) -> Reply {
    respond(StatusCode::CREATED, value)
}

/// 202, which says neither what is done nor whether there was anything to do.
pub fn accepted() -> Reply {
    let response = Response::builder().status(StatusCode::ACCEPTED);
    Ok(response.body(Body::Empty).expect("a status is always a response"))
}

/// 204.
pub fn no_content() -> Reply {
    let response = Response::builder().status(StatusCode::NO_CONTENT);
    Ok(response.body(Body::Empty).expect("a status is always a response"))
}

/// For providers, who want to hear their own words.
pub fn say(status: u16, content_type: &'static str, words: impl Into<String>) -> Reply {
    let response = Response::builder().status(status).header(header::CONTENT_TYPE, content_type);
    Ok(response.body(Body::Text(words.into())).expect("providers' words are a response"))
}

/// 200 and a file called `name`, which the browser keeps and never shows as a page of ours.
pub fn file(content_type: &'static str, name: &str, bytes: Vec<u8>) -> Reply {
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    assert!(name.chars().all(plain), "a file's name is ours, and stands in a header");
    let response = Response::builder().header(header::CONTENT_TYPE, content_type);
    let response =
        response.header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
    Ok(response.body(Body::Binary(bytes)).expect("a file is a response"))
}

/// Sends the browser to `url`, whatever it posted here.
pub fn see_other(url: &str) -> Reply {
    let response = Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, url);
    Ok(response.body(Body::Empty).expect("an address of ours stands in a header"))
}

/// `reply` with a `Set-Cookie` header for each of `cookies`.
pub fn with_cookies(reply: Reply, cookies: impl IntoIterator<Item = String>) -> Reply {
    let mut response = reply?;
    for cookie in cookies {
        let value = HeaderValue::from_str(&cookie).expect("our cookies are plain ASCII");
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// `reply`, upon which the browser forgets all that it kept of us.
pub fn forgetting(reply: Reply) -> Reply {
    let mut response = reply?;
    let all = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", all);
    Ok(response)
}

#[expect(clippy::unnecessary_wraps, reason = "every reply has one shape")]
fn respond(status: StatusCode, value: &impl Serialize) -> Reply {
    let body = serde_json::to_string(value).expect("a reply is always JSON");
    let response = Response::builder().status(status);
    let response = response.header(header::CONTENT_TYPE, "application/json");
    Ok(response.body(body.into()).expect("a status and a body are always a response"))
}
