use crate::bank::now;
use crate::web;
use channel::{Notice, Outside, Places};
use domain::{ChannelKind, Clock};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

/// SDKs of other people in a process of their own. It ends when this is dropped, or when the test
/// that started it dies.
pub(crate) struct Peer {
    /// Where it is, without a slash at the end.
    pub(crate) url: String,
    /// The accounts of which it is the provider or the merchant, as the platform takes them.
    pub(crate) accounts: Value,
    _child: Child,
    _input: ChildStdin,
}

/// In which language.
#[derive(Clone, Copy)]
pub(crate) enum Tongue {
    Node,
    Python,
}

impl Peer {
    /// A peer that is the provider of accounts that it draws itself.
    pub(crate) async fn provider(tongue: Tongue) -> Self {
        Self::start(tongue, &json!({})).await
    }

    /// A peer that is the merchant of the accounts in the platform's `secret`.
    pub(crate) async fn merchant(tongue: Tongue, secret: &Value) -> Self {
        Self::start(tongue, secret).await
    }

    async fn start(tongue: Tongue, given: &Value) -> Self {
        let mut command = tongue.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut input = child.stdin.take().expect("it was piped");
        input.write_all(format!("{given}\n").as_bytes()).await.expect("it reads");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("it was piped"));
        output.read_line(&mut line).await.expect("it writes");
        let said: Value = serde_json::from_str(&line).expect("it says where it is, as JSON");
        let url = format!("http://127.0.0.1:{}", said["port"]);
        Self { url, accounts: said["accounts"].clone(), _child: child, _input: input }
    }

    /// The platform's secret that holds the account of `kind` alone.
    pub(crate) fn secret(&self, kind: ChannelKind) -> Vec<u8> {
        json!({ kind.slug(): self.accounts[kind.slug()] }).to_string().into_bytes()
    }

    /// A platform somewhere whose providers are this peer.
    pub(crate) fn places(&self) -> Places {
        Places {
            public_url: "https://pay.example.edu.cn".to_owned(),
            sandbox: Some(self.url.clone()),
        }
    }

    /// Has the peer do `act`.
    pub(crate) async fn does(&self, kind: ChannelKind, act: &str, words: &Value) -> Value {
        let done = self.tries(kind, act, words).await;
        done.unwrap_or_else(|why| panic!("{kind} {act}: {why}"))
    }

    /// The same, where its SDK may have something against it.
    pub(crate) async fn tries(
        &self,
        kind: ChannelKind,
        act: &str,
        words: &Value,
    ) -> Result<Value, Value> {
        let request = Request::post(format!("{}/peer/{kind}/{act}", self.url));
        let answer = web::send(request.body(words.to_string()).expect("a request")).await;
        if answer.status == StatusCode::OK { Ok(answer.body) } else { Err(answer.body) }
    }

    /// What the peer thinks of everything that it heard: the call, and whether it was signed.
    pub(crate) async fn verdicts(&self, kind: ChannelKind) -> Vec<(String, bool)> {
        let verdicts = self.does(kind, "verdicts", &json!({})).await;
        let verdicts = verdicts.as_array().expect("a list").iter();
        let read = |it: &Value| Some((it["call"].as_str()?.to_owned(), it["held"].as_bool()?));
        verdicts.map(|it| read(it).expect("a call and a verdict")).collect()
    }

    /// Has somebody pay order `number`; the notice that the provider sends of it.
    pub(crate) async fn pays(&self, kind: ChannelKind, number: &str) -> Notice {
        notice(&self.does(kind, "pays", &json!({ "number": number })).await)
    }

    /// The notice that the provider sends of refund `number`.
    pub(crate) async fn tells_refund(&self, kind: ChannelKind, number: &str) -> Notice {
        notice(&self.does(kind, "tells_refund", &json!({ "number": number })).await)
    }
}

fn notice(said: &Value) -> Notice {
    let headers = said["headers"].as_object().expect("headers").iter().map(|(name, value)| {
        let value = value.as_str().expect("a text");
        let name: HeaderName = name.parse().expect("a header's name");
        (name, HeaderValue::from_str(value).expect("a header's value"))
    });
    Notice {
        method: Method::POST,
        query: String::new(),
        headers: headers.collect(),
        body: said["body"].as_str().expect("a text").as_bytes().to_vec(),
    }
}

impl Tongue {
    /// Of which channels it has an SDK, or can at least play the provider.
    pub(crate) fn channels(self) -> &'static [ChannelKind] {
        match self {
            Self::Node => &[ChannelKind::Wechat, ChannelKind::Alipay],
            Self::Python => &[ChannelKind::Wechat, ChannelKind::Alipay, ChannelKind::Unionpay],
        }
    }

    fn command(self) -> Command {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the root");
        let here = |path: &str| installed(root.join(path));
        let (program, script) = match self {
            Self::Node => {
                here("tests/peers/node/node_modules");
                (PathBuf::from("node"), here("tests/peers/node/peer.mjs"))
            }
            Self::Python => (here(".tools/peers/bin/python"), here("tests/peers/python/peer.py")),
        };
        let mut command = Command::new(program);
        // Bytecode would lie beside the scripts.
        command.arg(script).env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}

fn installed(path: PathBuf) -> PathBuf {
    let advice = "`cargo verify --only tools-peers` installs it";
    assert!(path.exists(), "{} is missing: {advice}", path.display());
    path
}

/// All that a channel takes from outside, as in production.
pub(crate) fn outside() -> Outside {
    Outside::real(Clock::new(now))
}
