//! What a system is started with.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{log::Log, site::Site};

/// Everything the template does not say.
#[derive(Debug, Clone)]
pub struct Options {
    /// The template's text.
    pub template: String,
    /// Where the function binaries are, each named as its folder.
    pub binaries: PathBuf,
    /// Values of the template's parameters. `PublicUrl` is the gateway's own address if not given.
    pub parameters: BTreeMap<String, String>,
    /// The file that stands for each secret and for each KMS key of the template, by logical id.
    pub secrets: BTreeMap<String, PathBuf>,
    /// The folder that keeps tables and queues over a restart; none keeps them in memory.
    pub storage: Option<PathBuf>,
    /// The gateway's port; 0 takes any.
    pub port: u16,
    /// The static site, if it is to be served.
    pub site: Option<Site>,
    /// Further variables for every function.
    pub env: BTreeMap<String, String>,
    /// How soon messages that failed come back, and those that an engine before this one had handed
    /// out; none waits for the queue's visibility, as AWS does.
    pub retry_after: Option<Duration>,
    /// Where chance begins, for faults that strike by chance.
    pub seed: u64,
    /// Where events and the functions' output are told.
    pub log: Log,
}

impl Options {
    /// A system in memory on any port, without site or secrets, its log kept for the caller.
    pub fn new(template: impl Into<String>, binaries: impl AsRef<Path>) -> Self {
        Self {
            template: template.into(),
            binaries: binaries.as_ref().to_owned(),
            parameters: BTreeMap::new(),
            secrets: BTreeMap::new(),
            storage: None,
            port: 0,
            site: None,
            env: BTreeMap::new(),
            retry_after: None,
            seed: 0,
            log: Log::kept(),
        }
    }

    /// The same with a parameter of the template set.
    #[must_use]
    pub fn with(mut self, parameter: &str, value: impl Into<String>) -> Self {
        self.parameters.insert(parameter.to_owned(), value.into());
        self
    }
}
