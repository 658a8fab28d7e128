//! `cargo dev`: the whole platform on this machine, from a clean clone to a printed address.
//!
//! Builds the functions and the site, draws its own keys once, starts the bank's sandbox and the
//! engine, loads demo people on the first start, and ends everything on Ctrl-C. What it keeps is in
//! `.local/<school>/`.

mod demo;
mod functions;
mod greeting;
mod home;
mod pages;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::Parser;
use config::School;
use local::{Log, Options, Site, System};
use sandbox::{Sandbox, SandboxConfig, SignedBy};

use self::home::Home;

/// The whole platform on this machine.
#[derive(Parser)]
#[command(name = "cargo dev")]
struct Args {
    /// Which infra/schools/<id>.toml to be.
    #[arg(long, default_value = "xust")]
    school: String,
    /// Forget all that earlier starts kept: people, bills, orders, keys.
    #[arg(long)]
    fresh: bool,
    /// Where the gateway listens on this machine; the bank's sandbox is one port further.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder that keeps everything; a relative one is meant from the repository.
    #[arg(long, default_value = ".local")]
    home: PathBuf,
    /// Take functions and site as they are built already.
    #[arg(long)]
    no_build: bool,
}

/// Why there is nothing to look at, in one sentence and with what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Trouble(String);

impl Trouble {
    #[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
    fn new(sentence: impl ToString) -> Self {
        Self(sentence.to_string())
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    let outcome = runtime.block_on(async {
        tokio::select! {
            outcome = run(&args) => outcome,
            () = interrupted() => Ok(()),
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            // A closed pipe leaves nobody to tell.
            let _ = writeln!(std::io::stderr(), "cargo dev: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<(), Trouble> {
    let school = School::named(&args.school).map_err(|error| {
        let known: Vec<_> = School::ids().collect();
        Trouble(format!("{error}; known are {}", known.join(", ")))
    })?;
    for port in [args.port, args.port.saturating_add(1)] {
        is_free(port).await?;
    }
    let home = Home::open(&args.home, &school.id, args.fresh)?;
    if !args.no_build {
        functions::build(&home.root).await?;
        pages::build(&home.root).await?;
    }

    let keys = home.keys(&school.id).await?;
    let bank = Sandbox::start(SandboxConfig {
        port: args.port.saturating_add(1),
        providers: keys.sandbox.providers(),
        clock: now,
        // A notice that was missed comes again after a second, not after fifteen.
        hurry: 15,
        signed_by: SignedBy::PublicKey,
        ledger: Some(home.kept("sandbox.json")),
    });
    let bank = bank.await.map_err(|error| Trouble(format!("the sandbox: {error}")))?;

    let site = Site {
        dist: home.root.join("static-site/dist"),
        own: school.own_files(),
        sandbox: Some(bank.base_url.clone()),
    };
    let template = home.read("infra/template.yaml")?;
    let options = Options {
        port: args.port,
        storage: Some(home.kept("")),
        secrets: home.secrets(),
        site: Some(site),
        log: Log::terminal(),
        ..Options::new(template, home.binaries()?)
    };
    let options = options
        .with("School", &school.id)
        .with("TokenKeys", &keys.token_keys)
        .with("SandboxUrl", &bank.base_url);
    let system = System::start(options).await.map_err(Trouble::new)?;
    home.tell_tools(&system)?;
    bank.register(&system.url());

    let demo = demo::Demo::of(&school, &home)?;
    if home.is_first_start() {
        match demo.load(&school, &system, &home).await {
            Ok(()) => home.remember_start()?,
            // The platform is up all the same; the next start tries again.
            Err(trouble) => system.log().trouble("demo", &trouble.to_string()),
        }
    }
    greeting::print(&system, &bank.base_url, &school, &demo);
    std::future::pending().await
}

/// Before minutes of building, rather than after them.
async fn is_free(port: u16) -> Result<(), Trouble> {
    let taken = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.is_err();
    if taken {
        let words = "is taken; another `cargo dev` may be running, or choose one with --port";
        return Err(Trouble(format!("port {port} {words}")));
    }
    Ok(())
}

async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut asked = signal(SignalKind::terminate()).expect("signals can be heard");
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = asked.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.expect("signals can be heard");
}

#[expect(clippy::disallowed_methods, reason = "a program's main is where the clock comes from")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
