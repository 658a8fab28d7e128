//! Why nobody was put back to the initial password.

use domain::{Fault, FaultKind, FieldFault};

/// Why nobody was put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ResetError {
    #[error("nobody has that number")]
    Nobody,
    #[error("whoever has that number has another name")]
    NameDiffers,
    #[error("a colleague's password is none of this desk's business")]
    NotAPayer,
    #[error("this account is switched off")]
    Disabled,
}

impl Fault for ResetError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Nobody | Self::NameDiffers => FaultKind::Invalid,
            Self::NotAPayer => FaultKind::Forbidden,
            Self::Disabled => FaultKind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Nobody => "nobody-there",
            Self::NameDiffers => "not-this-person",
            Self::NotAPayer => "not-a-payer",
            Self::Disabled => "account-disabled",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Nobody => vec![FieldFault::new("user", "unknown-person")],
            Self::NameDiffers => vec![FieldFault::new("name", "differs")],
            Self::NotAPayer | Self::Disabled => Vec::new(),
        }
    }
}
