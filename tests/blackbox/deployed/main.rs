//! `deployed --tools .tools --binaries target/debug --suite <the black-box test binary>`: deploys
//! infra/template.yaml with `sam deploy` to MiniStack, grants enforced, and drives it from outside.
//!
//! The suite must pass there, and must fail as soon as one function has lost its grants: else it
//! would not be grants that let it pass.

#[path = "../bank.rs"]
mod bank;
mod door;
#[path = "../place.rs"]
mod place;
mod stack;

use clap::Parser;
use stack::{Ask, Stack};
use std::error::Error;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use tokio::process::Command;

type Failure = Box<dyn Error>;

/// The way of money from end to end.
const PAYING: &str = "paying::a_student_pays_and_owes_that_much_less";

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program for a terminal")]
async fn main() -> Result<ExitCode, Failure> {
    let ask = Ask::parse();
    let stack = Stack::deploy(&ask).await?;

    // Each environment of MiniStack serves ten requests a second: more threads only wait.
    let all = suite(&ask.suite, &stack.place_file, &["--test-threads=3"]).status().await?;
    let paying = [PAYING, "--exact", "--nocapture"];
    println!("{}", stack.script(&["revoke", "--function", "SettlePayment"]).await?);
    let mut again = suite(&ask.suite, &stack.place_file, &paying);
    let again = again.env("BLACKBOX_PATIENCE_S", "20").output().await?;
    let said = stack.script(&["logs", "--function", "SettlePayment"]).await?;

    let told = tells(again.status, &String::from_utf8_lossy(&again.stdout), &said);
    if let Err(why) = &told {
        println!("{why}\n{}", String::from_utf8_lossy(&again.stdout));
        println!("settle-payment said:\n{said}");
    }
    println!("{} passed, {} failed", u8::from(told.is_ok()), u8::from(told.is_err()));
    let good = all.success() && told.is_ok();
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the loss of a grant was noticed, and for that reason.
fn tells(status: ExitStatus, suite: &str, function: &str) -> Result<(), &'static str> {
    if status.success() || !suite.contains("1 failed") {
        Err("money was booked without the grants for it, or no test ran")
    } else if !function.contains("AccessDenied") {
        Err("the test failed, but not for want of a grant")
    } else {
        Ok(())
    }
}

fn suite(binary: &Path, place: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(binary);
    command.args(words).env("BLACKBOX_PLACE", place).stdin(Stdio::null()).kill_on_drop(true);
    command
}
