use crate::SettingsError;
use domain::{ChannelKind, OrderId};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Where things are, which a deployment says in the open.
#[derive(Clone, Debug)]
pub struct Places {
    /// Where browsers and providers reach the platform, without a slash at the end.
    pub public_url: String,
    /// Where every provider's sandbox is, if they are not the real ones.
    pub sandbox: Option<String>,
}

impl Places {
    /// Where the provider of `kind` is: at `real`, unless there is a sandbox.
    pub fn provider(&self, kind: ChannelKind, real: &str) -> String {
        let url = match &self.sandbox {
            Some(sandbox) => format!("{}/{kind}", sandbox.trim_end_matches('/')),
            None => real.to_owned(),
        };
        url.trim_end_matches('/').to_owned()
    }

    /// Where the provider of `kind` sends its notices.
    pub fn notify_url(&self, kind: ChannelKind) -> String {
        format!("{}/api/notify/{kind}", self.public_url.trim_end_matches('/'))
    }

    /// Where the provider of `kind` sends the payer's browser when it is done with `order`. What
    /// the browser brings there is not believed.
    pub fn back_url(&self, kind: ChannelKind, order: OrderId) -> String {
        format!("{}/api/return/{kind}/{order}", self.public_url.trim_end_matches('/'))
    }
}

/// The secret of a school's accounts with its providers, each part still as it is written.
pub(crate) struct Accounts(pub(crate) BTreeMap<ChannelKind, Box<RawValue>>);

impl Accounts {
    pub(crate) fn read(json: &[u8]) -> Result<Self, SettingsError> {
        serde_json::from_slice(json).map(Self).map_err(|error| wrong("the channels", &error))
    }
}

/// What `account` says of a channel that sentences call `name`. No sentence quotes a key.
pub(crate) fn read<T: DeserializeOwned>(
    name: &str,
    account: &RawValue,
) -> Result<T, SettingsError> {
    T::deserialize(account).map_err(|error| wrong(name, &error))
}

/// The reader's own message could quote a key.
fn wrong(name: &str, error: &serde_json::Error) -> SettingsError {
    let (line, column) = (error.line(), error.column());
    SettingsError(format!("{name}: the secret is wrong at line {line}, column {column}"))
}
