//! The door: finds the function of a request in the template, and tells it the way the gateway does.

use crate::clock;
use edge::Request;
use local::{Document, Surroundings, Template};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A request of a browser or of a provider.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub method: &'static str,
    /// With its query, if it has one.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub cookies: Vec<String>,
    pub body: Option<String>,
    /// Whether the body goes in base64, as the gateway sends what is not text.
    pub binary: bool,
}

/// `infra/template.yaml`, read once.
pub(crate) fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let text = include_str!("../../infra/template.yaml");
        let document = Document::parse(text).expect("the template can be read");
        let parameters =
            [("School", "xust"), ("PublicUrl", crate::PUBLIC_URL), ("TokenKeys", "{}")];
        let secrets = document.secrets().into_iter().map(|it| (it.to_owned(), "/nowhere".into()));
        let around = Surroundings {
            parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            secrets: secrets.collect(),
            sqs: "http://127.0.0.1:9".to_owned(),
        };
        document.resolve(&around).expect("the template makes sense")
    })
}

/// Requests that came in so far: each has a number of its own, as at the gateway.
static REQUESTS: AtomicU64 = AtomicU64::new(1);

type Routes = HashMap<&'static str, matchit::Router<(String, &'static str)>>;

fn routes() -> &'static Routes {
    static ROUTES: OnceLock<Routes> = OnceLock::new();
    ROUTES.get_or_init(|| {
        let mut routes = Routes::new();
        for function in &template().functions {
            for route in &function.routes {
                let key = format!("{} {}", route.method, route.path);
                let router = routes.entry(&route.method).or_default();
                let leads = (key, function.folder.as_str());
                router.insert(&route.path, leads).expect("routes do not collide");
            }
        }
        routes
    })
}

/// The function that `ask` is for and the request that it sees, if the template has such a route.
pub(crate) fn route(ask: &Ask) -> Option<(&'static str, Request)> {
    let (path, query) = ask.path.split_once('?').unwrap_or((&ask.path, ""));
    let found = routes().get(ask.method)?.at(path).ok()?;
    let (key, folder) = found.value;
    let decoded =
        |it: &str| percent_encoding::percent_decode_str(it).decode_utf8_lossy().into_owned();
    let parameters =
        found.params.iter().map(|(name, value)| (name.to_owned(), decoded(value).into()));
    let event = event(ask, key, (path, query), parameters.collect());
    let request = lambda_http::request::from_str(&event).expect("an event of the gateway");
    Some((folder, request))
}

fn event(
    ask: &Ask,
    key: &str,
    (path, query): (&str, &str),
    parameters: Map<String, Value>,
) -> String {
    let mut headers = Map::new();
    headers.insert("host".to_owned(), "pay.example.edu.cn".into());
    for (name, value) in &ask.headers {
        headers.insert(name.clone(), value.as_str().into());
    }
    let mut event = json!({
        "version": "2.0",
        "routeKey": key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "campus",
            "domainName": "pay.example.edu.cn",
            "domainPrefix": "pay",
            "http": {
                "method": ask.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "a browser",
            },
            "requestId": format!("request-{}", REQUESTS.fetch_add(1, Ordering::Relaxed)),
            "routeKey": key,
            "stage": "$default",
            "time": "05/Sep/2026:01:00:00 +0000",
            "timeEpoch": clock::now().as_millisecond(),
        },
        "isBase64Encoded": ask.binary,
    });
    if !ask.cookies.is_empty() {
        event["cookies"] = json!(ask.cookies);
    }
    if !query.is_empty() {
        let pairs = form_urlencoded::parse(query.as_bytes());
        event["queryStringParameters"] = pairs
            .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
            .collect();
    }
    if !parameters.is_empty() {
        event["pathParameters"] = parameters.into();
    }
    if let Some(body) = &ask.body {
        event["body"] = body.as_str().into();
    }
    event.to_string()
}
