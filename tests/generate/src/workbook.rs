use crate::form::cells;
use crate::{HEADINGS, Line};
use rust_xlsxwriter::{Workbook, XlsxError};

/// The columns that hold amounts.
const AMOUNTS: std::ops::Range<usize> = 9..14;

/// The lines as an .xlsx workbook: numbers as numbers, codes as text.
pub fn workbook(lines: &[Line]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("欠费明细")?;
    sheet.write_row(0, 0, HEADINGS)?;
    for (row, line) in (1..).zip(lines) {
        for (column, (place, text)) in (0..).zip(cells(line).iter().enumerate()) {
            match text.parse::<f64>() {
                Ok(amount) if AMOUNTS.contains(&place) => sheet.write(row, column, amount)?,
                Ok(_) | Err(_) => sheet.write(row, column, text)?,
            };
        }
    }
    book.save_to_buffer()
}
