//! The site, as npm and its own tools see it.

use crate::ground::Ground;
use crate::shell::command;
use crate::step::{Failure, Log, Tally};
use std::process::Command;

pub(crate) fn install(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.run(&mut npm(ground, "static-site", &["ci", "--no-audit", "--no-fund"]))?;
    Ok(Tally::ONE)
}

pub(crate) fn types(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.run(&mut npm(ground, "static-site", &["run", "check"]))?;
    Ok(Tally::ONE)
}

pub(crate) fn tests(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.tests(&mut npm(ground, "static-site", &["test"]))
}

pub(crate) fn build(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.run(&mut npm(ground, "static-site", &["run", "build"]))?;
    if ground.at("static-site/dist/index.html").is_file() {
        Ok(Tally::ONE)
    } else {
        Err(Failure::new("it left no dist/index.html"))
    }
}

/// A call of npm in a folder of the repository.
pub(crate) fn npm(ground: &Ground, folder: &str, words: &[&str]) -> Command {
    command("npm", words, &ground.at(folder))
}
