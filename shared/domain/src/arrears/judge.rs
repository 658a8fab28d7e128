//! The verdict of every row: it goes in, it is refused, it was there before, or it is none.

use super::heading::bare;
use super::items::slips;
use super::pairs::{Identities, Pairs, padded_length, paired};
use super::person::number;
use super::row::{Reader, Said};
use super::text::code;
use super::{Field, Judgement, Layout, Row, RowFault, Sheet, Student, Verdict};
use crate::{BatchId, Day, PersonNumber};
use std::collections::{HashMap, HashSet};

/// What a school knows beyond the file.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The school's items; none if it takes whatever the file names.
    pub items: &'a [String],
    /// The batch whose bills the rows become; none if they are arrears of their years.
    pub batch: Option<&'a BatchId>,
    /// The day of the import: nobody is born after it.
    pub today: Day,
}

/// A row on its way to a verdict.
enum Fate {
    Settled(Verdict),
    /// It can be read; its place among those that can.
    Readable(usize),
}

/// Gives every row of `sheet` below the header its verdict.
pub fn judge(sheet: &Sheet, layout: &Layout, rules: &Rules<'_>) -> Judgement {
    let rows = || sheet.rows[layout.below..].iter();
    let numbers: Vec<_> = rows().filter_map(|row| number_of(layout, row)).collect();
    let texts: Vec<&str> = numbers.iter().map(PersonNumber::expose).collect();
    let padded = padded_length(&texts);
    let slips = if rules.items.is_empty() { slips(layout, rows()) } else { HashSet::new() };
    let mut identities = Identities::default();
    let mut readable: Vec<Said> = Vec::new();
    let mut fates = Vec::new();
    for row in rows() {
        let mut reader = Reader::new(layout, row);
        let said = if is_nobodys(layout, row) {
            fates.push((row, Fate::Settled(Verdict::Ignore)));
            continue;
        } else if broken(sheet, layout, row, &mut reader) {
            None
        } else {
            reader.read(rules)
        };
        if said.is_some() && number_of(layout, row).is_some_and(|it| lost_zero(&it, padded)) {
            reader.blame(Some(Field::Number), RowFault::LeadingZero, None);
        }
        if said.as_ref().is_some_and(|it| slips.contains(&it.arrear.item)) {
            reader.blame(Some(Field::Item), RowFault::ItemSlip, None);
        }
        let clean = |it: &Said| reader.findings.is_empty() && identities.agree(it, &mut reader);
        match said.filter(clean) {
            Some(said) => {
                fates.push((row, Fate::Readable(readable.len())));
                readable.push(said);
            }
            None => fates.push((row, Fate::Settled(Verdict::Reject(reader.findings)))),
        }
    }
    gathered(layout, fates, readable)
}

/// Compares the readable rows with each other and collects them by student.
fn gathered(layout: &Layout, fates: Vec<(&Row, Fate)>, readable: Vec<Said>) -> Judgement {
    let pairs = Pairs::of(&readable);
    let verdict = |row: &Row, fate: Fate| match fate {
        Fate::Settled(verdict) => verdict,
        Fate::Readable(place) => match pairs.found.get(&place) {
            None => Verdict::Accept,
            Some(pair) => {
                let mut found = paired(&mut Reader::new(layout, row), *pair);
                if pair.1 == RowFault::Repeated {
                    Verdict::Duplicate(found.remove(0))
                } else {
                    Verdict::Reject(found)
                }
            }
        },
    };
    let verdicts = fates.into_iter().map(|(row, fate)| (row.number, verdict(row, fate))).collect();
    let mut students: Vec<Student> = Vec::new();
    let mut places: HashMap<PersonNumber, usize> = HashMap::new();
    for (place, said) in readable.into_iter().enumerate() {
        if pairs.found.contains_key(&place) {
            continue;
        }
        let at = *places.entry(said.number.clone()).or_insert(students.len());
        let arrear = said.arrear.clone();
        if at == students.len() {
            students.push(student(said));
        }
        students[at].arrears.push(arrear);
    }
    Judgement { verdicts, students }
}

fn student(said: Said) -> Student {
    let Said { number, name, gender, id_number, college, major, class, .. } = said;
    Student { number, name, gender, id_number, college, major, class, arrears: Vec::new() }
}

fn number_of(layout: &Layout, row: &Row) -> Option<PersonNumber> {
    number(row.cell(layout.column(Field::Number)?)).ok()
}

fn lost_zero(number: &PersonNumber, padded: Option<usize>) -> bool {
    let digits = number.expose().bytes().all(|it| it.is_ascii_digit());
    digits && padded.is_some_and(|length| number.expose().len() < length)
}

/// Whether the record breaks: reading on would put values under the wrong headings.
fn broken(sheet: &Sheet, layout: &Layout, row: &Row, reader: &mut Reader<'_>) -> bool {
    if let Some(column) = row.torn {
        let field = layout.mapped.iter().find(|it| it.column == column).map(|it| it.field);
        reader.blame(field, RowFault::TornQuote, None);
        return true;
    }
    let too_many = row.width() > layout.width;
    let last_read = layout.mapped.iter().map(|it| it.column).max().unwrap_or(0);
    let too_few = row.cells.len() <= last_read;
    let broken = sheet.ruled && (too_many || too_few);
    if broken {
        reader.blame(None, RowFault::Columns, None);
    }
    broken
}

/// Whether the row is nobody's: blank, a total, the header once more, a line below the table.
fn is_nobodys(layout: &Layout, row: &Row) -> bool {
    row.torn.is_none()
        && (row.is_blank()
            || is_total(layout, row)
            || is_header(layout, row)
            || is_remark(layout, row))
}

fn is_total(layout: &Layout, row: &Row) -> bool {
    if has_id(layout, row) {
        return false;
    }
    let total = |text: &str| {
        let text = bare(text);
        let starts = ["合计", "小计", "总计", "共计", "累计", "总合计"];
        let ends = ["合计", "小计", "总计"];
        starts.iter().any(|it| text.starts_with(it))
            || ends.iter().any(|it| text.ends_with(it))
            || matches!(text.as_str(), "total" | "subtotal" | "grandtotal" | "sum")
    };
    let first_seen = row.cells.iter().find(|it| !it.is_blank());
    let named =
        [Field::Number, Field::Name, Field::College, Field::Major, Field::Class, Field::Item];
    let by_field = named.iter().filter_map(|it| layout.column(*it)).map(|it| row.cell(it));
    first_seen.into_iter().chain(by_field).any(|it| total(&it.text()))
}

fn is_header(layout: &Layout, row: &Row) -> bool {
    if has_id(layout, row) {
        return false;
    }
    let same = layout.mapped.iter().filter(|it| {
        let heading = layout.headings.get(it.column).map(|it| bare(it)).unwrap_or_default();
        !heading.is_empty() && bare(&row.cell(it.column).text()) == heading
    });
    same.count() >= 3.min(layout.mapped.len())
}

/// 制表人, 审核 and the like: nothing that makes a bill, and not even a student's number.
fn is_remark(layout: &Layout, row: &Row) -> bool {
    let facts = [Field::IdNumber, Field::Year, Field::Item, Field::Due];
    let blank = |it: &Field| layout.column(*it).is_none_or(|column| row.cell(column).is_blank());
    facts.iter().all(blank) && number_of(layout, row).is_none()
}

fn has_id(layout: &Layout, row: &Row) -> bool {
    let id = layout.column(Field::IdNumber).map(|it| row.cell(it).text());
    id.is_some_and(|it| code(&it).len() >= 15)
}
