//! The bank that all of this pays with.

use domain::Timestamp;
use sandbox::{Accounts, Running, Sandbox, SandboxConfig, SignedBy};

/// The sandbox, on any port, in a hurry: a notice that was not taken comes again soon.
pub(crate) async fn open(keys: &Accounts) -> Running {
    let config = SandboxConfig {
        port: 0,
        providers: keys.providers(),
        clock: now,
        hurry: 10,
        signed_by: SignedBy::PublicKey,
        ledger: None,
    };
    Sandbox::start(config).await.expect("the sandbox starts")
}

/// The machine's own time: the platform's is no other.
#[expect(clippy::disallowed_methods, reason = "these tests live in real time")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
