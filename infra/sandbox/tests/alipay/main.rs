//! The platform's channel and the sandbox's Alipay, written apart, meet on the wire.

mod bills;
mod faults;
mod network;
mod paying;
mod refunds;
mod refusals;

use channel::{
    Chance, Channel, Channels, Checkout, Heard, Notice, NoticeError, Outside, Places, Wire,
};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Receipt,
    Refund, RefundId, Scene, Timestamp, Way,
};
use http::{Request, Response};
use sandbox::alipay::{Alipay, Keys};
use sandbox::{Announcement, Bank, Fault, How, Misdeed, On, Trade};
use serde_json::json;
use std::cell::Cell;
use std::sync::{Arc, Mutex};

/// 2026-01-01T08:00:00+08:00.
const NOW: i64 = 1_767_225_600;

/// Throwaway keys: drawing RSA keys takes a test's patience.
const KEYS: &str = include_str!("keys.json");

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
    /// By certificates.
    fn new() -> Self {
        Self::of(&keys())
    }

    /// By public keys.
    fn by_keys() -> Self {
        Self::of(&keys().by_public_keys())
    }

    /// Once in each mode.
    fn both() -> [Self; 2] {
        [Self::new(), Self::by_keys()]
    }

    fn of(keys: &Keys) -> Self {
        let provider = Box::new(Alipay::new(keys));
        let bank = Arc::new(Mutex::new(Bank::new(provider, "https://ali.test", 7)));
        let theirs = bank.clone();
        let wire = Wire::direct(move |request| {
            theirs.lock().expect("one thread").answer(&request, now()).answer
        });
        let outside = Outside { wire, clock: Clock::new(now), chance: Chance::new(|| [7; 16]) };
        let public_url = "https://pay.example.edu.cn".to_owned();
        let places = Places { public_url, sandbox: None };
        let secret = json!({ "alipay": keys.account() }).to_string();
        let channels = Channels::of_secret(secret.as_bytes(), &places, &outside);
        Self { bank, channels: channels.expect("the keys work") }
    }

    fn bank<T>(&self, act: impl FnOnce(&mut Bank) -> T) -> T {
        act(&mut self.bank.lock().expect("one thread"))
    }

    fn us(&self) -> &dyn Channel {
        self.channels.get(ChannelKind::Alipay).expect("an account")
    }

    fn misbehaves(&self, on: On, fault: Misdeed) {
        self.bank(|bank| bank.misbehave(Fault { on: Some(on), times: 1, fault, slow_ms: 0 }));
    }

    /// What a browser or a client gets at `url`.
    fn gets(&self, url: &str) -> Response<Vec<u8>> {
        let request = Request::get(url).body(Vec::new()).expect("an address");
        self.bank(|bank| bank.answer(&request, now()).answer).expect("an answer")
    }

    /// An order whose payer stands at the cashier.
    async fn at_the_cashier(&self, scene: Scene) -> Order {
        let order = order(scene, Way::Page);
        let url = jump(self.us().place(&order).await.expect("placed"));
        let answer = self.gets(&url);
        assert_eq!(answer.status(), 303, "{}", String::from_utf8_lossy(answer.body()));
        order
    }

    fn trade(&self, order: &Order) -> Option<Trade> {
        self.bank(|bank| bank.trade(&order.number().to_string()).cloned())
    }

    fn pays(&self, order: &Order, how: How) -> Vec<Announcement> {
        self.bank(|bank| bank.pay(&order.number().to_string(), how, now())).expect("open")
    }

    /// An order that is paid, and its receipt.
    async fn paid(&self) -> (Order, Receipt) {
        let order = self.at_the_cashier(Scene::Pc).await;
        let told = self.pays(&order, How::Pay);
        let Ok(Heard::Receipt(receipt)) = self.hears(&told[0]) else { panic!("a receipt") };
        (order, receipt)
    }

    fn tells(&self, announcement: &Announcement) -> Notice {
        let request = self.bank(|bank| bank.notice(announcement, now()));
        let (parts, body) = request.into_parts();
        assert_eq!(parts.uri, "https://pay.example.edu.cn/api/notify/alipay");
        Notice { method: parts.method, query: String::new(), headers: parts.headers, body }
    }

    fn hears(&self, announcement: &Announcement) -> Result<Heard, NoticeError> {
        self.us().read(&self.tells(announcement), now())
    }
}

fn jump(checkout: Checkout) -> String {
    match checkout {
        Checkout::Jump { url } => url,
        Checkout::Qr { .. } | Checkout::Form { .. } | Checkout::Wallet { .. } | Checkout::None => {
            panic!("an address")
        }
    }
}

fn order(scene: Scene, way: Way) -> Order {
    let total = Money::from_fen(480_050).expect("an amount");
    let opened = now();
    Order {
        id: OrderId::first_at(opened),
        payer: PersonId::from_bits(7),
        channel: ChannelKind::Alipay,
        scene,
        way,
        guest: None,
        wallet_user: None,
        merchant: Merchant(keys().seller_id),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![Line {
            bill: "2025-2026/tuition".parse().expect("a bill"),
            item: "学费/住宿费 100% & 教材+1".to_owned(),
            year: "2025-2026".to_owned(),
            target: None,
            amount: total,
        }],
        seat: None,
        total,
        opened,
        until: Timestamp::from_second(opened.as_second() + 15 * 60).expect("in range"),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn refund(order: &Order, receipt: &Receipt, place: u128, fen: u64) -> Refund {
    Refund {
        id: RefundId::from_bits(place << 64),
        payer: order.payer,
        receipt: receipt.clone(),
        amount: Money::from_fen(fen).expect("an amount"),
        reason: "重复缴费 & 退学/休学".to_owned(),
        opened: now(),
    }
}
