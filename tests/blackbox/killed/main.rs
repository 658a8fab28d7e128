//! Real faults: the real binaries behind the local engine, on disk, and somebody who kills them with
//! SIGKILL while a school pays. The banks live on: they are not ours to kill.
//!
//! The functions' binaries must be built already (`cargo build --workspace`).

mod burst;
mod engine;
mod killer;
mod office;
mod payer;
mod phone;
mod reckoning;

#[path = "../bank.rs"]
mod bank;
#[path = "../place.rs"]
mod place;
#[path = "../plan.rs"]
mod plan;
#[path = "../stage.rs"]
#[expect(dead_code, reason = "the black-box tests ask the bank for more")]
mod stage;
#[path = "../student.rs"]
#[expect(dead_code, reason = "students of the black-box tests are patient and sign in")]
mod student;
#[path = "../web.rs"]
mod web;
#[path = "../yard.rs"]
#[expect(dead_code, reason = "the peers' tests put other providers there")]
mod yard;
