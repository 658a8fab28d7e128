//! Which field a column may be that no heading explains, by what its cells hold.

use super::columns::{Columns, How, Mapped, Unsure};
use super::person::{gender, name};
use super::text::{code, is_han};
use super::year::year;
use super::{Cell, Field, Row};
use crate::{IdNumber, PersonNumber};

/// Rows that are looked at: enough to tell a column's kind, and no more for a long file.
const SAMPLE: usize = 200;

/// Looks at the cells of columns that no heading explains. Whatever is found so is a suggestion:
/// it stays unsure until somebody confirms it.
pub(super) fn by_content(columns: &mut Columns, rows: &[Row], width: usize) {
    // The most telling first: a column that holds ID numbers cannot hold student numbers too.
    let kinds = [Field::IdNumber, Field::Gender, Field::Year, Field::Name, Field::Number];
    for field in kinds {
        let settled = columns.column(field).is_some() || columns.is_unsure(field);
        if settled || !(field.needed() || field == Field::Gender) {
            continue;
        }
        let looks = |column: &usize| !columns.is_taken(*column) && holds(field, rows, *column);
        let found: Vec<usize> = (0..width).filter(looks).collect();
        if let [column] = found[..] {
            columns.mapped.push(Mapped { field, column, how: How::Guessed });
        }
        if field.needed() {
            columns.unsure.push(Unsure { field, candidates: found });
        }
    }
    for field in Field::ALL.into_iter().filter(|it| it.needed()) {
        let settled = columns.column(field).is_some() || columns.is_unsure(field);
        if !settled {
            let free = (0..width).filter(|it| !columns.is_taken(*it));
            let fits = |it: &usize| !field.is_money() || holds_amounts(rows, *it);
            let candidates = free.filter(fits).collect();
            columns.unsure.push(Unsure { field, candidates });
        }
    }
}

/// Whether nearly all cells of `column` are what `field` holds.
fn holds(field: Field, rows: &[Row], column: usize) -> bool {
    nearly_all(rows, column, |cell| {
        let text = cell.text();
        match field {
            Field::IdNumber => code(&text).parse::<IdNumber>().is_ok(),
            Field::Gender => {
                gender(cell).is_ok_and(|it| it.is_some()) && text.contains(['男', '女'])
            }
            Field::Year => year(cell).is_ok() && text.chars().count() >= 7,
            Field::Name => name(cell).is_ok() && is_short_han(&text),
            Field::Number => {
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                digits >= 6 && code(&text).parse::<PersonNumber>().is_ok()
            }
            Field::College
            | Field::Major
            | Field::Class
            | Field::Item
            | Field::Due
            | Field::Exempt
            | Field::Loan
            | Field::Paid
            | Field::Owed
            | Field::Splittable => false,
        }
    })
}

fn holds_amounts(rows: &[Row], column: usize) -> bool {
    nearly_all(rows, column, |cell| super::amount::amount(cell).is_ok())
}

/// Two to four Han characters beginning with different ones: neither a college nor an item.
fn is_short_han(text: &str) -> bool {
    let bare: Vec<char> = text.chars().filter(|it| !it.is_whitespace()).collect();
    (2..=4).contains(&bare.len()) && bare.iter().all(|it| is_han(*it))
}

fn nearly_all(rows: &[Row], column: usize, fits: impl Fn(&Cell) -> bool) -> bool {
    let seen = rows.iter().take(SAMPLE).map(|row| row.cell(column)).filter(|it| !it.is_blank());
    let (count, fitting) = seen
        .fold((0_usize, 0), |(count, fitting), it| (count + 1, fitting + usize::from(fits(it))));
    count > 0 && fitting * 10 >= count * 8
}
