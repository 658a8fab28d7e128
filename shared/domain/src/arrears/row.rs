//! One row, read field by field: an arrear, or all that is wrong with it.

use super::amount::amount;
use super::person::{gender, id_number, name, number};
use super::text::{code, label};
use super::year::year;
use super::{Arrear, Cell, Field, Finding, Layout, Row, RowFault, Rules};
use crate::{BillId, Gender, IdNumber, Money, Name, PersonNumber};
use std::fmt::Write;

/// What one row says, where every cell of it can be read.
pub(super) struct Said {
    pub(super) number: PersonNumber,
    pub(super) name: Name,
    pub(super) gender: Gender,
    pub(super) id_number: IdNumber,
    pub(super) college: String,
    pub(super) major: String,
    pub(super) class: String,
    pub(super) arrear: Arrear,
}

/// A row being read: the cells by field, and what was found wrong so far.
pub(super) struct Reader<'a> {
    layout: &'a Layout,
    row: &'a Row,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layout: &'a Layout, row: &'a Row) -> Self {
        Self { layout, row, findings: Vec::new() }
    }

    /// What the row says, or nothing and at least one finding.
    pub(super) fn read(&mut self, rules: &Rules<'_>) -> Option<Said> {
        let number = self.take(Field::Number, number);
        let name = self.take(Field::Name, name);
        let id_number = self.take(Field::IdNumber, |cell| id_number(cell, rules.today));
        let gender = self.gender(id_number.as_ref());
        let [college, major, class] =
            [Field::College, Field::Major, Field::Class].map(|field| self.take(field, label));
        let arrear = self.arrear(rules);
        if !self.findings.is_empty() {
            return None;
        }
        Some(Said {
            number: number?,
            name: name?,
            gender: gender?,
            id_number: id_number?,
            college: college?,
            major: major?,
            class: class?,
            arrear: arrear?,
        })
    }

    /// Notes that `field`, or the row as a whole, is wrong.
    pub(super) fn blame(&mut self, field: Option<Field>, fault: RowFault, related: Option<u32>) {
        let column = field.and_then(|it| self.layout.column(it));
        let value = column.map(|it| masked(field, &self.row.cell(it).text()));
        let row = self.row.number;
        self.findings.push(Finding { row, field, column, fault, value, related });
    }

    fn take<T>(
        &mut self,
        field: Field,
        read: impl FnOnce(&Cell) -> Result<T, RowFault>,
    ) -> Option<T> {
        let cell = self.layout.column(field).map_or(&Cell::Empty, |it| self.row.cell(it));
        match read(cell) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.blame(Some(field), fault, None);
                None
            }
        }
    }

    fn gender(&mut self, id_number: Option<&IdNumber>) -> Option<Gender> {
        let said = self.take(Field::Gender, gender)?;
        match (said, id_number) {
            (Some(said), Some(id)) if said != id.gender() => {
                self.blame(Some(Field::Gender), RowFault::GenderDiffers, None);
                None
            }
            (Some(said), _) => Some(said),
            (None, Some(id)) => Some(id.gender()),
            (None, None) => Some(Gender::Unknown),
        }
    }

    fn arrear(&mut self, rules: &Rules<'_>) -> Option<Arrear> {
        let year = self.take(Field::Year, |cell| match year(cell) {
            Err(RowFault::Missing) if rules.batch.is_some() => Ok(String::new()),
            read => read,
        });
        let item = self.take(Field::Item, |cell| item(cell, rules));
        let due = self.take(Field::Due, |cell| amount(cell)?.ok_or(RowFault::Missing));
        let [exempt, loan, paid] = [Field::Exempt, Field::Loan, Field::Paid]
            .map(|it| self.take(it, |cell| Ok(amount(cell)?.unwrap_or(Money::ZERO))));
        let owed = self.take(Field::Owed, amount);
        let splittable = self.take(Field::Splittable, yes_or_no);
        let (year, item) = (year?, item?);
        let bill = match rules.batch {
            Some(batch) => BillId::of_batch(batch, &item),
            None => BillId::new(&year, &item),
        };
        let Ok(bill) = bill else {
            self.blame(Some(Field::Item), RowFault::TooLong, None);
            return None;
        };
        let (due, exempt, loan, paid) = (due?, exempt?, loan?, paid?);
        let row = self.row.number;
        let splittable = splittable?;
        let arrear = Arrear { row, bill, year, item, due, exempt, loan, paid, splittable };
        self.adds_up(&arrear, owed?).then_some(arrear)
    }

    /// Whether no more was settled than is due, and 欠缴, where the file has it, is what is left.
    fn adds_up(&mut self, arrear: &Arrear, owed: Option<Money>) -> bool {
        let parts = [
            (Field::Exempt, arrear.exempt),
            (Field::Loan, arrear.loan),
            (Field::Paid, arrear.paid),
        ];
        let above = parts.into_iter().find(|(_, amount)| *amount > arrear.due);
        let settled: Money = parts.iter().map(|it| it.1).sum();
        let left = arrear.due.minus(settled);
        if let Some((field, _)) = above {
            self.blame(Some(field), RowFault::AboveDue, None);
        } else if left.is_none() {
            self.blame(Some(Field::Paid), RowFault::OverSettled, None);
        } else if owed.is_some_and(|owed| Some(owed) != left) {
            self.blame(Some(Field::Owed), RowFault::OwedDiffers, None);
        }
        self.findings.is_empty()
    }
}

fn item(cell: &Cell, rules: &Rules<'_>) -> Result<String, RowFault> {
    let item = label(cell)?;
    if item.is_empty() {
        Err(RowFault::Missing)
    } else if rules.items.is_empty() || rules.items.contains(&item) {
        Ok(item)
    } else {
        Err(RowFault::UnknownItem)
    }
}

/// Without a word the bill is paid whole: nobody said it may be paid in parts.
fn yes_or_no(cell: &Cell) -> Result<bool, RowFault> {
    if let Cell::Error(_) = cell {
        return Err(RowFault::ErrorValue);
    }
    match cell.text().as_ref() {
        "是" => return Ok(true),
        "否" => return Ok(false),
        _ => {}
    }
    match code(&cell.text()).to_lowercase().as_str() {
        "是" | "y" | "yes" | "1" | "true" | "t" | "可" | "可以" | "允许" | "√" | "✓" | "✔" => {
            Ok(true)
        }
        "" | "-" | "否" | "n" | "no" | "0" | "false" | "f" | "不" | "不可" | "不可以"
        | "不允许" | "×" | "x" | "✗" | "✘" => Ok(false),
        _ => Err(RowFault::NotYesNo),
    }
}

/// A cell as the office may see it in a list of problems: enough to find it, no more.
pub fn masked(field: Option<Field>, text: &str) -> String {
    const CHARS_MAX: usize = 24;
    let private = match field {
        Some(Field::IdNumber) => Some(3),
        Some(Field::Name) => Some(1),
        Some(Field::Number) => Some(6),
        Some(_) | None => None,
    };
    let text = text.trim();
    let chars = text.chars().count();
    let mut shown = String::new();
    for (place, character) in text.chars().take(CHARS_MAX).enumerate() {
        if private.is_some_and(|open| place >= open) {
            shown.push('*');
        } else if super::text::is_unseen(character) {
            let _ = write!(shown, "\\u{{{:X}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    if chars > CHARS_MAX {
        shown.push('…');
    }
    shown
}
