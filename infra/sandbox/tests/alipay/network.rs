use super::{keys, now, order};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::routing::post;
use channel::{Channels, Checkout, Heard, Notice, Outside, Places, Stated};
use domain::{ChannelKind, Clock, Order, Outcome, Scene, Timestamp, Way};
use http::StatusCode;
use sandbox::alipay::Alipay;
use sandbox::{Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A platform and a sandbox with sockets between them. Their clock is the tests'.
struct World {
    sandbox: Running,
    channels: Arc<Channels>,
    heard: Arc<Mutex<Vec<Heard>>>,
    browser: reqwest::Client,
}

type Merchant = (Arc<Channels>, Arc<Mutex<Vec<Heard>>>);

/// What payment-notify does, as far as the channel goes.
async fn hear(
    State((channels, heard)): State<Merchant>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let us = channels.get(ChannelKind::Alipay).expect("an account");
    let (method, query) = (Method::POST, String::new());
    let notice = Notice { method, query, headers, body: body.to_vec() };
    let words = match us.read(&notice, now()) {
        Ok(said) => {
            heard.lock().expect("nobody panics with it").push(said.clone());
            us.thanks(&said)
        }
        Err(_) => us.refusal(domain::FaultKind::Stranger),
    };
    (StatusCode::from_u16(words.status).expect("a status"), words.body)
}

impl World {
    async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let public_url = format!("http://{}", listener.local_addr().expect("an address"));
        let keys = keys();
        let sandbox = Sandbox::start(SandboxConfig {
            port: 0,
            providers: vec![Box::new(Alipay::new(&keys))],
            clock: now,
            hurry: 1000,
            signed_by: SignedBy::PublicKey,
            ledger: None,
        });
        let sandbox = sandbox.await.expect("a port");
        let places = Places { public_url, sandbox: Some(sandbox.base_url.clone()) };
        let secret = json!({ "alipay": keys.account() }).to_string();
        let outside = Outside::real(Clock::new(now));
        let channels = Channels::of_secret(secret.as_bytes(), &places, &outside);
        let channels = Arc::new(channels.expect("the keys work"));
        let heard = Arc::default();
        let merchant: Merchant = (Arc::clone(&channels), Arc::clone(&heard));
        let app = Router::new().route("/api/notify/alipay", post(hear)).with_state(merchant);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { sandbox, channels, heard, browser: browser() }
    }

    fn us(&self) -> &dyn channel::Channel {
        self.channels.get(ChannelKind::Alipay).expect("an account")
    }

    /// Where a browser is sent that looks at `url`, or presses the button that pays there.
    async fn sent(&self, url: &str, how: Option<&str>) -> String {
        let asked = match how {
            Some(how) => {
                let kind = "application/x-www-form-urlencoded";
                let form = self.browser.post(url).header("content-type", kind);
                form.body(format!("how={how}"))
            }
            None => self.browser.get(url),
        };
        let answer = asked.send().await.expect("an answer");
        assert_eq!(answer.status(), 303, "{url}");
        let to = answer.headers()["location"].to_str().expect("an address").to_owned();
        if to.starts_with('/') { format!("{}{to}", self.sandbox.base_url) } else { to }
    }

    async fn heard(&self, many: usize) -> Vec<Heard> {
        for _ in 0..250 {
            let heard = self.heard.lock().expect("nobody panics with it").clone();
            if heard.len() >= many {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("fewer than {many} notices came");
    }

    /// An order whose payer went to their page and paid, and where the browser was sent then.
    async fn paid(&self, scene: Scene, opened: i64) -> (Order, String) {
        let mut order = order(scene, Way::Page);
        order.id = domain::OrderId::first_at(Timestamp::from_second(opened).expect("in range"));
        let Ok(Checkout::Jump { url }) = self.us().place(&order).await else { panic!("placed") };
        assert!(url.starts_with(&format!("{}/alipay/gateway.do?", self.sandbox.base_url)));
        let cashier = self.sent(&url, None).await;
        let page = self.browser.get(&cashier).send().await.expect("a page");
        assert!(page.text().await.expect("text").contains("4800.50"));
        let cashier = cashier.split('?').next().expect("an address");
        let back = self.sent(&format!("{cashier}/pay"), Some("pay")).await;
        (order, back)
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
async fn a_payer_goes_there_pays_and_comes_back_and_the_money_is_heard_of() {
    let world = World::new().await;
    for (place, scene) in [(1, Scene::Pc), (2, Scene::Mobile)] {
        let (order, back) = world.paid(scene, super::NOW + place).await;
        assert!(back.contains(&format!("/api/return/alipay/{}?", order.id)), "{back}");
        let heard = world.heard(usize::try_from(place).expect("few")).await;
        let Some(Heard::Receipt(receipt)) = heard.last() else { panic!("{heard:?}") };
        assert_eq!((receipt.number, receipt.amount), (order.number(), order.total));
        let outcome = world.us().query(&order).await.expect("paid");
        assert_eq!(outcome, Outcome::Paid(receipt.clone()));
    }
}

#[tokio::test]
async fn a_refund_and_a_bill_go_over_the_same_wire() {
    let world = World::new().await;
    let (order, _) = world.paid(Scene::Pc, super::NOW).await;
    let heard = world.heard(1).await;
    let Heard::Receipt(receipt) = &heard[0] else { panic!("{heard:?}") };
    let part = super::refund(&order, receipt, 1, 100);
    let given = world.us().refund(&order, &part).await.expect("given");
    assert!(matches!(given, domain::Refunded::Done(_)));
    assert!(matches!(world.heard(2).await[1], Heard::Refund { .. }));

    let day = "2026-01-01".parse().expect("a day");
    super::later(26 * 3600);
    let stated = world.us().statement(day).await.expect("stated");
    assert!(matches!(stated, Stated::Day(statement) if statement.lines.len() == 2));
}

#[tokio::test]
async fn a_key_that_changes_and_an_answer_that_breaks_off_are_survived() {
    let world = World::new().await;
    let (order, _) = world.paid(Scene::Pc, super::NOW).await;
    let ask = |path: &str| world.browser.post(format!("{}/sandbox/{path}", world.sandbox.base_url));
    let turned = ask("rotate/alipay").send().await.expect("an answer");
    assert!(turned.status().is_success());
    assert!(matches!(world.us().query(&order).await, Ok(Outcome::Paid(_))));
    let kind = "application/json";
    let lost = ask("faults").header("content-type", kind);
    let lost = lost.body(r#"{"bank":"alipay","on":"query","fault":"lost-answer"}"#);
    assert!(lost.send().await.expect("an answer").status().is_success());
    assert!(world.us().query(&order).await.is_err());
    assert!(matches!(world.us().query(&order).await, Ok(Outcome::Paid(_))));
}
