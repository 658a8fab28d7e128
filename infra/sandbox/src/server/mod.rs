mod admin;
mod cas;
mod cashier;
mod deliver;
mod desk;
mod page;
mod sms;
mod wrongs;

use crate::bank::{Announcement, Bank, Ledger, Provider, SignedBy};
use crate::{Cas, Sms};
use aws_lc_rs::rand;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use deliver::Courier;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use deliver::Delivery;
pub(crate) use page::{escaped, framed, said as note};

/// What the sandbox needs to start.
pub struct SandboxConfig {
    /// 0 takes any free port.
    pub port: u16,
    pub providers: Vec<Box<dyn Provider>>,
    pub clock: fn() -> Timestamp,
    /// By how much the notifier's waits are shortened: 1 is the provider's own schedule.
    pub hurry: u32,
    pub signed_by: SignedBy,
    /// Where the ledgers are kept over a restart, if it is.
    pub ledger: Option<PathBuf>,
}

/// All banks, by what stands in their addresses.
type Banks = Arc<BTreeMap<&'static str, Mutex<Bank>>>;

/// The banks behind HTTP.
#[derive(Clone)]
pub struct Sandbox {
    banks: Banks,
    cas: Arc<Mutex<Cas>>,
    sms: Arc<Mutex<Sms>>,
    courier: Courier,
    clock: fn() -> Timestamp,
}

/// A sandbox that listens. It stops when this is dropped.
pub struct Running {
    /// Such as `http://127.0.0.1:21200`: under it every provider has its slug.
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
        let mut kept = match config.ledger.as_ref().filter(|it| it.exists()) {
            Some(file) => serde_json::from_str(&std::fs::read_to_string(file)?)?,
            None => BTreeMap::<String, Ledger>::new(),
        };
        let banks = config.providers.into_iter().map(|it| {
            let mut bank = Bank::under(it, &base_url, u64::from_le_bytes(seed));
            bank.sign_notices_by(config.signed_by);
            if let Some(ledger) = kept.remove(bank.slug()) {
                bank.restore(ledger);
            }
            (bank.slug(), Mutex::new(bank))
        });
        let banks: Banks = Arc::new(banks.collect());
        let courier = Courier::new(banks.clone(), config.clock, config.hurry);
        let cas = Cas::at(&format!("{base_url}/cas"), u64::from_le_bytes(seed));
        let cas = Arc::new(Mutex::new(cas));
        let sandbox = Self { banks, cas, sms: Arc::default(), courier, clock: config.clock };
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
            .route("/", get(cashier::front))
            .route("/cas", any(cas::answer))
            .route("/cas/{*path}", any(cas::answer))
            .route("/sms", any(sms::answer))
            .route("/sms/{*path}", any(sms::answer))
            .route("/{bank}/cashier/{code}", get(cashier::order))
            .route("/{bank}/cashier/{code}/pay", post(cashier::pay))
            .route("/{bank}/desk", get(desk::look))
            .route("/{bank}/desk/faults", post(desk::misbehave))
            .route("/{bank}/desk/act", post(desk::act))
            .route("/sandbox/pay", post(admin::pay))
            .route("/sandbox/faults", post(admin::misbehave).delete(admin::behave))
            .route("/sandbox/rotate/{bank}", post(admin::rotate))
            .route("/sandbox/ledger", get(admin::ledger))
            .route("/{bank}", any(answer))
            .route("/{bank}/{*path}", any(answer))
            .with_state(self)
    }

    fn bank(&self, slug: &str) -> Option<MutexGuard<'_, Bank>> {
        let bank = self.banks.get(slug)?;
        Some(bank.lock().expect("nothing panics while it holds a bank"))
    }

    fn each(&self) -> impl Iterator<Item = MutexGuard<'_, Bank>> {
        self.banks.values().map(|it| it.lock().expect("nothing panics while it holds a bank"))
    }

    fn kept(&self) -> String {
        let ledgers: BTreeMap<_, _> =
            self.each().map(|bank| (bank.slug(), bank.kept().clone())).collect();
        serde_json::to_string(&ledgers).expect("texts and numbers are JSON")
    }

    fn tell(&self, bank: &'static str, announcements: Vec<Announcement>) {
        for announcement in announcements {
            self.courier.send(bank, announcement);
        }
    }

    async fn keep(self, path: PathBuf) {
        let mut written = String::new();
        loop {
            tokio::time::sleep(Self::KEEP_EVERY).await;
            let kept = self.kept();
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

    /// The campus's sign-on knows the platform at `url` from now on, and no other service.
    ///
    /// # Panics
    /// Never: nothing panics while it holds the sign-on.
    pub fn register(&self, url: &str) {
        let mut cas = self.sandbox.cas.lock().expect("nothing panics while it holds the sign-on");
        cas.register(url);
    }

    /// The desk for text messages believes whoever signs with `secret` from now on.
    ///
    /// # Panics
    /// Never: nothing panics while it holds the desk.
    pub fn trust(&self, secret: &str) {
        self.sandbox.sms.lock().expect("nothing panics while it holds the desk").trust(secret);
    }

    /// A bank itself, for tests that look or act without HTTP.
    ///
    /// # Panics
    /// If there is no such bank.
    pub fn with_bank<T>(&self, slug: &str, act: impl FnOnce(&mut Bank) -> T) -> T {
        act(&mut self.sandbox.bank(slug).expect("a provider of the sandbox"))
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
            write(path, &self.sandbox.kept());
        }
    }
}

/// A provider's own wire: what comes after its slug.
async fn answer(
    State(sandbox): State<Sandbox>,
    Path(path): Path<BTreeMap<String, String>>,
    request: Request,
) -> Response {
    let slug = path.get("bank").map(String::as_str).unwrap_or_default();
    let Some((slug, _)) = sandbox.banks.get_key_value(slug) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, Sandbox::BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut request = axum::http::Request::from_parts(parts, bytes.to_vec());
    *request.uri_mut() = beyond(request.uri(), slug);
    let (reply, told) = {
        let mut bank = sandbox.bank(slug).expect("just found");
        (bank.answer(&request, (sandbox.clock)()), bank.announcements())
    };
    sandbox.tell(slug, told);
    tokio::time::sleep(reply.after).await;
    let Some(answer) = reply.answer else { return lost() };
    answer.map(Body::from)
}

/// `uri` as the provider sees it: its own path and the query, as they came.
fn beyond(uri: &Uri, slug: &str) -> Uri {
    let whole = uri.path_and_query().map_or("/", |it| it.as_str());
    let rest = whole.strip_prefix('/').and_then(|it| it.strip_prefix(slug)).unwrap_or("/");
    let rest = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
    rest.parse().expect("part of an address is an address")
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
