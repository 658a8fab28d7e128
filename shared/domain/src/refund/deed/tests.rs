use super::{MoneyDeed, RefundDeed, RefundWait};
use crate::ledger::{Event, Head, Ledger};
use crate::refund::order::tests::{approved, at, officer, proposed, returned};
use crate::{
    ChannelKind, Decider, DisputeReason, Money, RefundEnd, RefundOrder, RefundStateView, Refunded,
    Timestamp,
};
use RefundDeed::{Approve, ByHand, Dismiss, Withdraw};
use jiff::ToSpan;

/// Every way a refund can stand, with a name.
fn refunds() -> Vec<(&'static str, RefundOrder)> {
    let asked = approved().asks(at(1));
    let hand = RefundOrder { by_hand: true, ..approved() };
    let end = |it: &RefundOrder, end| it.clone().end(end, at(2)).expect("ends").refund().clone();
    let withdrawn = proposed().withdraw(officer(3), None, at(2)).expect("nobody was asked");
    let given = RefundEnd::ByHand { by: officer(3), note: "电汇".to_owned() };
    vec![
        ("proposed", proposed()),
        ("agreed to", approved()),
        ("by the rule", RefundOrder { by: Decider::Rule, ..approved() }),
        ("asked", asked.clone()),
        ("unsure", asked.troubled("provider-unsure".to_owned(), false)),
        ("refused", asked.troubled("NOT_ENOUGH".to_owned(), true)),
        ("taken up", asked.troubled("NOT_ENOUGH".to_owned(), true).taken_up()),
        ("for the window", hand.clone()),
        ("proposed for the window", RefundOrder { by_hand: true, ..proposed() }),
        ("done", end(&asked, returned(1000))),
        ("failed", end(&asked, RefundEnd::Failed { code: "CLOSED".to_owned() })),
        ("given", end(&hand, given)),
        ("withdrawn", withdrawn.refund().clone()),
    ]
}

#[track_caller]
fn check(name: &str, by: u32, expected: &[RefundDeed]) {
    let refund = refunds().into_iter().find(|it| it.0 == name).expect("a refund").1;
    assert_eq!(refund.may(officer(by), at(2)), expected, "{name}");
}

#[test]
fn an_officer_is_offered_what_can_be_done() {
    check("proposed", 1, &[Withdraw]);
    check("proposed", 2, &[Approve, Withdraw]);
    check("agreed to", 2, &[Withdraw]);
    check("by the rule", 2, &[Withdraw]);
    check("asked", 2, &[]);
    check("unsure", 2, &[]);
    check("refused", 2, &[Withdraw]);
    check("taken up", 2, &[]);
    check("for the window", 1, &[ByHand, Withdraw]);
    check("proposed for the window", 1, &[Withdraw]);
    check("failed", 2, &[Dismiss]);
    for over in ["done", "given", "withdrawn"] {
        check(over, 2, &[]);
    }
}

/// The page and the handlers ask the same: whatever is offered is done, whatever is not is refused.
#[test]
fn what_is_offered_is_what_is_done() {
    for (name, refund) in refunds() {
        for (by, now) in [(1, at(1)), (1, at(2)), (2, at(1)), (2, at(2)), (2, at(24 * 60))] {
            let (by, may) = (officer(by), refund.may(officer(by), now));
            let hand = RefundEnd::ByHand { by, note: "电汇".to_owned() };
            let absent = Some(&Refunded::Absent);
            let done = [
                (Approve, refund.clone().approve(by, now).is_ok_and(|it| it != refund)),
                (Withdraw, refund.clone().withdraw(by, absent, now).is_ok()),
                (ByHand, refund.clone().end(hand, now).is_ok()),
                (Dismiss, refund.is_failed()),
            ];
            for (deed, is_done) in done {
                assert_eq!(may.contains(&deed), is_done, "{name}: {deed} at {now}");
            }
            let word = refund.awaits_word(now);
            let alone = refund.clone().withdraw(by, None, now).is_ok();
            assert_eq!(may.contains(&Withdraw), alone || word, "{name} at {now}");
            assert!(!(alone && word), "{name} at {now}");
        }
    }
}

#[test]
fn it_is_said_what_a_refund_waits_for() {
    let waits: Vec<_> = refunds().iter().map(|(name, it)| (*name, it.waits())).collect();
    let expected = [
        ("proposed", Some(RefundWait::Officer)),
        ("agreed to", Some(RefundWait::Provider)),
        ("by the rule", Some(RefundWait::Provider)),
        ("asked", Some(RefundWait::Provider)),
        ("unsure", Some(RefundWait::Trouble)),
        ("refused", Some(RefundWait::Trouble)),
        ("taken up", Some(RefundWait::Provider)),
        ("for the window", Some(RefundWait::Hand)),
        ("proposed for the window", Some(RefundWait::Officer)),
        ("done", None),
        ("failed", Some(RefundWait::Seen)),
        ("given", None),
        ("withdrawn", None),
    ];
    assert_eq!(waits, expected);
}

/// Rows, pages and tools call a state by one word.
#[test]
fn a_state_has_one_word() {
    for (name, refund) in refunds() {
        let row = serde_json::to_value(&refund.state).expect("plain JSON");
        let page = serde_json::to_value(refund.state.view()).expect("plain JSON");
        assert_eq!((&row["is"], &page), (&page, &refund.state.slug().into()), "{name}");
        let read: RefundStateView = serde_json::from_value(page).expect("its own word");
        assert_eq!(read, refund.state.view());
    }
}

/// What may be done about 10.00 that came by Alipay and could not be booked for `reason`.
fn about(reason: DisputeReason, now: Timestamp) -> Vec<MoneyDeed> {
    let receipt = crate::Receipt { channel: ChannelKind::Alipay, ..proposed().refund.receipt };
    let key = receipt.key();
    let payer = receipt.number.payer;
    let entry = Head::start(payer).append(Event::Disputed { receipt, reason }, at(0));
    let ledger = Ledger::of(payer, &[entry]).expect("a chain");
    ledger.received(&key).expect("the money").may(now)
}

#[test]
fn open_money_is_put_on_bills_or_given_back() {
    use MoneyDeed::{Apply, Refund, RefundByHand};
    let differs = DisputeReason::AmountDiffers { asked: Money::ZERO };
    assert_eq!(about(differs, at(1)), [Apply, Refund, RefundByHand]);
    let late = at(1) + (24 * 365).hours();
    assert_eq!(about(differs, late), [Apply, RefundByHand], "no provider does it any more");
    assert_eq!(about(DisputeReason::NoSuchOrder, at(1)), [RefundByHand]);
    assert_eq!(about(DisputeReason::OtherMerchant, at(1)), [Apply, RefundByHand]);
}
