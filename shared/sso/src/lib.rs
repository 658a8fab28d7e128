//! Single sign-on with the campus (S1, S11): CAS 2.0 and 3.0, and OIDC (OAuth 2.0 with an identity), as their clients.
//!
//! A sign-on is two steps. [`Provider::begin`] says where the browser goes and what it keeps
//! meanwhile, a [`Trip`]; [`Provider::prove`] takes what the browser brings back and says whose
//! number the campus vouches for. The trip is all the memory there is: sealed in a cookie of that
//! browser, it proves that the sign-on which ends is the one that began there, so nobody is signed
//! in as somebody else by a link (login CSRF), and nothing is stored here for people who never
//! come back.
//!
//! **Invariant:** nothing that a browser brings is believed. The campus is asked itself, over a
//! connection of our own, about a ticket or a code that it gives only once; or it signed what came,
//! with a key that it publishes.
//! **Invariant:** no clock, no chance, no table, no key of ours: sealing the trip is the caller's.
//! **Invariant:** an error holds no ticket, no token, no number and none of the campus's own words.

mod ask;
mod brought;
mod cas;
mod error;
mod next;
mod oidc;
mod provider;
mod trip;

pub use brought::Brought;
pub use cas::logout;
pub use error::{Shown, SsoError};
pub use next::Next;
pub use provider::{Begun, Kind, Provider, Settings, Subject};
pub use trip::{Drawn, Trip};
