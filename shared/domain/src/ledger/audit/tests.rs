mod bills;

use super::{Audit, OnDay, Theirs, Wrong, audit};
use crate::ledger::{Entry, Event, Head, Part, Stated};
use crate::{
    Asking, Bill, BillId, ChannelKind, Decider, Dispute, DisputeReason, Line, Merchant, Money,
    Order, OrderState, PersonId, Receipt, Refund, RefundId, RefundOrder, RefundState, Scene,
    Timestamp, Way,
};
use std::collections::BTreeMap;

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

fn person() -> PersonId {
    "ADA001".parse().expect("an id")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).expect("in range")
}

fn bill_id() -> BillId {
    BillId::new("2026-2027", "学费").expect("a name")
}

fn receipt(transaction: &str, fen: u64) -> Receipt {
    let text = format!(
        r#"{{"channel":"wechat","merchant":"1900000001","transaction":"{transaction}",
            "number":"01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001","amount":"{}",
            "paid_at":"2026-09-05T01:00:00Z","said_at":""}}"#,
        money(fen)
    );
    serde_json::from_str(&text).expect("a receipt")
}

/// Ada's order of 5,000, paid; 1,000 of it went back and is owed again; 600 came besides.
fn school() -> BTreeMap<PersonId, Theirs> {
    let (paid, extra) = (receipt("a", 5000), receipt("b", 600));
    let part = |fen| vec![Part { bill: bill_id(), amount: money(fen) }];
    let bill = bill();
    let refund = refund(&paid);
    let reason = DisputeReason::PaidTwice;
    let events = vec![
        Event::Stated { bills: vec![Stated::of(&bill)] },
        Event::Booked { order: paid.number.order, receipt: paid.clone(), parts: part(5000) },
        Event::Disputed { receipt: extra.clone(), reason },
        refund.entry(),
        Event::RefundDone { refund: refund.refund.id, by_hand: false, at: None },
    ];
    let day = |receipt: &Receipt, disputed| OnDay {
        receipt: receipt.clone(),
        disputed,
        refund: None,
        amount: receipt.amount,
        at: receipt.paid_at,
    };
    let back = OnDay {
        refund: Some(refund.refund.number()),
        amount: money(1000),
        at: at(9),
        ..day(&paid, None)
    };
    let theirs = Theirs {
        entries: chain(events),
        bills: vec![bill],
        orders: vec![order(&paid)],
        disputes: vec![Dispute { receipt: extra.clone(), reason, at: at(3), leaves: None }],
        refunds: vec![refund],
        undecided: vec![extra.key()],
        unfinished: Vec::new(),
        days: vec![day(&paid, None), day(&extra, Some(reason)), back],
        unreadable: Vec::new(),
    };
    BTreeMap::from([(person(), theirs)])
}

fn chain(events: Vec<Event>) -> Vec<Entry> {
    let mut head = Head::start(person());
    let add = |event| {
        let entry = head.append(event, at(i64::from(head.seq())));
        head = head.after(&entry).expect("it follows");
        entry
    };
    events.into_iter().map(add).collect()
}

fn bill() -> Bill {
    Bill {
        id: bill_id(),
        item: "学费".to_owned(),
        year: "2026-2027".to_owned(),
        target: None,
        until: None,
        seat: None,
        due: money(5000),
        exempt: Money::ZERO,
        loan: Money::ZERO,
        paid_elsewhere: Money::ZERO,
        paid_here: money(4000),
        returned: money(1000),
        undue: Money::ZERO,
        splittable: true,
        hold: None,
        paid_by: None,
    }
}

fn order(paid: &Receipt) -> Order {
    let line = Line {
        bill: bill_id(),
        item: "学费".to_owned(),
        year: "2026-2027".to_owned(),
        target: None,
        amount: money(5000),
    };
    Order {
        id: paid.number.order,
        payer: person(),
        guest: None,
        channel: ChannelKind::Wechat,
        scene: Scene::Pc,
        way: Way::Qr,
        wallet_user: None,
        merchant: Merchant("1900000001".to_owned()),
        client_ip: String::new(),
        payee: String::new(),
        lines: vec![line],
        seat: None,
        total: money(5000),
        opened: at(0),
        until: at(900),
        state: OrderState::Paid { receipt: paid.clone(), booked: at(2) },
        placed: None,
        shown: None,
    }
}

fn refund(paid: &Receipt) -> RefundOrder {
    RefundOrder {
        refund: Refund {
            id: RefundId::from_bits(1),
            payer: person(),
            receipt: paid.clone(),
            amount: money(1000),
            reason: "多缴退款".to_owned(),
            opened: at(4),
        },
        parts: vec![Part { bill: bill_id(), amount: money(1000) }],
        reopens: true,
        whole: false,
        by_hand: false,
        by: Decider::Officer(PersonId::from_bits(1)),
        state: RefundState::Done { number: "5030".to_owned(), at: at(9) },
        asking: Asking::default(),
    }
}

/// What an audit finds after `plant` was done to Ada's rows.
#[track_caller]
fn check(what: &str, plant: fn(&mut Theirs), found: fn(&Wrong) -> bool) -> Audit {
    let mut school = school();
    plant(school.get_mut(&person()).expect("she is there"));
    let audit = audit(&school);
    let told: Vec<_> = audit.findings.iter().map(ToString::to_string).collect();
    assert!(audit.findings.iter().any(|it| found(&it.wrong)), "{what}: {told:?}");
    assert!(audit.findings.iter().all(|it| it.person == person()));
    audit
}

