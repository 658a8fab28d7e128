//! Reads what offices export: CSV of any separator and encoding, XLSX and XLS, told by their bytes;
//! and writes CSV that opens in their spreadsheets.
//!
//! **Invariant:** a name or an extension decides nothing, formulas and macros are never run, and
//! nothing is unpacked before its size is known to be bearable.
//! **Invariant:** this crate knows cells, not what they mean; `domain::arrears` reads them.

mod decode;
mod error;
mod legacy;
mod package;
mod records;
mod text;
mod workbook;
mod written;

pub use domain::arrears::{Cell, Row, Sheet};
pub use error::SheetError;
pub use written::csv;

/// Everything that a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    pub sheets: Vec<Sheet>,
}

/// Bytes of the largest file: 200,000 rows as text need half of it.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Rows of the longest sheet that is read; the largest universities have some 60,000 students.
pub const ROWS_MAX: usize = 200_000;

/// Columns of the widest row that is read.
pub const COLUMNS_MAX: usize = 200;

/// Reads a whole file.
pub fn read(bytes: &[u8]) -> Result<Book, SheetError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(SheetError::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        package::check(bytes)?;
        workbook::read(bytes)
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        legacy::read(bytes)
    } else {
        text::read(bytes)
    }
}
