//! Over sockets, as a browser sees it: to the bank's page, paid, and back.

use super::abc::keys;
use super::{Pair, at};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use channel::{Channels, Checkout, Heard, Notice, Outside, Places};
use domain::{ChannelKind, Clock, Order, Outcome, Timestamp, Way};
use sandbox::abc::Abc;
use sandbox::{Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

#[expect(clippy::disallowed_methods, reason = "sockets live in real time")]
fn present() -> Timestamp {
    Timestamp::now()
}

/// The platform's side of a notice: read, and thanked for.
async fn hear(
    State(channels): State<Arc<Channels>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let (method, query) = (Method::POST, String::new());
    let notice = Notice { method, query, headers, body: body.to_vec() };
    let words = match channels.read(ChannelKind::Abc, &notice, present()) {
        Ok(heard @ Heard::Receipt(_)) => channels.thanks(ChannelKind::Abc, &heard),
        _ => channels.refusal(ChannelKind::Abc, domain::FaultKind::Stranger),
    };
    (StatusCode::from_u16(words.status).expect("a status"), words.body)
}

/// A sandbox and a platform that listen.
async fn world() -> (Running, Arc<Channels>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let public_url = format!("http://{}", listener.local_addr().expect("an address"));
    let config = SandboxConfig {
        port: 0,
        providers: vec![Box::new(Abc::new(&keys()))],
        clock: present,
        hurry: 100,
        signed_by: SignedBy::PublicKey,
        ledger: None,
    };
    let sandbox = Sandbox::start(config).await.expect("a port");
    let places = Places { public_url, sandbox: Some(sandbox.base_url.clone()) };
    let secret = json!({ "abc": keys().account() }).to_string();
    let outside = Outside::real(Clock::new(present));
    let channels = Channels::of_secret(secret.as_bytes(), &places, &outside);
    let channels = Arc::new(channels.expect("the keys work"));
    let app = Router::new().route("/api/notify/abc", post(hear)).with_state(channels.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (sandbox, channels)
}

fn ordered() -> Order {
    let opened = at(present().as_second());
    let keys = keys();
    let pair = Pair::new(ChannelKind::Abc, Box::new(Abc::new(&keys)), &keys.account());
    let until = at(opened.as_second() + 15 * 60);
    Order { opened, until, ..pair.order(Way::Page) }
}

#[tokio::test]
async fn a_payer_goes_to_the_bank_and_comes_back() {
    let (sandbox, channels) = world().await;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let browser = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client");
    let to = |answer: &reqwest::Response| {
        answer.headers()["location"].to_str().expect("an address").to_owned()
    };

    let order = ordered();
    let Ok(Checkout::Jump { url }) = channels.place(&order).await else { panic!("a page") };
    let cashier = to(&browser.get(&url).send().await.expect("the bank's page"));
    let page = browser.get(&cashier).send().await.expect("the cashier");
    assert_eq!(page.status(), 200);
    let cashier = cashier.split('?').next().expect("an address").to_owned();
    let button = browser
        .post(format!("{cashier}/pay"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("how=pay&back=");
    let paid = button.send().await.expect("an answer");
    let waits = to(&paid);
    let mut back = None;
    for _ in 0..250 {
        let answer = browser.get(&waits).send().await.expect("the bank's last page");
        if answer.status() == 303 {
            back = Some(to(&answer));
            break;
        }
        assert_eq!(answer.status(), 200);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let back = back.expect("the notice is thanked for within five seconds");
    assert!(back.ends_with(&format!("/#/pay/{}/result", order.id)), "{back}");
    assert!(matches!(channels.query(&order).await, Ok(Outcome::Paid(_))));
    assert!(sandbox.deliveries().iter().all(|it| it.taken));
}
