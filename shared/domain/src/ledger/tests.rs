mod moves;

use super::{Entry, Event, Head, Ledger, Part};
use crate::{Became, BillId, DisputeReason, Money, PersonId, Receipt, RefundId, Timestamp};

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

fn bill() -> BillId {
    BillId::new("2026-2027", "学费").expect("a name")
}

fn person() -> PersonId {
    PersonId::from_bits(7)
}

fn receipt(transaction: &str, fen: u64) -> Receipt {
    let text = format!(
        r#"{{"channel":"wechat","merchant":"1900000001","transaction":"{transaction}",
            "number":"01KAJ8Z5T4Q9V7N2M6X3C1B0RD000007","amount":"{}",
            "paid_at":"2026-09-05T01:00:00Z","said_at":"2026-09-05T09:00:00+08:00"}}"#,
        money(fen)
    );
    serde_json::from_str(&text).expect("a receipt")
}

fn chain(events: Vec<Event>) -> Vec<Entry> {
    let mut head = Head::start(person());
    let add = |event| {
        let entry = head.append(event, Timestamp::UNIX_EPOCH);
        head = head.after(&entry).expect("it follows");
        entry
    };
    events.into_iter().map(add).collect()
}

fn booked(transaction: &str, fen: u64) -> Event {
    let order = "01KAJ8Z5T4Q9V7N2M6X3C1B0RD".parse().expect("an order");
    let parts = vec![Part { bill: bill(), amount: money(fen) }];
    Event::Booked { order, receipt: receipt(transaction, fen), parts }
}

fn disputed(transaction: &str, fen: u64) -> Event {
    Event::Disputed { receipt: receipt(transaction, fen), reason: DisputeReason::PaidTwice }
}

fn opened(nth: u128, transaction: &str, fen: u64, from_bill: bool) -> Event {
    let parts = vec![Part { bill: bill(), amount: money(fen) }];
    Event::RefundOpened {
        refund: RefundId::from_bits(nth),
        receipt: receipt(transaction, fen).key(),
        amount: money(fen),
        parts: if from_bill { parts } else { Vec::new() },
        reopens: true,
    }
}

#[test]
fn every_fen_that_came_is_on_a_bill_or_going_back_or_left_to_decide_about() {
    let done = Event::RefundDone { refund: RefundId::from_bits(1), by_hand: false, at: None };
    let failed = Event::RefundFailed { refund: RefundId::from_bits(2) };
    let entries = chain(vec![
        booked("a", 500),
        disputed("b", 500),
        opened(1, "a", 200, true),
        opened(2, "b", 500, false),
        done,
        failed,
    ]);

    let ledger = Ledger::of(person(), &entries).expect("it holds");

    assert_eq!(ledger.paid(&bill()), money(300));
    let [first, second] = ledger.moneys() else { panic!("two came") };
    assert_eq!((first.left(), first.given_back()), (Money::ZERO, money(200)));
    assert_eq!((second.left(), second.given_back()), (money(500), Money::ZERO));
    assert_eq!(ledger.head().seq(), 6);
}

#[test]
fn a_ledger_that_was_touched_does_not_hold() {
    let good = chain(vec![booked("a", 500), disputed("b", 500), opened(2, "b", 500, false)]);
    Ledger::of(person(), &good).expect("it holds");

    let mut dropped = good.clone();
    dropped.remove(1);
    let changed: Vec<Entry> = good
        .iter()
        .map(|it| serde_json::to_string(it).expect("JSON").replace("\"5.00\"", "\"4.00\""))
        .map(|it| serde_json::from_str(&it).expect("an entry"))
        .collect();
    let mut turned = good.clone();
    turned.swap(0, 1);
    for touched in [dropped, changed, turned] {
        assert!(Ledger::of(person(), &touched).is_err(), "{touched:?}");
    }
    assert!(Ledger::of(PersonId::from_bits(8), &good).is_err(), "nor as somebody else's");
}

#[test]
fn no_more_goes_back_than_came_and_no_money_comes_twice() {
    for wrong in [
        vec![booked("a", 500), opened(1, "a", 501, true)],
        vec![booked("a", 500), opened(1, "a", 300, true), opened(2, "a", 300, true)],
        vec![booked("a", 500), opened(1, "a", 100, false)],
        vec![booked("a", 500), booked("a", 500)],
        vec![booked("a", 500), disputed("a", 500)],
        vec![Event::RefundDone { refund: RefundId::from_bits(1), by_hand: false, at: None }],
    ] {
        let entries = chain(wrong);
        assert!(Ledger::of(person(), &entries).is_err(), "{entries:?}");
    }
}

#[test]
fn a_payer_is_told_in_a_word_what_became_of_money_that_did_not_simply_pay() {
    let refund = RefundId::from_bits(1);
    let part = Part { bill: bill(), amount: money(500) };
    let receipt = receipt("b", 500);
    let (key, number) = (receipt.key(), receipt.number);
    let applied = Event::Applied { receipt: key, parts: vec![part] };
    let went = Event::RefundDone { refund, by_hand: false, at: None };
    let failed = Event::RefundFailed { refund };
    let back = || opened(1, "b", 500, false);
    let told = |events: Vec<Event>| {
        let entries = chain([vec![booked("a", 500), disputed("b", 500)], events].concat());
        Ledger::of(person(), &entries).expect("it holds").became(number)
    };

    assert_eq!(told(vec![]), Some(Became::Asked));
    assert_eq!(told(vec![applied]), Some(Became::Applied));
    assert_eq!(told(vec![back()]), Some(Became::Going));
    assert_eq!(told(vec![back(), went]), Some(Became::Back));
    assert_eq!(told(vec![back(), failed]), Some(Became::Asked), "it lies nowhere again");
    let paid = Ledger::of(person(), &chain(vec![booked("a", 500)])).expect("it holds");
    assert_eq!(paid.became(number), None);
    let part_of_it = chain(vec![booked("a", 500), opened(1, "a", 200, true)]);
    let ledger = Ledger::of(person(), &part_of_it).expect("it holds");
    assert_eq!(ledger.became(number), Some(Became::Going), "of what it paid, too");
}
