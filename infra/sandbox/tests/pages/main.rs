//! What people see and press: the forms as the pages have them, posted as a browser posts them.

mod banks;
mod browser;
mod cas;
mod cashier;
mod desk;

use browser::Browser;
use channel::{Chance, Channel, Channels, Checkout, Outside, Places, Wire};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Refund,
    RefundId, Scene, Timestamp,
};
use sandbox::{Provider, Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::{Value, json};
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// 2026-01-01T08:00:00+08:00.
const NOW: i64 = 1_767_225_600;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

thread_local! {
    /// A test and its servers share one thread, and so one time.
    static TIME: Cell<i64> = const { Cell::new(NOW) };
}

fn now() -> Timestamp {
    at(TIME.get())
}

/// Lets so many hours pass.
fn wait(hours: i64) {
    TIME.set(TIME.get() + hours * 3600);
}

/// Banks want a new number with each call.
fn drawn() -> [u8; 16] {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    u128::from(DRAWN.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
}

/// What came back on a bank's wire.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    /// Nothing if the answer was lost.
    status: Option<u16>,
    body: Vec<u8>,
    after: Duration,
}

/// A sandbox that listens, a person before its pages, and a platform that asks it. The platform's
/// calls go straight to the bank: what is looked at is what the bank does with them.
struct World {
    sandbox: Arc<Running>,
    browser: Browser,
    channels: Channels,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl World {
    async fn new(providers: Vec<Box<dyn Provider>>, secret: &Value) -> Self {
        let sandbox = Sandbox::start(SandboxConfig {
            port: 0,
            providers,
            clock: now,
            hurry: 1000,
            signed_by: SignedBy::PublicKey,
            ledger: None,
        });
        let sandbox = Arc::new(sandbox.await.expect("a port"));
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (theirs, noted) = (sandbox.clone(), seen.clone());
        let wire = Wire::direct(move |mut request| {
            request.headers_mut().insert("user-agent", "test".parse().expect("a value"));
            let whole = request.uri().path_and_query().expect("a path").as_str().to_owned();
            let (slug, path) = whole[1..].split_once('/').expect("under a bank's own path");
            *request.uri_mut() = format!("/{path}").parse().expect("a path");
            let reply = theirs.with_bank(slug, |bank| bank.answer(&request, now()));
            let answer = reply.answer;
            noted.lock().expect("one thread").push(Seen {
                status: answer.as_ref().map(|it| it.status().as_u16()),
                body: answer.as_ref().map(|it| it.body().clone()).unwrap_or_default(),
                after: reply.after,
            });
            answer
        });
        let outside = Outside { wire, clock: Clock::new(now), chance: Chance::new(drawn) };
        // Nobody listens there: what notices bring is looked at elsewhere.
        let public_url = "http://127.0.0.1:9".to_owned();
        let places = Places { public_url, sandbox: Some(sandbox.base_url.clone()) };
        let channels = Channels::of_secret(secret.to_string().as_bytes(), &places, &outside);
        let browser = Browser::new(&sandbox.base_url);
        Self { sandbox, browser, channels: channels.expect("the keys work"), seen }
    }

    /// The bank of small JSON: its keys are drawn at once.
    async fn of_bridge() -> Self {
        let keys = sandbox::bridge::Keys::draw();
        let provider = Box::new(sandbox::bridge::Bridge::new(&keys));
        Self::new(vec![provider], &json!({ "bridge": keys.account() })).await
    }

    fn us(&self, kind: ChannelKind) -> &dyn Channel {
        self.channels.get(kind).expect("an account")
    }

    fn order(&self, kind: ChannelKind, item: &str) -> Order {
        let total = Money::from_fen(480_000).expect("an amount");
        Order {
            id: OrderId::first_at(at(NOW + i64::from(drawn()[15]))),
            payer: PersonId::from_bits(7),
            channel: kind,
            scene: Scene::Pc,
            way: self.us(kind).ways(Scene::Pc)[0],
            guest: None,
            wallet_user: None,
            merchant: Merchant(self.us(kind).merchant().0.clone()),
            client_ip: "203.0.113.9".to_owned(),
            payee: "西安科技大学".to_owned(),
            lines: vec![Line {
                bill: "2025-2026/学费".parse().expect("a bill"),
                item: item.to_owned(),
                year: "2025-2026".to_owned(),
                target: None,
                amount: total,
            }],
            seat: None,
            total,
            opened: now(),
            until: at(NOW + 15 * 60),
            state: OrderState::Open,
            placed: None,
            shown: None,
        }
    }

    async fn placed(&self, kind: ChannelKind) -> Order {
        let order = self.order(kind, "学费");
        let checkout = self.us(kind).place(&order).await.expect("placed");
        if let Checkout::Form { url, fields } = checkout {
            let path = url.strip_prefix(&self.sandbox.base_url).expect("the bank's own");
            let form =
                form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            assert_eq!(self.browser.posts(path, &form).await.status, 303);
        }
        order
    }

    /// What the bank answered since this was last asked.
    fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().expect("one thread"))
    }

    /// The cashier page of `order`.
    fn cashier(&self, order: &Order) -> String {
        let (slug, number) = (order.channel.slug(), order.number().to_string());
        let code =
            self.sandbox.with_bank(slug, |bank| bank.trade(&number).map(|it| it.code.clone()));
        format!("/{slug}/cashier/{}", code.expect("it was placed"))
    }
}

fn refund_of(order: &Order, receipt: domain::Receipt, fen: u64) -> Refund {
    Refund {
        id: RefundId::from_bits(u128::from_be_bytes(drawn())),
        payer: order.payer,
        receipt,
        amount: Money::from_fen(fen).expect("an amount"),
        reason: "退住宿费".to_owned(),
        opened: now(),
    }
}
