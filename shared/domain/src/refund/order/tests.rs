use super::{Asking, Decider, RefundOrder, RefundState};
use crate::{
    Money, PersonId, Refund, RefundEnd, RefundError, RefundId, Refunded, Returned, Timestamp,
};
use proptest::prelude::*;

const RECEIPT: &str = r#"{"channel":"wechat","merchant":"1900000001","transaction":"42000001",
    "number":"01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001","amount":"4800.00",
    "paid_at":"2026-09-05T01:00:00Z","said_at":"2026-09-05T09:00:00+08:00"}"#;

pub(crate) fn at(hours: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + hours * 3600).expect("in range")
}

pub(crate) fn officer(nth: u32) -> PersonId {
    PersonId::from_bits(nth)
}

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

/// A refund that the first officer proposed.
pub(crate) fn proposed() -> RefundOrder {
    let refund = Refund {
        id: RefundId::from_bits(1),
        payer: "ADA001".parse().expect("an id"),
        receipt: serde_json::from_str(RECEIPT).expect("a receipt"),
        amount: money(1000),
        reason: "多缴退款".to_owned(),
        opened: at(0),
    };
    RefundOrder {
        refund,
        parts: Vec::new(),
        reopens: false,
        whole: true,
        by_hand: false,
        by: Decider::Officer(officer(1)),
        state: RefundState::Proposed,
        asking: Asking::default(),
    }
}

pub(crate) fn approved() -> RefundOrder {
    proposed().approve(officer(2), at(1)).expect("another officer")
}

pub(crate) fn returned(fen: u64) -> RefundEnd {
    RefundEnd::Returned(Returned { refund: "5030".to_owned(), amount: money(fen), at: None })
}

fn by_hand() -> RefundEnd {
    RefundEnd::by_hand(officer(3), "电汇").expect("a note")
}

fn failed() -> RefundEnd {
    RefundEnd::Failed { code: "CLOSED".to_owned() }
}

/// The state in which an officer who takes `refund` back at `hours` leaves it, of which its provider
/// says `said`; or why it does not.
#[track_caller]
fn withdraws(
    refund: &RefundOrder,
    (said, hours): (Option<&Refunded>, i64),
    expected: Result<&str, RefundError>,
) {
    let ended = refund.clone().withdraw(officer(3), said, at(hours));
    let found = ended.as_ref().map(|it| it.refund().state.slug()).map_err(|it| *it);
    assert_eq!(found, expected, "{refund:?}: {said:?}");
}

/// The state in which `end` leaves `refund`, or why it does not.
#[track_caller]
fn check(refund: &RefundOrder, end: RefundEnd, expected: Result<&str, RefundError>) {
    let told = format!("{end:?}");
    let ended = refund.clone().end(end, at(2));
    let found = ended.as_ref().map(|it| it.refund().state.slug()).map_err(|it| *it);
    assert_eq!(found, expected, "{told}");
}

#[test]
fn it_takes_two_officers() {
    assert_eq!(proposed().approve(officer(1), at(1)), Err(RefundError::SameOfficer));
    let approved = approved();
    assert!(approved.is_askable());
    assert_eq!(approved.clone().approve(officer(1), at(1)), Err(RefundError::SameOfficer));
    assert_eq!(approved.clone().approve(officer(4), at(9)).as_ref(), Ok(&approved), "once");
    let rule = RefundOrder { by: Decider::Rule, ..approved };
    assert!(rule.approve(officer(1), at(1)).is_ok(), "what the rule agreed to stays agreed to");
}

#[test]
fn nobody_gives_back_what_nobody_agreed_to() {
    let proposed = proposed();
    assert!(!proposed.is_askable());
    check(&proposed, returned(1000), Err(RefundError::NotApproved));
    check(&proposed, failed(), Err(RefundError::NotApproved));
    check(&proposed, by_hand(), Err(RefundError::NotApproved));
    withdraws(&proposed, (None, 2), Ok("withdrawn"));
}

#[test]
fn while_a_provider_may_have_it_nobody_else_gives_it_back() {
    let free = approved();
    check(&free, by_hand(), Err(RefundError::NotByHand));
    withdraws(&free, (None, 2), Ok("withdrawn"));

    let asked = free.asks(at(1));
    check(&asked, by_hand(), Err(RefundError::NotByHand));
    withdraws(&asked, (Some(&Refunded::Absent), 2), Err(RefundError::OnItsWay));
    check(&asked, returned(1000), Ok("done"));
    check(&asked, failed(), Ok("failed"));

    let unsure = asked.troubled("provider-unsure".to_owned(), false);
    withdraws(&unsure, (Some(&Refunded::Absent), 2), Err(RefundError::OnItsWay));
    check(&asked.troubled("NOT_ENOUGH".to_owned(), true), by_hand(), Err(RefundError::NotByHand));
}

