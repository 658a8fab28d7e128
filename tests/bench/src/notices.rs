//! (c) What it costs to verify and read one notice of each provider, RSA included.

use crate::Failure;
use crate::figures::Figure;
use crate::startup::cpu_ms;
use channel::{Chance, Channels, Checkout, Notice, Outside, Places, Wire};
use domain::{
    ChannelKind, Clock, Line, Merchant, Money, Order, OrderId, OrderState, PersonId, Scene,
    Timestamp, WalletUser,
};
use nix::sys::resource::{UsageWho, getrusage};
use sandbox::{Accounts, Bank, How};
use std::sync::{Arc, Mutex};

/// How often one notice is read: long enough for the kernel's clock of processor time.
const TIMES: u32 = 4000;

/// Where the banks are said to be; nobody ever connects to it.
const URL: &str = "http://127.0.0.1:9";

type Banks = Arc<Mutex<Vec<Bank>>>;

fn now() -> Timestamp {
    Timestamp::from_second(1_767_225_600).expect("in range")
}

pub(crate) async fn measure() -> Result<Vec<Figure>, Failure> {
    let accounts = Accounts::draw();
    let banks: Banks = Arc::new(Mutex::new(accounts.banks(URL, 1)));
    let theirs = banks.clone();
    let outside = Outside {
        wire: Wire::direct(move |request| answer(&theirs, request)),
        clock: Clock::new(now),
        chance: Chance::system(),
    };
    let public_url = "https://pay.example.edu.cn".to_owned();
    let places = Places { public_url, sandbox: Some(URL.to_owned()) };
    let channels =
        Channels::of_secret(accounts.secret().to_string().as_bytes(), &places, &outside)?;
    let mut figures = Vec::new();
    for kind in ChannelKind::ALL {
        let notice = notice(&channels, &banks, kind).await?;
        let before = getrusage(UsageWho::RUSAGE_SELF)?;
        for _ in 0..TIMES {
            channels.read(kind, &notice, now())?;
        }
        let spent = cpu_ms(getrusage(UsageWho::RUSAGE_SELF)?) - cpu_ms(before);
        let each = spent * 1e3 / f64::from(TIMES);
        figures.push(Figure::new(kind.slug()).with("cpu_us_a_notice", each));
    }
    Ok(figures)
}

/// A true notice of a payment at the bank of `kind`.
async fn notice(channels: &Channels, banks: &Banks, kind: ChannelKind) -> Result<Notice, Failure> {
    let channel = channels.at(kind)?;
    let order = order(kind, channel.merchant(), channel.ways(Scene::Pc)[0]);
    // A payer's browser comes to the cashier by the checkout, where it is not a code.
    match channels.place(&order).await? {
        Checkout::Jump { url } => visit(banks, http::Request::get(url), Vec::new())?,
        Checkout::Form { url, fields } => {
            let body = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
            let form = "application/x-www-form-urlencoded";
            let post = http::Request::post(url).header("content-type", form);
            visit(banks, post, body.collect::<Vec<_>>().join("&").into_bytes())?;
        }
        Checkout::Qr { .. } | Checkout::Wallet { .. } | Checkout::None => {}
    }
    let mut banks = banks.lock().map_err(|_| "a bank panicked")?;
    let bank = banks.iter_mut().find(|it| it.slug() == kind.slug()).ok_or("no such bank")?;
    let told = bank.pay(&order.number().to_string(), How::Pay, now());
    let told = told.map_err(|error| format!("{kind}: {error:?}"))?.remove(0);
    let (parts, body) = bank.notice(&told, now()).into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    Ok(Notice { method: parts.method, query, headers: parts.headers, body })
}

fn order(kind: ChannelKind, merchant: &Merchant, way: domain::Way) -> Order {
    let total = Money::from_fen(480_000).expect("an amount");
    Order {
        id: OrderId::first_at(now()),
        payer: PersonId::from_bits(7),
        guest: None,
        channel: kind,
        scene: Scene::Pc,
        way,
        wallet_user: Some(WalletUser::new("oBench")),
        merchant: merchant.clone(),
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
        opened: now(),
        until: now() + std::time::Duration::from_mins(15),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

fn visit(banks: &Banks, ask: http::request::Builder, body: Vec<u8>) -> Result<(), Failure> {
    let answer = answer(banks, ask.body(body)?).ok_or("the provider's page did not come")?;
    if answer.status() == 303 { Ok(()) } else { Err(format!("{}", answer.status()).into()) }
}

/// What the bank says at whose address `request` is.
fn answer(banks: &Banks, mut request: http::Request<Vec<u8>>) -> Option<http::Response<Vec<u8>>> {
    request.headers_mut().insert("user-agent", http::HeaderValue::from_static("bench"));
    let whole = request.uri().path_and_query()?.as_str().to_owned();
    let mut banks = banks.lock().ok()?;
    let bank = banks.iter_mut().find(|it| whole[1..].starts_with(it.slug()))?;
    let rest = &whole[1 + bank.slug().len()..];
    let rest = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
    *request.uri_mut() = rest.parse().ok()?;
    bank.answer(&request, now()).answer
}

fn escaped(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}
