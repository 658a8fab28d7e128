//! What the office typed, found sound before anything of it is kept.

use crate::arrears::is_unseen;
use crate::{Fault, FaultKind, FieldFault};
use std::collections::BTreeSet;
use std::ops::{Deref, RangeInclusive};

/// Something that the office announces, found sound. Only such a thing is kept, so that no page
/// meets a batch without a title or a window that closes before it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked<T>(T);

/// What the office types, and what must hold of it.
pub trait Announced {
    /// Notes every field that is wrong.
    fn check(&self, faults: &mut Faults);
}

/// Every field that is wrong, all at once: nobody corrects a form five times.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} fields of what is announced are wrong", .0.len())]
pub struct Unsound(Vec<FieldFault>);

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldFault>);

impl<T: Announced> Checked<T> {
    /// `it`, if it is sound.
    pub fn of(it: T) -> Result<Self, Unsound> {
        let mut faults = Faults::default();
        it.check(&mut faults);
        if faults.0.is_empty() { Ok(Self(it)) } else { Err(Unsound(faults.0)) }
    }
}

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Unsound {
    /// This one field is wrong.
    pub fn field(field: &'static str, code: &'static str) -> Self {
        Self(vec![FieldFault::new(field, code)])
    }
}

impl Faults {
    /// Notes that `field` is wrong.
    pub(super) fn note(&mut self, field: impl Into<String>, code: &'static str) {
        self.0.push(FieldFault::new(field, code));
    }

    /// Notes `code` of `field` unless it `holds`.
    pub(super) fn want(&mut self, holds: bool, field: impl Into<String>, code: &'static str) {
        if !holds {
            self.note(field, code);
        }
    }

    /// Some words on one line, at most `max` characters.
    pub(super) fn line(&mut self, field: impl Into<String>, text: &str, max: usize) {
        let field = field.into();
        self.want(!text.trim().is_empty(), &field, "missing");
        self.want(text.chars().count() <= max, &field, "too-long");
        self.want(!text.chars().any(is_unseen), &field, "unseen");
    }

    /// Lines of text, none perhaps, at most `max` characters.
    pub(super) fn text(&mut self, field: impl Into<String>, text: &str, max: usize) {
        let field = field.into();
        let breaks = |it: char| matches!(it, '\n' | '\r' | '\t');
        let odd = |it: char| it.is_control() && !breaks(it);
        self.want(text.chars().count() <= max, &field, "too-long");
        self.want(!text.chars().any(odd), &field, "unseen");
    }

    /// A number from a range.
    pub(super) fn within<N: PartialOrd + Copy>(
        &mut self,
        field: impl Into<String>,
        number: N,
        range: &RangeInclusive<N>,
    ) {
        self.want(range.contains(&number), field, "out-of-range");
    }

    /// Whether a list has as many as it may. What is in a longer one is not looked at.
    pub(super) fn count<T>(
        &mut self,
        field: &'static str,
        list: &[T],
        range: &RangeInclusive<usize>,
    ) -> bool {
        self.want(list.len() >= *range.start(), field, "too-few");
        self.want(list.len() <= *range.end(), field, "too-many");
        range.contains(&list.len())
    }

    /// No two of `list` are alike.
    pub(super) fn distinct<T: Ord>(&mut self, field: impl Into<String>, list: &[T]) {
        let mut seen = BTreeSet::new();
        self.want(list.iter().all(|it| seen.insert(it)), field, "twice");
    }
}

impl Fault for Unsound {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "wrong-fields"
    }

    fn fields(&self) -> Vec<FieldFault> {
        self.0.clone()
    }
}
