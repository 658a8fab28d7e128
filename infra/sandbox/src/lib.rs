//! 沙箱: a WeChat Pay for one machine. It speaks the provider's wire on keys of its own, believes
//! nobody, and misbehaves on request.
//!
//! [`Bank`] is the provider without network, time or chance: what it is asked and when comes in,
//! bytes come out, so that a simulation can replay it. [`Sandbox`] puts it behind HTTP, with a
//! cashier page for people and a notifier that sends again on the provider's schedule.
//!
//! **Invariant:** nothing here is shared with the platform's own channel code: two readings of one
//! description meet on the wire, and that is the test.

mod bank;
mod keys;
mod server;

pub use bank::{
    Announcement, Bank, Fault, Flaw, How, Misdeed, On, PayError, Payment, Product, Reply, SignedBy,
    Trade,
};
pub use keys::{BankSide, Keys, MerchantSide, VerifyKey};
pub use server::{Delivery, Running, Sandbox, SandboxConfig};
