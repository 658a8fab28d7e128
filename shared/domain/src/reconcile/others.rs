//! What the reports of the days around say of a line.

use super::moves::Name;
use super::{Around, DayReport, POOL_DAYS};
use crate::Day;
use std::collections::BTreeSet;

/// What the reports of other days say of lines that a statement may have.
pub(super) struct Others {
    /// Days whose statement was read, or is given up.
    over: BTreeSet<Day>,
    /// Days whose report names what agreed: one of before they did says nothing of a line.
    named: BTreeSet<Day>,
    listed: BTreeSet<Name>,
    had: BTreeSet<Name>,
    missed: BTreeSet<Name>,
}

impl Others {
    pub(super) fn than(today: Day, around: &Around) -> Self {
        let others = || around.reports.iter().filter(|it| it.day != today);
        Self {
            over: others()
                .map(|it| it.day)
                .chain(around.given_up.iter().copied())
                .chain([today])
                .collect(),
            named: others().filter(|it| it.is_named()).map(|it| it.day).collect(),
            listed: others().flat_map(DayReport::listed).collect(),
            had: others().flat_map(DayReport::had).collect(),
            missed: others().flat_map(DayReport::missed).collect(),
        }
    }

    /// Whether another statement has a line of that name.
    pub(super) fn list(&self, name: &Name) -> bool {
        self.listed.contains(name)
    }

    /// Whether another statement has the line of that name, which one more doubles.
    pub(super) fn had(&self, name: &Name) -> bool {
        self.had.contains(name)
    }

    /// Whether another day told it as missing there.
    pub(super) fn miss(&self, name: &Name) -> bool {
        self.missed.contains(name)
    }

    /// Whether there is a report of `day` that says which lines it had.
    pub(super) fn know(&self, day: Day) -> bool {
        self.named.contains(&day)
    }

    /// Whether all the statements were read in which a line of ours of `day` is looked for, the
    /// present one included, but for those that nobody waits for any more.
    pub(super) fn end(&self, day: Day) -> bool {
        (1..=POOL_DAYS).all(|after| self.over.contains(&day.moved(after)))
    }
}
