use crate::ConfigError;
use aws_credential_types::Credentials;
use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;
use std::time::Duration;

/// The authorities that AWS uses, global and China. Functions trust these alone, and need not
/// parse the 140 of the system at every cold start. `AWS_CA_BUNDLE` replaces them.
const AUTHORITIES: &[u8] = include_bytes!("roots.pem");

/// Who we are to AWS, and where one of its services is.
pub(crate) struct Access<'a> {
    pub(crate) region: &'a str,
    pub(crate) key_id: &'a str,
    pub(crate) key: &'a str,
    pub(crate) session: Option<&'a str>,
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) authorities: Option<&'a str>,
}

impl Access<'_> {
    fn credentials(&self) -> Credentials {
        let session = self.session.map(str::to_owned);
        Credentials::new(self.key_id, self.key, session, None, "environment")
    }

    /// A plain client for a plain endpoint, which then parses no certificates.
    fn http(&self) -> Result<SharedHttpClient, ConfigError> {
        if self.endpoint.is_some_and(|it| it.starts_with("http://")) {
            return Ok(Builder::new().build_http());
        }
        let authorities = match self.authorities {
            Some(file) => std::fs::read(file).map_err(|error| ConfigError::Http(error.into()))?,
            None => AUTHORITIES.to_vec(),
        };
        let trusted = tls::TrustStore::empty().with_pem_certificate(authorities);
        let context = tls::TlsContext::builder().with_trust_store(trusted).build();
        let provider = tls::Provider::rustls(tls::rustls_provider::CryptoMode::AwsLc);
        Ok(Builder::new()
            .tls_provider(provider)
            .tls_context(context.map_err(|error| ConfigError::Http(error.into()))?)
            .build_https())
    }

    fn region(&self) -> Region {
        Region::new(self.region.to_owned())
    }
}

/// The gateway gives up after 10 s and the browser asks again: better to fail while it listens.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(500))
        .operation_attempt_timeout(Duration::from_secs(1))
        .operation_timeout(Duration::from_secs(3))
        .build()
}

macro_rules! client {
    ($sdk:ident, $access:ident) => {{
        let mut config = $sdk::Config::builder()
            .behavior_version($sdk::config::BehaviorVersion::v2026_01_12())
            .region($access.region())
            .credentials_provider($access.credentials())
            .http_client($access.http()?)
            .timeout_config(timeouts())
            .retry_config(RetryConfig::standard().with_max_attempts(3));
        config.set_endpoint_url($access.endpoint.map(str::to_owned));
        Ok($sdk::Client::from_conf(config.build()))
    }};
}

pub(crate) fn dynamodb(access: &Access) -> Result<aws_sdk_dynamodb::Client, ConfigError> {
    client!(aws_sdk_dynamodb, access)
}

pub(crate) fn sqs(access: &Access) -> Result<aws_sdk_sqs::Client, ConfigError> {
    client!(aws_sdk_sqs, access)
}

pub(crate) fn kms(access: &Access) -> Result<aws_sdk_kms::Client, ConfigError> {
    client!(aws_sdk_kms, access)
}

pub(crate) fn secrets(access: &Access) -> Result<aws_sdk_secretsmanager::Client, ConfigError> {
    client!(aws_sdk_secretsmanager, access)
}
