use domain::{Fault, FaultKind};

/// The school's file switches this way in off: there is nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this school has no such way in")]
pub struct SwitchedOff;

/// Proves that a line of `[entry]` is on.
pub fn switched(on: bool) -> Result<(), SwitchedOff> {
    if on { Ok(()) } else { Err(SwitchedOff) }
}

impl Fault for SwitchedOff {
    fn kind(&self) -> FaultKind {
        FaultKind::Missing
    }

    fn code(&self) -> &'static str {
        "switched-off"
    }
}
