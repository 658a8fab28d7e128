//! (c) How near `settle-payment` comes to what the engine can do at all: two-item transactions.

use crate::Failure;
use crate::bank::now;
use crate::figures::Figure;
use crate::orders;
use crate::yard::Yard;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use config::{Env, School};
use domain::{ChannelKind, Clock, Merchant, Order, Receipt, Transaction};
use local::System;
use queue::Queue;
use settle_payment::Deps;
use std::path::Path;
use std::time::Instant;
use store::Store;
use tokio::task::JoinSet;

/// Payments in a round, and rounds of each kind, in turns.
const ROUND: u32 = 400;
const ROUNDS: u32 = 5;
/// As many workers as settle-payment may have instances.
const WORKERS: u32 = 10;

const TABLES: [&str; 4] = ["CoreTable", "AuthTable", "InboxTable", "RefTable"];

/// Both rates, and their ratio: the median round counts. Tables are in memory, where processor
/// time alone counts, or in a file of `storage`, where they survive a crash as in `cargo dev`.
pub(crate) async fn measure(
    name: &str,
    binaries: &Path,
    storage: Option<&Path>,
) -> Result<Figure, Failure> {
    let yard = Yard::lay(binaries).await;
    let mut options = yard.options.clone();
    options.storage = storage.map(Path::to_owned);
    let system = System::start(options).await?;
    let env = Env::of(&[
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &system.dynamodb_url()),
        ("AWS_ENDPOINT_URL_SQS", &system.sqs_url()),
    ]);
    let client = env.dynamodb()?;
    let store = Store::new(client.clone(), TABLES.map(str::to_owned));
    // Leaked, as a function's own are: handlers borrow from what lives as long as the process.
    let deps: &'static Deps = Box::leak(Box::new(Deps {
        clock: Clock::new(now),
        refunds: Queue::new(env.sqs()?, system.queue_url("RefundsQueue")),
        school: School::named("xust")?,
        store,
    }));

    let merchant = Merchant("1900000001".to_owned());
    let (mut raw, mut settled) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let payers = round * ROUND..(round + 1) * ROUND;
        let receipts = receipts(&orders::opened(&deps.store, &merchant, payers).await?);
        raw.push(rate(ROUND, transactions(&client, round)).await?);
        settled.push(rate(ROUND, settle(deps, receipts)).await?);
    }
    let mut ratios: Vec<f64> = settled.iter().zip(&raw).map(|(one, other)| one / other).collect();
    for values in [&mut raw, &mut settled, &mut ratios] {
        values.sort_by(f64::total_cmp);
    }
    let middle = |values: &[f64]| values[values.len() / 2];
    Ok(Figure::new(name)
        .with("raw_per_s", middle(&raw))
        .with("settled_per_s", middle(&settled))
        .with("ratio", middle(&ratios)))
}

async fn rate(many: u32, work: impl Future<Output = Result<(), Failure>>) -> Result<f64, Failure> {
    let began = Instant::now();
    work.await?;
    Ok(f64::from(many) / began.elapsed().as_secs_f64())
}

/// The ceiling: two small rows in one transaction, each new.
async fn transactions(client: &Client, round: u32) -> Result<(), Failure> {
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let client = client.clone();
        workers.spawn(async move {
            for nth in (worker..ROUND).step_by(WORKERS as usize) {
                let row = |which: &str| {
                    let put = Put::builder().table_name("RefTable");
                    let put = put.item("pk", text(format!("RAW#{round}#{nth}")));
                    let put = put.item("sk", text(which.to_owned()));
                    let put = put.item("filling", text("x".repeat(300)));
                    let put = put.condition_expression("attribute_not_exists(pk)").build();
                    put.map(|it| TransactWriteItem::builder().put(it).build())
                };
                let write = client.transact_write_items();
                let write = write.transact_items(row("one")?).transact_items(row("two")?);
                write.send().await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    all(workers).await
}

async fn settle(deps: &'static Deps, receipts: Vec<Receipt>) -> Result<(), Failure> {
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS as usize {
        let share: Vec<_> =
            receipts.iter().skip(worker).step_by(WORKERS as usize).cloned().collect();
        workers.spawn(async move {
            for receipt in share {
                settle_payment::handle(deps, receipt).await.map_err(|problem| problem.code())?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    all(workers).await?;
    // What was measured must have happened.
    let last = receipts.last().ok_or("there was nothing to settle")?;
    let order = deps.store.order(last.number).await?.ok_or("the order is there")?;
    if order.payable(now()) { Err("the order was not settled".into()) } else { Ok(()) }
}

async fn all(
    mut workers: JoinSet<Result<(), Box<dyn std::error::Error + Send + Sync>>>,
) -> Result<(), Failure> {
    while let Some(done) = workers.join_next().await {
        done?.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The money that each of `orders` waits for.
pub(crate) fn receipts(orders: &[Order]) -> Vec<Receipt> {
    let receipt = |order: &Order| Receipt {
        channel: ChannelKind::Wechat,
        merchant: order.merchant.clone(),
        transaction: Transaction(format!("4200{}", order.id)),
        number: order.number(),
        amount: order.total,
        paid_at: now(),
        said_at: "2026-11-21T12:00:00+08:00".to_owned(),
        heard: None,
    };
    orders.iter().map(receipt).collect()
}

fn text(value: String) -> AttributeValue {
    AttributeValue::S(value)
}
