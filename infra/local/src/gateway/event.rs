//! A request as a function sees it: payload format 2.0 of the HTTP API.

use std::{borrow::Cow, collections::BTreeMap, net::SocketAddr};

use axum::http::{HeaderMap, header, request::Parts};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::routes::Found;
use crate::{clock, template::ACCOUNT};

/// The event as JSON bytes.
pub(super) fn of(parts: &Parts, body: &[u8], found: &Found, peer: SocketAddr) -> Vec<u8> {
    let now = clock::now();
    let headers = headers(&parts.headers, body.len(), peer);
    let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
    let path = decoded(parts.uri.path());
    let query = parts.uri.query().unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": found.key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "local",
            "domainName": header("host"),
            "domainPrefix": "local",
            "http": {
                "method": parts.method.as_str(),
                "path": path,
                "protocol": format!("{:?}", parts.version),
                "sourceIp": peer.ip().to_string(),
                "userAgent": header("user-agent"),
            },
            "requestId": clock::draw(),
            "routeKey": found.key,
            "stage": "$default",
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": now.as_millisecond(),
        },
        "isBase64Encoded": false,
    });
    let cookies = cookies(&parts.headers);
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    if !query.is_empty() {
        event["queryStringParameters"] = json!(query_parameters(query));
    }
    if !found.parameters.is_empty() {
        event["pathParameters"] = Value::Object(found.parameters.clone());
    }
    if !body.is_empty() {
        let text = is_text(&header("content-type")).then(|| std::str::from_utf8(body).ok());
        event["isBase64Encoded"] = text.flatten().is_none().into();
        event["body"] = text.flatten().map_or_else(|| STANDARD.encode(body), str::to_owned).into();
    }
    event.to_string().into_bytes()
}

/// Percent signs undone; what is not UTF-8 then is marked as such.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// What the HTTP API hands over as text. All else comes in base64, forms and bodies without a type
/// among them.
fn is_text(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media.starts_with("text/")
        || matches!(
            media.as_str(),
            "application/json" | "application/javascript" | "application/xml"
        )
}

/// Headers in lower case, those sent more than once joined by commas, cookies left out.
fn headers(sent: &HeaderMap, length: usize, peer: SocketAddr) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    for (name, value) in sent.iter().filter(|(name, _)| *name != header::COOKIE) {
        let value = String::from_utf8_lossy(value.as_bytes());
        join(&mut headers, name.to_string(), &value);
    }
    // As the gateway sees it: everything before the peer is the client's own claim.
    join(&mut headers, "x-forwarded-for".to_owned(), &peer.ip().to_string());
    headers.insert("x-forwarded-proto".to_owned(), "http".to_owned());
    headers.insert("content-length".to_owned(), length.to_string());
    headers
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let sent = headers.get_all(header::COOKIE).iter();
    let lines = sent.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
    lines.flat_map(|it| it.split("; ").map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        join(&mut parameters, name.into_owned(), &value);
    }
    parameters
}

fn join(into: &mut BTreeMap<String, String>, name: String, value: &str) {
    into.entry(name)
        .and_modify(|it| {
            it.push(',');
            it.push_str(value);
        })
        .or_insert_with(|| value.to_owned());
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap as Map, path::PathBuf, sync::Arc, time::Duration};

    use axum::http::Request;

    use super::*;
    use crate::{
        faults::Faults,
        lambda::{Floor, Function},
        log::Log,
        template::FunctionSpec,
    };

    fn event(request: &Request<&str>) -> Value {
        let (parts, body) = request.clone().into_parts();
        let spec = FunctionSpec {
            name: "CreateOrder".to_owned(),
            folder: "create-order".to_owned(),
            env: Map::new(),
            timeout: Duration::from_secs(1),
            memory_mb: 128,
            instances_max: 1,
            routes: Vec::new(),
            mappings: Vec::new(),
            schedules: Vec::new(),
        };
        let floor = Floor {
            binaries: PathBuf::new(),
            env: Map::new(),
            faults: Arc::new(Faults::new(0)),
            log: Log::kept(),
            stop: tokio::sync::watch::channel(false).1,
        };
        let found = Found {
            key: "PUT /api/orders/{id}".to_owned(),
            function: Arc::new(Function::new(spec, Arc::new(floor))),
            parameters: serde_json::Map::from_iter([("id".to_owned(), "7".into())]),
        };
        let peer = "127.0.0.9:5000".parse().unwrap();
        serde_json::from_slice(&of(&parts, body.as_bytes(), &found, peer)).unwrap()
    }

    #[test]
    fn a_request_is_told_as_format_two_tells_it() {
        let request = Request::put("/api/orders/a%20b?x=1&x=2&y=%E9%87%91")
            .header("X-Twice", "1")
            .header("X-Twice", "2")
            .header("Cookie", "a=1; b=2")
            .header("User-Agent", "test")
            .header("Content-Type", "application/json; charset=utf-8")
            .body("{}");

        let event = event(&request.unwrap());

        assert_eq!(event["version"], "2.0");
        assert_eq!(event["routeKey"], "PUT /api/orders/{id}");
        assert_eq!(event["rawPath"], "/api/orders/a b");
        assert_eq!(event["queryStringParameters"], json!({"x": "1,2", "y": "金"}));
        assert_eq!(event["pathParameters"], json!({"id": "7"}));
        assert_eq!(event["headers"]["x-twice"], "1,2");
        assert_eq!(event["headers"].get("cookie"), None);
        assert_eq!(event["cookies"], json!(["a=1", "b=2"]));
        assert_eq!(event["body"], "{}");
        assert_eq!(event["isBase64Encoded"], false);
        let http = &event["requestContext"]["http"];
        assert_eq!(http["method"], "PUT");
        assert_eq!(http["protocol"], "HTTP/1.1");
        assert_eq!(http["sourceIp"], "127.0.0.9");
        assert_eq!(http["userAgent"], "test");
    }

    #[track_caller]
    fn check_is_text(content_type: Option<&str>, is_text: bool) {
        let mut request = Request::post("/");
        if let Some(it) = content_type {
            request = request.header("content-type", it);
        }
        let event = event(&request.body("a=1").unwrap());

        assert_eq!(event["isBase64Encoded"], !is_text, "{content_type:?}");
        assert_eq!(event["body"], if is_text { "a=1" } else { "YT0x" });
    }

    #[test]
    fn only_text_json_xml_and_javascript_come_as_text() {
        check_is_text(Some("text/plain"), true);
        check_is_text(Some("application/xml"), true);
        check_is_text(Some("Application/JSON"), true);
        check_is_text(Some("application/x-www-form-urlencoded"), false);
        check_is_text(Some("application/octet-stream"), false);
        check_is_text(None, false);
    }

    #[test]
    fn a_request_without_a_body_has_none() {
        let event = event(&Request::get("/").body("").unwrap());

        assert_eq!(event.get("body"), None);
        assert_eq!(event.get("cookies"), None);
        assert_eq!(event.get("queryStringParameters"), None);
    }
}
