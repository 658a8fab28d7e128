//! The engine with a real function binary: HTTP in, HTTP out, queues and tables through the SDK.

mod functions;
mod gateway;
mod queues;
mod tables;

use std::{path::PathBuf, time::Duration};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use local::{Log, Options, System};

/// Long enough for a busy machine; a test that waits this long has failed.
const SOON: Duration = Duration::from_secs(30);

fn options() -> Options {
    Options {
        retry_after: Some(Duration::from_millis(50)),
        ..Options::new(include_str!("template.yaml"), binaries())
    }
}

async fn start() -> System {
    System::start(options()).await.expect("the engine starts")
}

/// Cargo puts examples beside the folder of the test that runs.
fn binaries() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    test.ancestors().nth(2).expect("target/debug/deps/engine").join("examples")
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn send(request: Request<Body>) -> Answer {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request).await.expect("the engine answers");
    let (parts, body) = answer.into_parts();
    let body = to_bytes(Body::new(body), usize::MAX).await.expect("the answer is whole");
    let body = String::from_utf8(body.to_vec()).expect("the answer is text");
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn get(url: String) -> Answer {
    send(Request::get(url).body(Body::empty()).expect("a good url")).await
}

/// Waits until the log holds a line with `words`.
async fn told(log: &Log, words: &str) {
    let heard = async {
        while !log.lines().iter().any(|it| it.contains(words)) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let heard = tokio::time::timeout(SOON, heard).await;
    assert!(heard.is_ok(), "nobody said {words:?}: {:#?}", log.lines());
}
