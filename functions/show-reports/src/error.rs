//! Why a report, or the list of them, cannot be shown.

use crate::DAYS_MAX;
use domain::{Fault, FaultKind};

/// Why a report cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReportError {
    #[error("the list would be longer than {DAYS_MAX} days, or ends before it begins")]
    Span,
    #[error("that day was not reconciled yet")]
    NotDone,
    #[error("the report cannot be written as a workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl Fault for ReportError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Span => FaultKind::Invalid,
            Self::NotDone => FaultKind::Missing,
            Self::Workbook(_) => FaultKind::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Span => "too-many-days",
            Self::NotDone => "not-reconciled",
            Self::Workbook(_) => "report-broken",
        }
    }
}
