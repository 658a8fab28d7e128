use super::{ProposeError, RefundAsk};
use crate::ledger::{Event, Head, Ledger, Part};
use crate::{
    BillId, ClosedBy, DisputeReason, FieldFault, LivingId, Money, Order, OrderState, PersonId,
    ProjectId, Receipt, RefundError, RefundId, RefundOrder, Scene, Timestamp, Transaction, Way,
};
use jiff::ToSpan;

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

fn payer() -> PersonId {
    "ADA001".parse().expect("an id")
}

fn receipt(channel: &str, fen: u64) -> Receipt {
    let text = format!(
        r#"{{"channel":"{channel}","merchant":"1900000001","transaction":"42000001",
            "number":"01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001","amount":"{}",
            "paid_at":"2026-09-05T01:00:00Z","said_at":""}}"#,
        money(fen)
    );
    serde_json::from_str(&text).expect("a receipt")
}

fn tuition() -> BillId {
    BillId::new("2026-2027", "学费").expect("a name")
}

fn room() -> BillId {
    BillId::new("2026-2027", "住宿费").expect("a name")
}

fn part(bill: BillId, fen: u64) -> Part {
    Part { bill, amount: money(fen) }
}

fn now() -> Timestamp {
    "2026-09-10T01:00:00Z".parse().expect("an instant")
}

fn order() -> Order {
    let receipt = receipt("wechat", 1);
    Order {
        id: receipt.number.order,
        payer: payer(),
        guest: None,
        channel: receipt.channel,
        scene: Scene::Pc,
        way: Way::Qr,
        wallet_user: None,
        merchant: receipt.merchant,
        client_ip: String::new(),
        payee: String::new(),
        lines: Vec::new(),
        seat: None,
        total: money(1),
        opened: now(),
        until: now(),
        state: OrderState::Closed { at: now(), by: ClosedBy::Payer, received: None },
        placed: None,
        shown: None,
    }
}

/// The ledger in which `events` happened.
fn ledger(events: Vec<Event>) -> Ledger {
    let mut head = Head::start(payer());
    let mut entries = Vec::new();
    for event in events {
        let entry = head.append(event, now());
        head = head.after(&entry).expect("it follows");
        entries.push(entry);
    }
    Ledger::of(payer(), &entries).expect("it holds")
}

/// A payment of `parts`.
fn booked(parts: &[Part]) -> Event {
    let fen = parts.iter().map(|it| it.amount.fen()).sum();
    let receipt = receipt("wechat", fen);
    Event::Booked { order: receipt.number.order, receipt, parts: parts.to_vec() }
}

fn ask(lines: Option<Vec<Part>>) -> RefundAsk {
    let receipt = receipt("wechat", 1);
    RefundAsk {
        id: RefundId::from_bits(9),
        number: receipt.number,
        transaction: receipt.transaction,
        lines,
        reopens: false,
        by_hand: false,
        reason: "多缴退款".to_owned(),
    }
}

fn propose(ask: &RefundAsk, ledger: &Ledger) -> Result<RefundOrder, ProposeError> {
    let order = order();
    let promise = RefundOrder::propose(ask, (ledger, Some(&order)), PersonId::from_bits(1), now())?;
    Ok(promise.refund().clone())
}

/// The faults that `ask` meets, as `field: code`.
#[track_caller]
fn check(ask: &RefundAsk, ledger: &Ledger, expected: &[&str]) {
    let Err(ProposeError::Fields(faults)) = propose(ask, ledger) else {
        panic!("{:?}", propose(ask, ledger))
    };
    let told = |it: &FieldFault| {
        let accept = it.accept.as_deref().map(|it| format!(" ({it})")).unwrap_or_default();
        format!("{}: {}{accept}", it.field, it.code)
    };
    assert_eq!(faults.iter().map(told).collect::<Vec<_>>(), expected);
}

#[test]
fn all_of_a_payment_or_named_parts_of_it_go_back() {
    let paid = ledger(vec![booked(&[part(tuition(), 4800), part(room(), 1200)])]);

    let all = propose(&ask(None), &paid).expect("all of it");
    assert_eq!(all.parts, [part(tuition(), 4800), part(room(), 1200)]);
    assert_eq!((all.refund.amount, all.whole), (money(6000), true));

    let some = propose(&ask(Some(vec![part(room(), 200)])), &paid).expect("some of it");
    assert_eq!((some.refund.amount, some.whole), (money(200), false));
}

