use crate::{Book, COLUMNS_MAX, Cell, ROWS_MAX, Row, Sheet, SheetError};
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use std::io::Cursor;

/// Reads an .xlsx workbook that [`crate::package::check`] let pass.
///
/// Cells are read one by one as they stand in the file: a single cell in the last corner of a
/// sheet then costs one cell, not a grid of seventeen thousand million.
pub(crate) fn read(bytes: &[u8]) -> Result<Book, SheetError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
    let names = book.sheet_names();
    let mut sheets = Vec::new();
    for name in names {
        // A chart's sheet has no cells, and a sheet without a part is somebody else's mistake.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut rows = Rows::default();
        while let Some(found) = cells.next_cell().map_err(|_| SheetError::Damaged)? {
            let (row, column) = found.get_position();
            rows.put(row, column, cell(found.get_value()))?;
        }
        sheets.push(Sheet { name, rows: rows.done(), ruled: false });
    }
    Ok(Book { sheets })
}

/// Rows being filled cell by cell, in the order of the sheet.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    disordered: bool,
}

impl Rows {
    pub(crate) fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), SheetError> {
        if cell.is_blank() {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            return Err(SheetError::TooManyColumns);
        }
        let number = row.saturating_add(1);
        let row = match self.rows.last_mut() {
            Some(last) if last.number == number => last,
            last => {
                self.disordered |= last.is_some_and(|it| it.number > number);
                if self.rows.len() == ROWS_MAX {
                    return Err(SheetError::TooManyRows);
                }
                self.rows.push(Row { number, cells: Vec::new(), torn: None });
                self.rows.last_mut().expect("just pushed")
            }
        };
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = cell;
        Ok(())
    }

    pub(crate) fn done(mut self) -> Vec<Row> {
        if self.disordered {
            self.rows.sort_by_key(|it| it.number);
        }
        self.rows
    }
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::Number(number.to_string()),
        DataRef::Bool(is) => Cell::Bool(*is),
        DataRef::DateTime(instant) => day(*instant),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Date(text.clone()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A date cell as a day; its time of day is of no use to anybody here.
pub(crate) fn day(instant: ExcelDateTime) -> Cell {
    let (year, month, day, ..) = instant.to_ymd_hms_milli();
    Cell::Date(format!("{year:04}-{month:02}-{day:02}"))
}
