//! The machine's clock and its chance, read in this file alone.

use jiff::Timestamp;
use uuid::Uuid;

/// Milliseconds since 1970, as SQS and Lambda count.
pub(crate) type Millis = u64;

#[expect(clippy::disallowed_methods, reason = "the engine stands for AWS, whose clock is outside")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn now_ms() -> Millis {
    u64::try_from(now().as_millisecond()).expect("the clock is past 1970")
}

/// An identifier nobody has drawn before.
pub(crate) fn draw() -> String {
    Uuid::new_v4().to_string()
}
