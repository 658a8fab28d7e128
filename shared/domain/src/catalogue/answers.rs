//! What somebody typed into a project's form, read against that form.

use super::{Answers, FormField, FormFieldKind, Project, Tier};
use crate::arrears::is_unseen;
use crate::{Agreed, Day, Enrolment, Fault, FormFault, FormFieldId, Phone, TierId};
use std::collections::BTreeMap;

/// What somebody typed to enrol, or to change what they said.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    pub tier: &'a TierId,
    /// Nothing: the number that is on file.
    pub phone: Option<&'a str>,
    pub answers: &'a BTreeMap<FormFieldId, String>,
}

/// What somebody says who enrols, as it is kept: it fits the project's form.
#[derive(Clone)]
pub struct Filled {
    pub agreed: Agreed,
    pub phone: Phone,
    pub answers: Answers,
}

impl Project {
    /// Reads what was `typed`; `had` is the enrolment that it is to change, `on_file` the phone
    /// number that is known. Every wrong field is named, all at once.
    pub fn read(
        &self,
        typed: &Typed<'_>,
        had: Option<&Enrolment>,
        on_file: Option<&Phone>,
    ) -> Result<Filled, FormFault> {
        let mut fault = FormFault::default();
        let agreed = fault.noting("tier", self.agree(typed.tier, had).ok_or("not-an-option"));
        let phone = match (typed.phone, on_file) {
            (Some(typed), _) => typed.parse::<Phone>().map_err(|it| it.code()),
            (None, Some(known)) => Ok(known.clone()),
            (None, None) => Err("required"),
        };
        let phone = fault.noting("phone", phone);
        let answers = answers(&self.form, typed.answers, &mut fault);
        match (agreed, phone) {
            (Some(agreed), Some(phone)) if fault.is_empty() => {
                Ok(Filled { agreed, phone, answers })
            }
            _ => Err(fault),
        }
    }

    /// The price called `tier`: what was agreed to before stays as it was.
    fn agree(&self, tier: &TierId, had: Option<&Enrolment>) -> Option<Agreed> {
        if let Some(had) = had.filter(|it| it.agreed.tier == *tier) {
            return Some(had.agreed.clone());
        }
        let Tier { id, label, price } = self.tier(tier)?.clone();
        Some(Agreed { tier: id, label, price })
    }
}

/// `typed` as far as it fits `form`; what does not is in `fault`.
fn answers(
    form: &[FormField],
    typed: &BTreeMap<FormFieldId, String>,
    fault: &mut FormFault,
) -> Answers {
    let mut answers = BTreeMap::new();
    for field in form {
        let typed = typed.get(&field.id).map_or("", |it| it.trim());
        match field.kind.admits(typed, field.required) {
            Ok(()) if typed.is_empty() => {}
            Ok(()) => {
                answers.insert(field.id.clone(), typed.to_owned());
            }
            Err(code) => fault.note(format!("answers.{}", field.id), code),
        }
    }
    for unknown in typed.keys().filter(|it| form.iter().all(|field| field.id != **it)) {
        fault.note(format!("answers.{unknown}"), "unknown-field");
    }
    Answers(answers)
}

