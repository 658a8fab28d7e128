use crate::ledger::{Entry, Event, Head, Ledger, Part};
use crate::{
    BillId, DisputeReason, Money, Order, PaidTotals, Payment, PaymentKind, PersonId, ProofStanding,
    Receipt, RefundId, Span, Timestamp,
};
use serde_json::json;

const NUMBER: &str = "01KAJ8Z5T4Q9V7N2M6X3C1B0RD000007";

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("in range")
}

fn bill(item: &str) -> BillId {
    BillId::new("2026-2027", item).expect("a name")
}

fn part(item: &str, fen: u64) -> Part {
    Part { bill: bill(item), amount: money(fen) }
}

/// Money that came at that second.
fn receipt(transaction: &str, fen: u64, second: i64) -> Receipt {
    let text = json!({
        "channel": "wechat", "merchant": "1900000001", "transaction": transaction, "number": NUMBER,
        "amount": money(fen), "paid_at": at(second), "said_at": "",
    });
    serde_json::from_value(text).expect("a receipt")
}

fn booked(transaction: &str, parts: Vec<Part>, second: i64) -> Event {
    let fen = parts.iter().map(|it| it.amount.fen()).sum();
    let receipt = receipt(transaction, fen, second);
    Event::Booked { order: receipt.number.order, receipt, parts }
}

fn disputed(transaction: &str, fen: u64, second: i64) -> Event {
    let reason = DisputeReason::PaidTwice;
    Event::Disputed { receipt: receipt(transaction, fen, second), reason }
}

fn applied(transaction: &str, parts: Vec<Part>) -> Event {
    Event::Applied { receipt: receipt(transaction, 0, 0).key(), parts }
}

fn going(nth: u128, transaction: &str, amount: u64, parts: Vec<Part>) -> Event {
    Event::RefundOpened {
        refund: RefundId::from_bits(nth),
        receipt: receipt(transaction, 0, 0).key(),
        amount: money(amount),
        parts,
        reopens: true,
    }
}

fn back(nth: u128, at: Option<Timestamp>) -> Event {
    Event::RefundDone { refund: RefundId::from_bits(nth), by_hand: false, at }
}

/// The ledger in which this happened, each thing a minute after the one before.
fn ledger(events: Vec<Event>) -> Ledger {
    let person = PersonId::from_bits(7);
    let (mut head, mut entries) = (Head::start(person), Vec::<Entry>::new());
    for (event, minute) in events.into_iter().zip(0..) {
        let entry = head.append(event, at(minute * 60));
        head = head.after(&entry).expect("it follows");
        entries.push(entry);
    }
    Ledger::of(person, &entries).expect("a chain")
}

/// An order of 学费 and 住宿费, of 500 and 200.
fn order() -> Order {
    let line = |item: &str, fen| json!({ "bill": bill(item), "item": item, "year": "2026-2027", "amount": money(fen) });
    let text = json!({
        "id": &NUMBER[..26], "payer": PersonId::from_bits(7), "channel": "wechat", "scene": "pc",
        "way": "qr", "merchant": "1900000001", "client_ip": "", "payee": "西安科技大学",
        "lines": [line("学费", 500), line("住宿费", 200)], "total": money(700),
        "opened": at(0), "until": at(900), "state": { "is": "open" },
    });
    serde_json::from_value(text).expect("an order")
}

fn all() -> (Span, PaymentKind) {
    (Span { from: Timestamp::UNIX_EPOCH, to: Timestamp::MAX }, PaymentKind::All)
}

fn both() -> Vec<Part> {
    vec![part("学费", 500), part("住宿费", 200)]
}

