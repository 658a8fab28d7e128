//! Why a file is not taken.

use domain::reconcile::UploadFault;
use domain::{Fault, FaultKind, FieldFault};
use sheet::SheetError;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UploadError {
    #[error("the day is not over")]
    DayNotOver,
    #[error(transparent)]
    Sheet(#[from] SheetError),
    #[error(transparent)]
    Statement(#[from] UploadFault),
}

impl Fault for UploadError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::DayNotOver => FaultKind::Invalid,
            Self::Sheet(error) => error.kind(),
            Self::Statement(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::DayNotOver => "day-not-over",
            Self::Sheet(error) => error.code(),
            Self::Statement(error) => error.code(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::DayNotOver => Vec::new(),
            Self::Sheet(error) => error.fields(),
            Self::Statement(error) => error.fields(),
        }
    }
}
