//! `cargo simulate --seed N` replays one term and tells its story; `--seeds N` plays many.

use campus::Plant;
use campus::simulation::{Game, run, run_all};
use clap::Parser;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

/// Plays terms at schools where everything that can go wrong does.
#[derive(Parser)]
struct Wish {
    /// Play this one term.
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Play so many terms.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Steps of each term.
    #[arg(long, default_value_t = 150)]
    steps: u32,
    /// With this bug planted, by its name.
    #[arg(long)]
    plant: Option<String>,
}

fn main() -> io::Result<ExitCode> {
    let wish = Wish::parse();
    let began = Instant::now();
    let mut out = io::stdout().lock();
    let named = wish.plant.as_ref().map(|name| {
        let plant = Plant::ALL.into_iter().find(|it| format!("{it:?}") == *name);
        plant.ok_or_else(|| io::Error::other(format!("one of {:?}", Plant::ALL)))
    });
    let (plant, steps) = (named.transpose()?.unwrap_or_default(), wish.steps);
    let played = match wish.seed {
        Some(seed) => run(Game { seed, steps, plant }),
        None => run_all(wish.from..wish.from + wish.seeds, steps, plant),
    };
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
