use crate::workbook::{Rows, day};
use crate::{Book, Cell, Sheet, SheetError};
use calamine::{Data, Reader, Xls, XlsError};
use std::io::{Cursor, Read};
use std::panic::catch_unwind;

/// Reads an .xls workbook (Excel 97 to 2003, and what WPS writes under that name). Its macros, if
/// it has any, are neither read nor run.
pub(crate) fn read(bytes: &[u8]) -> Result<Book, SheetError> {
    // A locked .xlsx comes in the same wrapping as an .xls.
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(locked.len()).any(|it| it == locked) {
        return Err(SheetError::Locked);
    }
    measure(bytes)?;
    // The reader of this old format trusts lengths that it should not. Where panics unwind, that is
    // a damaged file; where they abort, this one process ends and the next request gets another.
    let opened = catch_unwind(|| Xls::new(Cursor::new(bytes))).map_err(|_| SheetError::Damaged)?;
    let mut book = match opened {
        Ok(book) => book,
        Err(XlsError::Password) => return Err(SheetError::Locked),
        Err(_) => return Err(SheetError::Damaged),
    };
    let mut sheets = Vec::new();
    for (name, range) in book.worksheets() {
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::default();
        for (row, column, value) in range.used_cells() {
            let place =
                |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
            rows.put(place(top, row), place(left, column), cell(value))?;
        }
        sheets.push(Sheet { name, rows: rows.done(), ruled: false });
    }
    Ok(Book { sheets })
}

/// Refuses a workbook whose cells would span more than they can in an .xls, or more than we hold:
/// the reader lays every sheet out as a full grid up to its farthest cell.
fn measure(bytes: &[u8]) -> Result<(), SheetError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
    let name = ["/Workbook", "/Book"].into_iter().find(|it| file.is_stream(it));
    let mut stream =
        file.open_stream(name.ok_or(SheetError::NotATable)?).map_err(|_| SheetError::Damaged)?;
    let mut records = Vec::new();
    stream.read_to_end(&mut records).map_err(|_| SheetError::Damaged)?;
    let (mut rest, mut area, mut farthest) = (&records[..], 0_u64, (0_u64, 0_u64));
    while let Some((head, body)) = rest.split_at_checked(4) {
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (body, next) = body.split_at_checked(length).unwrap_or((body, &[]));
        match u16::from_le_bytes([head[0], head[1]]) {
            SHEET_BEGINS => {
                area = area.saturating_add(farthest.0 * farthest.1);
                farthest = (0, 0);
            }
            SIZE if !is_size(body) => return Err(SheetError::Damaged),
            kind if CELLS.contains(&kind) && body.len() >= 4 => {
                let row = u64::from(u16::from_le_bytes([body[0], body[1]])) + 1;
                // A record of many numbers names its last column at its end.
                let last = if kind == MANY_NUMBERS { &body[body.len() - 2..] } else { &body[2..4] };
                let column = u64::from(u16::from_le_bytes([last[0], last[1]])) + 1;
                let first = u64::from(u16::from_le_bytes([body[2], body[3]]));
                if column > 256 || column <= first {
                    return Err(SheetError::Damaged);
                }
                farthest = (farthest.0.max(row), farthest.1.max(column));
            }
            _ => {}
        }
        rest = next;
    }
    area = area.saturating_add(farthest.0 * farthest.1);
    if area > GRID_CELLS_MAX { Err(SheetError::UnpacksTooLarge) } else { Ok(()) }
}

/// Whether a sheet that is as large as `body` says can be: the reader makes room for all of it.
fn is_size(body: &[u8]) -> bool {
    let short = |at: usize| u64::from(u16::from_le_bytes([body[at], body[at + 1]]));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    // From the first row and column up to the ones after the last.
    let (rows, columns) = match body.len() {
        10 => ((short(0), short(2)), (short(4), short(6))),
        14 | 16 => ((long(0), long(4)), (short(8), short(10))),
        _ => return false,
    };
    let fits = |(from, to): (u64, u64), most| to <= most && (to == 0 || from <= to);
    fits(rows, 65_536) && fits(columns, 256)
}

/// Cells of all grids together: 65,536 rows of 120 columns, a quarter of a gigabyte.
const GRID_CELLS_MAX: u64 = 65_536 * 120;

/// The record with which each sheet begins (BOF).
const SHEET_BEGINS: u16 = 0x0809;

/// How large a sheet says that it is (DIMENSIONS).
const SIZE: u16 = 0x0200;

/// MULRK.
const MANY_NUMBERS: u16 = 0xBD;

/// Records that hold cells: FORMULA, BLANK's many kinds, numbers, texts, errors.
const CELLS: [u16; 11] = [0x06, 0x27E, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x206];

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

#[cfg(test)]
mod tests {
    use super::is_size;

    #[test]
    fn a_sheet_is_no_larger_than_one_can_be() {
        let size = |rows: [u32; 2], columns: [u16; 2]| {
            let rows = rows.into_iter().flat_map(u32::to_le_bytes);
            let columns = columns.into_iter().flat_map(u16::to_le_bytes);
            rows.chain(columns).chain([0, 0]).collect::<Vec<u8>>()
        };
        assert!(is_size(&size([0, 65_536], [0, 256])));
        assert!(is_size(&size([0, 0], [0, 0])), "an empty one");
        assert!(!is_size(&size([0, 65_537], [0, 256])));
        assert!(!is_size(&size([0, u32::MAX], [0, 3])));
        assert!(!is_size(&size([9, 3], [0, 3])));
        assert!(!is_size(&size([0, 3], [0, 257])));
        assert!(!is_size(&[0; 3]));
    }
}
