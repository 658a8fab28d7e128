mod admin;
mod cashier;
mod deliver;
mod page;

use crate::bank::{Announcement, Bank, SignedBy};
use crate::keys::BankSide;
use aws_lc_rs::rand;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use deliver::Courier;
use jiff::Timestamp;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use deliver::Delivery;

/// What the sandbox needs to start.
#[derive(Clone)]
pub struct SandboxConfig {
    /// 0 takes any free port.
    pub port: u16,
    pub account: BankSide,
    pub clock: fn() -> Timestamp,
    /// By how much the notifier's waits are shortened: 1 is the provider's own schedule.
    pub hurry: u32,
    pub signed_by: SignedBy,
    /// Where the ledger is kept over a restart, if it is.
    pub ledger: Option<PathBuf>,
}

/// The bank behind HTTP.
#[derive(Clone)]
pub struct Sandbox {
    bank: Arc<Mutex<Bank>>,
    courier: Courier,
    clock: fn() -> Timestamp,
}

/// A sandbox that listens. It stops when this is dropped.
pub struct Running {
    /// Such as `http://127.0.0.1:21200`: the platform's `base_url`, and the cashier's address.
    pub base_url: String,
    sandbox: Sandbox,
    server: JoinHandle<()>,
    keeper: Option<JoinHandle<()>>,
    ledger: Option<PathBuf>,
}

impl Sandbox {
    /// How often a changed ledger is written down.
    const KEEP_EVERY: Duration = Duration::from_millis(500);

    /// Longest request: the provider's longest field is 6 KiB.
    const BODY_MAX: usize = 64 << 10;

    /// Starts to listen on this machine, and on this machine only.
    pub async fn start(config: SandboxConfig) -> io::Result<Running> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, config.port));
        let listener = TcpListener::bind(address).await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let mut seed = [0; 8];
        rand::fill(&mut seed).map_err(|_| io::Error::other("the system gives no randomness"))?;
        let mut bank = Bank::new(config.account, &base_url, u64::from_le_bytes(seed));
        bank.sign_notices_by(config.signed_by);
        if let Some(kept) = config.ledger.as_ref().filter(|it| it.exists()) {
            bank.restore(&std::fs::read_to_string(kept)?)?;
        }
        let bank = Arc::new(Mutex::new(bank));
        let courier = Courier::new(bank.clone(), config.clock, config.hurry);
        let sandbox = Self { bank, courier, clock: config.clock };
        let app = sandbox.clone().routes();
        let keeper = config.ledger.clone().map(|path| tokio::spawn(sandbox.clone().keep(path)));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(error = %error, "the sandbox stopped listening");
            }
        });
        Ok(Running { base_url, sandbox, server, keeper, ledger: config.ledger })
    }

    fn routes(self) -> Router {
        Router::new()
            .route("/", get(cashier::orders))
            .route("/cashier/{code}", get(cashier::order))
            .route("/cashier/{code}/pay", post(cashier::pay))
            .route("/h5", get(cashier::telephone))
            .route("/sandbox/pay", post(admin::pay))
            .route("/sandbox/faults", post(admin::misbehave).delete(admin::behave))
            .route("/sandbox/ledger", get(admin::ledger))
            .route("/v3/{*path}", any(answer))
            .with_state(self)
    }

    fn bank(&self) -> MutexGuard<'_, Bank> {
        self.bank.lock().expect("nothing panics while it holds the bank")
    }

    fn tell(&self, announcements: Vec<Announcement>) {
        for announcement in announcements {
            self.courier.send(announcement);
        }
    }

    async fn keep(self, path: PathBuf) {
        let mut written = String::new();
        loop {
            tokio::time::sleep(Self::KEEP_EVERY).await;
            let kept = self.bank().kept();
            if kept != written {
                write(&path, &kept);
                written = kept;
            }
        }
    }
}

impl Running {
    /// What was told to the merchant so far, oldest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.sandbox.courier.deliveries()
    }

    /// The bank itself, for tests that look or act without HTTP.
    pub fn with_bank<T>(&self, act: impl FnOnce(&mut Bank) -> T) -> T {
        act(&mut self.sandbox.bank())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
        if let Some(keeper) = &self.keeper {
            keeper.abort();
        }
        self.sandbox.courier.stop();
        if let Some(path) = &self.ledger {
            write(path, &self.sandbox.bank().kept());
        }
    }
}

/// The provider's own wire.
async fn answer(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, Sandbox::BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = axum::http::Request::from_parts(parts, bytes.to_vec());
    let reply = sandbox.bank().answer(&request, (sandbox.clock)());
    tokio::time::sleep(reply.after).await;
    let Some(answer) = reply.answer else { return lost() };
    answer.map(Body::from)
}

/// An answer that breaks off: for who asked it is the same as none.
fn lost() -> Response {
    let broken = futures::stream::once(async { Err::<Bytes, _>(io::Error::other("lost")) });
    Body::from_stream(broken).into_response()
}

/// A torn file would lose the ledger: write beside it, then rename.
fn write(path: &PathBuf, text: &str) {
    let beside = path.with_extension("new");
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    if let Err(error) = written {
        tracing::error!(error = %error, "the sandbox cannot write its ledger");
    }
}
