use crate::catalogue::{
    AmountRule, Announced, Audience, Batch, Checked, FormField, FormFieldKind, Living, News,
    Project, TargetRule, Tier, Window,
};
use crate::{Fault, Money, Timestamp};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("in range")
}

fn batch() -> Batch {
    Batch {
        id: "books".parse().expect("a slug"),
        title: "教材费".to_owned(),
        department: "教务处".to_owned(),
        note: "两学期\n一次收取。".to_owned(),
        window: Window { opens: at(0), closes: at(1) },
    }
}

fn living(target: TargetRule, amount: AmountRule) -> Living {
    let (id, title) = ("power".parse().expect("a slug"), "电费".to_owned());
    Living { id, title, note: String::new(), open: true, target, amount }
}

fn tier(id: &str) -> Tier {
    Tier { id: id.parse().expect("a slug"), label: "四级".to_owned(), price: Money::ZERO }
}

fn project() -> Project {
    let choice = FormFieldKind::Choice { options: vec!["上午".to_owned(), "下午".to_owned()] };
    let field = |id: &str, kind| FormField {
        id: id.parse().expect("a slug"),
        label: "场次".to_owned(),
        hint: String::new(),
        required: true,
        kind,
    };
    let text = FormFieldKind::Text { max: 20 };
    Project {
        id: "cet".parse().expect("a slug"),
        title: "英语四级".to_owned(),
        department: "教务处".to_owned(),
        content: "**须知**".to_owned(),
        window: Window { opens: at(10), closes: at(20) },
        audience: Audience::Everybody,
        quota: Some(20),
        minutes_to_pay: 30,
        tiers: vec![tier("cet-4"), tier("cet-6")],
        form: vec![field("half", choice), field("note", text), field("day", FormFieldKind::Date)],
    }
}

fn news(body: &str, until: Option<Timestamp>) -> News {
    let (id, title) = ("autumn".parse().expect("a slug"), "缴费通知".to_owned());
    News { id, title, body: body.to_owned(), pinned: false, from: at(5), until }
}

