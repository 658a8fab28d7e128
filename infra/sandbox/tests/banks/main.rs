//! The platform's channels and the sandbox's banks meet on the wire: 交通银行, 农业银行 and the bridge.

mod abc;
mod abc_doubts;
mod abc_network;
mod bocom;
mod bocom_doubts;
mod bridge;
mod network;

use channel::{Chance, Channels, Heard, Notice, NoticeError, Outside, Places, Wire};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, Outcome, PersonId,
    Receipt, Refund, RefundId, Scene, Timestamp, Transaction, Way,
};
use http::{Request, Response};
use sandbox::{Announcement, Bank, Fault, How, Misdeed, On, Provider};
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// 2026-01-01T08:00:00+08:00.
const NOW: i64 = 1_767_225_600;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn now() -> Timestamp {
    at(NOW)
}

/// Banks want a new number with each call.
fn drawn() -> [u8; 16] {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    u128::from(DRAWN.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
}

type Tamper = dyn Fn(&mut Request<Vec<u8>>) + Send + Sync;

/// A bank and a platform in one process: no sockets, no real time.
struct Pair {
    kind: ChannelKind,
    merchant: String,
    bank: Arc<Mutex<Bank>>,
    channels: Channels,
}

impl Pair {
    fn new(kind: ChannelKind, provider: Box<dyn Provider>, account: &Value) -> Self {
        Self::tampered(kind, provider, account, Box::new(|_| ()))
    }

    /// The same, with `tamper` between the platform and the bank.
    fn tampered(
        kind: ChannelKind,
        provider: Box<dyn Provider>,
        account: &Value,
        tamper: Box<Tamper>,
    ) -> Self {
        let base_url = format!("http://127.0.0.1:1/{kind}");
        let bank = Arc::new(Mutex::new(Bank::new(provider, &base_url, 7)));
        let theirs = bank.clone();
        let wire = Wire::direct(move |mut request| {
            let path = request.uri().path_and_query().expect("a path").as_str();
            let path = path.strip_prefix(&format!("/{kind}")).expect("under the bank's own");
            *request.uri_mut() = path.parse().expect("a path");
            tamper(&mut request);
            theirs.lock().expect("one thread").answer(&request, now()).answer
        });
        let outside = Outside { wire, clock: Clock::new(now), chance: Chance::new(drawn) };
        let public_url = "https://pay.example.edu.cn".to_owned();
        let sandbox = Some("http://127.0.0.1:1".to_owned());
        let secret = serde_json::json!({ kind.slug(): account }).to_string();
        let places = Places { public_url, sandbox };
        let channels = Channels::of_secret(secret.as_bytes(), &places, &outside);
        let channels = channels.expect("the keys work");
        let merchant = account["merchant_id"].as_str().expect("a text").to_owned();
        Self { kind, merchant, bank, channels }
    }

    fn bank<T>(&self, act: impl FnOnce(&mut Bank) -> T) -> T {
        act(&mut self.bank.lock().expect("one thread"))
    }

    fn order(&self, way: Way) -> Order {
        let total = Money::from_fen(480_000).expect("an amount");
        Order {
            id: OrderId::first_at(now()),
            payer: PersonId::from_bits(7),
            channel: self.kind,
            scene: Scene::Pc,
            way,
            guest: None,
            wallet_user: None,
            merchant: Merchant(self.merchant.clone()),
            client_ip: "203.0.113.9".to_owned(),
            payee: "西安科技大学".to_owned(),
            lines: vec![Line {
                bill: "2025-2026/学费".parse().expect("a bill"),
                item: "学费 & 住宿费 🎓".to_owned(),
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

    async fn placed(&self, way: Way) -> Order {
        let order = self.order(way);
        self.channels.place(&order).await.expect("placed");
        order
    }

    fn pays(&self, order: &Order, how: How) -> Vec<Announcement> {
        self.bank(|bank| bank.pay(&order.number().to_string(), how, at(NOW + 5))).expect("open")
    }

    fn notice(&self, announcement: &Announcement) -> Notice {
        let (parts, body) = self.bank(|bank| bank.notice(announcement, now())).into_parts();
        assert_eq!(parts.uri.path(), format!("/api/notify/{}", self.kind));
        Notice { method: parts.method, query: String::new(), headers: parts.headers, body }
    }

    fn hears(&self, announcement: &Announcement) -> Result<Heard, NoticeError> {
        self.channels.read(self.kind, &self.notice(announcement), now())
    }

    /// What the platform hears of each announcement: fen, or why it believes nothing.
    async fn heard(&self, how: How) -> Vec<Result<u64, NoticeError>> {
        let order = self.placed(Way::Qr).await;
        let fen = |heard| match heard {
            Heard::Receipt(receipt) => {
                assert_eq!(receipt.number, order.number());
                receipt.amount.fen()
            }
            other @ (Heard::Refund { .. } | Heard::Other { .. }) => panic!("{other:?}"),
        };
        self.pays(&order, how).iter().map(|it| self.hears(it).map(fen)).collect()
    }

    async fn receipt(&self, order: &Order) -> Receipt {
        match self.channels.query(order).await.expect("an outcome") {
            Outcome::Paid(receipt) => receipt,
            other @ (Outcome::Pending | Outcome::Closed | Outcome::Absent) => panic!("{other:?}"),
        }
    }

    fn misbehaves(&self, on: On, fault: Misdeed) {
        let fault = Fault { on: Some(on), times: 1, fault, slow_ms: 0 };
        self.bank(|bank| bank.misbehave(fault));
    }
}

fn refund(receipt: &Receipt, number: u128, fen: u64) -> Refund {
    Refund {
        id: RefundId::from_bits(number),
        payer: PersonId::from_bits(7),
        receipt: receipt.clone(),
        amount: Money::from_fen(fen).expect("an amount"),
        reason: "退住宿费".to_owned(),
        opened: now(),
    }
}

/// The number by which `receipt`'s payment is known.
fn named(receipt: &Receipt) -> &Transaction {
    &receipt.transaction
}

fn status(answer: Option<Response<Vec<u8>>>) -> u16 {
    answer.expect("an answer").status().as_u16()
}
