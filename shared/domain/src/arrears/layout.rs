//! Where the header of a file is, and where below it the rows.

use super::columns::{Columns, Mapped, Said, Unsure};
use super::guess::by_content;
use super::heading::{bare, is_known};
use super::text::code;
use super::{Field, Row, Sheet};
use crate::{BatchId, Fault, FaultKind, IdNumber};
use std::collections::BTreeMap;

/// Rows among which the header is looked for: titles and notes above it are few.
const HEADER_WITHIN: usize = 30;

/// What the office said of the file beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The sheet to read.
    pub sheet: Option<String>,
    /// A field's column (from 0), or that the file has none.
    pub columns: BTreeMap<Field, Option<usize>>,
    /// The batch whose bills the rows become. They need no academic year.
    pub batch: Option<BatchId>,
}

/// Where a file keeps what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The sheet that is read, from 0.
    pub sheet: usize,
    /// Other sheets that look like arrears too: somebody has to choose, or some go unread.
    pub rivals: Vec<usize>,
    /// The header's row as people count, 0 if there is none.
    pub header_row: u32,
    /// What stands above each column.
    pub headings: Vec<String>,
    pub mapped: Vec<Mapped>,
    pub unsure: Vec<Unsure>,
    /// The first row of the sheet, from 0, below the header.
    pub(super) below: usize,
    /// Cells that every record must have, if the sheet is ruled.
    pub(super) width: usize,
}

/// Why a file cannot be laid out at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    #[error("no sheet holds anything")]
    Empty,
    #[error("there is no sheet of that name")]
    NoSuchSheet,
    #[error("a column was named that the sheet does not have")]
    NoSuchColumn,
    #[error("no row looks like a header or like a student")]
    NoHeader,
}

impl Layout {
    /// The column that holds `field`.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.mapped.iter().find(|it| it.field == field).map(|it| it.column)
    }

    /// Whether nothing is left to ask.
    pub fn is_settled(&self) -> bool {
        self.unsure.is_empty() && self.rivals.is_empty()
    }
}

/// A header: where it stands, what it says, how many fields it names.
struct Header {
    at: usize,
    headings: Vec<String>,
    score: usize,
}

/// Finds the sheet, the header and the columns.
pub fn lay_out(sheets: &[Sheet], wish: &Wish) -> Result<Layout, LayoutError> {
    let holding: Vec<usize> =
        (0..sheets.len()).filter(|it| sheets[*it].rows.iter().any(|row| !row.is_blank())).collect();
    let (sheet, rivals) = match &wish.sheet {
        Some(name) => {
            let named = sheets.iter().position(|it| &it.name == name);
            (named.ok_or(LayoutError::NoSuchSheet)?, Vec::new())
        }
        None => choose(sheets, &holding)?,
    };
    let rows = &sheets[sheet].rows;
    let header = header(rows).or_else(|| header_by_content(rows)).ok_or(LayoutError::NoHeader)?;
    let width = rows[header.at].width().max(header.headings.len());
    let widest = rows.iter().take(200).map(Row::width).max().unwrap_or(0).max(width);
    if wish.columns.values().flatten().any(|column| *column >= widest) {
        return Err(LayoutError::NoSuchColumn);
    }
    let said: &Said = &wish.columns;
    let mut columns = Columns::of(&header.headings, said);
    let below =
        if header.score == 0 && header.headings.is_empty() { header.at } else { header.at + 1 };
    by_content(&mut columns, &rows[below..], widest);
    if wish.batch.is_some() {
        columns.unsure.retain(|it| it.field != Field::Year || it.candidates.len() > 1);
    }
    columns.mapped.sort_by_key(|it| it.field);
    columns.unsure.sort_by_key(|it| it.field);
    let header_row = if below > header.at { rows[header.at].number } else { 0 };
    let Columns { mapped, unsure } = columns;
    let headings = header.headings;
    Ok(Layout { sheet, rivals, header_row, headings, mapped, unsure, below, width })
}