/// What is wrong with `it`: fields and codes.
#[track_caller]
fn check<T: Announced>(it: T, expected: &[(&str, &str)]) {
    let faults = Checked::of(it).err().map(|it| it.fields()).unwrap_or_default();
    let found: Vec<_> = faults.iter().map(|it| (it.field.as_str(), it.code)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_title_is_some_words_on_one_line() {
    let titled = |title: &str| Batch { title: title.to_owned(), ..batch() };
    check(titled("<script>alert(1)</script>"), &[]);
    check(titled(&"费".repeat(60)), &[]);
    check(titled(&"费".repeat(61)), &[("title", "too-long")]);
    check(titled(" \u{3000}"), &[("title", "missing")]);
    check(titled("教材\n费"), &[("title", "unseen")]);
    check(titled("教材\u{202E}费"), &[("title", "unseen")]);
    check(titled("教材\0"), &[("title", "unseen")]);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let window = Window { opens: at(9), closes: at(9) };
    let (department, note) = (String::new(), "x".repeat(501));
    check(
        Batch { department, note, window, ..batch() },
        &[
            ("department", "missing"),
            ("note", "too-long"),
            ("window.closes", "ends-before-it-begins"),
        ],
    );
}

#[test]
fn a_project_has_prices_and_a_form_that_can_be_told_apart() {
    check(project(), &[]);
    check(Project { quota: None, form: Vec::new(), ..project() }, &[]);
    for (quota, minutes_to_pay) in [(0, 4), (10_001, 10_081)] {
        check(
            Project { quota: Some(quota), minutes_to_pay, ..project() },
            &[("quota", "out-of-range"), ("minutes_to_pay", "out-of-range")],
        );
    }
    check(Project { tiers: Vec::new(), ..project() }, &[("tiers", "too-few")]);
    let many = (0..5000).map(|_| tier("a")).collect();
    check(Project { tiers: many, ..project() }, &[("tiers", "too-many")]);
    check(Project { tiers: vec![tier("a"), tier("a")], ..project() }, &[("tiers", "twice")]);

    let mut odd = project();
    odd.form[1].label.clear();
    odd.form[1].kind = FormFieldKind::Text { max: 0 };
    odd.form[2].kind = FormFieldKind::Choice { options: vec!["是".to_owned(), "是".to_owned()] };
    odd.form[2].id = odd.form[0].id.clone();
    check(
        odd,
        &[
            ("form[1].label", "missing"),
            ("form[1].kind.max", "out-of-range"),
            ("form[2].kind.options", "twice"),
            ("form", "twice"),
        ],
    );
}

#[test]
fn a_living_fee_asks_for_what_can_be_answered() {
    let fixed = || AmountRule::Fixed { choices: vec![money(5000)] };
    let room = |buildings: &[&str]| TargetRule::Room {
        buildings: buildings.iter().map(|it| (*it).to_owned()).collect(),
    };
    check(living(room(&["6", "北苑-2"]), fixed()), &[]);
    check(living(room(&[]), fixed()), &[("target.buildings", "too-few")]);
    check(living(room(&["6", "6"]), fixed()), &[("target.buildings", "twice")]);
    check(living(TargetRule::Card { digits: 3 }, fixed()), &[("target.digits", "out-of-range")]);
    let zero = AmountRule::Fixed { choices: vec![Money::ZERO, Money::ZERO] };
    check(
        living(TargetRule::None, zero),
        &[("amount.choices", "twice"), ("amount.choices", "zero")],
    );
    let free = |min, max, step, suggestion| AmountRule::Free {
        min: money(min),
        max: money(max),
        step: money(step),
        suggestions: vec![money(suggestion)],
    };
    check(living(TargetRule::Account, free(1000, 50_000, 1000, 5000)), &[]);
    check(
        living(TargetRule::Account, free(50_000, 1000, 1000, 5000)),
        &[("amount.max", "below-min"), ("amount.suggestions", "not-admitted")],
    );
    check(living(TargetRule::Account, free(1500, 5000, 1000, 5000)), &[("amount.min", "off-step")]);
    check(
        living(TargetRule::Account, free(0, 5000, 0, 5000)),
        &[("amount.min", "zero"), ("amount.step", "zero")],
    );
}

#[test]
fn news_say_something_and_end_after_they_begin() {
    check(news(&"字".repeat(20_000), Some(at(6))), &[]);
    check(news(&"字".repeat(20_001), None), &[("body", "too-long")]);
    check(news(" \n", Some(at(5))), &[("body", "missing"), ("until", "ends-before-it-begins")]);
}

#[test]
fn a_quota_does_not_come_in_once_people_enrol() {
    let with = |quota| Project { quota, ..project() };
    let may = |is, was, now| {
        let is = Checked::of(with(is)).expect("sound");
        is.may_replace(&with(was), at(now)).map_err(|it| it.fields()[0].code)
    };
    assert_eq!(may(Some(5), None, 9), Ok(()));
    assert_eq!(may(Some(5), None, 10), Err("quota-too-late"));
    assert_eq!(may(Some(5), Some(9), 15), Ok(()));
    assert_eq!(may(None, Some(9), 15), Ok(()));
}

proptest! {
    #[test]
    fn what_is_sound_can_be_shown(title in ".{0,80}", note in r"[\x00-\x7f费]{0,600}", opens in 0_i64..9, closes in 0_i64..9) {
        let window = Window { opens: at(opens), closes: at(closes) };
        if let Ok(it) = Checked::of(Batch { title, note, window, ..batch() }) {
            prop_assert!(!it.title.trim().is_empty() && it.title.chars().count() <= 60);
            prop_assert!(!it.title.chars().any(char::is_control));
            prop_assert!(it.note.chars().count() <= 500 && !it.note.contains('\0'));
            prop_assert!(it.window.opens < it.window.closes);
        }
    }

    #[test]
    fn of_a_sound_amount_both_ends_and_all_suggestions_can_be_paid(
        (min, max, step) in (0_u64..40, 0_u64..40, 0_u64..8), suggested in prop::collection::vec(0_u64..40, 0..4),
    ) {
        let suggestions: Vec<_> = suggested.into_iter().map(money).collect();
        let amount = AmountRule::Free { min: money(min), max: money(max), step: money(step), suggestions };
        if let Ok(fee) = Checked::of(living(TargetRule::None, amount)) {
            let AmountRule::Free { min, max, suggestions, .. } = &fee.amount else { panic!("free") };
            for amount in suggestions.iter().chain([min, max]) {
                prop_assert!(!amount.is_zero());
                prop_assert_eq!(fee.amount.admits(*amount), Ok(()));
            }
        }
    }
}
