//! (c) How long it takes from the provider's notice until the payer's home page owes nothing, while
//! fifty pay in every second.

use crate::Failure;
use crate::burst::{Micros, percentile};
use crate::figures::Figure;
use crate::orders::OWED;
use crate::paying::Ground;
use domain::Order;
use futures::future::try_join_all;
use std::path::Path;
use std::time::{Duration, Instant};

/// Payments in a second, for so many seconds.
const RATE: u32 = 50;
const SECONDS: u32 = 30;
/// Of so many payers one looks, and looks again after so long: everybody's looking would be most of
/// what is measured.
const WATCHED: usize = 5;
const LOOK: Duration = Duration::from_millis(5);

/// Longest wait for one payment.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) async fn measure(binaries: &Path, storage: &Path) -> Result<Figure, Failure> {
    let needed = ["payment-notify", "settle-payment", "list-arrears"];
    let ground = Ground::lay(binaries, storage, &needed).await?;
    // Some to start the functions.
    let early = ground.orders(0..RATE).await?;
    pay(&ground, &early).await?;
    let orders = ground.orders(RATE..RATE * (SECONDS + 1)).await?;
    let waits = pay(&ground, &orders).await?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
    let ms = |percent| percentile(&waits, percent) as f64 / 1e3;
    Ok(Figure::new("owes nothing, 50/s")
        .with("watched", f64::from(u32::try_from(waits.len())?))
        .with("p50_ms", ms(50))
        .with("p90_ms", ms(90))
        .with("p99_ms", ms(99)))
}

/// Every order is paid in its time, whatever became of those before it.
async fn pay(ground: &Ground, orders: &[Order]) -> Result<Vec<Micros>, Failure> {
    let began = Instant::now();
    let one = async |nth: usize, order: &Order| -> Result<Option<Micros>, Failure> {
        let at = Duration::from_secs(1) * u32::try_from(nth)? / RATE;
        tokio::time::sleep_until((began + at).into()).await;
        let notice = ground.notice(order)?;
        let told = Instant::now();
        ground.good(notice).await?;
        if !nth.is_multiple_of(WATCHED) {
            return Ok(None);
        }
        owes_nothing(ground, order).await?;
        Ok(Some(u64::try_from(told.elapsed().as_micros())?))
    };
    let all = orders.iter().enumerate().map(|(nth, order)| one(nth, order));
    Ok(try_join_all(all).await?.into_iter().flatten().collect())
}

async fn owes_nothing(ground: &Ground, order: &Order) -> Result<(), Failure> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let look = ground.asks(order.payer, "GET", "/api/arrears").body(String::new())?;
        let seen = ground.web.ask(look).await.ok_or("nobody answers")?;
        match seen.body["owed"].as_str() {
            Some("0.00") => return Ok(()),
            Some(OWED) => tokio::time::sleep(LOOK).await,
            _ => return Err(format!("{}: {}", seen.status, seen.body).into()),
        }
    }
    Err(format!("order {} is not settled after {PATIENCE:?}", order.id).into())
}
