//! What cargo proves. Everything is built for the whole workspace at once: a single package asks
//! for fewer features of what it leans on, and all of that would be built a second time.

use crate::ground::Ground;
use crate::shell::command;
use crate::step::{Failure, Log, Tally};
use serde_json::Value;
use std::process::Command;

/// Test binaries that have a step of their own.
const NAMED: [&str; 8] =
    ["blackbox", "flows", "killed", "peers", "simulation", "sso", "tidy", "wire"];

pub(crate) fn fmt(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.run(&mut cargo(ground, &["fmt", "--all", "--check"]))?;
    Ok(Tally::ONE)
}

pub(crate) fn clippy(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let words = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    log.run(&mut cargo(ground, &words))?;
    Ok(Tally::ONE)
}

pub(crate) fn build(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.run(&mut cargo(ground, &["build", "--workspace", "--all-targets", "--quiet"]))?;
    for name in ground.functions()? {
        if !ground.binary(&name).is_file() {
            return Err(Failure::new(format!("the function {name} has no binary of its name")));
        }
    }
    Ok(Tally::ONE)
}

pub(crate) fn unit(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let others = other_suites(ground)?;
    let mut words = vec!["--lib", "--bins"];
    for name in &others {
        words.extend(["--test", name]);
    }
    log.tests(&mut tests(ground, &words))
}

pub(crate) fn tidy(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.tests(&mut tests(ground, &["--test", "tidy"]))
}

pub(crate) fn flows(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.tests(&mut tests(ground, &["--test", "flows"]))
}

pub(crate) fn simulation(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.tests(&mut tests(ground, &["--test", "simulation"]))
}

pub(crate) fn blackbox(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let mut tally = log.tests(&mut tests(ground, &["--test", "blackbox"]))?;
    // Alone: it keeps both cores busy, and the others have a machine's patience.
    tally += log.tests(&mut tests(ground, &["--test", "killed"]))?;
    Ok(tally)
}

pub(crate) fn peers(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.tests(&mut tests(ground, &["--test", "peers"]))
}

pub(crate) fn sso(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.tests(&mut tests(ground, &["--test", "sso"]))
}

pub(crate) fn wire(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.tests(&mut tests(ground, &["--test", "wire"]))
}

/// Runs tests of the whole workspace, by nextest where there is one.
pub(crate) fn tests(ground: &Ground, chosen: &[&str]) -> Command {
    let has_nextest =
        cargo(ground, &["nextest", "--version"]).output().is_ok_and(|it| it.status.success());
    let runner: &[&str] = if has_nextest {
        &["nextest", "run", "--workspace", "--no-fail-fast", "--cargo-quiet"]
    } else {
        &["test", "--workspace", "--no-fail-fast", "--quiet"]
    };
    let mut command = cargo(ground, runner);
    command.args(chosen);
    command
}

/// A call of cargo for the repository.
pub(crate) fn cargo(ground: &Ground, words: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), words, &ground.root)
}

/// The names of all integration tests but those with a step of their own, so that a new one
/// cannot be forgotten here.
fn other_suites(ground: &Ground) -> Result<Vec<String>, Failure> {
    let told = cargo(ground, &["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata: Value = serde_json::from_slice(&told.stdout)
        .map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    let list = |it: &Value| it.as_array().cloned().unwrap_or_default();
    let mut names = Vec::new();
    for target in list(&metadata["packages"]).iter().flat_map(|it| list(&it["targets"])) {
        let name = target["name"].as_str().unwrap_or_default();
        if list(&target["kind"]).contains(&"test".into()) && !NAMED.contains(&name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
