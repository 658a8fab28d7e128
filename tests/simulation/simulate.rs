//! `cargo simulate --seed N` replays one term and tells its story; `--seeds N` plays many.

use campus::Plant;
use campus::simulation::{Game, run, run_all};
use clap::Parser;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

/// Plays terms at a school where everything that can go wrong does.
#[derive(Parser)]
struct Wish {
    /// Play this one term.
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Play so many terms.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// Steps of each term.
    #[arg(long, default_value_t = 200)]
    steps: u32,
}

fn main() -> io::Result<ExitCode> {
    let wish = Wish::parse();
    let began = Instant::now();
    let played = match wish.seed {
        Some(seed) => run(Game { seed, steps: wish.steps, plant: Plant::None }),
        None => run_all(0..wish.seeds, wish.steps, Plant::None),
    };
    let mut out = io::stdout().lock();
    match played {
        Ok(report) => {
            writeln!(out, "{report}\n  time:     {:.1?}", began.elapsed())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(failure) => {
            writeln!(out, "{failure}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}
