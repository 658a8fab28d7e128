//! The site in a real browser, against the platform as `cargo dev` brings it up.

use crate::ground::Ground;
use crate::shell::{command, free_port};
use crate::step::{Failure, Log, Tally};
use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// What a picture does not show and a platform does not do on request.
const PROMISES: [&str; 12] = [
    "doors.mjs",
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
    let browser = ground.at("tests/browser");
    for script in PROMISES {
        log.run(&mut command("node", &[script], &browser))?;
    }
    for (school, more) in SCHOOLS {
        walk(ground, log, school, more)?;
    }

    let said = fs::read_to_string(&log.path)?;
    let proved = said.lines().filter(|it| it.starts_with("  ok ")).count();
    let passed = u32::try_from(proved).unwrap_or(u32::MAX);
    if passed == 0 {
        Err(Failure::new("it looked at nothing"))
    } else {
        Ok(Tally { passed, failed: 0 })
    }
}

/// The journey, and then `more`, on a fresh platform of `school`.
fn walk(ground: &Ground, log: &mut Log, school: &str, more: &[&str]) -> Result<(), Failure> {
    let port = free_pair()?;
    let word = port.to_string();
    let words = ["--no-build", "--fresh", "--school", school, "--port", &word];
    let mut dev = command(ground.binary("dev"), &words, &ground.root);
    let before = fs::metadata(&log.path)?.len();
    let _platform = log.spawn(dev.arg("--home").arg(ground.target.join("verify/home")))?;
    greets(log, usize::try_from(before).unwrap_or(0))?;

    for script in ["journey.mjs"].iter().chain(more) {
        let mut browser = command("node", &[script], &ground.at("tests/browser"));
        browser.env("BASE_URL", format!("http://127.0.0.1:{port}"));
        browser.env("BANK", format!("http://127.0.0.1:{}", port + 1));
        log.run(browser.env("DEMO", format!("people/{school}.json")))?;
    }
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
    loop {
        let said = fs::read(&log.path)?;
        let said = String::from_utf8_lossy(said.get(before..).unwrap_or_default());
        if said.contains("Ctrl-C ends it") {
            return Ok(());
        }
        if Instant::now() >= deadline {
            return Err(Failure::new("`cargo dev` did not come up"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