#[test]
fn what_was_promised_before_is_not_there() {
    let opened = |nth, fen| Event::RefundOpened {
        refund: RefundId::from_bits(nth),
        receipt: receipt("wechat", 1).key(),
        amount: money(fen),
        parts: vec![part(tuition(), fen)],
        reopens: true,
    };
    let failed = Event::RefundFailed { refund: RefundId::from_bits(1) };
    let paid = booked(&[part(tuition(), 4800)]);
    let rest = ledger(vec![paid.clone(), opened(1, 4000)]);
    let line = |fen| ask(Some(vec![part(tuition(), fen)]));

    check(&line(801), &rest, &["lines[0].amount: above-returnable (8.00)"]);
    assert!(propose(&line(800), &rest).is_ok(), "exactly the rest");
    assert_eq!(propose(&ask(None), &rest).expect("the rest").refund.amount, money(800));

    let none = ledger(vec![paid.clone(), opened(1, 4000), opened(2, 800)]);
    assert_eq!(propose(&ask(None), &none), Err(ProposeError::NothingLeft));
    let again = ledger(vec![paid, opened(1, 4800), failed]);
    assert_eq!(propose(&ask(None), &again).expect("it failed").refund.amount, money(4800));
}

#[test]
fn of_disputed_money_what_lies_on_no_bill_goes_back_first() {
    let receipt = receipt("wechat", 5000);
    let disputed = Event::Disputed { receipt: receipt.clone(), reason: DisputeReason::PaidTwice };
    let parts = vec![part(tuition(), 4000)];
    let applied = Event::Applied { receipt: receipt.key(), parts };
    let ledger = ledger(vec![disputed, applied]);

    let left = propose(&ask(None), &ledger).expect("what is left");
    assert_eq!((left.refund.amount, left.parts.len()), (money(1000), 0));
    let line = propose(&ask(Some(vec![part(tuition(), 4000)])), &ledger).expect("on a bill");
    assert_eq!(line.refund.amount, money(4000));
}

#[test]
fn what_makes_no_sense_is_told_by_field() {
    let paid = ledger(vec![booked(&[part(tuition(), 4800), part(room(), 1200)])]);
    let lines = vec![
        part(tuition(), 0),
        part(BillId::new("2026-2027", "教材费").expect("a name"), 5),
        part(room(), 1201),
        part(room(), 1),
    ];
    let expected = [
        "lines[0].amount: zero (48.00)",
        "lines[1].bill: not-paid-by-it",
        "lines[2].amount: above-returnable (12.00)",
        "lines[3].bill: bill-twice",
    ];
    check(&ask(Some(lines)), &paid, &expected);
    check(&ask(Some(Vec::new())), &paid, &["lines: empty"]);
    let reason = |reason: &str| RefundAsk { reason: reason.to_owned(), ..ask(None) };
    check(&reason("  "), &paid, &["reason: empty"]);
    check(&reason(&"退".repeat(27)), &paid, &["reason: too-long"]);
    check(&reason("退\n款"), &paid, &["reason: unprintable"]);
    assert!(propose(&reason(&"退".repeat(26)), &paid).is_ok());
}

#[test]
fn an_enrolment_goes_back_whole_and_nobody_owes_again_what_nobody_owed() {
    let project: ProjectId = "autumn".parse().expect("a slug");
    let enrolment = BillId::of_project(&project);
    let paid = ledger(vec![booked(&[part(enrolment.clone(), 3000)])]);
    let line = |fen| ask(Some(vec![part(enrolment.clone(), fen)]));
    check(&line(2999), &paid, &["lines[0].amount: only-whole (30.00)"]);
    assert!(propose(&line(3000), &paid).is_ok());
    check(&RefundAsk { reopens: true, ..line(3000) }, &paid, &["reopens: not-owed-before"]);

    let living: LivingId = "power".parse().expect("a slug");
    let living = BillId::of_living(&living, receipt("wechat", 1).number.order);
    let paid = ledger(vec![booked(&[part(living.clone(), 5000)])]);
    assert!(propose(&ask(Some(vec![part(living, 10)])), &paid).is_ok(), "a part will do");
    check(&RefundAsk { reopens: true, ..ask(None) }, &paid, &["reopens: not-owed-before"]);
}

#[test]
fn money_that_lies_on_no_bill_opens_none_again() {
    let receipt = receipt("wechat", 5000);
    let ledger = ledger(vec![Event::Disputed { receipt, reason: DisputeReason::PaidTwice }]);
    check(&RefundAsk { reopens: true, ..ask(None) }, &ledger, &["reopens: not-owed-before"]);
}

