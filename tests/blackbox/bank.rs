//! The bank that all of this pays with.

use domain::Timestamp;
use sandbox::{Keys, Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::json;

/// The sandbox, on any port, in a hurry: a notice that was not taken comes again soon.
pub(crate) async fn open(keys: &Keys) -> Running {
    let config = SandboxConfig {
        port: 0,
        account: keys.bank.clone(),
        clock: now,
        hurry: 10,
        signed_by: SignedBy::PublicKey,
        ledger: None,
    };
    Sandbox::start(config).await.expect("the sandbox starts")
}

/// The secret of a school's account with it.
pub(crate) fn account(keys: &Keys) -> String {
    let (app, id) = (&keys.bank.app_id, &keys.bank.merchant_id);
    json!({"wechat": {"app_id": app, "merchant_id": id, "keys": keys.merchant}}).to_string()
}

/// The machine's own time: the platform's is no other.
#[expect(clippy::disallowed_methods, reason = "these tests live in real time")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
