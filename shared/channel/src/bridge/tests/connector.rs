//! The example connector, which a school starts from, does all that the channel asks of it.

use super::{MERCHANT, SECRET, notice, opened, order, refund};
use crate::{Channel, ChannelError, Checkout, Closing, Heard, NoticeError, Outside, Stated};
use domain::{Clock, Day, LineKind, Order, OrderId, Outcome, Refunded, Timestamp, Way};
use http::HeaderMap;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bridge/connector/connector.py");

/// A running example connector, which ends with the test.
struct Connector {
    child: Child,
    port: u16,
}

impl Connector {
    fn start(secrets: &str) -> Self {
        let mut child = Command::new("python3")
            .args(["-B", SCRIPT, "0"])
            .env("BRIDGE_SECRETS", secrets)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3, from 3.11, is needed to try the example connector");
        let mut line = String::new();
        let out = child.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let port = line.trim().parse().expect("it says its port");
        Self { child, port }
    }

    fn account(&self, secrets: &Value) -> Value {
        json!({
            "base_url": format!("http://127.0.0.1:{}", self.port),
            "merchant_id": MERCHANT,
            "secrets": secrets,
            "ways": { "pc": ["qr", "page"] },
            "closes": true,
            "refunds": true,
            "statements": true,
        })
    }

    fn channel(&self, secrets: &Value) -> Box<dyn Channel> {
        let outside = Outside::real(Clock::new(real));
        opened(&self.account(secrets), &outside).expect("the account works")
    }
}

impl Drop for Connector {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "the connector has the machine's clock")]
fn real() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).expect("in range")
}

fn fresh(way: Way, person: u128) -> Order {
    let mut order = order(way);
    order.opened = real();
    order.until = Timestamp::from_second(real().as_second() + 900).expect("in range");
    order.id = OrderId::from_bits(
        u128::from(order.id.drawn_at().as_millisecond().unsigned_abs()) << 80 | person,
    );
    order
}

/// Looks at a page of the connector's bank, which pays.
fn visit(url: &str) {
    let (host, path) = url.strip_prefix("http://").and_then(|it| it.split_once('/')).expect("URL");
    let mut stream = TcpStream::connect(host).expect("it listens");
    write!(stream, "GET /{path} HTTP/1.0\r\n\r\n").expect("sent");
    stream.read_to_end(&mut Vec::new()).expect("answered");
}

#[tokio::test]
async fn the_example_takes_money_and_gives_it_back() {
    let connector = Connector::start(SECRET);
    let us = connector.channel(&json!([SECRET]));
    let order = fresh(Way::Page, 1);

    assert_eq!(us.query(&order).await.expect("an outcome"), Outcome::Absent);
    let checkout = us.place(&order).await.expect("placed");
    assert_eq!(us.place(&order).await.expect("placed again"), checkout);
    assert_eq!(us.query(&order).await.expect("an outcome"), Outcome::Pending);
    let Checkout::Jump { url } = checkout else { panic!("{checkout:?}") };
    visit(&url);
    let Ok(Outcome::Paid(receipt)) = us.query(&order).await else { panic!("it is paid") };
    assert_eq!((receipt.amount, receipt.number), (order.total, order.number()));
    assert!(matches!(us.place(&order).await, Err(ChannelError::AlreadyPaid)));
    assert_eq!(us.close(&order).await.expect("an answer"), Closing::AlreadyPaid);

    let part = refund(&order, 480_000);
    assert_eq!(us.query_refund(&order, &part).await.expect("an outcome"), Refunded::Absent);
    let back = us.refund(&order, &part).await.expect("an outcome");
    assert_eq!(us.refund(&order, &part).await.expect("an outcome"), back);
    assert!(matches!(&back, Refunded::Done(it) if it.amount == part.amount));
    assert_eq!(us.query_refund(&order, &part).await.expect("an outcome"), back);
    let mut more = refund(&order, 1);
    more.id = domain::RefundId::from_bits(9);
    assert!(matches!(us.refund(&order, &more).await, Ok(Refunded::Failed { .. })));

    let Ok(Stated::Day(day)) = us.statement(Day::of(receipt.paid_at)).await else {
        panic!("a statement")
    };
    let kinds: Vec<_> = day.lines.iter().map(|it| (it.kind, it.amount)).collect();
    assert_eq!(kinds, [(LineKind::Payment, order.total), (LineKind::Refund, part.amount)]);
    assert!(day.lines.iter().all(|it| it.transaction == receipt.transaction));
    let empty = us.statement("2025-01-01".parse().expect("a day")).await;
    assert_eq!(empty.expect("an answer"), Stated::Empty);
}

