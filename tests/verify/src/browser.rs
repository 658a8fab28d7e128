//! The site in a real browser, against the platform as `cargo dev` brings it up.

use crate::ground::Ground;
use crate::proofs::{self, Said};
use crate::shell::{command, free_port};
use crate::step::{Failure, Log, Tally};
use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

/// What a picture does not show and a platform does not do on request.
const PROMISES: [&str; 14] = [
    "doors.mjs",
    "check.mjs",
    "register.mjs",
    "account.mjs",
    "cashier.mjs",
    "keyboard.mjs",
    "fees.mjs",
    "enrol.mjs",
    "office.mjs",
    "books.mjs",
    "help.mjs",
    "lists.mjs",
    "shell.mjs",
    "size.mjs",
];

/// What is walked at which school, after its students of `tests/browser/people` have paid through
/// every channel in every way.
const SCHOOLS: [(&str, &[&str]); 2] = [
    ("xust", &["manuals.mjs", "newcomer.mjs", "turns.mjs"]),
    ("wwoc", &["manuals.mjs", "newcomer.mjs"]),
];

pub(crate) fn journey(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let mut said = Said::new();
    for script in PROMISES {
        tell(log, &mut said, script, &mut node(ground, script))?;
    }
    for (school, more) in SCHOOLS {
        walk(ground, log, &mut said, school, more)?;
    }

    let unsaid = proofs::unsaid(&fs::read_to_string(ground.at("tests/manuals.md"))?, &said);
    if !unsaid.is_empty() {
        return Err(Failure::new(format!("manuals.md names what no run said: {unsaid:?}")));
    }
    let passed = u32::try_from(proofs::count(&said)).unwrap_or(u32::MAX);
    if passed == 0 {
        Err(Failure::new("it looked at nothing"))
    } else {
        Ok(Tally { passed, failed: 0 })
    }
}

/// The journey, and then `more`, on a fresh platform of `school`.
fn walk(
    ground: &Ground,
    log: &mut Log,
    said: &mut Said,
    school: &str,
    more: &[&'static str],
) -> Result<(), Failure> {
    let port = free_pair()?;
    let word = port.to_string();
    let words = ["--no-build", "--fresh", "--school", school, "--port", &word];
    let mut dev = command(ground.binary("dev"), &words, &ground.root);
    let before = log.length()?;
    let _platform = log.spawn(dev.arg("--home").arg(ground.target.join("verify/home")))?;
    greets(log, before)?;

    for script in ["journey.mjs"].iter().chain(more) {
        let mut browser = node(ground, script);
        browser.env("BASE_URL", format!("http://127.0.0.1:{port}"));
        browser.env("BANK", format!("http://127.0.0.1:{}", port + 1));
        browser.env("DEMO", format!("people/{school}.json"));
        tell(log, said, script, &mut browser)?;
    }
    Ok(())
}

/// A script of `tests/browser`; its mock asks `paycli` what the schools are.
fn node(ground: &Ground, script: &str) -> Command {
    let mut node = command("node", &[script], &ground.at("tests/browser"));
    node.env("PAYCLI", ground.binary("paycli"));
    node
}

/// Runs a script to its end, and keeps what it said.
fn tell(
    log: &mut Log,
    said: &mut Said,
    script: &'static str,
    node: &mut Command,
) -> Result<(), Failure> {
    let before = log.length()?;
    log.run(node)?;
    said.entry(script).or_default().push_str(&log.since(before)?);
    Ok(())
}

/// A port whose neighbour is free, too: that one is the bank's.
fn free_pair() -> Result<u16, Failure> {
    for _ in 0..50 {
        let port = free_port()?;
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return Ok(port);
        }
    }
    Err(Failure::new("no two ports side by side are free"))
}

/// Waits until `cargo dev` has loaded its demo and says where it is, behind `before` in the log.
fn greets(log: &Log, before: usize) -> Result<(), Failure> {
    let deadline = Instant::now() + Duration::from_mins(3);
    while !log.since(before)?.contains("Ctrl-C ends it") {
        if Instant::now() >= deadline {
            return Err(Failure::new("`cargo dev` did not come up"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