#[test]
fn a_healthy_school_passes() {
    let audit = audit(&school());
    assert_eq!(audit.findings, []);
    let (counts, sums) = (audit.counts, audit.sums);
    assert_eq!((counts.people, counts.entries, counts.bills, counts.orders), (1, 5, 1, 1));
    assert_eq!((counts.payments, counts.refunds), (2, 1));
    assert_eq!((sums.received, sums.on_bills, sums.given_back), (5600, 4000, 1000));
    assert_eq!((sums.left, sums.on_its_way), (600, 0));
}

#[test]
fn an_entry_that_was_touched_is_named() {
    let changed = |it: &mut Theirs| {
        let text = serde_json::to_string(&it.entries[1]).expect("JSON").replace("50.00", "40.00");
        it.entries[1] = serde_json::from_str(&text).expect("an entry");
    };
    let chain = |it: &Wrong| matches!(it, Wrong::Chain(_));
    let found = check("a changed amount", changed, chain);
    assert_eq!(found.findings[0].entry, Some(2));
    assert!(found.findings[0].to_string().starts_with("ADA001 entry 2: "));
    check("a dropped middle entry", |it| drop(it.entries.remove(2)), chain);
    check("an inserted entry", |it| it.entries.insert(3, it.entries[2].clone()), chain);
    // The end of a chain is missed by what was written with it.
    let dropped: fn(&mut Theirs) = |it| drop(it.entries.pop());
    check("a dropped last entry", dropped, |it| matches!(it, Wrong::BillPaid { .. }));
    check("a dropped last entry", dropped, |it| matches!(it, Wrong::RefundDiffers(_)));
}

#[test]
fn orders_and_entries_are_held_against_each_other() {
    let unbooked: fn(&mut Theirs) = |it| {
        let order = it.orders[0].clone();
        it.orders.push(Order { id: crate::OrderId::from_bits(5), ..order });
    };
    check("paid without an entry", unbooked, |it| matches!(it, Wrong::PaidUnbooked(_)));
    let unpaid: fn(&Wrong) -> bool = |it| matches!(it, Wrong::BookedUnpaid(_));
    check("an entry without its order", |it| it.orders.clear(), unpaid);
    check("it is open again", |it| it.orders[0].state = OrderState::Open, unpaid);
    check("its line is another", |it| it.orders[0].lines[0].amount = money(4999), unpaid);
    check("no dispute", |it| it.disputes.clear(), |it| matches!(it, Wrong::NoDispute(_)));
    let twice: fn(&mut Theirs) = |it| it.disputes.push(it.disputes[0].clone());
    check("one too many", twice, |it| matches!(it, Wrong::DisputeUnwritten(_)));
}

#[test]
fn refunds_and_entries_are_held_against_each_other() {
    let differs: fn(&Wrong) -> bool = |it| matches!(it, Wrong::RefundDiffers(_));
    check("its state", |it| it.refunds[0].state = RefundState::Proposed, differs);
    check("its amount", |it| it.refunds[0].refund.amount = money(999), differs);
    check("whether it reopens", |it| it.refunds[0].reopens = false, differs);
    check("it is gone", |it| it.refunds.clear(), differs);
    let unwritten: fn(&mut Theirs) = |it| {
        let mut other = it.refunds[0].clone();
        other.refund.id = RefundId::from_bits(2);
        it.refunds.push(other);
    };
    check("nobody opened it", unwritten, |it| matches!(it, Wrong::RefundUnwritten(_)));
}

#[test]
fn lists_and_days_are_held_against_the_entries() {
    let undecided = |it: &Wrong| matches!(it, Wrong::Undecided { .. });
    check("nobody sees it", |it| it.undecided.clear(), undecided);
    let needless: fn(&mut Theirs) = |it| it.undecided.push(receipt("a", 5000).key());
    check("nothing is left", needless, |it| matches!(it, Wrong::Decided(_)));
    let over: fn(&mut Theirs) = |it| it.unfinished.push(it.refunds[0].refund.number());
    check("a refund that is over", over, |it| matches!(it, Wrong::Finished(_)));
    check("no day", |it| drop(it.days.remove(0)), |it| matches!(it, Wrong::NotOnDay(_)));
    let back = |it: &Wrong| matches!(it, Wrong::RefundNotOnDay(_));
    check("no refund on its day", |it| drop(it.days.pop()), back);
    let more: fn(&mut Theirs) = |it| it.days.push(it.days[0].clone());
    check("twice on its day", more, |it| matches!(it, Wrong::OnDay(_)));
    let amount: fn(&mut Theirs) = |it| it.days[2].amount = money(999);
    check("less on its day", amount, |it| matches!(it, Wrong::RefundOnDay(_)));
    let odd: fn(&mut Theirs) = |it| it.unreadable.push("BILL#x".to_owned());
    check("a row is odd", odd, |it| matches!(it, Wrong::Unreadable(_)));
}

#[test]
fn a_refund_that_waits_stands_on_the_list() {
    let waits: fn(&mut Theirs) = |it| {
        it.entries.pop();
        it.refunds[0].state = RefundState::Proposed;
    };
    check("it waits unseen", waits, |it| matches!(it, Wrong::Unfinished(_)));
}

#[test]
fn the_digest_is_of_all_entries() {
    let (first, again) = (audit(&school()), audit(&school()));
    assert_eq!((first.digest.len(), &first.digest), (64, &again.digest));
    let mut other = school();
    other.get_mut(&person()).expect("she is there").entries.pop();
    assert_ne!(audit(&other).digest, first.digest);
}
