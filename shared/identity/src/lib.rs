//! Who is asking, and how they proved it: passwords, tokens, sessions, and the sealing of what
//! could give a person away.
//!
//! **Invariant:** the clock and chance are inputs; no I/O. What is stored is `store`'s business.
//! **Invariant:** whatever was wrong with a sign-in, the answer is one and takes one argon2id.
//! **Invariant:** nothing here that is secret can be printed.
//!
//! Each way in ends in a [`Caller`] and, by [`Tokens::begin`], in a [`domain::Session`].

mod begin;
mod browser;
mod chance;
mod claim;
mod codes;
mod cookies;
mod entry;
mod error;
mod hidden;
mod keys;
mod passwords;
mod policy;
mod puzzle;
mod refresh;
mod registered;
mod said;
mod seal;
mod security;
mod tokens;
mod trips;
mod vault;
mod vouchers;

pub use begin::Begun;
pub use browser::Browsers;
pub use chance::Chance;
pub use codes::Code;
pub use cookies::{
    BROWSER_COOKIE, REFRESH_COOKIE, TRIP_COOKIE, first_password, forgotten, signed_in,
};
pub use domain::LoginIndex;
pub use entry::{Attempt, demanded, patient};
pub use error::{IdentityError, Weakness};
pub use hidden::Hidden;
pub use keys::{Draft, IdentitySecret, Keys, SecretError, SmsDesk, Unwrapped, Wrapped};
pub use passwords::Passwords;
pub use policy::{acceptable, decent};
pub use puzzle::{Drawn, Letters, Proof, Puzzles, Work};
pub use refresh::{RefreshKey, RefreshToken, ended};
pub use said::Said;
pub use security::Recollection;
pub use tokens::{Caller, Scope, Signer, Tokens};
pub use trips::Trips;
pub use vault::{Facts, Vault};
pub use vouchers::{Voucher, Vouchers};
