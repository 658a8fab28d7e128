//! The site in a real browser, against the platform as `cargo dev` brings it up.

use crate::ground::Ground;
use crate::shell::{command, free_port};
use crate::step::{Failure, Log, Tally};
use serde_json::json;
use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Two of the demo school's students, whose first passwords are the ends of their ID numbers: one
/// at a computer, one on a telephone.
const STUDENTS: [(&str, &str, &str); 2] =
    [("2024010101", "149021", "pc"), ("2024010102", "089156", "mobile")];

pub(crate) fn journey(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let port = free_pair()?;
    let home = ground.target.join("verify/home");
    let word = port.to_string();
    let mut dev =
        command(ground.binary("dev"), &["--no-build", "--fresh", "--port", &word], &ground.root);
    let _platform = log.spawn(dev.arg("--home").arg(&home))?;
    greets(log)?;

    // What the code on the screen says is for a telephone; here it is the bank's own page.
    let cashier = format!("http://127.0.0.1:{}/cashier/{{code}}", port + 1);
    let people: Vec<_> = STUDENTS
        .iter()
        .map(|(user, password, device)| {
            json!({
                "user": user, "password": password, "device": device,
                "fresh": "a sentence of mine 2026", "pay": cashier,
            })
        })
        .collect();
    let people_file = home.join("people.json");
    fs::write(&people_file, json!(people).to_string())?;
    let mut journey = command("node", &["journey.mjs"], &ground.at("tests/browser"));
    journey.env("BASE_URL", format!("http://127.0.0.1:{port}")).env("DEMO", people_file);
    log.run(&mut journey)?;

    let said = fs::read_to_string(&log.path)?;
    let proved = said.lines().filter(|it| it.starts_with("  ok ")).count();
    let passed = u32::try_from(proved).unwrap_or(u32::MAX);
    if passed == 0 {
        Err(Failure::new("it looked at nothing"))
    } else {
        Ok(Tally { passed, failed: 0 })
    }
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

/// Waits until `cargo dev` has loaded its demo and says where it is.
fn greets(log: &Log) -> Result<(), Failure> {
    let deadline = Instant::now() + Duration::from_mins(3);
    while !fs::read_to_string(&log.path)?.contains("Ctrl-C ends it") {
        if Instant::now() >= deadline {
            return Err(Failure::new("`cargo dev` did not come up"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
