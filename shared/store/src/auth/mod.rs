//! How people get in, and who is in.

mod bindings;
mod codes;
mod credentials;
mod passwords;
mod phones;
mod puzzles;
mod registration;
mod resets;
mod sessions;
mod throttle;
mod tickets;

pub use passwords::Going;
pub use registration::{Registered, Registrant};
