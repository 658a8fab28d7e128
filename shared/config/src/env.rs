use crate::aws::{self, Access};
use crate::wrap::{Unwrapped, Wrapped};
use crate::{ConfigError, Kept, KeyWrap, Place, School, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Clock, Threshold, Timestamp};
use std::collections::BTreeMap;
use std::error::Error;

/// An environment variable that somebody may set.
pub struct Variable {
    pub name: &'static str,
    /// What it is for.
    pub meaning: &'static str,
}

macro_rules! variables {
    ($($name:ident: $meaning:literal,)*) => {
        $(const $name: &str = stringify!($name);)*

        /// Every environment variable that this program reads. There are no others.
        pub const VARIABLES: &[Variable] =
            &[$(Variable { name: $name, meaning: $meaning }),*];
    };
}

variables! {
    TABLE_CORE: "Table of people, bills and orders.",
    TABLE_AUTH: "Table of credentials, sessions and throttles.",
    TABLE_INBOX: "Table of money that could not be booked, and of files being imported.",
    TABLE_REF: "Table of what the whole school shares.",
    QUEUE_RECEIPTS: "URL of the queue of verified receipts.",
    QUEUE_CHASE: "URL of the queue of orders whose provider is to be asked.",
    QUEUE_REFUNDS: "URL of the queue of refunds to bring to their end.",
    SCHOOL: "Which infra/schools/<id>.toml this stack is.",
    PUBLIC_URL: "Where browsers and providers reach the platform, without a slash at the end.",
    ORIGIN_LOCK: "SHA-256 of each key of the CDN, as a JSON list in base64, two at most; unset is no lock.",
    TOKEN_KEYS: "Public halves of the token keys, as JSON {kid: base64url of 32 bytes}.",
    SECRET_IDENTITY: "ARN of the secret of sign-in, or file:/absolute/path.json on one machine.",
    FIELD_KEY: "ARN of the KMS key that wraps the keys of fields, or file:/absolute/path.",
    SECRET_CHANNEL: "ARN of the secret of the providers, or file:/absolute/path.json.",
    SANDBOX_URL: "Where the sandboxes of all providers are, instead of the real ones.",
    AWS_REGION: "The region; Lambda sets it.",
    AWS_ACCESS_KEY_ID: "Credentials of the function's role; Lambda sets them.",
    AWS_SECRET_ACCESS_KEY: "Credentials of the function's role; Lambda sets them.",
    AWS_SESSION_TOKEN: "Credentials of the function's role; Lambda sets them.",
    AWS_ENDPOINT_URL: "Where all of AWS is, for an emulator; unset on AWS.",
    AWS_ENDPOINT_URL_DYNAMODB: "Where DynamoDB is, if not in the region.",
    AWS_ENDPOINT_URL_SQS: "Where SQS is, if not in the region.",
    AWS_ENDPOINT_URL_KMS: "Where KMS is, if not in the region.",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: "Where Secrets Manager is, if not in the region.",
    AWS_CA_BUNDLE: "File of the certificates to trust for AWS, instead of those compiled in.",
}

const PLACE: &str = "an ARN or file: and an absolute path";

/// The environment of a function, read once.
pub struct Env {
    values: BTreeMap<&'static str, String>,
}

impl Env {
    /// Reads every variable that is set and not empty.
    pub fn load() -> Self {
        let read = |it: &Variable| Some((it.name, std::env::var(it.name).ok()?));
        Self { values: VARIABLES.iter().filter_map(read).filter(|it| !it.1.is_empty()).collect() }
    }

