use domain::{Fault, FaultKind};
use std::error::Error;

/// Why a deployment's choices cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    #[error("the environment variable {name} is not {expected}")]
    Variable { name: &'static str, expected: &'static str },
    #[error("there is no school {0}: no such file in infra/schools")]
    NoSuchSchool(String),
    #[error("the school file {id} cannot be read")]
    SchoolFile {
        id: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("the school file {id} is wrong: {reason}")]
    School { id: String, reason: &'static str },
    #[error("the HTTP client for AWS cannot be built")]
    Http(#[source] Box<dyn Error + Send + Sync>),
    #[error("the secret cannot be fetched")]
    SecretAway(#[source] Box<dyn Error + Send + Sync>),
    #[error("the secret cannot be used")]
    SecretWrong(#[source] Box<dyn Error + Send + Sync>),
}

impl Fault for ConfigError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::SecretAway(_) => FaultKind::Unavailable,
            Self::Missing(_)
            | Self::Variable { .. }
            | Self::NoSuchSchool(_)
            | Self::SchoolFile { .. }
            | Self::School { .. }
            | Self::Http(_)
            | Self::SecretWrong(_) => FaultKind::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SecretAway(_) => "not-now",
            Self::Missing(_)
            | Self::Variable { .. }
            | Self::NoSuchSchool(_)
            | Self::SchoolFile { .. }
            | Self::School { .. }
            | Self::Http(_)
            | Self::SecretWrong(_) => "misconfigured",
        }
    }
}
