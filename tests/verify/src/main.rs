//! `cargo verify`: proves the whole repository, from a clean clone to a deployed stack.
//!
//! It installs what it needs into `.tools/` or says in one line what is missing, prints one line a
//! step, and keeps what the step said in `target/verify/<step>.log`. Two lanes run beside each
//! other: one owns cargo and the processor, the other installs tools and proves site and template.
//!
//! **Invariant:** no step passes by doing nothing: one that counts tests fails if it counts none,
//! and one whose needs failed has failed too.

mod browser;
mod count;
mod course;
mod deployment;
mod ground;
mod names;
mod oracle;
mod proofs;
mod rust;
mod shell;
mod site;
mod step;
mod steps;
mod tools;

use crate::{course::Course, ground::Ground, step::Step};
use std::process::ExitCode;

const USAGE: &str = "cargo verify [--list] [--only <step>]... [--skip <step>]...
  --only runs a step and what it needs; --skip leaves a step out, and says so";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match names::read(&arguments) {
        Ok(names::Wish::List) => {
            steps::all().iter().for_each(list);
            ExitCode::SUCCESS
        }
        Ok(names::Wish::Run(chosen)) => run(&chosen),
        Err(wrong) => {
            eprintln!("{wrong}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stdout, reason = "a program for a terminal")]
fn list(step: &Step) {
    println!("{:<16} {}", step.name, step.what);
}

#[expect(clippy::print_stdout, reason = "a program for a terminal")]
fn run(chosen: &names::Chosen) -> ExitCode {
    let ground = match Ground::find() {
        Ok(ground) => ground,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let course = Course::new(steps::all(), chosen);
    let sums = course.run(&ground);
    if !chosen.skipped.is_empty() {
        println!("left out on request: {}", chosen.skipped.join(", "));
    }
    println!("{} passed, {} failed", sums.passed, sums.failed);
    if sums.failed == 0 && sums.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
