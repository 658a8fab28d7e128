//! What a function meets at its start: a Runtime API with one event, and a table behind TLS.

use crate::Failure;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use axum::routing::{get, post};
use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A table that answers every call with nothing, over TLS with a P-256 certificate.
pub(crate) struct Table {
    pub(crate) url: String,
    /// The authority that signed it, as PEM.
    pub(crate) authority: String,
    pub(crate) asked: Arc<AtomicU32>,
}

impl Table {
    pub(crate) async fn open() -> Result<Self, Failure> {
        let (config, authority) = certified()?;
        let inner = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("https://localhost:{}", inner.local_addr()?.port());
        let asked = Arc::new(AtomicU32::new(0));
        let app = Router::new().fallback(nothing).with_state(Arc::clone(&asked));
        let listener = Tls { inner, acceptor: TlsAcceptor::from(Arc::new(config)) };
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { url, authority, asked })
    }
}

async fn nothing(State(asked): State<Arc<AtomicU32>>, headers: HeaderMap) -> Response<Body> {
    asked.fetch_add(1, Ordering::Relaxed);
    let target = headers.get("x-amz-target").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let body = match target.split('.').nth(1) {
        Some("Query" | "Scan") => json!({"Items": [], "Count": 0, "ScannedCount": 0}),
        Some("BatchGetItem") => json!({"Responses": {}, "UnprocessedKeys": {}}),
        _ => json!({}),
    };
    let answer = Response::builder().header("content-type", "application/x-amz-json-1.0");
    answer.body(Body::from(body.to_string())).expect("a plain answer")
}

/// An authority, and a server's certificate for `localhost` signed by it.
fn certified() -> Result<(ServerConfig, String), Failure> {
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    // Were it called as the leaf is, OpenSSL would take that for its own authority.
    authority.distinguished_name.push(DnType::CommonName, "bench authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate()?;
    let leaf = CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &issuer)?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth();
    Ok((config.with_single_cert(vec![leaf.der().clone()], key)?, pem))
}

struct Tls {
    inner: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, from)) = self.inner.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            // A client that hangs up during the handshake is no reason to stop.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.inner.local_addr()
    }
}

/// A Runtime API for one process: one event, then silence.
pub(crate) struct Api {
    pub(crate) address: String,
    pub(crate) answers: mpsc::Receiver<Value>,
}

type Desk = Arc<(Mutex<Option<Value>>, mpsc::Sender<Value>)>;

impl Api {
    pub(crate) async fn open(event: Value) -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (sender, answers) = mpsc::channel(1);
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .fallback(unexpected)
            .with_state(Arc::new((Mutex::new(Some(event)), sender)));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { address, answers })
    }
}

async fn next(State(desk): State<Desk>) -> Response<Body> {
    let Some(event) = desk.0.lock().await.take() else {
        return std::future::pending().await;
    };
    let answer = Response::builder()
        .header("lambda-runtime-aws-request-id", "r-1")
        .header("lambda-runtime-deadline-ms", "4102444800000")
        .header("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:0:function:f")
        .header("lambda-runtime-trace-id", "Root=1-0-0");
    answer.body(Body::from(event.to_string())).expect("a plain answer")
}

async fn answered(State(desk): State<Desk>, body: Bytes) -> &'static str {
    let _ = desk.1.send(serde_json::from_slice(&body).unwrap_or_default()).await;
    ""
}

async fn unexpected(State(desk): State<Desk>, request: Request) -> &'static str {
    let _ = desk.1.send(json!({"errorType": request.uri().path()})).await;
    ""
}
