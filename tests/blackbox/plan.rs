use local::Options;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What an engine in a process of its own is to run: [`Options`] as far as they can be written down.
#[derive(Serialize, Deserialize)]
pub(crate) struct Plan {
    template: String,
    binaries: PathBuf,
    parameters: BTreeMap<String, String>,
    secrets: BTreeMap<String, PathBuf>,
    storage: Option<PathBuf>,
    port: u16,
    retry_after: Option<Duration>,
}

/// Where a running engine is: its first line.
#[derive(Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) url: String,
    pub(crate) dynamodb: String,
    pub(crate) sqs: String,
    /// URLs of the queues, each with its dead letters'.
    pub(crate) receipts: [String; 2],
    pub(crate) chases: [String; 2],
    pub(crate) refunds: [String; 2],
}

/// What lies in the queues of a running engine.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Left {
    /// Messages that some function is to have, now or later.
    pub(crate) fed: usize,
    /// Messages that were given up.
    pub(crate) dead: usize,
}

impl From<Options> for Plan {
    fn from(it: Options) -> Self {
        Self {
            template: it.template,
            binaries: it.binaries,
            parameters: it.parameters,
            secrets: it.secrets,
            storage: it.storage,
            port: it.port,
            retry_after: it.retry_after,
        }
    }
}

impl From<Plan> for Options {
    fn from(it: Plan) -> Self {
        Self {
            parameters: it.parameters,
            secrets: it.secrets,
            storage: it.storage,
            port: it.port,
            retry_after: it.retry_after,
            ..Self::new(it.template, it.binaries)
        }
    }
}
