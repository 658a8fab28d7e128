//! What a deployment chose: its environment, its school, its secrets.
//!
//! **Invariant:** nothing else reads an environment variable, and every one is declared once, in
//! `env.rs`, with a sentence.
//! **Invariant:** a secret has no `Debug` and no `Serialize`; `expose()` is the only way out.
//! **Invariant:** there is no default for a table, a queue, a key or a school: a function that
//! lacks one does not start.

mod aws;
mod env;
mod error;
mod own_files;
mod school;
mod secret;
mod sso;
mod switched;
mod wrap;

pub use env::{Env, VARIABLES, Variable};
pub use error::ConfigError;
pub use school::{Brand, ChannelChoice, ChannelState, Contact, Palette, Rules, School, WaysIn};
pub use secret::{Kept, Place, Secret};
pub use sso::{Sso, SsoKind};
pub use switched::{SwitchedOff, switched};
pub use wrap::{KeyWrap, Purpose};
