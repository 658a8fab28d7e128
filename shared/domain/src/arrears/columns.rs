//! Which column holds which field, and what somebody has to decide about it.

use super::Field;
use super::heading::{Fit, bare, fit};
use std::collections::BTreeMap;

/// How a column was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By its heading, which says nothing else.
    Known,
    /// By a heading that suggests it, or by what its cells hold.
    Guessed,
    /// Somebody said so.
    Asked,
}

/// A field and the column that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapped {
    pub field: Field,
    pub column: usize,
    pub how: How,
}

/// A field that somebody has to decide, and the columns that come into question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsure {
    pub field: Field,
    pub candidates: Vec<usize>,
}

/// What the office said of the columns: a field's column, or that the file has none.
pub(super) type Said = BTreeMap<Field, Option<usize>>;

/// The mapping as far as headings and the office decide it.
pub(super) struct Columns {
    pub(super) mapped: Vec<Mapped>,
    pub(super) unsure: Vec<Unsure>,
}

impl Columns {
    pub(super) fn of(headings: &[String], said: &Said) -> Self {
        let bare: Vec<String> = headings.iter().map(|it| bare(it)).collect();
        let mut columns = Self { mapped: Vec::new(), unsure: Vec::new() };
        for (field, column) in said {
            if let Some(column) = *column {
                columns.mapped.push(Mapped { field: *field, column, how: How::Asked });
            }
        }
        let open = || Field::ALL.into_iter().filter(|field| !said.contains_key(field));
        for field in open() {
            columns.by_name(field, &bare);
        }
        for field in open() {
            columns.by_hint(field, &bare);
        }
        columns
    }

    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.mapped.iter().find(|it| it.field == field).map(|it| it.column)
    }

    pub(super) fn is_taken(&self, column: usize) -> bool {
        self.mapped.iter().any(|it| it.column == column)
    }

    pub(super) fn is_unsure(&self, field: Field) -> bool {
        self.unsure.iter().any(|it| it.field == field)
    }

    fn by_name(&mut self, field: Field, bare: &[String]) {
        for wanted in [Fit::Name, Fit::Alias] {
            let fits = |it: &usize| fit(field, &bare[*it]) == Some(wanted);
            let found: Vec<usize> = (0..bare.len()).filter(fits).collect();
            match found[..] {
                [] => {}
                [column] => {
                    self.mapped.push(Mapped { field, column, how: How::Known });
                    return;
                }
                _ => {
                    self.unsure.push(Unsure { field, candidates: found });
                    return;
                }
            }
        }
    }

    /// A hint is enough for a class, not for money: an amount from the wrong column looks right.
    fn by_hint(&mut self, field: Field, bare: &[String]) {
        if self.column(field).is_some() || self.is_unsure(field) {
            return;
        }
        let asks_whether = |heading: &str| field.is_money() && heading.starts_with("是否");
        let fits = |it: &usize| {
            fit(field, &bare[*it]) == Some(Fit::Hint)
                && !asks_whether(&bare[*it])
                && !self.is_taken(*it)
        };
        let found: Vec<usize> = (0..bare.len()).filter(fits).collect();
        match found[..] {
            [] => {}
            [column] if !field.is_money() => {
                self.mapped.push(Mapped { field, column, how: How::Guessed });
            }
            [column, ..] if !field.needed() && !field.is_money() => {
                self.mapped.push(Mapped { field, column, how: How::Guessed });
            }
            _ => self.unsure.push(Unsure { field, candidates: found }),
        }
    }
}
