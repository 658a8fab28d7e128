//! A server in a process of its own, and a browser that goes there.

use domain::Timestamp;
use http::{HeaderMap, Request, Response};
use serde_json::Value;
use sso::{Kind, Provider, Settings};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use wire::{Bounds, Wire};

/// Other people's server. It ends when this is dropped, or when the test that started it dies.
pub(crate) struct Server {
    /// Where it is, as settings have it.
    pub(crate) url: String,
    _child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    /// `script` by `program`, which is told `given` first, if anything.
    pub(crate) async fn start(program: PathBuf, script: &str, given: Option<&Value>) -> Self {
        let mut command = Command::new(program);
        command.arg(installed(script)).env("PYTHONDONTWRITEBYTECODE", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let input = child.stdin.take().expect("it was piped");
        let output = BufReader::new(child.stdout.take().expect("it was piped"));
        let mut server = Self { url: String::new(), _child: child, input, output };
        if let Some(given) = given {
            server.says(given).await;
        }
        let said = server.hears().await;
        said["url"].as_str().expect("it says where it is").clone_into(&mut server.url);
        server
    }

    /// Tells it `words`, and what it answers.
    pub(crate) async fn told(&mut self, words: &Value) -> Value {
        self.says(words).await;
        self.hears().await
    }

    async fn says(&mut self, words: &Value) {
        self.input.write_all(format!("{words}\n").as_bytes()).await.expect("it reads");
    }

    async fn hears(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).await.expect("it writes");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"))
    }
}

/// A path of the repository, where something was put that `cargo verify` brings.
pub(crate) fn installed(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the root");
    let path = root.join(path);
    let advice = "`cargo verify --only tools-peers,tools-sso` installs it";
    assert!(path.exists(), "{} is missing: {advice}", path.display());
    path
}

/// Our side of the sign-on at `url`.
pub(crate) fn provider(kind: Kind, url: &str, number: &str, back: &str) -> Provider {
    let (url, number, back) = (url.to_owned(), number.to_owned(), back.to_owned());
    Provider::open(Settings { kind, url, number, back }, Wire::network()).expect("settings")
}

#[expect(clippy::disallowed_methods, reason = "the servers have the machine's clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// A browser: it follows no redirect by itself, so that a test sees where each leads.
pub(crate) struct Browser {
    wire: Wire,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn open() -> Self {
        Self { wire: Wire::network(), cookies: BTreeMap::new() }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Response<Vec<u8>> {
        self.goes(Request::get(url), Vec::new()).await
    }

    pub(crate) async fn posts(&mut self, url: &str, form: &[(&str, &str)]) -> Response<Vec<u8>> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request =
            Request::post(url).header("content-type", "application/x-www-form-urlencoded");
        self.goes(request, form.into_bytes()).await
    }

    async fn goes(&mut self, request: http::request::Builder, body: Vec<u8>) -> Response<Vec<u8>> {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, it)| format!("{name}={it}")).collect();
        let request = request.header("cookie", cookies.join("; ")).body(body).expect("a request");
        let bounds = Bounds { within: Duration::from_secs(20), bytes: 1 << 20 };
        let answer = self.wire.exchange(request, bounds).await.expect("an answer");
        self.keeps(answer.headers());
        answer
    }

    fn keeps(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("ASCII");
            let pair = cookie.split(';').next().and_then(|it| it.split_once('='));
            let (name, value) = pair.expect("a pair");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// Where an answer sends its browser.
pub(crate) fn location(answer: &Response<Vec<u8>>) -> String {
    let words = String::from_utf8_lossy(answer.body());
    let place = answer.headers().get("location");
    let place = place.unwrap_or_else(|| panic!("{}: {words}", answer.status()));
    place.to_str().expect("ASCII").to_owned()
}

/// What stands behind the `?` of `url`.
pub(crate) fn query(url: &str) -> &str {
    url.split_once('?').expect("a query").1
}
