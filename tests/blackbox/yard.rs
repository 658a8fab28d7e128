//! What a platform on this machine needs before it can start: a bank, keys, secrets.

use crate::bank;
use domain::PersonId;
use identity::{Chance, IdentitySecret};
use local::Options;
use sandbox::{Keys, Running};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything but the engine itself. It is tidied up when this is dropped.
pub(crate) struct Yard {
    pub(crate) options: Options,
    pub(crate) bank: Running,
    /// The sign-in secret.
    pub(crate) identity: String,
    /// Where secrets lie.
    folder: PathBuf,
}

impl Yard {
    /// A yard for the functions in `binaries`.
    pub(crate) async fn lay(binaries: &Path) -> Self {
        let keys = Keys::draw();
        let bank = bank::open(&keys).await;
        let secret = IdentitySecret::draw("k1", Chance::REAL);
        let identity = secret.to_json().to_string();

        let drawn = PersonId::from_bits(u32::from_le_bytes(Chance::REAL.bytes::<4>()));
        let folder = std::env::temp_dir().join(format!("blackbox-{}-{drawn}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for secrets");
        let files = [("IdentitySecret", identity.clone()), ("ChannelSecret", bank::account(&keys))];
        let files = files.map(|(name, text)| {
            let file = folder.join(name);
            std::fs::write(&file, text).expect("a secret can be kept");
            (name.to_owned(), file)
        });

        let mut options = Options::new(include_str!("../../infra/template.yaml"), binaries)
            .with("School", "xust")
            .with("WechatBaseUrl", &bank.base_url)
            .with("TokenKeys", secret.public_keys().expect("just drawn"));
        options.secrets = files.into();
        options.retry_after = Some(Duration::from_millis(50));
        Self { options, bank, identity, folder }
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
