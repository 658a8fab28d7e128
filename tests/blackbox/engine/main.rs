//! `engine <plan>`: the local engine in a process of its own, so that somebody can kill it.
//!
//! Its first line says where it is. Then it does what it is told, line by line, and answers each:
//! `kill <function> <which>` says whether there was one to kill, `night` begins the nightly sweep,
//! `sweep` says whether one ran to its end, and `hasten` makes delayed messages due and says what lies
//! in the queues.

#[path = "../plan.rs"]
mod plan;

use local::{Options, System};
use plan::{Address, Left, Plan};
use serde::Serialize;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};

/// The function that a schedule starts every night.
const SWEEP: &str = "sweep-orders";

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("what is to be run?")?;
    let plan: Plan = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let system = Arc::new(System::start(Options::from(plan)).await?);
    say(&address(&system))?;

    // Nothing comes any more when whoever started it is gone: then it goes, too.
    let mut told = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = told.next_line().await? {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["kill", function, which] => say(&system.kill(function, which.parse()?))?,
            ["night"] => {
                let system = Arc::clone(&system);
                // Whether it lives to its end is up to whoever tells us to kill it.
                tokio::spawn(async move { drop(system.fire_schedule(SWEEP).await) });
                say(&())?;
            }
            ["sweep"] => say(&system.fire_schedule(SWEEP).await.is_ok())?,
            ["hasten"] => {
                system.hasten_queues();
                say(&left(&system))?;
            }
            _ => return Err(format!("what is `{line}`?").into()),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn address(system: &System) -> Address {
    let pair = |live, dead| [live, dead].map(|it| system.queue_url(it));
    Address {
        url: system.url(),
        dynamodb: system.dynamodb_url(),
        sqs: system.sqs_url(),
        receipts: pair("ReceiptsQueue", "ReceiptsDead"),
        chases: pair("ChaseQueue", "ChaseDead"),
        refunds: pair("RefundsQueue", "RefundsDead"),
    }
}

fn left(system: &System) -> Left {
    let fed = system.feeding().into_iter().map(|(_, it)| it.waiting + it.in_flight + it.delayed);
    Left { fed: fed.sum(), dead: system.dead_letters().len() }
}

fn say(what: &impl Serialize) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, what)?;
    out.write_all(b"\n")?;
    out.flush()
}
