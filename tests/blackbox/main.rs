//! The platform from outside: HTTP in, HTTP out, and a look into its tables and queues by the AWS
//! SDK. Nothing here knows what runs behind the address: by default the local engine, started for
//! each test; where `BLACKBOX_PLACE` names a file, a stack that was deployed for real.
//!
//! The functions' binaries must be built already (`cargo build --workspace`).

mod bank;
mod closing;
mod entering;
mod hearing;
mod importing;
mod letters;
mod locked;
mod paying;
mod place;
mod queues;
mod stage;
mod student;
mod web;
#[expect(dead_code, reason = "the peers' tests put other providers there")]
mod yard;
