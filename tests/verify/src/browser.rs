//! The site in a real browser.

use crate::ground::Ground;
use crate::shell::command;
use crate::step::{Failure, Log, Tally};

pub(crate) fn journey(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    log.run(&mut command("node", &["journey.mjs"], &ground.at("tests/browser")))?;
    Ok(Tally::ONE)
}
