//! The same with sockets in between: a browser, a platform and UnionPay.

use super::{keys, order, refund};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::routing::post;
use channel::{Channels, Checkout, Heard, Notice, Outside, Places};
use domain::{ChannelKind, Clock, Order, Outcome, Receipt, Refunded, Timestamp, Way};
use http::StatusCode;
use sandbox::unionpay::Unionpay;
use sandbox::{Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";

/// What a platform heard, and how often it still pretends to be out of order.
#[derive(Default)]
struct Ears {
    heard: Vec<Heard>,
    failing: u32,
}

struct World {
    sandbox: Running,
    channels: Arc<Channels>,
    ears: Arc<Mutex<Ears>>,
    browser: reqwest::Client,
}

type Merchant = (Arc<Channels>, Arc<Mutex<Ears>>);

/// Other threads ask for it, so it cannot be the one of the tests without sockets.
fn now() -> Timestamp {
    Timestamp::from_second(super::NOW).expect("in range")
}

/// What payment-notify does, as far as the channel goes.
async fn hear(
    State((channels, ears)): State<Merchant>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let us = channels.get(ChannelKind::Unionpay).expect("an account");
    let (method, query) = (Method::POST, String::new());
    let notice = Notice { method, query, headers, body: body.to_vec() };
    let mut ears = ears.lock().expect("nobody panics with it");
    let words = match us.read(&notice, now()) {
        Ok(_) if ears.failing > 0 => {
            ears.failing -= 1;
            us.refusal(domain::FaultKind::Unavailable)
        }
        Ok(said) => {
            ears.heard.push(said.clone());
            us.thanks(&said)
        }
        Err(_) => us.refusal(domain::FaultKind::Stranger),
    };
    (StatusCode::from_u16(words.status).expect("a status"), words.body)
}

impl World {
    async fn new(failing: u32) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let public_url = format!("http://{}", listener.local_addr().expect("an address"));
        let keys = keys();
        let sandbox = Sandbox::start(SandboxConfig {
            port: 0,
            providers: vec![Box::new(Unionpay::new(&keys))],
            clock: now,
            hurry: 1000,
            signed_by: SignedBy::PublicKey,
            ledger: None,
        });
        let sandbox = sandbox.await.expect("a port");
        let places = Places { public_url, sandbox: Some(sandbox.base_url.clone()) };
        let secret = json!({ "unionpay": keys.account() }).to_string();
        let outside = Outside::real(Clock::new(now));
        let channels = Channels::of_secret(secret.as_bytes(), &places, &outside);
        let channels = Arc::new(channels.expect("the keys work"));
        let ears = Arc::new(Mutex::new(Ears { heard: Vec::new(), failing }));
        let merchant: Merchant = (Arc::clone(&channels), Arc::clone(&ears));
        let app = Router::new().route("/api/notify/unionpay", post(hear)).with_state(merchant);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { sandbox, channels, ears, browser: browser() }
    }

    fn us(&self) -> &dyn channel::Channel {
        self.channels.get(ChannelKind::Unionpay).expect("an account")
    }

    async fn posts(&self, url: &str, body: String) -> reqwest::Response {
        let request = self.browser.post(url).header("content-type", FORM).body(body);
        request.send().await.expect("an answer")
    }

    /// An order whose payer's browser posted the form: where it is sent.
    async fn at_the_cashier(&self) -> (Order, String) {
        let order = order(Way::Page);
        let Ok(Checkout::Form { url, fields }) = self.us().place(&order).await else {
            panic!("a form")
        };
        assert!(url.starts_with(&format!("{}/unionpay/gateway/api/", self.sandbox.base_url)));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let answer = self.posts(&url, body).await;
        assert_eq!(answer.status(), 303);
        let cashier = answer.headers()["location"].to_str().expect("an address").to_owned();
        let page = self.browser.get(&cashier).send().await.expect("a page");
        assert!(page.text().await.expect("text").contains("4800.00"));
        (order, cashier.split('?').next().expect("an address").to_owned())
    }

    async fn heard(&self, many: usize) -> Vec<Heard> {
        for _ in 0..250 {
            let heard = self.ears.lock().expect("nobody panics with it").heard.clone();
            if heard.len() >= many {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("fewer than {many} notices came");
    }

    /// An order that is paid, its receipt, and the page that the browser then gets.
    async fn paid(&self) -> (Order, Receipt, String) {
        let (order, cashier) = self.at_the_cashier().await;
        let page = self.posts(&format!("{cashier}/pay"), "how=pay".to_owned()).await;
        let page = page.text().await.expect("a page");
        let heard = self.heard(1).await;
        let Heard::Receipt(receipt) = heard[0].clone() else { panic!("{heard:?}") };
        (order, receipt, page)
    }
}

fn browser() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build().expect("a client of constants")
}

#[tokio::test]
async fn a_payer_posts_a_form_pays_and_is_posted_back() {
    let world = World::new(0).await;
    let (order, receipt, page) = world.paid().await;
    assert_eq!((receipt.number, receipt.amount), (order.number(), order.total));
    // The page posts itself to where the platform waits, with what was signed.
    assert!(page.contains(&format!("/api/return/unionpay/{}", order.id)), "{page}");
    assert!(page.contains("signPubKeyCert"), "{page}");
    let outcome = world.us().query(&order).await.expect("an outcome");
    assert_eq!(outcome, Outcome::Paid(receipt));
}

#[tokio::test]
async fn a_notice_comes_until_it_is_taken() {
    let world = World::new(2).await;
    world.paid().await;
    let taken: Vec<_> = world.sandbox.deliveries().iter().map(|it| it.taken).collect();
    // The third is written down just after it is heard.
    assert!(taken.len() >= 2 && !taken[0] && !taken[1], "{taken:?}");
}

#[tokio::test]
async fn a_forged_notice_is_not_taken_and_a_refund_is_told() {
    let world = World::new(0).await;
    let (order, cashier) = world.at_the_cashier().await;
    world.posts(&format!("{cashier}/pay"), "how=forge".to_owned()).await;
    world.posts(&format!("{cashier}/pay"), "how=pay".to_owned()).await;
    let heard = world.heard(1).await;
    let Heard::Receipt(receipt) = &heard[0] else { panic!("{heard:?}") };
    let part = refund(&order, receipt, 1, 100);
    let taken = world.us().refund(&order, &part).await.expect("taken");
    assert_eq!(taken, Refunded::Pending);
    let heard = world.heard(2).await;
    let Heard::Refund { number, refunded } = &heard[1] else { panic!("{heard:?}") };
    assert_eq!(*number, part.number().to_string());
    let known = world.us().query_refund(&order, &part).await.expect("an answer");
    assert_eq!(known, *refunded);
}
