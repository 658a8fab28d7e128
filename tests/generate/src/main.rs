//! `generate --students 20000 --seed 1 --form gb18030 arrears.csv`

use clap::{Parser, ValueEnum};
use generate::{Style, demo, gb18030, school, utf8, workbook};
use std::error::Error;
use std::path::PathBuf;

/// Writes an arrears file of a school that does not exist.
#[derive(Parser)]
struct Wanted {
    /// Where the file goes.
    file: PathBuf,
    #[arg(long, default_value_t = 20_000)]
    students: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, value_enum, default_value_t = Form::Utf8)]
    form: Form,
    #[arg(long, value_enum, default_value_t = Kind::Xust)]
    style: Kind,
    /// The small school of `cargo dev` instead.
    #[arg(long)]
    demo: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Utf8,
    Gb18030,
    Xlsx,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Xust,
    Wwoc,
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = Wanted::parse();
    let style = match wanted.style {
        Kind::Xust => Style::Xust,
        Kind::Wwoc => Style::Wwoc,
    };
    let lines =
        if wanted.demo { demo(style).lines } else { school(style, wanted.seed, wanted.students) };
    let bytes = match wanted.form {
        Form::Utf8 => utf8(&lines),
        Form::Gb18030 => gb18030(&lines),
        Form::Xlsx => workbook(&lines)?,
    };
    std::fs::write(&wanted.file, bytes)?;
    eprintln!("{}: {} bills", wanted.file.display(), lines.len());
    Ok(())
}
