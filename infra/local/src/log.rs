//! One line per event, function output under its function's name, colour only on a terminal.

use std::{
    io::{IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::tz::TimeZone;

use crate::clock;

/// Where the engine tells what happens.
#[derive(Debug, Clone)]
pub struct Log(Arc<Sink>);

#[derive(Debug)]
enum Sink {
    Terminal { colour: bool },
    Kept(Mutex<Vec<String>>),
}

/// Longer than the longest function name, so that the texts stand in one column.
const NAME_WIDTH: usize = 16;

impl Log {
    /// Tells it to standard output.
    pub fn terminal() -> Self {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self(Arc::new(Sink::Terminal { colour }))
    }

    /// Keeps it, for tests that read it or do not care.
    pub fn kept() -> Self {
        Self(Arc::new(Sink::Kept(Mutex::default())))
    }

    /// What was kept so far; nothing if it goes to the terminal.
    pub fn lines(&self) -> Vec<String> {
        match &*self.0 {
            Sink::Terminal { .. } => Vec::new(),
            Sink::Kept(lines) => lines.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Something happened.
    pub fn event(&self, who: &str, what: &str) {
        self.write(who, " ", what, "\x1b[36m");
    }

    /// Something went wrong.
    pub fn trouble(&self, who: &str, what: &str) {
        self.write(who, "!", what, "\x1b[31m");
    }

    /// A function wrote a line.
    pub(crate) fn output(&self, function: &str, line: &str) {
        self.write(function, "|", line, "\x1b[2m");
    }

    fn write(&self, who: &str, mark: &str, what: &str, paint: &str) {
        let time = clock::now().to_zoned(TimeZone::system()).strftime("%H:%M:%S%.3f").to_string();
        match &*self.0 {
            Sink::Kept(lines) => {
                let line = format!("{time} {who:NAME_WIDTH$} {mark} {what}");
                lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
            Sink::Terminal { colour } => {
                let (paint, dim, plain) =
                    if *colour { (paint, "\x1b[2m", "\x1b[0m") } else { ("", "", "") };
                let line =
                    format!("{dim}{time}{plain} {paint}{who:NAME_WIDTH$} {mark}{plain} {what}");
                // A closed pipe must not stop the platform.
                let _ = writeln!(std::io::stdout().lock(), "{line}");
            }
        }
    }
}
