use crate::{COLUMNS_MAX, Cell, ROWS_MAX, Row, SheetError};
use std::iter::Peekable;
use std::str::CharIndices;

/// Lines that one quoted field may span. A quote that opens and stays open longer was never meant
/// to: without this bound it would swallow the rest of the file, row after unreported row.
const FIELD_LINES_MAX: usize = 50;

/// Cuts `text` into records (RFC 4180, with any separator and any line end).
///
/// A record whose quote does not close where it should is kept as far as its first line goes and
/// marked torn; reading goes on with the next line.
pub(crate) fn records(text: &str, separator: char) -> Result<Vec<Row>, SheetError> {
    let mut rows = Vec::new();
    let (mut at, mut line) = (0, 1_u32);
    while at < text.len() {
        let rest = &text[at..];
        let record = Record::read(rest, separator);
        let (taken, cells, torn) = match record {
            Read::Whole { taken, cells } => (taken, cells, None),
            Read::Torn { column } => {
                let taken = rest.find('\n').map_or(rest.len(), |it| it + 1);
                (taken, first_line(&rest[..taken], separator), Some(column))
            }
        };
        if cells.len() > COLUMNS_MAX {
            return Err(SheetError::TooManyColumns);
        }
        if cells.iter().any(|it| !it.is_blank()) || torn.is_some() {
            if rows.len() == ROWS_MAX {
                return Err(SheetError::TooManyRows);
            }
            rows.push(Row { number: line, cells, torn });
        } else if cells.len() > 1 {
            rows.push(Row { number: line, cells, torn });
        }
        line = line.saturating_add(lines(&rest[..taken]));
        at += taken;
    }
    Ok(rows)
}

fn lines(text: &str) -> u32 {
    // A file with bare carriage returns has no other line ends.
    let ends = text.matches('\n').count();
    u32::try_from(if ends == 0 { text.matches('\r').count() } else { ends }).unwrap_or(u32::MAX)
}

/// The fields of a line whose quotes mean nothing.
fn first_line(line: &str, separator: char) -> Vec<Cell> {
    line.trim_end_matches(['\r', '\n']).split(separator).map(cell).take(COLUMNS_MAX).collect()
}

fn cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

enum Read {
    /// A record and the bytes it took, line end included.
    Whole { taken: usize, cells: Vec<Cell> },
    /// The quote that opens `column` does not close where it should.
    Torn { column: usize },
}

struct Record<'a> {
    characters: Peekable<CharIndices<'a>>,
    cells: Vec<Cell>,
    field: String,
}

impl Record<'_> {
    fn read(text: &str, separator: char) -> Read {
        let characters = text.char_indices().peekable();
        let mut record = Record { characters, cells: Vec::new(), field: String::new() };
        loop {
            if record.characters.next_if(|it| it.1 == '"').is_some() && !record.quoted(separator) {
                return Read::Torn { column: record.cells.len() };
            }
            let end = record.plain(separator);
            let field = std::mem::take(&mut record.field);
            record.cells.push(cell(&field));
            match end {
                Some((_, found)) if found == separator => {}
                Some((at, found)) => {
                    let mut taken = at + found.len_utf8();
                    if found == '\r' && record.characters.next_if(|it| it.1 == '\n').is_some() {
                        taken += 1;
                    }
                    return Read::Whole { taken, cells: record.cells };
                }
                None => return Read::Whole { taken: text.len(), cells: record.cells },
            }
            if record.cells.len() > COLUMNS_MAX {
                return Read::Whole { taken: text.len(), cells: record.cells };
            }
        }
    }

    /// Reads up to the separator or line end that ends the field.
    fn plain(&mut self, separator: char) -> Option<(usize, char)> {
        for (at, character) in self.characters.by_ref() {
            if character == separator || matches!(character, '\n' | '\r') {
                return Some((at, character));
            }
            self.field.push(character);
        }
        None
    }

    /// Reads a field whose quote is open. It must close before a separator, a line end or the end
    /// of the file; blanks between are forgiven.
    fn quoted(&mut self, separator: char) -> bool {
        let mut lines = 0;
        while let Some((_, character)) = self.characters.next() {
            if character == '\n' {
                lines += 1;
                if lines > FIELD_LINES_MAX {
                    return false;
                }
            }
            if character != '"' {
                self.field.push(character);
            } else if self.characters.next_if(|it| it.1 == '"').is_some() {
                self.field.push('"');
            } else {
                while self.characters.next_if(|it| it.1 == ' ').is_some() {}
                let next = self.characters.peek().map(|it| it.1);
                return next.is_none_or(|it| it == separator || matches!(it, '\n' | '\r'));
            }
        }
        false
    }
}
