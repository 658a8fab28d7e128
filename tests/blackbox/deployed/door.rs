use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;

/// Where the bank finds the platform: MiniStack tells its APIs apart by `Host` alone, and the
/// platform refuses to be called anything that is not plainly this machine.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) leads_to: String,
    pub(crate) host: String,
}

impl Door {
    /// Opens it. It stays open until the program ends.
    pub(crate) fn open(self, listener: TcpListener) {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let app = Router::new().fallback(pass).with_state((self, client));
        tokio::spawn(async move { axum::serve(listener, app).await });
    }
}

async fn pass(
    State((door, client)): State<(Door, Client<HttpConnector, Body>)>,
    request: Request,
) -> Response {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str()).to_owned();
    let (mut parts, body) = request.into_parts();
    let (Ok(bytes), Ok(host), Ok(uri)) = (
        to_bytes(body, 1 << 20).await,
        HeaderValue::from_str(&door.host),
        format!("{}{path}", door.leads_to).parse(),
    ) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    parts.uri = uri;
    parts.headers.insert(header::HOST, host);
    match client.request(Request::from_parts(parts, Body::from(bytes))).await {
        Ok(answer) => answer.map(Body::new),
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}
