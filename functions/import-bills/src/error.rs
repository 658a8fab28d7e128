use domain::{Fault, FaultKind, FieldFault};

/// Why an import does not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("an import is named by the SHA-256 of its file, 64 lower-case hexadecimal digits")]
    NotAnImport,
    #[error("there is no piece of that number")]
    NotAPiece,
    #[error("a file has a name of at most 255 characters")]
    FileName,
    #[error("a file has 1 to {} pieces", crate::ask::PIECES_MAX)]
    Pieces,
    #[error("there is no field {0}")]
    Mapping(String),
    #[error("no batch of that name was announced")]
    NoSuchBatch,
    #[error("the pieces do not make the file that the import is named by")]
    FileDiffers,
    #[error("some columns, or the sheet, have to be decided first")]
    Unsettled,
    #[error("some rows cannot go in, and all were to go in or none")]
    RowsRefused,
    #[error("no row can go in")]
    NothingToWrite,
}

impl Fault for ImportError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::NotAnImport
            | Self::NotAPiece
            | Self::FileName
            | Self::Pieces
            | Self::Mapping(_)
            | Self::NoSuchBatch
            | Self::FileDiffers => FaultKind::Invalid,
            Self::Unsettled | Self::RowsRefused | Self::NothingToWrite => FaultKind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotAnImport => "not-an-import",
            Self::NotAPiece => "not-a-piece",
            Self::FileName | Self::Pieces | Self::Mapping(_) => "malformed-body",
            Self::NoSuchBatch => "no-such-batch",
            Self::FileDiffers => "file-differs",
            Self::Unsettled => "columns-unsure",
            Self::RowsRefused => "rows-refused",
            Self::NothingToWrite => "nothing-to-write",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::FileName => vec![FieldFault::new("file_name", "malformed")],
            Self::Pieces => vec![FieldFault::new("pieces", "out-of-range")],
            Self::Mapping(field) => {
                let field: String = field.chars().take(40).collect();
                vec![FieldFault::new(format!("mapping.{field}"), "unknown")]
            }
            Self::NoSuchBatch => vec![FieldFault::new("batch", "unknown")],
            Self::NotAnImport
            | Self::NotAPiece
            | Self::FileDiffers
            | Self::Unsettled
            | Self::RowsRefused
            | Self::NothingToWrite => Vec::new(),
        }
    }
}
