//! The way to other people's servers and back: payment providers, and the campus's sign-on.
//!
//! **Invariant:** one request, one answer: no redirect is followed, nothing is sent twice, nothing
//! waits or grows without a bound that the caller named.
//! **Invariant:** an error holds no address: one may have a secret in it.

use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The way to others and back.
#[derive(Clone)]
pub struct Wire(Arc<Means>);

enum Means {
    /// Made at the first call: a function that calls nobody never pays for it.
    Network(OnceLock<reqwest::Client>),
    Direct(Box<Answerer>),
}

type Answerer = dyn Fn(http::Request<Vec<u8>>) -> Option<http::Response<Vec<u8>>> + Send + Sync;

/// What an answer may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub within: Duration,
    pub bytes: usize,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("no answer came")]
    Silence(#[source] Option<reqwest::Error>),
    #[error("the answer is longer than any answer should be")]
    TooLong,
}

impl Wire {
    const CONNECT: Duration = Duration::from_secs(3);

    /// The real network.
    pub fn network() -> Self {
        Self(Arc::new(Means::Network(OnceLock::new())))
    }

    /// Somebody who lives in this process, for tests and the simulation: `None` is silence.
    pub fn direct<A>(answerer: A) -> Self
    where
        A: Fn(http::Request<Vec<u8>>) -> Option<http::Response<Vec<u8>>> + Send + Sync + 'static,
    {
        Self(Arc::new(Means::Direct(Box::new(answerer))))
    }

    /// Says `request` once and waits for the whole answer.
    pub async fn exchange(
        &self,
        request: http::Request<Vec<u8>>,
        bounds: Bounds,
    ) -> Result<http::Response<Vec<u8>>, WireError> {
        match &*self.0 {
            Means::Network(client) => {
                over_the_network(client.get_or_init(client_of_the_network), request, bounds).await
            }
            Means::Direct(answerer) => {
                let answer = answerer(request).ok_or(WireError::Silence(None))?;
                if answer.body().len() > bounds.bytes {
                    return Err(WireError::TooLong);
                }
                Ok(answer)
            }
        }
    }
}

async fn over_the_network(
    client: &reqwest::Client,
    request: http::Request<Vec<u8>>,
    bounds: Bounds,
) -> Result<http::Response<Vec<u8>>, WireError> {
    // An address may hold what no log may, such as the secret of a wallet's account.
    let silence = |error: reqwest::Error| WireError::Silence(Some(error.without_url()));
    let mut request: reqwest::Request = request.try_into().map_err(silence)?;
    *request.timeout_mut() = Some(bounds.within);
    let mut answer = client.execute(request).await.map_err(silence)?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(silence)? {
        if body.len() + chunk.len() > bounds.bytes {
            return Err(WireError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    let mut whole = http::Response::new(body);
    *whole.status_mut() = answer.status();
    *whole.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(whole)
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

#[cfg(test)]
mod tests;
