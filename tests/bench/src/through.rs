//! (c) How many payments a second go all the way: a notice at the gateway, the queue, the books.

use crate::Failure;
use crate::figures::Figure;
use crate::paying::Ground;
use futures::{StreamExt, TryStreamExt, stream};
use std::path::Path;
use std::time::{Duration, Instant};

/// Payments in a round, and rounds; the median round counts.
const ROUND: u32 = 500;
const ROUNDS: u32 = 5;
/// Notices on their way at once.
const AT_ONCE: usize = 32;

/// Longest wait for a round.
const PATIENCE: Duration = Duration::from_mins(5);

pub(crate) async fn measure(binaries: &Path, storage: &Path) -> Result<Figure, Failure> {
    let ground = Ground::lay(binaries, storage, &["payment-notify", "settle-payment"]).await?;
    let (mut thanked, mut settled) = (Vec::new(), Vec::new());
    // The first round starts the functions, and does not count.
    for round in 0..=ROUNDS {
        let orders = ground.orders(round * ROUND..(round + 1) * ROUND).await?;
        let notices: Result<Vec<_>, _> = orders.iter().map(|it| ground.notice(it)).collect();
        let began = Instant::now();
        let told = stream::iter(notices?).map(|it| Ok(ground.good(it)));
        told.try_buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        let all_thanked = began.elapsed();
        ground.system.drain_queues(PATIENCE).await?;
        let all_settled = began.elapsed();
        for order in &orders {
            let bills = ground.store.bills(order.payer).await?;
            if !bills.iter().all(|it| it.owed().is_zero()) {
                return Err(format!("order {} was not settled", order.id).into());
            }
        }
        if round > 0 {
            thanked.push(f64::from(ROUND) / all_thanked.as_secs_f64());
            settled.push(f64::from(ROUND) / all_settled.as_secs_f64());
        }
    }
    let middle = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let (slowest, fastest) = settled
        .iter()
        .fold((f64::MAX, 0.0), |(low, high), it| (f64::min(low, *it), f64::max(high, *it)));
    Ok(Figure::new("notify to settled")
        .with("thanked_per_s", middle(&mut thanked))
        .with("settled_per_s", middle(&mut settled))
        .with("slowest", slowest)
        .with("fastest", fastest))
}
