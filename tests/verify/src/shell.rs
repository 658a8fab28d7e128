//! Runs commands: into a log, within a time, and never beyond this program's own life.

use crate::count;
use crate::step::{Failure, Log, Tally};
use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// No step of ours takes longer on two busy cores; one that does hangs.
pub(crate) const LIMIT: Duration = Duration::from_mins(40);

/// A command as its words.
pub(crate) fn command<S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    words: &[S],
    folder: &Path,
) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(folder).stdin(Stdio::null());
    command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never");
    command
}

impl Log {
    /// Runs `command` to its end and fails if it does.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<(), Failure> {
        let status = self.status(command)?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("{} {status}", name(command))))
        }
    }

    /// Runs a test runner: fails if it does, or if it ran no test.
    pub(crate) fn tests(&mut self, command: &mut Command) -> Result<Tally, Failure> {
        let before = self.length()?;
        let status = self.status(command)?;
        let tally = count::tests(&self.since(before)?);
        if !status.success() || tally.failed > 0 {
            let failed = tally.failed.max(1);
            return Err(Failure {
                why: format!("{failed} failed ({} {status})", name(command)),
                tally: Tally { failed, ..tally },
            });
        }
        if tally.passed == 0 { Err(Failure::new("it ran no test")) } else { Ok(tally) }
    }

    /// How many bytes it has.
    pub(crate) fn length(&self) -> Result<usize, Failure> {
        Ok(usize::try_from(std::fs::metadata(&self.path)?.len()).unwrap_or(usize::MAX))
    }

    /// What was said behind its first `before` bytes.
    pub(crate) fn since(&self, before: usize) -> Result<String, Failure> {
        let said = std::fs::read(&self.path)?;
        Ok(String::from_utf8_lossy(said.get(before..).unwrap_or_default()).into_owned())
    }

    /// Adds a line of our own.
    pub(crate) fn say(&mut self, line: &str) -> Result<(), Failure> {
        writeln!(self.open()?, "{line}")?;
        Ok(())
    }

    /// Starts something that others talk to; it ends when what is returned is dropped.
    pub(crate) fn spawn(&mut self, command: &mut Command) -> Result<Server, Failure> {
        self.say(&format!("$ {command:?} &"))?;
        let log = self.open()?;
        command.stdout(log.try_clone()?).stderr(log);
        Ok(Server(command.spawn().map_err(|error| lacking(command, &error))?))
    }

    fn status(&mut self, command: &mut Command) -> Result<ExitStatus, Failure> {
        let Server(child) = &mut self.spawn(command)?;
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() >= deadline {
                return Err(Failure::new(format!(
                    "{} was still running after {LIMIT:?}",
                    name(command)
                )));
            }
            sleep(Duration::from_millis(20));
        }
    }

    fn open(&self) -> std::io::Result<File> {
        OpenOptions::new().append(true).create(true).open(&self.path)
    }
}

/// A process that ends when this is dropped.
pub(crate) struct Server(Child);

impl Server {
    /// Waits until something listens on `port` of this machine.
    pub(crate) fn awaits(&mut self, port: u16, limit: Duration) -> Result<(), Failure> {
        let deadline = Instant::now() + limit;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = self.0.try_wait()? {
                return Err(Failure::new(format!("it ended before it listened: {status}")));
            }
            if Instant::now() >= deadline {
                return Err(Failure::new(format!(
                    "nothing listens on port {port} after {limit:?}"
                )));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(Some(_))) {
            return;
        }
        // Politely first: nextest and our own engine end their children when told.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        for _ in 0..100 {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port of this machine that was free a moment ago.
pub(crate) fn free_port() -> Result<u16, Failure> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.port())
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn lacking(command: &Command, error: &std::io::Error) -> Failure {
    let advice = match name(command).as_str() {
        "npm" | "node" => "install Node.js 20 or later",
        "java" => "install a Java runtime, 17 or later",
        "python3" => "install Python 3.11 or later, with venv",
        _ => "it is missing",
    };
    Failure::new(format!("`{}` does not start ({error}): {advice}", name(command)))
}
