use crate::door::Door;
use crate::place::Place;
use crate::{Failure, bank};
use clap::Parser;
use config::{Env, Purpose};
use identity::{Chance, Draft, IdentitySecret};
use sandbox::{Accounts, Running};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// What is to be deployed, and with what.
#[derive(Parser)]
pub(crate) struct Ask {
    /// The folder with the Python environments `sam` and `ministack`.
    #[arg(long)]
    pub(crate) tools: PathBuf,
    /// The folder with the functions' binaries.
    #[arg(long)]
    pub(crate) binaries: PathBuf,
    /// The black-box test binary.
    #[arg(long)]
    pub(crate) suite: PathBuf,
}

/// A stack that was deployed, and what it stands on. It ends when this is dropped.
pub(crate) struct Stack {
    pub(crate) place_file: PathBuf,
    python: PathBuf,
    endpoint: String,
    _cloud: Child,
    bank: Running,
}

impl Stack {
    /// Starts MiniStack and a bank, and deploys to them.
    pub(crate) async fn deploy(ask: &Ask) -> Result<Self, Failure> {
        let work = ask.tools.join("stack");
        fs::create_dir_all(&work)?;
        let (cloud, port) = cloud(&ask.tools, &work).await?;
        let keys = Accounts::draw();
        let stack = Self {
            place_file: work.join("place.json"),
            python: ask.tools.join("sam/bin/python"),
            endpoint: format!("http://127.0.0.1:{port}"),
            _cloud: cloud,
            bank: bank::open(&keys).await,
        };

        let draft = IdentitySecret::draw("k1", Chance::REAL);
        let door = TcpListener::bind("127.0.0.1:0").await?;
        let public_url = format!("http://{}", door.local_addr()?);
        let parameters = json!({
            "School": "xust",
            "PublicUrl": public_url,
            "TokenKeys": draft.public_keys()?,
            "SandboxUrl": stack.bank.base_url,
            "Edge": "none",
        });
        let (secrets_file, parameters_file) = (work.join("secrets.json"), work.join("p.json"));
        fs::write(&parameters_file, parameters.to_string())?;

        let path = |it: &Path| it.to_string_lossy().into_owned();
        let (work, binaries) = (path(&work), path(&ask.binaries));
        let (secrets_file, parameters_file) = (path(&secrets_file), path(&parameters_file));
        let words = ["up", "--work", &work, "--binaries", &binaries];
        let words = [&words[..], &["--parameters", &parameters_file]].concat();
        let made: Value = serde_json::from_str(&stack.script(&words).await?)?;
        let identity = stack.wrapped(draft, &text(&made, "FieldKey")?).await?;
        let secrets = json!({
            "IdentitySecret": &*identity.to_json(), "ChannelSecret": keys.secret().to_string(),
        });
        fs::write(&secrets_file, secrets.to_string())?;
        stack.script(&["fill", "--secrets", &secrets_file]).await?;

        let host = format!("{}.execute-api.localhost:{port}", text(&made, "Api")?);
        Door { leads_to: stack.endpoint.clone(), host: host.clone() }.open(door);
        let place = stack.place(&made, (host, public_url))?;
        fs::write(&stack.place_file, serde_json::to_string(&place)?)?;
        Ok(stack)
    }

    fn place(&self, made: &Value, (host, public_url): (String, String)) -> Result<Place, Failure> {
        let named = |name| text(made, name);
        Ok(Place {
            url: self.endpoint.clone(),
            host: Some(host),
            public_url,
            bank: self.bank.base_url.clone(),
            dynamodb: self.endpoint.clone(),
            sqs: self.endpoint.clone(),
            tables: [
                named("CoreTable")?,
                named("AuthTable")?,
                named("InboxTable")?,
                named("RefTable")?,
            ],
            receipts: named("ReceiptsQueue")?,
            receipts_dead: named("ReceiptsDead")?,
            identity: named("IdentitySecret")?,
            field_key: named("FieldKey")?,
        })
    }

    /// The sign-in secret, its field key wrapped by the stack's own key.
    async fn wrapped(&self, draft: Draft, key: &str) -> Result<IdentitySecret, Failure> {
        let given = [&CREDENTIALS[..], &[("AWS_ENDPOINT_URL", self.endpoint.as_str())]].concat();
        let purpose = Purpose { school: "xust", epoch: draft.epoch() };
        let wrap = Env::of(&given).key_wrap(key)?;
        let wrapped = wrap.wrap(purpose, draft.field_key()).await?;
        Ok(draft.wrapped(&wrapped))
    }

    /// What `tests/tools/deploy.py` answers to `words`.
    pub(crate) async fn script(&self, words: &[&str]) -> Result<String, Failure> {
        let mut command = Command::new(&self.python);
        command.arg("tests/tools/deploy.py").args(words).stdout(Stdio::piped());
        command.env("AWS_ENDPOINT_URL", &self.endpoint).envs(CREDENTIALS);
        command.stdin(Stdio::null()).kill_on_drop(true);
        let done = command.spawn()?.wait_with_output().await?;
        if !done.status.success() {
            return Err(format!("deploy.py {}: {}", words[0], done.status).into());
        }
        Ok(String::from_utf8(done.stdout)?.trim().to_owned())
    }
}

const CREDENTIALS: [(&str, &str); 4] = [
    ("AWS_ACCESS_KEY_ID", "test"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
    ("AWS_DEFAULT_REGION", "us-east-1"),
    ("AWS_REGION", "us-east-1"),
];

/// MiniStack, listening.
async fn cloud(tools: &Path, work: &Path) -> Result<(Child, u16), Failure> {
    let port = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let port = port.local_addr()?.port();
    let log = File::create(work.join("ministack.log"))?;
    let mut command = Command::new(tools.join("ministack/bin/ministack"));
    command.envs(CREDENTIALS).envs([
        ("GATEWAY_PORT", port.to_string().as_str()),
        ("AWS_ENDPOINT_URL", &format!("http://127.0.0.1:{port}")),
        ("BIND_HOST", "127.0.0.1"),
        ("IOT_MTLS_ENABLED", "0"),
        ("SFTP_ENABLED", "0"),
        ("AUTH", "true"),
        ("MINISTACK_AUTOCREATE_AWS_MANAGED", "1"),
    ]);
    command.stdout(log.try_clone()?).stderr(log).stdin(Stdio::null()).kill_on_drop(true);
    let child = command.spawn()?;
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok((child, port));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("MiniStack does not listen after a minute: see its log".into())
}

fn text(made: &Value, name: &str) -> Result<String, Failure> {
    let found = made[name].as_str().map(str::to_owned);
    found.ok_or_else(|| format!("the stack has no {name}").into())
}