    /// An environment that a test made up.
    pub fn of(given: &[(&'static str, &str)]) -> Self {
        Self { values: given.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }
    }

    /// The names of the tables: core, auth, inbox, ref, in the order in which `store` takes them.
    pub fn tables(&self) -> Result<[String; 4], ConfigError> {
        let text = |name| self.text(name);
        Ok([text(TABLE_CORE)?, text(TABLE_AUTH)?, text(TABLE_INBOX)?, text(TABLE_REF)?])
    }

    /// URL of the queue of verified receipts.
    pub fn queue_receipts(&self) -> Result<String, ConfigError> {
        self.text(QUEUE_RECEIPTS)
    }

    /// URL of the queue of orders whose provider is to be asked.
    pub fn queue_chase(&self) -> Result<String, ConfigError> {
        self.text(QUEUE_CHASE)
    }

    /// URL of the queue of refunds to bring to their end.
    pub fn queue_refunds(&self) -> Result<String, ConfigError> {
        self.text(QUEUE_REFUNDS)
    }

    /// The school that this stack is.
    pub fn school(&self) -> Result<School, ConfigError> {
        School::named(self.required(SCHOOL)?)
    }

    /// The id of that school, for those who need no more of it.
    pub fn school_id(&self) -> Result<&str, ConfigError> {
        self.required(SCHOOL)
    }

    /// Where browsers and providers reach the platform, without a slash at the end.
    pub fn public_url(&self) -> Result<String, ConfigError> {
        let url = self.required(PUBLIC_URL)?;
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if host.is_some_and(|it| !it.is_empty() && !it.contains('/')) {
            Ok(url.to_owned())
        } else {
            Err(ConfigError::Variable { name: PUBLIC_URL, expected: "a scheme and a host alone" })
        }
    }

    /// Where everybody finds this deployment, and by which keys its CDN is known.
    pub fn threshold(&self) -> Result<Threshold, ConfigError> {
        let (school, public_url) = (self.text(SCHOOL)?, self.public_url()?);
        Ok(Threshold { school, public_url, locks: self.locks()? })
    }

    fn locks(&self) -> Result<Vec<[u8; 32]>, ConfigError> {
        let Some(text) = self.values.get(ORIGIN_LOCK) else { return Ok(Vec::new()) };
        let hashes = serde_json::from_str::<Vec<String>>(text).unwrap_or_default();
        let hashes = hashes.iter().map(|it| STANDARD.decode(it).ok()?.try_into().ok());
        // A lock without a key would be none, and whoever wrote it believes that there is one.
        let good = |it: &Vec<_>| (1..=Threshold::LOCKS_MAX).contains(&it.len());
        let expected = "one or two SHA-256 in base64, as a JSON list";
        let wrong = ConfigError::Variable { name: ORIGIN_LOCK, expected };
        hashes.collect::<Option<Vec<_>>>().filter(good).ok_or(wrong)
    }

    /// Public halves of the token keys, as `identity` reads them.
    pub fn token_keys(&self) -> Result<&str, ConfigError> {
        self.required(TOKEN_KEYS)
    }

    /// Where the sandboxes of all providers are: nowhere, unless they are named.
    pub fn sandbox_url(&self) -> Result<Option<String>, ConfigError> {
        let Some(url) = self.values.get(SANDBOX_URL) else { return Ok(None) };
        let scheme = ["https://", "http://127.0.0.1", "http://localhost", "http://[::1]"];
        if scheme.iter().any(|it| url.starts_with(it)) {
            Ok(Some(url.clone()))
        } else {
            Err(ConfigError::Variable { name: SANDBOX_URL, expected: "https, or this machine" })
        }
    }

    /// The secret of sign-in, made usable by `read`, fetched and unwrapped when it is first needed.
    pub fn identity_secret<T, E, O>(
        &self,
        read: impl Fn(&Secret) -> Result<(Wrapped, O), E> + Send + Sync + 'static,
    ) -> Result<Kept<T>, ConfigError>
    where
        T: Send + 'static,
        E: Error + Send + Sync + 'static,
        O: FnOnce(Unwrapped) -> Result<T, E> + Send + 'static,
    {
        let wrap = (self.key_wrap(self.required(FIELD_KEY)?)?, self.text(SCHOOL)?);
        Ok(Kept::wrapped(self.place(SECRET_IDENTITY)?, wrap, read))
    }

    /// The secret of sign-in for those who need nothing of it that is wrapped.
    pub fn identity_secret_as_it_is<T: Send + 'static, E: Error + Send + Sync + 'static>(
        &self,
        read: impl Fn(&Secret) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Kept<T>, ConfigError> {
        Ok(Kept::new(self.place(SECRET_IDENTITY)?, read))
    }

    /// What wraps the keys of fields, from where it is: the form that `FIELD_KEY` has.
    pub fn key_wrap(&self, place: &str) -> Result<KeyWrap, ConfigError> {
        if let Some(path) = place.strip_prefix("file:").filter(|it| it.starts_with('/')) {
            Ok(KeyWrap::File(path.into()))
        } else if place.starts_with("arn:") {
            let client = aws::kms(&self.access(AWS_ENDPOINT_URL_KMS)?)?;
            Ok(KeyWrap::Kms { client, key: place.to_owned() })
        } else {
            Err(ConfigError::Variable { name: FIELD_KEY, expected: PLACE })
        }
    }

    /// The secret of the providers, made usable by `read`, fetched when it is first needed.
    pub fn channel_secret<T: Send + 'static, E: Error + Send + Sync + 'static>(
        &self,
        read: impl Fn(&Secret) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Kept<T>, ConfigError> {
        Ok(Kept::new(self.place(SECRET_CHANNEL)?, read))
    }

    /// The machine's clock: the only place where one is read.
    #[expect(clippy::disallowed_methods, reason = "the environment is where the time comes from")]
    pub fn clock(&self) -> Clock {
        Clock::new(Timestamp::now)
    }

    /// A client of DynamoDB. Make one per process.
    pub fn dynamodb(&self) -> Result<aws_sdk_dynamodb::Client, ConfigError> {
        aws::dynamodb(&self.access(AWS_ENDPOINT_URL_DYNAMODB)?)
    }

    /// A client of SQS. Make one per process.
    pub fn sqs(&self) -> Result<aws_sdk_sqs::Client, ConfigError> {
        aws::sqs(&self.access(AWS_ENDPOINT_URL_SQS)?)
    }

    fn place(&self, name: &'static str) -> Result<Place, ConfigError> {
        let value = self.required(name)?;
        if let Some(path) = value.strip_prefix("file:") {
            if path.starts_with('/') {
                return Ok(Place::File(path.into()));
            }
        } else if value.starts_with("arn:") {
            let client = aws::secrets(&self.access(AWS_ENDPOINT_URL_SECRETS_MANAGER)?)?;
            return Ok(Place::Manager { arn: value.to_owned(), client });
        }
        Err(ConfigError::Variable { name, expected: PLACE })
    }

    fn access(&self, endpoint: &str) -> Result<Access<'_>, ConfigError> {
        let optional = |name: &str| self.values.get(name).map(String::as_str);
        Ok(Access {
            region: self.required(AWS_REGION)?,
            key_id: self.required(AWS_ACCESS_KEY_ID)?,
            key: self.required(AWS_SECRET_ACCESS_KEY)?,
            session: optional(AWS_SESSION_TOKEN),
            endpoint: optional(endpoint).or_else(|| optional(AWS_ENDPOINT_URL)),
            authorities: optional(AWS_CA_BUNDLE),
        })
    }

    fn text(&self, name: &'static str) -> Result<String, ConfigError> {
        self.required(name).map(str::to_owned)
    }

    fn required(&self, name: &'static str) -> Result<&str, ConfigError> {
        self.values.get(name).map(String::as_str).ok_or(ConfigError::Missing(name))
    }
}

#[cfg(test)]
mod tests;
