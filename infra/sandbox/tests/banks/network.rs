//! The same over real sockets: headers, forms and paths as HTTP carries them.

use super::bocom;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use channel::{Channels, Checkout, Notice, Outside, Places};
use domain::{ChannelKind, Clock, Fault, Order, Outcome, Refunded, Timestamp, Way};
use sandbox::{Provider, Running, Sandbox, SandboxConfig, SignedBy, bridge};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[expect(clippy::disallowed_methods, reason = "sockets live in real time")]
fn present() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).expect("in range")
}

/// A bank that listens, and a merchant that listens to it.
struct World {
    kind: ChannelKind,
    merchant: String,
    sandbox: Running,
    channels: Arc<Channels>,
}

impl World {
    async fn new(kind: ChannelKind, provider: Box<dyn Provider>, account: &Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let public_url = format!("http://{}", listener.local_addr().expect("an address"));
        let sandbox = Sandbox::start(SandboxConfig {
            port: 0,
            providers: vec![provider],
            clock: present,
            hurry: 100,
            signed_by: SignedBy::PublicKey,
            ledger: None,
        });
        let sandbox = sandbox.await.expect("a port");
        let places = Places { public_url, sandbox: Some(sandbox.base_url.clone()) };
        let secret = json!({ kind.slug(): account }).to_string();
        let outside = Outside::real(Clock::new(present));
        let channels = Channels::of_secret(secret.as_bytes(), &places, &outside);
        let channels = Arc::new(channels.expect("the keys work"));
        let app =
            Router::new().route("/api/notify/{kind}", post(hear)).with_state(channels.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let merchant = account["merchant_id"].as_str().expect("a text").to_owned();
        Self { kind, merchant, sandbox, channels }
    }

    fn order(&self, way: Way) -> Order {
        let keys = bocom::keys();
        let of_another_time = bocom::pair_of(&keys).order(way);
        Order {
            channel: self.kind,
            merchant: domain::Merchant(self.merchant.clone()),
            opened: present(),
            until: Timestamp::from_second(present().as_second() + 900).expect("in range"),
            ..of_another_time
        }
    }

    /// Presses a button of the cashier.
    async fn pays(&self, order: &Order, how: &str) {
        let host = self.sandbox.base_url.strip_prefix("http://").expect("an address");
        let ask = json!({ "out_trade_no": order.number().to_string(), "how": how }).to_string();
        let length = ask.len();
        let request = format!(
            "POST /sandbox/pay HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{ask}"
        );
        let mut stream = TcpStream::connect(host).await.expect("it listens");
        stream.write_all(request.as_bytes()).await.expect("said");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// Whether each notice so far was taken, once there are `many`.
    async fn told(&self, many: usize) -> Vec<(Option<u16>, bool)> {
        for _ in 0..250 {
            if self.sandbox.deliveries().len() >= many {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.sandbox.deliveries().iter().map(|it| (it.status, it.taken)).collect()
    }
}

async fn hear(
    State(channels): State<Arc<Channels>>,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let kind: ChannelKind = kind.parse().expect("a channel");
    let (method, query) = (Method::POST, String::new());
    let notice = Notice { method, query, headers, body: body.to_vec() };
    let words = match channels.read(kind, &notice, present()) {
        Ok(heard) => channels.thanks(kind, &heard),
        Err(error) => channels.refusal(kind, error.kind()),
    };
    (StatusCode::from_u16(words.status).expect("a status"), words.body)
}

/// An order from its placing to its money and half of it back.
async fn goes_round(world: &World, way: Way) {
    let order = world.order(way);
    let channels = &world.channels;
    match channels.place(&order).await.expect("placed") {
        Checkout::Qr { .. } => assert_eq!(way, Way::Qr),
        Checkout::Jump { url } => assert!(url.starts_with(&world.sandbox.base_url), "{url}"),
        other @ (Checkout::Form { .. } | Checkout::Wallet { .. } | Checkout::None) => {
            panic!("{other:?}")
        }
    }
    assert_eq!(channels.query(&order).await.expect("an outcome"), Outcome::Pending);

    world.pays(&order, "probe-first").await;

    assert_eq!(world.told(2).await, [(Some(401), false), (Some(200), true)]);
    let Ok(Outcome::Paid(receipt)) = channels.query(&order).await else { panic!("it is paid") };
    let half = super::refund(&receipt, 1, 240_000);
    let back = channels.refund(&order, &domain::Refund { opened: present(), ..half }).await;
    assert!(matches!(back, Ok(Refunded::Done(it)) if it.amount.fen() == 240_000));
    assert_eq!(world.told(3).await[2], (Some(200), true), "and its notice is taken");
}

#[tokio::test]
async fn the_bank_of_communications_goes_round_over_real_sockets() {
    for encrypted in [false, true] {
        let mut keys = bocom::keys();
        keys.merchant.encrypted_notices = encrypted;
        let provider = Box::new(sandbox::bocom::Bocom::new(&keys));
        let world = World::new(ChannelKind::Bocom, provider, &keys.account()).await;
        goes_round(&world, if encrypted { Way::Page } else { Way::Qr }).await;
    }
}

#[tokio::test]
async fn the_bridge_goes_round_over_real_sockets() {
    for way in [Way::Qr, Way::Page] {
        let keys = bridge::Keys::draw();
        let provider = Box::new(bridge::Bridge::new(&keys));
        let world = World::new(ChannelKind::Bridge, provider, &keys.account()).await;
        goes_round(&world, way).await;
    }
}
