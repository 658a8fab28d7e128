//! How people get in, and who is in.

mod credentials;
mod sessions;
mod throttle;

pub use credentials::Door;
pub use sessions::Going;
