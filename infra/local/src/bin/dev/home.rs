//! `.local/<school>/`: what outlives a start, and the keys drawn at the first one.

use std::{
    collections::BTreeMap,
    error::Error,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
};

use config::{Env, KeyWrap, Secret};
use identity::{Chance, IdentitySecret};
use local::System;
use paycli::Wrapping;
use serde_json::json;

use crate::Trouble;

/// One school's folder, locked for as long as this lives.
pub(crate) struct Home {
    pub(crate) root: PathBuf,
    folder: PathBuf,
    _lock: File,
}

/// Every key of this machine. None of them is any good elsewhere.
pub(crate) struct Keys {
    pub(crate) token_keys: String,
    pub(crate) sandbox: sandbox::Accounts,
}

const IDENTITY: &str = "keys/identity.json";
const FIELD_KEY: &str = "keys/field.key";
const CHANNEL: &str = "keys/channel.json";
const SANDBOX: &str = "keys/sandbox.json";
const STARTED: &str = "started";

impl Home {
    /// Opens the school's folder in `all`, emptied if `fresh`.
    pub(crate) fn open(all: &Path, school: &str, fresh: bool) -> Result<Self, Trouble> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        let root = root.expect("this package is two folders below the root").to_owned();
        let all = root.join(all);
        let folder = all.join(school);
        fs::create_dir_all(&all).map_err(|error| at(&all, &error))?;

        // Beside the folder, so that `--fresh` does not remove what it holds.
        let path = all.join(format!("{school}.lock"));
        let lock = File::create(&path).map_err(|error| at(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Trouble(format!("another `cargo dev` runs {school} already")));
            }
            Err(TryLockError::Error(error)) => return Err(at(&path, &error)),
        }
        if fresh && folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| at(&folder, &error))?;
        }
        let keys = folder.join("keys");
        fs::create_dir_all(&keys).map_err(|error| at(&keys, &error))?;
        Ok(Self { root, folder, _lock: lock })
    }

    /// The path of something that is kept.
    pub(crate) fn kept(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file of the repository.
    pub(crate) fn read(&self, name: &str) -> Result<String, Trouble> {
        let path = self.root.join(name);
        fs::read_to_string(&path).map_err(|error| at(&path, &error))
    }

    /// Where cargo put the functions: beside this very program.
    pub(crate) fn binaries(&self) -> Result<PathBuf, Trouble> {
        let here = std::env::current_exe().map_err(Trouble::new)?;
        Ok(here.parent().unwrap_or(&self.root).to_owned())
    }

    /// The keys of this machine, drawn at the first start and the same ever after.
    pub(crate) async fn keys(&self, school: &str) -> Result<Keys, Trouble> {
        let (file, field_key) = (self.kept(IDENTITY), self.kept(FIELD_KEY));
        if !file.exists() {
            paycli::draw_wrapping_key(&field_key, Chance::REAL)
                .map_err(|it| at(&field_key, &it))?;
            let wrapping = Wrapping { by: KeyWrap::File(field_key), school };
            let drawn = paycli::draw("local", &file, &wrapping, Chance::REAL).await;
            drawn.map_err(|error| at(&file, &*error))?;
        }
        self.sign_in(school).await?;
        let identity = fs::read(&file).map_err(|error| at(&file, &error))?;
        let identity = IdentitySecret::from_json(&identity).map_err(Trouble::new)?;
        let sandbox = self.accounts()?;
        let token_keys = identity.public_keys().map_err(Trouble::new)?;
        Ok(Keys { token_keys, sandbox })
    }

    /// The keys of sign-in, as its functions read them.
    pub(crate) async fn sign_in(&self, school: &str) -> Result<Arc<identity::Keys>, Trouble> {
        let place = |name| format!("file:{}", self.kept(name).display());
        let (secret, field_key) = (place(IDENTITY), place(FIELD_KEY));
        let given = [("SCHOOL", school), ("SECRET_IDENTITY", &secret), ("FIELD_KEY", &field_key)];
        let env = Env::of(&given);
        let keys = env.identity_secret(|it: &Secret| identity::Keys::read(it.expose()));
        let keys = keys.map_err(Trouble::new)?.at(env.clock().now()).await;
        keys.map_err(|error| {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            let file = self.kept(IDENTITY);
            let file = file.display();
            Trouble(format!("{file}: {error}: {why}; start once with --fresh to draw new keys"))
        })
    }

    /// The accounts with the sandboxes. What an older start kept may lack a provider: then all are
    /// drawn anew, and orders that were open there end by themselves.
    fn accounts(&self) -> Result<sandbox::Accounts, Trouble> {
        let kept = fs::read_to_string(self.kept(SANDBOX)).ok();
        let kept = kept.and_then(|it| serde_json::from_str(&it).ok());
        let accounts: sandbox::Accounts = if let Some(accounts) = kept {
            accounts
        } else {
            let drawn = sandbox::Accounts::draw();
            self.replace(SANDBOX, &json!(drawn).to_string())?;
            drawn
        };
        self.replace(CHANNEL, &accounts.secret().to_string())?;
        Ok(accounts)
    }

    /// The file that stands for each secret and for the key of KMS in the template.
    pub(crate) fn secrets(&self) -> BTreeMap<String, PathBuf> {
        let files =
            [("IdentitySecret", IDENTITY), ("ChannelSecret", CHANNEL), ("FieldKey", FIELD_KEY)];
        files.map(|(id, file)| (id.to_owned(), self.kept(file))).into()
    }

    /// What was drawn under `name` at the first start.
    pub(crate) fn once(
        &self,
        name: &str,
        draw: impl FnOnce() -> String,
    ) -> Result<String, Trouble> {
        let path = self.kept(name);
        if !path.exists() {
            let drawn = draw();
            write_private(&path, &drawn).map_err(|error| at(&path, &error))?;
            return Ok(drawn);
        }
        fs::read_to_string(&path).map_err(|error| at(&path, &error))
    }

    fn replace(&self, name: &str, text: &str) -> Result<(), Trouble> {
        let path = self.kept(name);
        let _ = fs::remove_file(&path);
        write_private(&path, text).map_err(|error| at(&path, &error))
    }

    /// Whether no start has gone all the way yet.
    pub(crate) fn is_first_start(&self) -> bool {
        !self.kept(STARTED).exists()
    }

    pub(crate) fn remember_start(&self) -> Result<(), Trouble> {
        let path = self.kept(STARTED);
        fs::write(&path, "").map_err(|error| at(&path, &error))
    }

    /// Writes down where everything is, for the operators' tools on this machine.
    pub(crate) fn tell_tools(&self, system: &System) -> Result<(), Trouble> {
        let path = self.kept("running.json");
        let places = json!({
            "url": system.url(),
            "dynamodb": system.dynamodb_url(),
            "sqs": system.sqs_url(),
        });
        fs::write(&path, places.to_string()).map_err(|error| at(&path, &error))
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn at(path: &Path, error: &dyn std::error::Error) -> Trouble {
    Trouble(format!("{}: {error}", path.display()))
}