/// That a provider had nothing of it once is not enough: it has to say so again, when nothing can be
/// on the road to it any more. What it took up it has, and time alone changes nothing about that.
#[test]
fn only_a_providers_fresh_word_sets_a_refund_free() {
    let refused = approved().asks(at(1)).troubled("NOT_ENOUGH".to_owned(), true);
    let failed = Refunded::Failed { code: "CLOSED".to_owned() };
    let RefundEnd::Returned(returned) = returned(1000) else { panic!("it went back") };
    let (over, far) = (Err(RefundError::OnItsWay), 90 * 24);

    withdraws(&refused, (Some(&Refunded::Absent), 2), Ok("withdrawn"));
    withdraws(&refused, (Some(&failed), 2), Ok("withdrawn"));
    withdraws(&refused, (Some(&Refunded::Absent), 1), over);
    for said in [None, Some(&Refunded::Pending), Some(&Refunded::Done(returned))] {
        withdraws(&refused, (said, 2), over);
        withdraws(&refused, (said, far), over);
    }
    let again = refused.asks(at(2));
    withdraws(&again, (Some(&Refunded::Absent), 2), over);
    let taken_up = refused.taken_up();
    assert_eq!(taken_up.asking.trouble, None);
    withdraws(&taken_up, (Some(&Refunded::Absent), far), over);
    assert!(!taken_up.awaits_word(at(far)) && refused.awaits_word(at(far)));
}

#[test]
fn by_hand_is_no_providers() {
    let hand = RefundOrder { by_hand: true, ..approved() };
    assert!(!hand.is_askable());
    check(&hand, by_hand(), Ok("by-hand"));
    check(&hand, returned(1000), Err(RefundError::NotTheProviders));
    check(&hand, failed(), Err(RefundError::NotTheProviders));
}

#[test]
fn a_provider_gives_back_what_it_was_asked() {
    let asked = approved().asks(at(1));
    check(&asked, returned(999), Err(RefundError::AnotherAmount));
    check(&asked, returned(1001), Err(RefundError::AnotherAmount));
}

#[test]
fn what_is_over_stays_over() {
    let ended = [returned(1000), failed(), by_hand()].map(|end| {
        let by_hand = matches!(end, RefundEnd::ByHand { .. });
        let agreed = RefundOrder { by_hand, ..approved() };
        let over = agreed.end(end.clone(), at(2)).expect("free").refund().clone();
        assert_eq!(end.is_of(&over), by_hand);
        over
    });
    let withdrawn = approved().withdraw(officer(3), None, at(2)).expect("free").refund().clone();
    for over in ended.into_iter().chain([withdrawn]) {
        for again in [returned(1000), failed(), by_hand()] {
            check(&over, again, Err(RefundError::Over));
        }
        withdraws(&over, (None, 3), Err(RefundError::Over));
        assert_eq!(over.clone().approve(officer(2), at(3)), Err(RefundError::Over));
        assert!(over.is_final() && !over.is_askable());
    }
}

#[test]
fn a_rule_decided_twice_opens_one_refund() {
    let receipt = serde_json::from_str(RECEIPT).expect("a receipt");
    let first = RefundId::by_rule(&receipt, 0);
    assert_eq!(first, RefundId::by_rule(&receipt, 0));
    assert_ne!(first, RefundId::by_rule(&receipt, 1));
    let other = crate::Receipt { transaction: crate::Transaction("42000002".into()), ..receipt };
    assert_ne!(first, RefundId::by_rule(&other, 0));
}

proptest! {
    /// Whatever is tried in whatever order, the money goes back once at most, and never while
    /// nobody agreed to it.
    #[test]
    fn a_refund_ends_once(steps in proptest::collection::vec(0_u8..8, 0..20)) {
        let mut refund = proposed();
        let mut ends = 0;
        for (hour, step) in (1..).zip(steps) {
            let was = refund.clone();
            let ended = match step {
                0 => { refund = refund.clone().approve(officer(2), at(hour)).unwrap_or(refund); continue }
                1 => { refund = refund.clone().approve(officer(1), at(hour)).unwrap_or(refund); continue }
                2 if refund.is_askable() => { refund = refund.asks(at(hour)); continue }
                3 if refund.is_askable() => { refund = refund.troubled("X".to_owned(), true); continue }
                4 => refund.clone().end(returned(1000), at(hour)),
                5 => refund.clone().end(failed(), at(hour)),
                6 => refund.clone().end(by_hand(), at(hour)),
                _ => refund.clone().withdraw(officer(3), Some(&Refunded::Absent), at(hour)),
            };
            if let Ok(ending) = ended {
                ends += 1;
                let moved = matches!(ending.entry(), crate::ledger::Event::RefundDone { .. });
                let agreed = matches!(was.state, RefundState::Approved { .. });
                prop_assert!(!moved || agreed);
                refund = ending.refund().clone();
            }
            prop_assert!(ends <= 1);
            prop_assert_eq!(refund.is_final(), ends == 1);
        }
    }
}
