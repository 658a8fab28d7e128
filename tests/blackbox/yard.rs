//! What a platform on this machine needs before it can start: a bank, keys, secrets.

use crate::bank;
use domain::PersonId;
use identity::{Chance, IdentitySecret};
use local::Options;
use sandbox::{Accounts, Running};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything but the engine itself. It is tidied up when this is dropped.
pub(crate) struct Yard {
    pub(crate) options: Options,
    /// Where the providers are.
    pub(crate) bank: String,
    /// The sign-in secret.
    pub(crate) identity: String,
    /// Where secrets lie.
    folder: PathBuf,
    _sandbox: Option<Running>,
}

impl Yard {
    /// A yard for the functions in `binaries`, with a sandbox of its own.
    pub(crate) async fn lay(binaries: &Path) -> Self {
        let accounts = Accounts::draw();
        let sandbox = bank::open(&accounts).await;
        let bank = sandbox.base_url.clone();
        Self::around(binaries, &bank, &accounts.secret(), Some(sandbox))
    }

    /// A yard for the functions in `binaries`, where all providers are at `bank` and our accounts
    /// with them are those of `channels`.
    pub(crate) fn at(binaries: &Path, bank: &str, channels: &Value) -> Self {
        Self::around(binaries, bank, channels, None)
    }

    fn around(binaries: &Path, bank: &str, channels: &Value, sandbox: Option<Running>) -> Self {
        let secret = IdentitySecret::draw("k1", Chance::REAL);
        let identity = secret.to_json().to_string();

        let drawn = PersonId::from_bits(u32::from_le_bytes(Chance::REAL.bytes::<4>()));
        let folder = std::env::temp_dir().join(format!("blackbox-{}-{drawn}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for secrets");
        let files = [("IdentitySecret", identity.clone()), ("ChannelSecret", channels.to_string())];
        let files = files.map(|(name, text)| {
            let file = folder.join(name);
            std::fs::write(&file, text).expect("a secret can be kept");
            (name.to_owned(), file)
        });

        let mut options = Options::new(include_str!("../../infra/template.yaml"), binaries)
            .with("School", "xust")
            .with("SandboxUrl", bank)
            .with("TokenKeys", secret.public_keys().expect("just drawn"));
        options.secrets = files.into();
        options.retry_after = Some(Duration::from_millis(50));
        Self { options, bank: bank.to_owned(), identity, folder, _sandbox: sandbox }
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
