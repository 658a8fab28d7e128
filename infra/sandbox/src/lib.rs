//! 沙箱: the providers, for one machine. Each speaks its wire on keys of its own, believes nobody,
//! and misbehaves on request.
//!
//! A [`Bank`] is a provider without network, time or chance: what it is asked and when comes in,
//! bytes come out, so that a simulation can replay it. [`Sandbox`] puts all of them behind HTTP,
//! each under its own path, with a cashier page for people and a notifier that sends again on the
//! provider's schedule.
//!
//! **Invariant:** nothing here is shared with the platform's own channel code: two readings of one
//! description meet on the wire, and that is the test.

pub mod abc;
mod accounts;
pub mod alipay;
mod bank;
pub mod bocom;
pub mod bridge;
mod cas;
mod draw;
mod server;
mod sms;
pub mod unionpay;
pub mod wechat;

pub use accounts::Accounts;
pub use bank::{
    Announcement, Bank, Desk, Fault, Flaw, How, Ledger, Misdeed, On, PayError, Payment, Provider,
    Random, Refund, RefundState, Reply, SignedBy, Trade, WayBack,
};
pub use cas::{Cas, CasReply, Wrong};
pub use server::{Delivery, Running, Sandbox, SandboxConfig};
pub use sms::{Sms, Text};
