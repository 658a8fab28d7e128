use crate::workbook::{Rows, day};
use crate::{Book, Cell, Sheet, SheetError};
use calamine::{Data, Reader, Xls, XlsError};
use std::io::Cursor;

/// Reads an .xls workbook (Excel 97 to 2003, and what WPS writes under that name). Its macros, if
/// it has any, are neither read nor run.
pub(crate) fn read(bytes: &[u8]) -> Result<Book, SheetError> {
    // A locked .xlsx comes in the same wrapping as an .xls.
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(locked.len()).any(|it| it == locked) {
        return Err(SheetError::Locked);
    }
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|fault| match fault {
        XlsError::Password => SheetError::Locked,
        _ => SheetError::Damaged,
    })?;
    let mut sheets = Vec::new();
    for (name, range) in book.worksheets() {
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::default();
        for (row, column, value) in range.used_cells() {
            let place = |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
            rows.put(place(top, row), place(left, column), cell(value))?;
        }
        sheets.push(Sheet { name, rows: rows.done(), ruled: false });
    }
    Ok(Book { sheets })
}

fn cell(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.clone()),
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(number) => Cell::Number(number.to_string()),
        Data::Bool(is) => Cell::Bool(*is),
        Data::DateTime(instant) => day(*instant),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Date(text.clone()),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}
