//! How people get in, and who is in.

mod credentials;
mod passwords;
mod phones;
mod puzzles;
mod sessions;
mod throttle;

pub use passwords::Going;