#[test]
fn money_that_never_came_does_not_go_back() {
    let paid = ledger(vec![booked(&[part(tuition(), 4800)])]);
    let other = RefundAsk { transaction: Transaction("42000002".to_owned()), ..ask(None) };
    assert_eq!(propose(&other, &paid), Err(ProposeError::UnknownPayment));
    assert_eq!(propose(&ask(None), &ledger(Vec::new())), Err(ProposeError::UnknownPayment));
}

/// What a provider's papers say of too late and too often; the others say it when they are asked.
#[test]
fn what_a_provider_gives_back_no_more_goes_back_by_hand() {
    let late = |channel: &str, days: i64| {
        let receipt = receipt(channel, 4800);
        let later = receipt.paid_at + (24 * days).hours();
        let parts = vec![part(tuition(), 4800)];
        let order_id = receipt.number.order;
        let ledger = ledger(vec![Event::Booked { order: order_id, receipt, parts }]);
        let order = order();
        let by = PersonId::from_bits(1);
        let ask = |by_hand| RefundAsk { by_hand, ..ask(None) };
        let given = (&ledger, Some(&order));
        assert!(RefundOrder::propose(&ask(true), given, by, later).is_ok(), "by hand at any time");
        RefundOrder::propose(&ask(false), given, by, later).map(drop)
    };
    for (channel, days) in [("wechat", 365), ("alipay", 365), ("unionpay", 330)] {
        assert_eq!(late(channel, days - 1), Ok(()), "{channel}");
        assert_eq!(late(channel, days), Err(ProposeError::ByHandOnly), "{channel}");
    }
    assert_eq!(late("bocom", 3000), Ok(()));

    let opened = |nth| Event::RefundOpened {
        refund: RefundId::from_bits(nth),
        receipt: receipt("wechat", 1).key(),
        amount: money(10),
        parts: vec![part(tuition(), 10)],
        reopens: true,
    };
    let many = |times| {
        ledger(
            [booked(&[part(tuition(), 4800)])].into_iter().chain((1..=times).map(opened)).collect(),
        )
    };
    assert!(propose(&ask(None), &many(49)).is_ok(), "the fiftieth");
    assert_eq!(propose(&ask(None), &many(50)), Err(ProposeError::ByHandOnly));
}

#[test]
fn without_an_order_no_provider_can_be_told_which_money() {
    let receipt = receipt("wechat", 5000);
    let ledger = ledger(vec![Event::Disputed { receipt, reason: DisputeReason::NoSuchOrder }]);
    let by = PersonId::from_bits(1);
    let asked = RefundOrder::propose(&ask(None), (&ledger, None), by, now());
    assert_eq!(asked, Err(ProposeError::ByHandOnly));
    let hand = RefundAsk { by_hand: true, ..ask(None) };
    let promise = RefundOrder::propose(&hand, (&ledger, None), by, now()).expect("by hand");
    assert!(promise.is_last() && promise.refund().by_hand);
}

#[test]
fn asking_again_is_the_same_ask_only_if_it_says_the_same() {
    let paid = ledger(vec![booked(&[part(tuition(), 4800), part(room(), 1200)])]);
    let (first, by) = (ask(None), PersonId::from_bits(1));
    let order = propose(&first, &paid).expect("all of it");
    assert_eq!(order.repeats(&first, by), Ok(()));
    let lines = Some(order.parts.clone());
    for other in [
        RefundAsk { lines, ..first.clone() },
        RefundAsk { reopens: true, ..first.clone() },
        RefundAsk { by_hand: true, ..first.clone() },
        RefundAsk { reason: "误缴".to_owned(), ..first.clone() },
        RefundAsk { transaction: Transaction("42000002".to_owned()), ..first.clone() },
    ] {
        assert_eq!(order.repeats(&other, by), Err(RefundError::Differs), "{other:?}");
    }
    assert_eq!(order.repeats(&first, PersonId::from_bits(2)), Err(RefundError::Differs));
}

#[test]
fn whether_any_of_it_is_left_is_known() {
    let receipt = receipt("wechat", 5000);
    let ledger = ledger(vec![Event::Disputed { receipt, reason: DisputeReason::PaidTwice }]);
    let order = order();
    let promise = RefundOrder::propose(&ask(None), (&ledger, Some(&order)), payer(), now());
    assert!(promise.expect("all of it").is_last());
}