impl FormFieldKind {
    fn admits(&self, typed: &str, required: bool) -> Result<(), &'static str> {
        if typed.is_empty() {
            return if required { Err("required") } else { Ok(()) };
        }
        match self {
            Self::Text { max } if typed.chars().count() > usize::from(*max) => Err("too-long"),
            Self::Text { .. } if typed.chars().any(is_unseen) => Err("unseen"),
            Self::Choice { options } if !options.iter().any(|it| it == typed) => {
                Err("not-an-option")
            }
            // Births too: any century will do.
            Self::Date if typed.len() != 10 || Day::any(typed).is_err() => Err("not-a-day"),
            Self::Text { .. } | Self::Choice { .. } | Self::Date => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;
    use crate::catalogue::{Audience, FormField, FormFieldKind, Project, Tier, Window};
    use crate::{Fault, Money, Phone, Timestamp};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn project() -> Project {
        let field = |id: &str, required, kind| FormField {
            id: id.parse().expect("a slug"),
            label: id.to_owned(),
            hint: String::new(),
            required,
            kind,
        };
        let options = ["甲", "乙"].map(str::to_owned).into();
        Project {
            id: "cet".parse().expect("a slug"),
            title: "英语四级".to_owned(),
            department: "教务处".to_owned(),
            content: String::new(),
            window: Window { opens: Timestamp::UNIX_EPOCH, closes: Timestamp::MAX },
            audience: Audience::Everybody,
            quota: None,
            minutes_to_pay: 30,
            tiers: vec![Tier {
                id: "full".parse().expect("a slug"),
                label: "全价".to_owned(),
                price: Money::ZERO,
            }],
            form: vec![
                field("seat", true, FormFieldKind::Text { max: 5 }),
                field("room", false, FormFieldKind::Choice { options }),
                field("born", false, FormFieldKind::Date),
            ],
        }
    }

    fn faults(tier: &str, phone: Option<&str>, typed: &[(&str, &str)]) -> Vec<String> {
        let tier = tier.parse().expect("a slug");
        let answers = typed.iter().map(|(id, it)| (id.parse().expect("a slug"), (*it).to_owned()));
        let answers = answers.collect();
        let read = project().read(&Typed { tier: &tier, phone, answers: &answers }, None, None);
        let faults = read.err().map(|it| it.fields()).unwrap_or_default();
        faults.iter().map(|it| format!("{}: {}", it.field, it.code)).collect()
    }

    #[track_caller]
    fn check(typed: &[(&str, &str)], expected: &[&str]) {
        assert_eq!(faults("full", Some("13800001234"), typed), expected, "{typed:?}");
    }

    #[test]
    fn an_answer_fits_its_field() {
        check(&[("seat", "窗边一二三")], &[]);
        check(&[("seat", "窗边一二三四")], &["answers.seat: too-long"]);
        check(&[("seat", "<b>x")], &[]);
        check(&[("seat", "  窗  ")], &[]);
        check(&[("seat", "a\nb")], &["answers.seat: unseen"]);
        check(&[("seat", "a\u{202E}b")], &["answers.seat: unseen"]);
        for empty in ["", "  ", "\t"] {
            check(&[("seat", empty)], &["answers.seat: required"]);
        }
        check(&[], &["answers.seat: required"]);
        check(&[("seat", "x"), ("room", "甲"), ("born", "1987-03-13")], &[]);
        check(&[("seat", "x"), ("room", ""), ("born", "")], &[]);
        check(&[("seat", "x"), ("room", "丙")], &["answers.room: not-an-option"]);
        for day in ["2026-02-30", "13.3.1987", "1987-3-13"] {
            check(&[("seat", "x"), ("born", day)], &["answers.born: not-a-day"]);
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let wrong = faults("half", None, &[("room", "x"), ("other", "x")]);
        assert_eq!(
            wrong,
            [
                "tier: not-an-option",
                "phone: required",
                "answers.seat: required",
                "answers.room: not-an-option",
                "answers.other: unknown-field"
            ]
        );
        let phone = faults("full", Some("1380000123"), &[("seat", "x")]);
        assert_eq!(phone, ["phone: not-a-phone"]);
    }

    proptest! {
        #[test]
        fn what_is_kept_fits_and_is_all_that_was_asked(seat in ".{0,8}", room in "[甲乙丙]?", born in ".{0,10}|[12][0-9]{3}-[01][0-9]-[0-3][0-9]", other in prop::option::of(".{0,4}")) {
            let id = |it: &str| it.parse().expect("a slug");
            let mut typed = BTreeMap::from([(id("seat"), seat.clone()), (id("room"), room.clone()), (id("born"), born.clone())]);
            if let Some(other) = &other {
                typed.insert(id("other"), other.clone());
            }
            let known: Phone = "13800001234".parse().expect("a phone");
            let (project, tier) = (project(), "full".parse().expect("a slug"));
            let typed = Typed { tier: &tier, phone: None, answers: &typed };
            match project.read(&typed, None, Some(&known)) {
                Err(fault) => prop_assert!(!fault.fields().is_empty()),
                Ok(filled) => {
                    prop_assert!(other.is_none());
                    prop_assert_eq!(filled.phone, known);
                    let kept = filled.answers.0;
                    let seat = &kept[&id("seat")];
                    prop_assert!(!seat.is_empty() && seat.chars().count() <= 5 && seat.trim() == seat);
                    prop_assert!(!seat.chars().any(char::is_control));
                    prop_assert!(kept.values().all(|it| !it.is_empty()));
                    prop_assert_eq!(kept.contains_key(&id("room")), !room.is_empty());
                    prop_assert_eq!(kept.contains_key(&id("born")), !born.trim().is_empty());
                }
            }
        }
    }
}
