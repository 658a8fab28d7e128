//! Sheets as they were read, before anybody knows what they say.

use std::borrow::Cow;
use std::fmt;

/// What one cell holds, as the file says it. Names and ID numbers are among it, so it tells its kind
/// alone when it is printed.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    /// A spreadsheet's number in its shortest exact decimal form, noise of formulas included.
    Number(String),
    /// A spreadsheet's date, `2026-11-21`.
    Date(String),
    Bool(bool),
    /// A spreadsheet's error value, such as `#REF!`.
    Error(String),
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Text(_) => "text",
            Self::Number(_) => "number",
            Self::Date(_) => "date",
            Self::Bool(_) => "bool",
            Self::Error(_) => "error",
        })
    }
}

/// One record of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number by which people find it: the line on which it begins, or the spreadsheet's row.
    pub number: u32,
    pub cells: Vec<Cell>,
    /// The cell at which the record breaks: a quote that does not close where it should.
    pub torn: Option<usize>,
}

/// One sheet; a text file is one without a name. Rows that hold nothing may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
    /// Whether every record must have as many cells as the header (text files).
    pub ruled: bool,
}

impl Cell {
    /// The cell as text, however the file holds it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Number(text) | Self::Date(text) | Self::Error(text) => {
                Cow::Borrowed(text)
            }
            Self::Bool(true) => Cow::Borrowed("TRUE"),
            Self::Bool(false) => Cow::Borrowed("FALSE"),
        }
    }

    /// Whether nothing can be seen in the cell.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(char::is_whitespace),
            Self::Number(_) | Self::Date(_) | Self::Bool(_) | Self::Error(_) => false,
        }
    }
}

impl Row {
    /// The cell in `column`, empty if the row ends before it.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Whether nothing can be seen in the whole row.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }

    /// Cells up to the last one in which something can be seen.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1)
    }
}