#[tokio::test]
async fn the_example_closes_and_then_takes_no_money() {
    let connector = Connector::start(SECRET);
    let us = connector.channel(&json!([SECRET]));
    let order = fresh(Way::Qr, 2);
    let Ok(Checkout::Qr { content, .. }) = us.place(&order).await else { panic!("a code") };
    assert_eq!(us.close(&order).await.expect("an answer"), Closing::Closed);
    assert_eq!(us.close(&order).await.expect("again"), Closing::Closed);
    visit(&content);
    assert_eq!(us.query(&order).await.expect("an outcome"), Outcome::Closed);
    assert!(matches!(us.place(&order).await, Err(ChannelError::Closed)));

    let mut dearer = fresh(Way::Qr, 3);
    us.place(&dearer).await.expect("placed");
    dearer.total = domain::Money::from_fen(1).expect("an amount");
    let error = us.place(&dearer).await.expect_err("another order, same number");
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "number-used"));
}

#[tokio::test]
async fn the_example_believes_only_who_has_its_secret() {
    let connector = Connector::start(&format!("{SECRET} {}", super::OTHER));
    let order = fresh(Way::Qr, 4);
    let stranger = connector.channel(&json!(["00000000000000000000000000000000"]));
    assert!(matches!(stranger.query(&order).await, Err(ChannelError::Unsure(_))));
    // A new secret: they have both, and we sign with the one that we list first.
    for secrets in [json!([SECRET]), json!([super::OTHER, SECRET])] {
        let us = connector.channel(&secrets);
        assert_eq!(us.query(&order).await.expect("an outcome"), Outcome::Absent);
    }
}

/// What is posted to `listener`: headers and body.
fn posted(listener: &TcpListener) -> (HeaderMap, Vec<u8>) {
    let (mut stream, _) = listener.accept().expect("somebody calls");
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut headers = HeaderMap::new();
    let mut lines = reader.by_ref().lines().map(|it| it.expect("a line"));
    assert!(lines.next().expect("a request").starts_with("POST /api/notify/bridge "));
    for line in lines.by_ref().take_while(|it| !it.is_empty()) {
        let (name, value) = line.split_once(':').expect("a header");
        let name: http::HeaderName = name.parse().expect("a name");
        headers.insert(name, value.trim().parse().expect("a value"));
    }
    drop(lines);
    let length = headers["content-length"].to_str().expect("text").parse().expect("a number");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    write!(stream, "HTTP/1.0 200 OK\r\n\r\n").expect("answered");
    (headers, body)
}

#[tokio::test]
async fn the_examples_notice_is_believed() {
    let connector = Connector::start(SECRET);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let public_url = format!("http://{}", listener.local_addr().expect("an address"));
    let account = connector.account(&json!([SECRET])).to_string();
    let account = serde_json::value::RawValue::from_string(account).expect("JSON");
    let places = crate::Places { public_url, sandbox: None };
    let us = super::open(&account, &places, &Outside::real(Clock::new(real))).expect("opens");
    let order = fresh(Way::Qr, 5);
    let Ok(Checkout::Qr { content, .. }) = us.place(&order).await else { panic!("a code") };

    let payer = std::thread::spawn(move || visit(&content));
    let (headers, body) = posted(&listener);
    payer.join().expect("paid");

    let heard = us.read(&notice(headers.clone(), &body), real()).expect("believed");
    let Ok(Outcome::Paid(asked)) = us.query(&order).await else { panic!("it is paid") };
    assert_eq!(heard, Heard::Receipt(asked));
    let late = Timestamp::from_second(real().as_second() + 301).expect("in range");
    assert_eq!(us.read(&notice(headers, &body), late), Err(NoticeError::Stale));
}
