use domain::{Fault, FaultKind};

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is too large; it can be imported in parts")]
    TooLarge,
    #[error("a sheet has more than {} rows", crate::ROWS_MAX)]
    TooManyRows,
    #[error("a row has more than {} columns", crate::COLUMNS_MAX)]
    TooManyColumns,
    #[error("the file unpacks to more than a spreadsheet of this size would")]
    UnpacksTooLarge,
    #[error("the workbook contains macros; save it as .xlsx without them")]
    Macros,
    #[error("the workbook is protected by a password")]
    Locked,
    #[error("this is a web page with the name of a spreadsheet; save it as .xlsx")]
    WebPage,
    #[error("this is neither a text table nor an .xlsx or .xls workbook")]
    NotATable,
    #[error("the workbook is damaged")]
    Damaged,
}

impl Fault for SheetError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-file",
            Self::TooLarge => "file-too-large",
            Self::TooManyRows => "too-many-rows",
            Self::TooManyColumns => "too-many-columns",
            Self::UnpacksTooLarge => "unpacks-too-large",
            Self::Macros => "macros",
            Self::Locked => "locked",
            Self::WebPage => "web-page",
            Self::NotATable => "not-a-table",
            Self::Damaged => "damaged-file",
        }
    }
}
