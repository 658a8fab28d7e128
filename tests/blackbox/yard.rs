//! What a platform on this machine needs before it can start: a bank, keys, secrets.

use crate::bank;
use config::KeyWrap;
use domain::PersonId;
use identity::Chance;
use local::Options;
use paycli::Wrapping;
use sandbox::{Accounts, Running};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything but the engine itself. It is tidied up when this is dropped.
pub(crate) struct Yard {
    pub(crate) options: Options,
    /// Where the providers are.
    pub(crate) bank: String,
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
        Self::around(binaries, &bank, &accounts.secret(), Some(sandbox)).await
    }

    /// A yard for the functions in `binaries`, where all providers are at `bank` and our accounts
    /// with them are those of `channels`.
    pub(crate) async fn at(binaries: &Path, bank: &str, channels: &Value) -> Self {
        Self::around(binaries, bank, channels, None).await
    }

    async fn around(
        binaries: &Path,
        bank: &str,
        channels: &Value,
        sandbox: Option<Running>,
    ) -> Self {
        let drawn = PersonId::from_bits(u32::from_le_bytes(Chance::REAL.bytes::<4>()));
        let folder = std::env::temp_dir().join(format!("blackbox-{}-{drawn}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for secrets");
        let files = ["IdentitySecret", "ChannelSecret", "FieldKey"];
        let [identity, channel, field_key] = files.map(|name| folder.join(name));
        paycli::draw_wrapping_key(&field_key, Chance::REAL).expect("a key can be kept");
        let wrapping = Wrapping { by: KeyWrap::File(field_key.clone()), school: "xust" };
        let token_keys = paycli::draw("k1", &identity, &wrapping, Chance::REAL).await;
        std::fs::write(&channel, channels.to_string()).expect("a secret can be kept");
        let files = files.map(str::to_owned).into_iter().zip([identity, channel, field_key]);

        let mut options = Options::new(include_str!("../../infra/template.yaml"), binaries)
            .with("School", "xust")
            .with("SandboxUrl", bank)
            .with("TokenKeys", token_keys.expect("just drawn"));
        options.secrets = files.collect();
        options.retry_after = Some(Duration::from_millis(50));
        Self { options, bank: bank.to_owned(), folder, _sandbox: sandbox }
    }

    /// Where the secret or key `name` is, as a function is told.
    pub(crate) fn secret(&self, name: &str) -> String {
        format!("file:{}", self.options.secrets[name].display())
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
