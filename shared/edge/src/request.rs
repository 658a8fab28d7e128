use crate::Reply;
use crate::lock::came_through_the_cdn;
use domain::{Device, Fault, FaultKind, FieldFault};
use lambda_http::http::header;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// The largest JSON body that any endpoint has a use for: fifty order lines are under 20 KB.
const JSON_BYTES_MAX: usize = 64 * 1024;

/// Why a request cannot even be read.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error("the change does not come from a page of ours")]
    ForeignPage,
    #[error("the request did not come by way of the CDN")]
    PastTheDoor,
    #[error("the function knows no route {0:?}")]
    Unrouted(String),
    #[error("the body is not announced as {0}")]
    ContentType(&'static str),
    #[error("the body is longer than {0} bytes")]
    TooLong(usize),
    // Neither says what the reader says, who repeats what somebody typed.
    #[error("the body cannot be read: {code}")]
    Body { field: String, code: &'static str },
    #[error("the query cannot be read: {code}")]
    Query { field: String, code: &'static str },
}

/// The route by which the gateway led `request` here, as the template writes it:
/// `PUT /api/orders/{id}`. A function with several tells them apart by nothing else.
pub fn route(request: &Request) -> &str {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(it)) => it.route_key.as_deref().unwrap_or_default(),
        Some(_) | None => "",
    }
}

/// What a function replies by a route that it does not have: the template leads it here by mistake.
pub fn unrouted(route: &str) -> Reply {
    Err(RequestError::Unrouted(route.to_owned()).into())
}

/// The request's body, if it is exactly a `T`. An error names the field.
pub fn json<T: DeserializeOwned>(request: &Request) -> Result<T, RequestError> {
    announced(request, "application/json")?;
    let body: &[u8] = request.body();
    if body.len() > JSON_BYTES_MAX {
        return Err(RequestError::TooLong(JSON_BYTES_MAX));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (field, code) = wrong(error.path().to_string(), &error.inner().to_string());
        RequestError::Body { field, code }
    })?;
    let over = |_| RequestError::Body { field: String::new(), code: "malformed" };
    reader.end().map_err(over)?;
    Ok(value)
}

/// The request's body as it came, if it is at most `max` bytes.
pub fn bytes(request: &Request, max: usize) -> Result<&[u8], RequestError> {
    announced(request, "application/octet-stream")?;
    let body: &[u8] = request.body();
    if body.len() > max { Err(RequestError::TooLong(max)) } else { Ok(body) }
}

/// The form in the request's body as it came, if it is at most `max` bytes.
pub fn form(request: &Request, max: usize) -> Result<&[u8], RequestError> {
    announced(request, "application/x-www-form-urlencoded")?;
    let body: &[u8] = request.body();
    if body.len() > max { Err(RequestError::TooLong(max)) } else { Ok(body) }
}

/// The part of the path that the route calls `name`.
pub fn path<T: FromStr<Err: Fault>>(request: &Request, name: &str) -> Result<T, T::Err> {
    request.path_parameters().first(name).unwrap_or_default().parse()
}

/// The query string, if it is exactly a `T`.
pub fn query<T: DeserializeOwned>(request: &Request) -> Result<T, RequestError> {
    let query = request.uri().query().unwrap_or_default();
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let (field, code) = wrong(error.path().to_string(), &error.inner().to_string());
        RequestError::Query { field, code }
    })
}

/// The access token that the browser keeps for us, if it has one.
pub fn token(request: &Request) -> Option<&str> {
    cookie(request, "__Host-at")
}

/// The value of the cookie called `name`.
pub fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let headers = request.headers().get_all(header::COOKIE).into_iter();
    let pairs = headers.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
    pairs.filter_map(|it| it.trim().split_once('=')).find(|(key, _)| *key == name).map(|it| it.1)
}

/// What the browser says it is.
pub fn device(request: &Request) -> Device {
    let agent = request.headers().get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    Device::of(agent.unwrap_or_default())
}

/// The caller's address: as the gateway saw it or, if the CDN proved itself, as the CDN saw it.
///
/// Each of the two appends to `X-Forwarded-For` who it was asked by; what stands further left the
/// caller may have written. Without a lock anybody can be the CDN, and the header is not read.
pub fn source_address(request: &Request) -> String {
    let peer = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    };
    let peer = peer.unwrap_or_default();
    let viewer = if came_through_the_cdn(request) { before_last(request, &peer) } else { None };
    viewer.unwrap_or(peer)
}

