use crate::Doubt;
use aws_lc_rs::rand;
use domain::Clock;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// All that is not ours to decide: the network, the time and chance.
#[derive(Clone, Debug)]
pub struct Outside {
    pub wire: Wire,
    pub clock: Clock,
    pub chance: Chance,
}

impl Outside {
    /// The real network and real chance, with the clock of `main`.
    pub fn real(clock: Clock) -> Self {
        Self { wire: Wire::network(), clock, chance: Chance::system() }
    }
}

/// Where nonces come from.
#[derive(Clone, Copy)]
pub struct Chance(fn() -> [u8; 16]);

impl Chance {
    pub const fn new(draw: fn() -> [u8; 16]) -> Self {
        Self(draw)
    }

    /// The system's randomness.
    pub const fn system() -> Self {
        Self(|| {
            let mut bytes = [0; 16];
            rand::fill(&mut bytes).expect("the system gives randomness");
            bytes
        })
    }

    /// 32 characters that were never said before.
    pub(crate) fn nonce(self) -> String {
        hex::encode_upper((self.0)())
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance")
    }
}

/// The way to providers and back.
#[derive(Clone)]
pub struct Wire(Arc<Means>);

enum Means {
    /// Made at the first call: a function that only reads notices never pays for it.
    Network(OnceLock<reqwest::Client>),
    Direct(Box<Answerer>),
}

type Answerer = dyn Fn(http::Request<Vec<u8>>) -> Option<http::Response<Vec<u8>>> + Send + Sync;

impl Wire {
    const CONNECT: Duration = Duration::from_secs(3);

    /// A payer waits for it, and the gateway waits 30 seconds at most.
    const WHOLE: Duration = Duration::from_secs(8);

    /// Providers answer in a few hundred bytes.
    const ANSWER_MAX: usize = 1 << 20;

    /// Nobody waits for a statement, and a large school's day has some megabytes.
    const FILE: Duration = Duration::from_mins(1);
    const FILE_MAX: usize = 64 << 20;

    /// The real network.
    pub fn network() -> Self {
        Self(Arc::new(Means::Network(OnceLock::new())))
    }

    /// A provider that lives in this process, for tests and the simulation: `None` is silence.
    pub fn direct<A>(answerer: A) -> Self
    where
        A: Fn(http::Request<Vec<u8>>) -> Option<http::Response<Vec<u8>>> + Send + Sync + 'static,
    {
        Self(Arc::new(Means::Direct(Box::new(answerer))))
    }

    /// Says `request` once and waits for the whole answer.
    pub(crate) async fn send(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, Doubt> {
        self.exchange(request, Self::WHOLE, Self::ANSWER_MAX).await
    }

    /// The same for a statement: longer, and larger.
    pub(crate) async fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, Doubt> {
        self.exchange(request, Self::FILE, Self::FILE_MAX).await
    }

    async fn exchange(
        &self,
        request: http::Request<Vec<u8>>,
        within: Duration,
        most: usize,
    ) -> Result<http::Response<Vec<u8>>, Doubt> {
        // An address may hold what no log may, such as the secret of a wallet's account.
        let silence = |error: reqwest::Error| Doubt::Silence(Some(error.without_url()));
        let client = match &*self.0 {
            Means::Network(client) => client.get_or_init(client_of_the_network),
            Means::Direct(answerer) => return answerer(request).ok_or(Doubt::Silence(None)),
        };
        let mut request: reqwest::Request = request.try_into().map_err(silence)?;
        *request.timeout_mut() = Some(within);
        let mut answer = client.execute(request).await.map_err(silence)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(silence)? {
            if body.len() + chunk.len() > most {
                return Err(Doubt::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut whole = http::Response::new(body);
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(whole)
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self.0 {
            Means::Network(_) => "Wire(network)",
            Means::Direct(_) => "Wire(direct)",
        })
    }
}

fn client_of_the_network() -> reqwest::Client {
    // Roots compiled in: reading the system's bundle costs a cold start a millisecond of CPU.
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("aws-lc speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(Wire::CONNECT)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .user_agent("campus-pay")
        .build()
        .expect("a client of constants can be built")
}
