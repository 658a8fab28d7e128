use super::{keys, order, secret};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use channel::{Channels, Checkout, Closing, Heard, Notice, Outside, Places};
use domain::{ChannelKind, Clock, Fault as _, Order, Outcome, Scene, Timestamp};
use sandbox::wechat::Wechat;
use sandbox::{Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[expect(clippy::disallowed_methods, reason = "sockets live in real time")]
pub(super) fn present() -> Timestamp {
    Timestamp::now()
}

fn ordered(scene: Scene) -> Order {
    order(scene, present(), &keys().bank.merchant_id)
}

/// A merchant that listens: it reads notices with the platform's own code.
#[derive(Clone)]
pub(super) struct Merchant {
    pub(super) channels: Arc<Channels>,
    heard: Arc<Mutex<Vec<Result<u64, &'static str>>>>,
    /// Notices that it still refuses for reasons of its own.
    busy: Arc<Mutex<u32>>,
    clock: fn() -> Timestamp,
}

pub(super) struct World {
    pub(super) sandbox: Running,
    pub(super) merchant: Merchant,
    client: reqwest::Client,
}

impl World {
    async fn new(ledger: Option<PathBuf>) -> Self {
        Self::at(present, ledger).await
    }

    /// A world whose time is `clock`'s on both sides.
    pub(super) async fn at(clock: fn() -> Timestamp, ledger: Option<PathBuf>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let public_url = format!("http://{}", listener.local_addr().expect("an address"));
        let sandbox = Sandbox::start(SandboxConfig {
            port: 0,
            providers: vec![Box::new(Wechat::new(&keys()))],
            clock,
            hurry: 100,
            signed_by: SignedBy::PublicKey,
            ledger,
        })
        .await
        .expect("a port");
        let places = Places { public_url, sandbox: Some(sandbox.base_url.clone()) };
        let outside = Outside::real(Clock::new(clock));
        let channels = Channels::of_secret(&secret(&keys()), &places, &outside);
        let channels = channels.expect("the keys work");
        let (heard, busy) = (Arc::default(), Arc::default());
        let merchant = Merchant { channels: Arc::new(channels), heard, busy, clock };
        let app =
            Router::new().route("/api/notify/wechat", post(hear)).with_state(merchant.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(
            rustls::crypto::aws_lc_rs::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Self { sandbox, merchant, client }
    }

    async fn posts(&self, path: &str, body: &Value) -> StatusCode {
        let url = format!("{}{path}", self.sandbox.base_url);
        let request = self.client.post(url).json(body).send().await.expect("an answer");
        request.status()
    }

    pub(super) async fn pays(&self, order: &Order, how: &str) -> StatusCode {
        let ask = json!({ "out_trade_no": order.number().to_string(), "how": how });
        self.posts("/sandbox/pay", &ask).await
    }

    pub(super) async fn page(&self, url: &str) -> (StatusCode, String) {
        let answer = self.client.get(url).send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    }

    /// Where the page at `url` sends a browser.
    pub(super) async fn redirected(&self, url: &str) -> String {
        let answer = self.client.get(url).send().await.expect("an answer");
        assert_eq!(answer.status(), 303);
        answer.headers()["location"].to_str().expect("text").to_owned()
    }

    /// What the merchant heard, once it heard `many` notices and had time for one more.
    pub(super) async fn heard(&self, many: usize) -> Vec<Result<u64, &'static str>> {
        for _ in 0..250 {
            let enough = self.merchant.heard.lock().expect("lock").len() >= many;
            tokio::time::sleep(Duration::from_millis(if enough { 200 } else { 20 })).await;
            if enough {
                break;
            }
        }
        self.merchant.heard.lock().expect("lock").clone()
    }
}

async fn hear(
    State(merchant): State<Merchant>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let (method, query) = (Method::POST, String::new());
    let notice = Notice { method, query, headers, body: body.to_vec() };
    let heard = merchant.channels.read(ChannelKind::Wechat, &notice, (merchant.clock)());
    let busy = {
        let mut busy = merchant.busy.lock().expect("lock");
        let was = *busy;
        *busy = was.saturating_sub(1);
        was > 0
    };
    let (said, words) = match heard {
        Ok(_) if busy => {
            let kind = domain::FaultKind::Unavailable;
            (Err("busy"), merchant.channels.refusal(ChannelKind::Wechat, kind))
        }
        Ok(heard) => {
            let thanks = merchant.channels.thanks(ChannelKind::Wechat, &heard);
            match heard {
                Heard::Receipt(receipt) => (Ok(receipt.amount.fen()), thanks),
                Heard::Refund { .. } => (Err("refund"), thanks),
                Heard::Other { .. } => (Err("other"), thanks),
            }
        }
        Err(error) => {
            (Err(error.code()), merchant.channels.refusal(ChannelKind::Wechat, error.kind()))
        }
    };
    merchant.heard.lock().expect("lock").push(said);
    (StatusCode::from_u16(words.status).expect("a status"), words.body)
}

#[tokio::test]
async fn money_comes_over_real_sockets() {
    let world = World::new(None).await;
    let order = ordered(Scene::Pc);
    let channels = &world.merchant.channels;
    assert!(matches!(channels.place(&order).await, Ok(Checkout::Qr { .. })));
    assert_eq!(channels.query(&order).await.expect("an outcome"), Outcome::Pending);

    assert_eq!(world.pays(&order, "probe-first").await, 200);

    assert_eq!(world.heard(2).await, [Err("notice-forged"), Ok(480_000)]);
    assert!(matches!(channels.query(&order).await, Ok(Outcome::Paid(_))));
    assert_eq!(channels.close(&order).await.expect("paid"), Closing::AlreadyPaid);
    assert_eq!(world.pays(&order, "pay").await, 409);
    assert_eq!(world.pays(&ordered(Scene::Mobile), "nonsense").await, 422);
}

#[tokio::test]
async fn a_notice_that_was_not_taken_comes_again_until_it_is() {
    let world = World::new(None).await;
    let order = ordered(Scene::Pc);
    world.merchant.channels.place(&order).await.expect("placed");
    *world.merchant.busy.lock().expect("lock") = 2;

    world.pays(&order, "pay").await;

    assert_eq!(world.heard(3).await, [Err("busy"), Err("busy"), Ok(480_000)]);
    let told: Vec<_> = world.sandbox.deliveries().iter().map(|it| it.status).collect();
    assert_eq!(told, [Some(503), Some(503), Some(200)]);
}

#[tokio::test]
async fn a_forger_is_refused_once() {
    let world = World::new(None).await;
    let order = ordered(Scene::Pc);
    world.merchant.channels.place(&order).await.expect("placed");
    world.pays(&order, "forge").await;
    assert_eq!(world.heard(1).await, [Err("notice-forged")]);
    assert_eq!(world.sandbox.deliveries()[0].status, Some(401));
    let outcome = world.merchant.channels.query(&order).await;
    assert_eq!(outcome.expect("an outcome"), Outcome::Pending);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_the_order_is_there() {
    let world = World::new(None).await;
    let order = ordered(Scene::Pc);
    let channels = &world.merchant.channels;
    let fault = json!({ "on": "place", "fault": "lost-answer", "slow_ms": 10 });
    assert_eq!(world.posts("/sandbox/faults", &fault).await, 204);
    let error = channels.place(&order).await.expect_err("no answer");
    assert_eq!(error.code(), "provider-unsure");
    assert_eq!(channels.query(&order).await.expect("an outcome"), Outcome::Pending);
    assert!(matches!(channels.place(&order).await, Ok(Checkout::Qr { .. })));
    let wrong = json!({ "fault": "no-such-fault" });
    assert_eq!(world.posts("/sandbox/faults", &wrong).await, 422);
}

#[tokio::test]
async fn a_person_pays_on_the_page_and_goes_back() {
    let world = World::new(None).await;
    let order = ordered(Scene::Mobile);
    let checkout = world.merchant.channels.place(&order).await.expect("placed");
    let Checkout::Jump { url } = checkout else { panic!("{checkout:?}") };

    let answer = world.client.get(&url).send().await.expect("an answer");
    assert_eq!(answer.status(), 303, "the telephone's page leads to the cashier");
    let cashier = answer.headers()["location"].to_str().expect("ASCII").to_owned();
    let (status, page) = world.page(&cashier).await;
    assert_eq!(status, 200);
    for words in ["沙箱", "¥4800.00", "少付一分", "付两次", "伪造通知", "返回商户"]
    {
        assert!(page.contains(words), "{words}");
    }
    let action = page.split("action=\"").nth(1).and_then(|it| it.split('"').next());
    let action = format!("{}{}", world.sandbox.base_url, action.expect("a button"));
    let back = format!("http://127.0.0.1/#/pay/{}/result", order.id);
    let form = format!("how=pay&back={}", back.replace('#', "%23"));
    let pressed = world
        .client
        .post(action)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (pressed.status().as_u16(), pressed.headers()["location"].as_bytes()),
        (303, back.as_bytes())
    );
    assert_eq!(world.heard(1).await, [Ok(480_000)]);

    let (_, list) = world.page(&world.sandbox.base_url).await;
    assert!(list.contains("已支付") && list.contains(&order.number().to_string()));
    let (status, _) = world.page(&format!("{}/wechat/cashier/none", world.sandbox.base_url)).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn the_ledger_survives_a_restart() {
    let path = std::env::temp_dir().join(format!("sandbox-ledger-{}.json", std::process::id()));
    let world = World::new(Some(path.clone())).await;
    let order = ordered(Scene::Pc);
    world.merchant.channels.place(&order).await.expect("placed");
    world.pays(&order, "silent").await;
    drop(world);

    let world = World::new(Some(path.clone())).await;
    let outcome = world.merchant.channels.query(&order).await;
    assert!(matches!(outcome, Ok(Outcome::Paid(_))), "{outcome:?}");
    let _ = std::fs::remove_file(path);
}

#[tokio::test]
async fn a_taken_port_is_an_error_and_not_a_panic() {
    let world = World::new(None).await;
    let port = world.sandbox.base_url.rsplit(':').next().and_then(|it| it.parse().ok());
    let again = Sandbox::start(SandboxConfig {
        port: port.expect("a port"),
        providers: vec![Box::new(Wechat::new(&keys()))],
        clock: present,
        hurry: 1,
        signed_by: SignedBy::PublicKey,
        ledger: None,
    });
    assert!(again.await.is_err());
}
