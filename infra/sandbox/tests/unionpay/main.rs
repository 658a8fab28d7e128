//! The platform's channel and the sandbox's UnionPay, written apart, meet on the wire.

mod faults;
mod network;
mod paying;
mod refunds;
mod refusals;
mod statements;

use channel::{
    Chance, Channel, Channels, Checkout, Heard, Notice, NoticeError, Outside, Places, Wire,
};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Way,
};
use http::{HeaderMap, Method, Request, Response};
use sandbox::unionpay::{Keys, Unionpay};
use sandbox::{Announcement, Bank, Fault, How, Misdeed, On};
use serde_json::json;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// 2026-12-31T23:50:00+08:00, already of the next clearing day.
const NOW: i64 = 1_798_732_200;

/// Throwaway keys: drawing RSA keys takes a test's patience.
const KEYS: &str = include_str!("keys.json");

const FRONT: &str = "/gateway/api/frontTransReq.do";

thread_local! {
    static TIME: Cell<i64> = const { Cell::new(NOW) };
}

fn now() -> Timestamp {
    Timestamp::from_second(TIME.get()).expect("in range")
}

fn later(seconds: i64) {
    TIME.set(TIME.get() + seconds);
}

fn keys() -> Keys {
    serde_json::from_str(KEYS).expect("keys")
}

/// A bank and a platform in one process: no sockets, no real time.
struct Pair {
    bank: Arc<Mutex<Bank>>,
    channels: Channels,
}

impl Pair {
    fn new() -> Self {
        let keys = keys();
        let provider = Box::new(Unionpay::new(&keys));
        let bank = Arc::new(Mutex::new(Bank::new(provider, "https://up.test", 7)));
        let theirs = bank.clone();
        let wire = Wire::direct(move |request| {
            theirs.lock().expect("one thread").answer(&request, now()).answer
        });
        let outside = Outside { wire, clock: Clock::new(now), chance: Chance::new(|| [7; 16]) };
        let public_url = "https://pay.example.edu.cn".to_owned();
        let places = Places { public_url, sandbox: None };
        let secret = json!({ "unionpay": keys.account() }).to_string();
        let channels = Channels::of_secret(secret.as_bytes(), &places, &outside);
        Self { bank, channels: channels.expect("the keys work") }
    }

    fn bank<T>(&self, act: impl FnOnce(&mut Bank) -> T) -> T {
        act(&mut self.bank.lock().expect("one thread"))
    }

    fn us(&self) -> &dyn Channel {
        self.channels.get(ChannelKind::Unionpay).expect("an account")
    }

    fn misbehaves(&self, on: On, fault: Misdeed) {
        self.bank(|bank| bank.misbehave(Fault { on: Some(on), times: 1, fault, slow_ms: 0 }));
    }

    /// What the payer's browser gets for a form.
    fn posts(&self, fields: &BTreeMap<String, String>) -> Response<Vec<u8>> {
        self.said(FRONT, fields)
    }

    fn said(&self, path: &str, fields: &BTreeMap<String, String>) -> Response<Vec<u8>> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).body(body.into_bytes()).expect("a path");
        self.bank(|bank| bank.answer(&request, now()).answer).expect("an answer")
    }

    /// An order whose payer stands at the cashier.
    async fn at_the_cashier(&self) -> Order {
        let order = order(Way::Page);
        let fields = form(self.us().place(&order).await.expect("placed"));
        assert_eq!(self.posts(&fields).status(), 303);
        order
    }

    fn pays(&self, order: &Order, how: How) -> Vec<Announcement> {
        self.bank(|bank| bank.pay(&order.number().to_string(), how, now())).expect("open")
    }

    /// An order that is paid, and its receipt.
    async fn paid(&self) -> (Order, Receipt) {
        let order = self.at_the_cashier().await;
        let told = self.pays(&order, How::Pay);
        let Ok(Heard::Receipt(receipt)) = self.hears(&told[0]) else { panic!("a receipt") };
        (order, receipt)
    }

    fn tells(&self, announcement: &Announcement) -> Notice {
        let request = self.bank(|bank| bank.notice(announcement, now()));
        let (parts, body) = request.into_parts();
        assert_eq!(parts.uri, "https://pay.example.edu.cn/api/notify/unionpay");
        Notice { method: parts.method, query: String::new(), headers: parts.headers, body }
    }

    fn hears(&self, announcement: &Announcement) -> Result<Heard, NoticeError> {
        self.us().read(&self.tells(announcement), now())
    }

    /// What is heard of the next refund that the bank has to tell.
    fn hears_of_refund(&self) -> Option<Heard> {
        let told = self.bank(Bank::announcements);
        told.first().map(|it| self.hears(it).expect("believed"))
    }
}

fn form(checkout: Checkout) -> BTreeMap<String, String> {
    match checkout {
        Checkout::Form { url, fields } => {
            assert_eq!(url, format!("https://gateway.95516.com{FRONT}"));
            fields
        }
        Checkout::Qr { .. } | Checkout::Jump { .. } | Checkout::Wallet { .. } | Checkout::None => {
            panic!("a form")
        }
    }
}

fn notice(fields: &BTreeMap<String, String>) -> Notice {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let (query, headers) = (String::new(), HeaderMap::new());
    Notice { method: Method::POST, query, headers, body: body.into_bytes() }
}

fn order(way: Way) -> Order {
    let total = Money::from_fen(480_000).expect("an amount");
    let opened = now();
    Order {
        id: OrderId::first_at(opened),
        payer: PersonId::from_bits(7),
        channel: ChannelKind::Unionpay,
        scene: Scene::Pc,
        way,
        guest: None,
        wallet_user: None,
        merchant: Merchant(keys().merchant_id),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![Line {
            bill: "2025-2026/学费".parse().expect("a bill"),
            item: "学费".to_owned(),
            year: "2025-2026".to_owned(),
            target: None,
            amount: total,
        }],
        seat: None,
        total,
        opened,
        until: opened + jiff::SignedDuration::from_mins(15),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn refund(order: &Order, receipt: &Receipt, name: u128, fen: u64) -> Refund {
    Refund {
        id: RefundId::from_bits(name),
        payer: order.payer,
        receipt: receipt.clone(),
        amount: Money::from_fen(fen).expect("an amount"),
        reason: "退学".to_owned(),
        opened: now(),
    }
}
