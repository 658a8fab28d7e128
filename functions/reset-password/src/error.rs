//! Why nobody gets in by a reset: one word for every reason.

use domain::{Fault, FaultKind};

/// One wording for whatever did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was said does not open this account")]
pub(crate) struct Refused;

impl Fault for Refused {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "reset-refused"
    }
}