/// The address that was forwarded to `peer`, who forwarded to us.
fn before_last(request: &Request, peer: &str) -> Option<String> {
    let forwarded = request.headers().get("x-forwarded-for")?.to_str().ok()?;
    let mut addresses = forwarded.rsplit(',').map(str::trim);
    let viewer = addresses.next().filter(|last| *last == peer).and(addresses.next())?;
    viewer.parse::<std::net::IpAddr>().ok().map(|it| it.to_string())
}

fn announced(request: &Request, kind: &'static str) -> Result<(), RequestError> {
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let said = said.and_then(|it| it.split(';').next()).unwrap_or_default().trim();
    if said.eq_ignore_ascii_case(kind) { Ok(()) } else { Err(RequestError::ContentType(kind)) }
}

/// The field that a reader's message is about, and what is wrong with it. serde tells missing and
/// unknown fields from wrong values in words only.
fn wrong(path: String, message: &str) -> (String, &'static str) {
    let named = |rest: &str| rest.split('`').next().unwrap_or_default().to_owned();
    let parent = if path == "." { String::new() } else { path };
    let below = |name: String| if parent.is_empty() { name } else { format!("{parent}.{name}") };
    if let Some(rest) = message.strip_prefix("missing field `") {
        (below(named(rest)), "missing")
    } else if let Some(rest) = message.strip_prefix("unknown field `") {
        // The path already ends in the unknown name.
        let name = named(rest);
        if parent.ends_with(&name) { (parent, "unknown") } else { (below(name), "unknown") }
    } else {
        (parent, "malformed")
    }
}

impl Fault for RequestError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::ForeignPage | Self::PastTheDoor => FaultKind::Forbidden,
            Self::Unrouted(_) => FaultKind::Broken,
            Self::ContentType(_) | Self::TooLong(_) | Self::Body { .. } | Self::Query { .. } => {
                FaultKind::Invalid
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::ForeignPage => "foreign-page",
            Self::PastTheDoor => "past-the-door",
            Self::Unrouted(_) => "unrouted",
            Self::ContentType(_) => "content-type",
            Self::TooLong(_) => "body-too-long",
            Self::Body { .. } => "malformed-body",
            Self::Query { .. } => "malformed-query",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Body { field, code } | Self::Query { field, code } => {
                vec![FieldFault::new(field, code)]
            }
            Self::ForeignPage
            | Self::PastTheDoor
            | Self::Unrouted(_)
            | Self::ContentType(_)
            | Self::TooLong(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::source_address;
    use crate::admit;
    use aws_lc_rs::digest::{SHA256, digest};
    use domain::Threshold;
    use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
    use lambda_http::request::RequestContext;
    use lambda_http::{Body, Request, RequestExt};

    const LOCK: &str = "x-pay-origin";

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expected: &str) {
        let mut request = Request::new(Body::Empty);
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        let mut context = ApiGatewayV2httpRequestContext::default();
        context.http.source_ip = Some("130.176.0.1".to_owned());
        let request = request.with_request_context(RequestContext::ApiGatewayV2(context));
        let locks = vec![digest(&SHA256, b"key").as_ref().try_into().expect("32 bytes")];
        let locks = if headers.iter().any(|it| it.0 == LOCK) { locks } else { Vec::new() };
        let (school, public_url) = ("xust".to_owned(), "https://pay.example".to_owned());
        let threshold = Threshold { school, public_url, locks };
        let request = admit(request, &threshold).expect("let in");
        assert_eq!(source_address(&request), expected);
    }

    #[test]
    fn nobody_chooses_the_address_under_which_they_are_known() {
        let forwarded = |it| ("x-forwarded-for", it);
        let cdn = (LOCK, "key");
        check(&[], "130.176.0.1");
        check(&[("x-amz-cf-id", "an id"), forwarded("6.6.6.6, 130.176.0.1")], "130.176.0.1");
        check(&[forwarded("6.6.6.6, 130.176.0.1")], "130.176.0.1");
        check(&[cdn, forwarded("6.6.6.6, 113.200.1.9, 130.176.0.1")], "113.200.1.9");
        check(&[cdn, forwarded("240e:1::9, 130.176.0.1")], "240e:1::9");
        check(&[cdn, forwarded("130.176.0.1")], "130.176.0.1");
        check(&[cdn, forwarded("113.200.1.9, 7.7.7.7")], "130.176.0.1");
        check(&[cdn, forwarded("not an address, 130.176.0.1")], "130.176.0.1");
    }
}