/// The sheet that names most fields; sheets that name as many and hold rows are its rivals.
fn choose(sheets: &[Sheet], holding: &[usize]) -> Result<(usize, Vec<usize>), LayoutError> {
    let first = *holding.first().ok_or(LayoutError::Empty)?;
    let score = |sheet: usize| {
        let rows = &sheets[sheet].rows;
        header(rows).filter(|it| it.at + 1 < rows.len()).map_or(0, |it| it.score)
    };
    let scores: Vec<(usize, usize)> = holding.iter().map(|it| (*it, score(*it))).collect();
    let best = scores.iter().map(|it| it.1).max().unwrap_or(0);
    if best == 0 {
        let by_people = |it: &&usize| header_by_content(&sheets[**it].rows).is_some();
        return Ok((holding.iter().find(by_people).copied().unwrap_or(first), Vec::new()));
    }
    // A sheet of the same kind may lack a column or two; a list of names has no amounts.
    let alike = scores.iter().filter(|it| it.1 + 2 >= best && has_due(&sheets[it.0].rows));
    let mut alike: Vec<usize> = alike.map(|it| it.0).collect();
    let chosen = scores.iter().find(|it| it.1 == best).map_or(first, |it| it.0);
    alike.retain(|it| *it != chosen);
    Ok((chosen, alike))
}

fn has_due(rows: &[Row]) -> bool {
    let names = |it: Header| Columns::of(&it.headings, &Said::new()).column(Field::Due).is_some();
    header(rows).is_some_and(names)
}

/// The row among the first that names most fields, with the row of group cells above it.
fn header(rows: &[Row]) -> Option<Header> {
    let mut best: Option<Header> = None;
    for at in 0..rows.len().min(HEADER_WITHIN) {
        let own = headings(rows, at, false);
        let known = own.iter().filter(|it| is_known(&bare(it))).count();
        if known < 2 {
            continue;
        }
        for grouped in [false, true] {
            let headings = headings(rows, at, grouped);
            let mut columns = Columns::of(&headings, &Said::new());
            columns.mapped.retain(|it| it.how == super::How::Known);
            let score = columns.mapped.len() + columns.unsure.len();
            if score >= 3 && best.as_ref().is_none_or(|it| score > it.score) {
                best = Some(Header { at, headings, score });
            }
        }
    }
    best
}

/// What stands above each column: the cell itself, or, in a header of two rows, the cell above it
/// where it is empty, or both where only both make a known name (收费项目 over 名称).
fn headings(rows: &[Row], at: usize, grouped: bool) -> Vec<String> {
    let row = &rows[at];
    let above = at.checked_sub(1).map(|it| &rows[it]).filter(|it| it.number + 1 == row.number);
    let own = |column: usize| row.cell(column).text().trim().to_owned();
    let Some(above) = above.filter(|_| grouped) else {
        return (0..row.width()).map(own).collect();
    };
    let mut group = String::new();
    let mut headings = Vec::new();
    for column in 0..row.width().max(above.width()) {
        let (top, own) = (above.cell(column).text().trim().to_owned(), own(column));
        if !top.is_empty() {
            group.clone_from(&top);
        }
        let both = format!("{group}{own}");
        let heading = if own.is_empty() {
            top
        } else if !is_known(&bare(&own)) && is_known(&bare(&both)) {
            both
        } else {
            own
        };
        headings.push(heading);
    }
    headings
}

/// The row above the first person, whatever it says; or no header, if the first row is a person.
fn header_by_content(rows: &[Row]) -> Option<Header> {
    let person =
        |row: &Row| row.cells.iter().any(|it| code(&it.text()).parse::<IdNumber>().is_ok());
    let first = rows.iter().take(HEADER_WITHIN).position(person)?;
    let Some(at) = first.checked_sub(1) else {
        return Some(Header { at: 0, headings: Vec::new(), score: 0 });
    };
    Some(Header { at, headings: headings(rows, at, true), score: 0 })
}

impl Fault for LayoutError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-file",
            Self::NoSuchSheet => "no-such-sheet",
            Self::NoSuchColumn => "no-such-column",
            Self::NoHeader => "no-header",
        }
    }
}
