//! What stands in a bill's row is held against the entries.

use super::super::{Theirs, Wrong, audit};
use super::{chain, check, money, person, school};
use crate::ledger::{Event, Part};
use crate::{BillId, Money, ProjectId};

#[test]
fn a_bill_that_says_something_else_is_named() {
    let paid: fn(&mut Theirs) = |it| it.bills[0].paid_here = money(4001);
    check("more is paid", paid, |it| matches!(it, Wrong::BillPaid { .. }));
    let due: fn(&mut Theirs) = |it| it.bills[0].due = money(4500);
    check("less is due", due, |it| matches!(it, Wrong::BillStated(_)));
    check("it is gone", |it| it.bills.clear(), |it| matches!(it, Wrong::NoBill(_)));
}

/// Nothing was paid on it, so that no fen is missed; the debt is.
#[test]
fn a_bill_that_was_stated_and_is_gone_is_named() {
    let gone = |it: &Wrong| matches!(it, Wrong::StatedGone(_));
    check("paid", |it| it.bills.clear(), gone);
    let unpaid: fn(&mut Theirs) = |it| {
        it.entries.truncate(1);
        *it = Theirs { entries: std::mem::take(&mut it.entries), ..Theirs::default() };
    };
    let found = check("unpaid", unpaid, gone);
    assert_eq!(found.findings.len(), 1, "and nothing else: {:?}", found.findings);
}

#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events stay as they are")]
fn what_a_bill_says_went_back_is_what_did() {
    let returned = |it: &Wrong| matches!(it, Wrong::BillReturned { .. });
    let undue = |it: &Wrong| matches!(it, Wrong::BillUndue { .. });
    check("less", |it| it.bills[0].returned = money(999), returned);
    check("nothing", |it| it.bills[0].returned = Money::ZERO, returned);
    check("more", |it| it.bills[0].returned = money(1001), returned);
    check("it is owed again", |it| it.bills[0].undue = money(1000), undue);
    let forgiven: fn(&mut Theirs) = |it| {
        let events = it.entries.iter().map(|it| it.event().clone());
        let events = events.map(|event| match event {
            Event::RefundOpened { refund, receipt, amount, parts, .. } => {
                Event::RefundOpened { refund, receipt, amount, parts, reopens: false }
            }
            other => other,
        });
        it.entries = chain(events.collect());
        it.refunds[0].reopens = false;
        it.bills[0].due = money(4000);
    };
    let found = check("it is due no more", forgiven, undue);
    assert_eq!(found.findings.len(), 1, "and nothing else: {:?}", found.findings);
}

/// Who enrolled may cancel once their money is back, which drops the bill, and enrol again.
#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events stay as they are")]
fn a_projects_bill_may_say_less_of_what_went_back_and_never_more() {
    let project: ProjectId = "p1".parse().expect("a project");
    let with = |says: u64| {
        let mut school = school();
        let theirs = school.get_mut(&person()).expect("she is there");
        let id = BillId::of_project(&project);
        let parts = |parts: Vec<Part>| parts.into_iter().map(|it| Part { bill: id.clone(), ..it });
        let events = theirs.entries[1..].iter().map(|it| match it.event().clone() {
            Event::Booked { order, receipt, parts: of } => {
                Event::Booked { order, receipt, parts: parts(of).collect() }
            }
            Event::RefundOpened { refund, receipt, amount, parts: of, reopens } => {
                let parts = parts(of).collect();
                Event::RefundOpened { refund, receipt, amount, parts, reopens }
            }
            other => other,
        });
        theirs.entries = chain(events.collect());
        theirs.orders[0].lines[0].bill = id.clone();
        theirs.refunds[0].parts[0].bill = id.clone();
        theirs.bills[0].id = id;
        theirs.bills[0].returned = money(says);
        audit(&school).findings
    };

    assert_eq!((with(1000), with(0)), (vec![], vec![]));
    let more: Vec<_> = with(1001).into_iter().map(|it| it.wrong).collect();
    assert!(matches!(more.as_slice(), [Wrong::BillReturned { .. }]), "{more:?}");
}
