use crate::{COLUMNS_MAX, Cell, ROWS_MAX, Row, SheetError};
use memchr::{memchr2, memchr3};

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
    text: &'a str,
    at: usize,
    separator: u8,
    cells: Vec<Cell>,
    field: String,
}

impl Record<'_> {
    fn read(text: &str, separator: char) -> Read {
        let separator = u8::try_from(separator).expect("separators are ASCII");
        let mut record = Record { text, at: 0, separator, cells: Vec::new(), field: String::new() };
        loop {
            if record.passes(b'"') && !record.quoted() {
                return Read::Torn { column: record.cells.len() };
            }
            let end = record.plain();
            let field = std::mem::take(&mut record.field);
            record.cells.push(if field.is_empty() { Cell::Empty } else { Cell::Text(field) });
            let goes_on = end == Some(separator) && record.cells.len() <= COLUMNS_MAX;
            if !goes_on {
                if end == Some(b'\r') {
                    record.passes(b'\n');
                }
                return Read::Whole { taken: record.at, cells: record.cells };
            }
        }
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over `byte` if it comes next.
    fn passes(&mut self, byte: u8) -> bool {
        let comes = self.next() == Some(byte);
        self.at += usize::from(comes);
        comes
    }

    /// Keeps the text before the byte that is `ahead` from here, and steps over that byte.
    fn takes(&mut self, ahead: Option<usize>) -> Option<u8> {
        let end = ahead.map_or(self.text.len(), |it| self.at + it);
        self.field.push_str(&self.text[self.at..end]);
        self.at = end;
        let found = self.next();
        self.at += usize::from(found.is_some());
        found
    }

    /// Reads up to the separator or line end that ends the field, and says which it was.
    fn plain(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.takes(memchr3(self.separator, b'\n', b'\r', rest))
    }

    /// Reads a field whose quote is open. It must close before a separator, a line end or the end
    /// of the file; blanks between are forgiven.
    fn quoted(&mut self) -> bool {
        let mut lines = 0;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            match self.takes(memchr2(b'"', b'\n', rest)) {
                None => return false,
                Some(b'\n') if lines == FIELD_LINES_MAX => return false,
                Some(b'\n') => {
                    lines += 1;
                    self.field.push('\n');
                }
                Some(_) if self.passes(b'"') => self.field.push('"'),
                Some(_) => {
                    while self.passes(b' ') {}
                    let ends = [self.separator, b'\n', b'\r'];
                    return self.next().is_none_or(|it| ends.contains(&it));
                }
            }
        }
    }
}
