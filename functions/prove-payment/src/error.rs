use domain::{Fault, FaultKind};

/// Why a proof cannot be printed: each is a mistake of ours. What the library says of it may repeat
/// what was to be printed, and is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    #[error("the address of the check page does not fit a QR code")]
    Address,
    #[error("the page is not one that can be read out")]
    Refused,
}

impl Fault for PrintError {
    fn kind(&self) -> FaultKind {
        FaultKind::Broken
    }

    fn code(&self) -> &'static str {
        "broken"
    }
}
