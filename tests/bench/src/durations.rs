//! (d) How long each function takes when it is warm and nothing else runs: what the model of a burst
//! is fed with. As whoever asks the engine sees it, so the engine's own share counts as the function's.

use crate::Failure;
use crate::burst::{Function, Micros, Times, percentile};
use crate::figures::Figure;
use crate::orders;
use crate::paying::Ground;
use crate::settle::receipts;
use domain::{Order, PersonId};
use http::Request;
use identity::Chance;
use paycli::Officer;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

/// Calls of each function; the first starts it, the median of the others counts.
const CALLS: u32 = 40;

/// What AWS adds to a cold start before any code of ours runs. Assumed.
const COLD_AWAY: Micros = 100_000;

const PASSWORD: &str = "seventeen blue umbrellas";

/// What a call took first, and what it took as a rule.
#[derive(Clone, Copy)]
struct Took {
    first: Micros,
    warm: Micros,
}

pub(crate) async fn measure(
    binaries: &Path,
    storage: &Path,
) -> Result<(Times, Vec<Figure>), Failure> {
    let needed = [
        "login",
        "list-arrears",
        "list-channels",
        "create-order",
        "query-order",
        "payment-notify",
        "settle-payment",
        "chase-payments",
    ];
    let ground = Ground::lay(binaries, storage, &needed).await?;
    hire(&ground).await?;
    let orders = ground.orders(0..2 * CALLS).await?;
    let (told, settled) = orders.split_at(usize::try_from(CALLS)?);

    let mut took = Vec::new();
    for function in Function::ALL {
        took.push(match function {
            Function::Settle => {
                by_queue(&ground, "settle-payment", bodies(&receipts(settled))?).await?
            }
            Function::Chase => {
                let asks = told.iter().map(|it| json!({"number": it.number(), "asked": 5}));
                by_queue(&ground, "chase-payments", bodies(&asks.collect::<Vec<_>>())?).await?
            }
            Function::Login
            | Function::Home
            | Function::Ways
            | Function::Order
            | Function::Query
            | Function::Notify => {
                over_http(&ground, requests(&ground, function, told).await?).await?
            }
        });
    }
    let own: Vec<_> = took.iter().map(|it| it.warm).collect();
    let starts: Vec<_> = took.iter().map(|it| it.first.saturating_sub(it.warm)).collect();
    let own = own.try_into().map_err(|_| "a time for each function")?;
    let times = Times { own, cold: percentile(&starts, 50) + COLD_AWAY };
    Ok((times, figures(&took)))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds")]
fn figures(took: &[Took]) -> Vec<Figure> {
    let ms = |it: Micros| it as f64 / 1e3;
    let all = Function::ALL.iter().zip(took);
    let figure = |(function, took): (&Function, &Took)| {
        Figure::new(&format!("{function:?}").to_lowercase())
            .with("warm_ms", ms(took.warm))
            .with("first_ms", ms(took.first))
            .with("assumed_away_ms", ms(function.away()))
    };
    all.map(figure).collect()
}

async fn hire(ground: &Ground) -> Result<(), Failure> {
    let officer = Officer {
        number: "CW0001".parse()?,
        name: "财务处".parse()?,
        password: Some(PASSWORD.to_owned()),
    };
    let rules = ground.school.login;
    paycli::add(&ground.store, &ground.keys, rules, officer, Chance::REAL).await?;
    Ok(())
}

/// As many requests of one function as are measured.
async fn requests(
    ground: &Ground,
    function: Function,
    orders: &[Order],
) -> Result<Vec<Request<String>>, Failure> {
    let mut all = Vec::new();
    for (order, nth) in orders.iter().zip(10_000..) {
        let payer = order.payer;
        let get = |path: &str| ground.asks(payer, "GET", path).body(String::new());
        all.push(match function {
            Function::Login => {
                let who = json!({"user": "CW0001", "password": PASSWORD}).to_string();
                ground.asks(payer, "POST", "/api/login").body(who)?
            }
            Function::Home => get("/api/arrears")?,
            Function::Ways => get("/api/channels?scene=pc")?,
            Function::Query => get(&format!("/api/orders/{}", order.id))?,
            Function::Notify => ground.notice(order)?,
            Function::Order => new_order(ground, nth).await?,
            Function::Settle | Function::Chase => return Err("these hear from queues".into()),
        });
    }
    Ok(all)
}

/// Somebody new asks to pay everything.
async fn new_order(ground: &Ground, nth: u32) -> Result<Request<String>, Failure> {
    orders::admit(&ground.store, nth, vec![orders::bill()?]).await?;
    let ask = json!({
        "lines": [{"bill": orders::bill()?.id, "amount": orders::OWED}],
        "channel": "wechat", "scene": "pc", "way": "qr",
    });
    let path = format!("/api/orders/{}", orders::drawn(nth)?);
    Ok(ground.asks(PersonId::from_bits(nth), "PUT", &path).body(ask.to_string())?)
}

async fn over_http(ground: &Ground, requests: Vec<Request<String>>) -> Result<Took, Failure> {
    let mut took = Vec::new();
    for request in requests {
        let began = Instant::now();
        ground.good(request).await?;
        took.push(u64::try_from(began.elapsed().as_micros())?);
    }
    Ok(median(&took))
}

/// One message at a time, as a queue would bring it.
async fn by_queue(ground: &Ground, function: &str, bodies: Vec<String>) -> Result<Took, Failure> {
    let mut took = Vec::new();
    for body in bodies {
        let event =
            json!({"Records": [{"messageId": "m", "body": body, "eventSource": "aws:sqs"}]});
        let began = Instant::now();
        let answer = ground.system.invoke(function, &event).await?;
        took.push(u64::try_from(began.elapsed().as_micros())?);
        if answer["batchItemFailures"].as_array().is_none_or(|it| !it.is_empty()) {
            return Err(format!("{function}: {answer}").into());
        }
    }
    Ok(median(&took))
}

fn bodies(messages: &[impl serde::Serialize]) -> Result<Vec<String>, Failure> {
    let all = messages.iter().map(|it| serde_json::to_value(it).map(|it: Value| it.to_string()));
    Ok(all.collect::<Result<_, _>>()?)
}

fn median(took: &[Micros]) -> Took {
    Took { first: took[0], warm: percentile(&took[1..], 50) }
}
