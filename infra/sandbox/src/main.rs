//! `sandbox`: the providers' sandboxes alone. Keys are drawn once and kept in a file.

use clap::Parser;
use jiff::Timestamp;
use sandbox::{Accounts, Sandbox, SandboxConfig, SignedBy};
use std::path::PathBuf;

/// Every provider, for this machine.
#[derive(Parser)]
struct Args {
    /// Port to listen on.
    #[arg(long, default_value_t = 21200)]
    port: u16,
    /// File with the accounts' keys; made if it is not there.
    #[arg(long, default_value = ".local/sandbox-keys.json")]
    keys: PathBuf,
    /// File in which orders survive a restart.
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// Where the platform is that may use the campus's sign-on.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    platform: String,
    /// How many times faster than the real provider notices are sent again.
    #[arg(long, default_value_t = 1)]
    hurry: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let keys = if args.keys.exists() {
        serde_json::from_str(&std::fs::read_to_string(&args.keys)?)?
    } else {
        let keys = Accounts::draw();
        if let Some(folder) = args.keys.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&args.keys, serde_json::to_string_pretty(&keys)?)?;
        keys
    };
    #[expect(clippy::disallowed_methods, reason = "main is where the real clock comes from")]
    let clock = Timestamp::now;
    let config = SandboxConfig {
        port: args.port,
        providers: keys.providers(),
        clock,
        hurry: args.hurry,
        signed_by: SignedBy::PublicKey,
        ledger: args.ledger,
    };
    let running = Sandbox::start(config).await?;
    running.register(&args.platform);
    #[expect(clippy::print_stdout, reason = "a person started this")]
    {
        println!("沙箱 {}", running.base_url);
    }
    tokio::signal::ctrl_c().await?;
    Ok(())
}
