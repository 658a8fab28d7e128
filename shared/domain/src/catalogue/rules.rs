//! What must hold of what the office types.

use super::checked::{Announced, Faults, Unsound};
use super::{AmountRule, Batch, FormField, FormFieldKind, Living, News, Project, TargetRule};
use super::{Checked, Window};
use crate::{Money, Timestamp};

/// Characters of a title: two lines on a phone.
const TITLE_MAX: usize = 60;

/// Characters of a department, a price's or a field's label.
const LABEL_MAX: usize = 40;

/// Characters of a sentence or two.
const NOTE_MAX: usize = 500;

/// Characters of a project's content; with the rest of it, far below the largest body.
const CONTENT_MAX: usize = 12_000;

/// Characters of a piece of news: 60 KB if all are Han, below the largest body.
const NEWS_MAX: usize = 20_000;

const HINT_MAX: usize = 200;
const OPTION_MAX: usize = 60;
const BUILDING_MAX: usize = 20;

/// More seats than any course has; a row of seats stays below 4 KB.
const QUOTA: std::ops::RangeInclusive<u32> = 1..=10_000;

/// From a walk to the bank to a week.
const MINUTES: std::ops::RangeInclusive<u16> = 5..=10_080;

impl Announced for Batch {
    fn check(&self, faults: &mut Faults) {
        faults.line("title", &self.title, TITLE_MAX);
        faults.line("department", &self.department, LABEL_MAX);
        faults.text("note", &self.note, NOTE_MAX);
        self.window.check(faults);
    }
}

impl Announced for Living {
    fn check(&self, faults: &mut Faults) {
        faults.line("title", &self.title, TITLE_MAX);
        faults.text("note", &self.note, NOTE_MAX);
        self.target.check(faults);
        self.amount.check(faults);
    }
}

impl Announced for Project {
    fn check(&self, faults: &mut Faults) {
        faults.line("title", &self.title, TITLE_MAX);
        faults.line("department", &self.department, LABEL_MAX);
        faults.text("content", &self.content, CONTENT_MAX);
        self.window.check(faults);
        if let Some(quota) = self.quota {
            faults.within("quota", quota, &QUOTA);
        }
        faults.within("minutes_to_pay", self.minutes_to_pay, &MINUTES);
        if faults.count("tiers", &self.tiers, &(1..=10)) {
            for (place, tier) in self.tiers.iter().enumerate() {
                faults.line(format!("tiers[{place}].label"), &tier.label, LABEL_MAX);
            }
            let ids: Vec<_> = self.tiers.iter().map(|it| &it.id).collect();
            faults.distinct("tiers", &ids);
        }
        if faults.count("form", &self.form, &(0..=20)) {
            for (place, field) in self.form.iter().enumerate() {
                field.check(place, faults);
            }
            let ids: Vec<_> = self.form.iter().map(|it| &it.id).collect();
            faults.distinct("form", &ids);
        }
    }
}

impl Announced for News {
    fn check(&self, faults: &mut Faults) {
        faults.line("title", &self.title, TITLE_MAX);
        faults.want(!self.body.trim().is_empty(), "body", "missing");
        faults.text("body", &self.body, NEWS_MAX);
        let after = self.until.is_none_or(|until| self.from < until);
        faults.want(after, "until", "ends-before-it-begins");
    }
}

impl Window {
    fn check(self, faults: &mut Faults) {
        faults.want(self.opens < self.closes, "window.closes", "ends-before-it-begins");
    }
}

impl TargetRule {
    fn check(&self, faults: &mut Faults) {
        match self {
            Self::None | Self::Account => {}
            Self::Card { digits } => faults.within("target.digits", *digits, &(4..=20)),
            Self::Room { buildings } => {
                let field = "target.buildings";
                if faults.count(field, buildings, &(1..=100)) {
                    faults.distinct(field, buildings);
                    for it in buildings {
                        faults.line(field, it, BUILDING_MAX);
                    }
                }
            }
        }
    }
}

impl AmountRule {
    fn check(&self, faults: &mut Faults) {
        match self {
            Self::Fixed { choices } => {
                let field = "amount.choices";
                if faults.count(field, choices, &(1..=20)) {
                    faults.distinct(field, choices);
                    faults.want(!choices.contains(&Money::ZERO), field, "zero");
                }
            }
            Self::Free { min, max, step, suggestions } => {
                for (field, amount) in [("amount.min", min), ("amount.step", step)] {
                    faults.want(!amount.is_zero(), field, "zero");
                }
                faults.want(min <= max, "amount.max", "below-min");
                let on_step = |it: &Money| it.fen().checked_rem(step.fen()).unwrap_or(0) == 0;
                faults.want(on_step(min), "amount.min", "off-step");
                faults.want(on_step(max), "amount.max", "off-step");
                let field = "amount.suggestions";
                if faults.count(field, suggestions, &(0..=12)) {
                    faults.distinct(field, suggestions);
                    let admitted = suggestions.iter().all(|it| self.admits(*it).is_ok());
                    faults.want(admitted, field, "not-admitted");
                }
            }
        }
    }
}

impl FormField {
    fn check(&self, place: usize, faults: &mut Faults) {
        faults.line(format!("form[{place}].label"), &self.label, LABEL_MAX);
        faults.text(format!("form[{place}].hint"), &self.hint, HINT_MAX);
        match &self.kind {
            FormFieldKind::Date => {}
            FormFieldKind::Text { max } => {
                faults.within(format!("form[{place}].kind.max"), *max, &(1..=500));
            }
            FormFieldKind::Choice { options } => {
                let field = || format!("form[{place}].kind.options");
                faults.want(!options.is_empty(), field(), "too-few");
                faults.want(options.len() <= 50, field(), "too-many");
                faults.distinct(field(), options);
                for it in options.iter().take(50) {
                    faults.line(field(), it, OPTION_MAX);
                }
            }
        }
    }
}

impl Checked<Project> {
    /// Whether it may take the place of `was` at `now`.
    ///
    /// A quota counts seats, and whoever enrolled while there was none has no seat: it cannot come
    /// in once people enrol, nor may the window be moved so that they seem not to have. It may be
    /// taken away at any time, and become larger or smaller.
    pub fn may_replace(&self, was: &Project, now: Timestamp) -> Result<(), Unsound> {
        let uncounted = was.quota.is_none() && was.window.opens <= now;
        if self.quota.is_some() && uncounted {
            Err(Unsound::field("quota", "quota-too-late"))
        } else if uncounted && self.window.opens > now {
            Err(Unsound::field("window.opens", "opened-already"))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