#[test]
fn money_is_a_payment_once_it_lies_on_a_bill_and_by_what_lies_there() {
    let nowhere = ledger(vec![disputed("b", 900, 1)]);
    assert!(nowhere.payments_of(all()).is_empty());

    let ledger = ledger(vec![
        booked("a", both(), 0),
        disputed("b", 900, 1),
        applied("b", vec![part("学费", 400)]),
        going(1, "b", 500, Vec::new()),
        back(1, None),
    ]);
    let found = ledger.payments_of(all());
    let told: Vec<_> = found.iter().map(|it| (&*it.receipt().transaction.0, it.paid())).collect();
    assert_eq!(told, [("b", money(400)), ("a", money(700))], "the last one first");
    let totals = PaidTotals { count: 2, paid: money(1100), returned: Money::ZERO };
    assert_eq!(PaidTotals::of(&found), totals, "what never lay on a bill was not paid");
    let (order, lines) = (order(), |it: &Payment<'_>, order| it.lines(order).len());
    assert_eq!((lines(&found[0], &order), lines(&found[1], &order)), (1, 2));
}

#[test]
fn what_went_back_stands_beside_what_it_was_paid_for_and_when() {
    let said = at(30);
    let ledger = ledger(vec![
        booked("a", both(), 0),
        going(1, "a", 200, vec![part("住宿费", 200)]),
        back(1, Some(said)),
        going(2, "a", 100, vec![part("学费", 100)]),
        back(2, None),
        going(3, "a", 50, vec![part("学费", 50)]),
        going(4, "a", 5, vec![part("学费", 5)]),
        Event::RefundFailed { refund: RefundId::from_bits(4) },
    ]);
    let payment = ledger.payments().next().expect("a payment");
    let fen = (payment.paid().fen(), payment.returned().fen(), payment.going().fen());
    assert_eq!(fen, (700, 300, 50));
    let lines = payment.lines(&order());
    let told: Vec<_> =
        lines.iter().map(|it| (it.returned.fen(), payment.returned_at(it))).collect();
    // The provider said when; of the other, we know when we heard of it.
    assert_eq!(told, [(100, Some(at(240))), (200, Some(said))]);
    let returns: Vec<_> = payment.returns().map(|it| (it.at, it.amount.fen())).collect();
    assert_eq!(returns, [(said, 200), (at(240), 100)]);
}

#[test]
fn a_payment_is_found_by_the_instant_at_which_the_provider_took_it() {
    let ledger = ledger(vec![booked("a", both(), 10), booked("b", both(), 20)]);
    let between =
        |from, to| ledger.payments_of((Span { from: at(from), to: at(to) }, all().1)).len();
    assert_eq!((between(10, 20), between(11, 21), between(11, 20), between(0, 99)), (1, 1, 0, 2));
    let living = (all().0, PaymentKind::Living);
    assert!(ledger.payments_of(living).is_empty());
}

/// How many payments each page shows, of payments that came at these seconds.
#[track_caller]
fn check(seconds: impl Iterator<Item = i64>, expected: &[usize]) {
    let event = |second: i64| (format!("t{second}"), second);
    let mut nth = 0;
    let events = seconds.map(event).map(|(name, second)| {
        nth += 1;
        booked(&format!("{name}#{nth}"), vec![part("学费", 1)], second)
    });
    let ledger = ledger(events.collect());
    let all = ledger.payments_of(all());
    let (mut sizes, mut seen, mut before) = (Vec::new(), Vec::new(), None);
    loop {
        let (page, next) = Payment::page(&all, before);
        sizes.push(page.len());
        seen.extend(page.iter().map(|it| it.receipt().transaction.clone()));
        before = next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(sizes, expected);
    let each: Vec<_> = all.iter().map(|it| it.receipt().transaction.clone()).collect();
    assert_eq!(seen, each, "each once, in order");
}

#[test]
fn pages_end_between_two_instants() {
    check(0..0, &[0]);
    check(0..20, &[20]);
    check(0..41, &[20, 20, 1]);
    check((0..19).chain([100; 5]), &[20, 4]);
    check([5; 30].into_iter().chain(10..12), &[32]);
    check([5; 30].into_iter().chain(10..40), &[20, 40]);
}

/// What is proved after each of these events, and that another paper says so each time.
#[test]
fn a_proof_says_what_stands_and_its_mark_changes_with_it() {
    let order = order();
    let events = [
        booked("a", both(), 0),
        going(1, "a", 300, vec![part("学费", 300)]),
        Event::RefundFailed { refund: RefundId::from_bits(1) },
        going(2, "a", 300, vec![part("学费", 300)]),
        back(2, None),
        disputed("b", 300, 3),
        applied("b", vec![part("学费", 300)]),
        going(3, "a", 400, vec![part("学费", 200), part("住宿费", 200)]),
        going(4, "b", 300, vec![part("学费", 300)]),
        back(3, None),
        back(4, None),
    ];
    let expected = [
        (700, 0, 0, ProofStanding::Whole),
        (700, 0, 300, ProofStanding::Whole),
        (700, 0, 0, ProofStanding::Whole),
        (700, 0, 300, ProofStanding::Whole),
        (700, 300, 0, ProofStanding::Part),
        (700, 300, 0, ProofStanding::Part),
        (1000, 300, 0, ProofStanding::Part),
        (1000, 300, 400, ProofStanding::Part),
        (1000, 300, 700, ProofStanding::Part),
        (1000, 700, 300, ProofStanding::Part),
        (1000, 1000, 0, ProofStanding::Nothing),
    ];
    let mut marks = Vec::new();
    for (nth, expected) in (1..).zip(expected) {
        let ledger = ledger(events[..nth].to_vec());
        let proof = order.proof(&ledger).expect("paid");
        let fen = (proof.paid().fen(), proof.returned().fen(), proof.going().fen());
        assert_eq!((fen.0, fen.1, fen.2, proof.standing()), expected, "after {nth}");
        let told = proof.lines().iter().map(|it| it.line.amount.fen()).sum::<u64>();
        assert_eq!(told, fen.0, "the items come to what was paid, after {nth}");
        marks.push(proof.mark());
    }
    // What was promised and did not happen leaves the paper as it was, and so does money that pays
    // nothing; everything else is another paper.
    assert_eq!((marks[0], marks[1], marks[4]), (marks[2], marks[3], marks[5]));
    let mut distinct =
        vec![0, 1, 4, 6, 7, 8, 9, 10].into_iter().map(|it| marks[it].0).collect::<Vec<_>>();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 8);
}

#[test]
fn nothing_is_proved_of_an_order_that_no_money_paid() {
    assert!(order().proof(&ledger(Vec::new())).is_err());
    assert!(order().proof(&ledger(vec![disputed("a", 700, 0)])).is_err());
}
