use super::{Ask, Basket, Payables, Terms, Wanted};
use crate::catalogue::{AmountRule, Batch, Living, Purchase, TargetRule, Window};
use crate::{
    Bill, BillId, Category, ChannelKind, Clock, Fault, Guest, Merchant, Money, Order, OrderId,
    PayRules, PersonId, Scene, SessionId, Timestamp, Way,
};
use jiff::SignedDuration;

const NOW: i64 = 1_790_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(NOW + second).expect("in range")
}

fn yuan(yuan: u64) -> Money {
    Money::from_fen(yuan * 100).expect("in range")
}

fn id() -> OrderId {
    OrderId::first_at(at(0))
}

fn terms(must_pay_all: bool) -> Terms {
    Terms {
        rules: PayRules { min_split: yuan(1000), must_pay_all },
        payee: "一所学校".to_owned(),
        merchant: Merchant("1900000001".to_owned()),
        minutes: 15,
        clock: Clock::new(|| at(0)),
    }
}

fn ask(basket: Basket) -> Ask {
    Ask {
        id: id(),
        payer: PersonId::from_bits(7),
        guest: None,
        basket,
        channel: ChannelKind::Wechat,
        scene: Scene::Pc,
        way: Way::Qr,
        wallet_user: None,
        client_ip: String::new(),
    }
}

/// A bill of a hundred yuan.
fn bill(name: &str) -> Bill {
    let (year, item) = name.split_once('/').expect("a year and an item");
    Bill {
        id: name.parse().expect("a bill"),
        item: item.to_owned(),
        year: year.to_owned(),
        target: None,
        until: None,
        seat: None,
        due: yuan(100),
        exempt: Money::ZERO,
        loan: Money::ZERO,
        paid_elsewhere: Money::ZERO,
        paid_here: Money::ZERO,
        returned: Money::ZERO,
        undue: Money::ZERO,
        splittable: false,
        hold: None,
        paid_by: None,
    }
}

fn batch(opens: i64, closes: i64) -> Batch {
    Batch {
        id: "books".parse().expect("a slug"),
        title: "教材费".to_owned(),
        department: "教务处".to_owned(),
        note: String::new(),
        window: Window { opens: at(opens), closes: at(closes) },
    }
}

fn power() -> Living {
    Living {
        id: "power".parse().expect("a slug"),
        title: "电费".to_owned(),
        note: String::new(),
        open: true,
        target: TargetRule::Room { buildings: vec!["6".to_owned()] },
        amount: AmountRule::Fixed { choices: vec![yuan(50), yuan(100)] },
    }
}

fn purchase() -> Purchase {
    let target = Some("6-412".to_owned());
    Purchase { fee: "power".parse().expect("a slug"), target, amount: yuan(50) }
}

/// What the person owes, and the batch that is announced.
const OWED: [&str; 6] = [
    "2026-2027/学费",
    "2026-2027/住宿费",
    "batch:books/教材费",
    "batch:books/资料费",
    "batch:health/体检费",
    "project:cet/fee",
];

/// What becomes of asking to pay all of the bills called `names`: nothing, or the fault's first field
/// and its code.
fn asking(names: &[&str], announced: Option<&Batch>, terms: &Terms) -> String {
    let bills = OWED.map(bill);
    let wanted = |name: &&str| Wanted { bill: name.parse().expect("a bill"), amount: yuan(100) };
    let ask = ask(Basket::Bills(names.iter().map(wanted).collect()));
    let there = Payables { bills: &bills, batch: announced, living: None };
    match Order::open(ask, there, terms) {
        Ok(order) => {
            assert_eq!(order.lines.len(), names.len());
            "opened".to_owned()
        }
        Err(error) => {
            let field = error.fields().first().map(|it| it.field.clone()).unwrap_or_default();
            format!("{field} {}", error.code())
        }
    }
}

#[track_caller]
fn check(names: &[&str], expected: &str) {
    assert_eq!(asking(names, Some(&batch(-60, 60)), &terms(false)), expected, "{names:?}");
}

#[test]
fn an_order_pays_one_kind_of_debt_and_one_batch() {
    check(&["2026-2027/学费", "2026-2027/住宿费"], "opened");
    check(&["batch:books/教材费", "batch:books/资料费"], "opened");
    check(&["project:cet/fee"], "opened");
    check(&["2026-2027/学费", "batch:books/教材费"], "lines[1].bill kinds-mixed");
    check(&["batch:books/教材费", "2026-2027/学费"], "lines[1].bill kinds-mixed");
    check(&["project:cet/fee", "batch:books/教材费"], "lines[1].bill kinds-mixed");
    check(
        &["batch:books/教材费", "batch:books/资料费", "batch:health/体检费"],
        "lines[2].bill one-batch-an-order",
    );
    check(&["2026-2027/学费", "2026-2027/学费"], "lines[1].bill bill-twice");
    check(&[], "lines line-count");
}

#[track_caller]
fn check_window(opens: i64, closes: i64, expected: &str) {
    let announced = batch(opens, closes);
    let found = asking(&["batch:books/教材费"], Some(&announced), &terms(false));
    assert_eq!(found, expected, "{opens} to {closes}");
}

#[test]
fn a_batch_is_paid_while_it_is_open() {
    check_window(0, 1, "opened");
    check_window(-60, 0, "lines[0].bill batch-closed");
    check_window(1, 60, "lines[0].bill batch-closed");
    let withdrawn = asking(&["batch:books/教材费"], None, &terms(false));
    assert_eq!(withdrawn, "lines[0].bill batch-closed");
    // What is announced is another batch than the one that is paid.
    let other = asking(&["batch:health/体检费"], Some(&batch(-60, 60)), &terms(false));
    assert_eq!(other, "lines[0].bill batch-closed");
}

#[test]
fn paying_everything_at_once_is_about_tuition_alone() {
    let asks = |names: &[&str]| asking(names, Some(&batch(-60, 60)), &terms(true));
    assert_eq!(asks(&["2026-2027/学费"]), "lines must-pay-all");
    assert_eq!(asks(&["2026-2027/学费", "2026-2027/住宿费"]), "opened");
    assert_eq!(asks(&["batch:books/教材费"]), "opened");
    assert_eq!(asks(&["project:cet/fee"]), "opened");
}

#[test]
fn a_bill_is_not_paid_when_its_time_is_over() {
    let until = |second| Bill { until: Some(at(second)), ..bill("project:cet/fee") };
    let opens = |bill: Bill| {
        let wanted = vec![Wanted { bill: bill.id.clone(), amount: yuan(100) }];
        let there = Payables { bills: &[bill], batch: None, living: None };
        Order::open(ask(Basket::Bills(wanted)), there, &terms(false)).map_err(|it| it.code())
    };
    assert_eq!(opens(until(0)).map(drop), Err("too-late"));
    assert_eq!(opens(until(-1)).map(drop), Err("too-late"));
    assert!(opens(until(1)).is_ok());
}

#[test]
fn a_guest_pays_arrears_alone() {
    let guest = Guest::new(SessionId::try_from("g".repeat(16)).expect("an id"));
    let bills = OWED.map(bill);
    let announced = batch(-60, 60);
    let fee = power();
    let opens = |basket| {
        let there = Payables { bills: &bills, batch: Some(&announced), living: Some(&fee) };
        let ask = Ask { guest: Some(guest.clone()), ..ask(basket) };
        Order::open(ask, there, &terms(false)).map_err(|it| it.code()).map(drop)
    };
    let one = |name: &str| {
        let bill = name.parse().expect("a bill");
        Basket::Bills(vec![Wanted { bill, amount: yuan(100) }])
    };
    assert_eq!(opens(one("2026-2027/学费")), Ok(()));
    assert_eq!(opens(one("batch:books/教材费")), Ok(()));
    assert_eq!(opens(one("project:cet/fee")), Err("limited"));
    assert_eq!(opens(Basket::Living(purchase())), Err("limited"));
}

fn buys(asked: Purchase, fee: Option<&Living>) -> Result<Order, &'static str> {
    let there = Payables { bills: &[], batch: None, living: fee };
    Order::open(ask(Basket::Living(asked)), there, &terms(true)).map_err(|it| it.code())
}

#[test]
fn a_living_fee_brings_its_own_bill() {
    let order = buys(purchase(), Some(&power())).expect("it can be paid");
    assert_eq!((order.category(), order.total), (Category::Living, yuan(50)));
    let line = &order.lines[0];
    assert_eq!((line.item.as_str(), line.target.as_deref()), ("电费", Some("6-412")));
    assert_eq!(line.bill, BillId::of_living(&power().id, order.id));
    let brought = order.brings(line).expect("nobody owed it before");
    assert_eq!((brought.owed(), brought.id.clone()), (yuan(50), line.bill.clone()));
    assert_eq!(brought.hold, Some(order.hold(line)), "for this order and no other");
    assert_eq!(order.seat, None);
}

#[test]
fn a_living_fee_is_paid_as_the_office_announces_it() {
    let (fee, closed) = (power(), Living { open: false, ..power() });
    let water = Living { id: "water".parse().expect("a slug"), ..power() };
    assert_eq!(buys(purchase(), Some(&closed)).map(drop), Err("fee-closed"));
    assert_eq!(buys(purchase(), None).map(drop), Err("fee-closed"));
    assert_eq!(buys(purchase(), Some(&water)).map(drop), Err("fee-closed"));
    let other = Purchase { amount: yuan(51), ..purchase() };
    assert_eq!(buys(other, Some(&fee)).map(drop), Err("not-a-choice"));
    let nowhere = Purchase { target: None, ..purchase() };
    assert_eq!(buys(nowhere, Some(&fee)).map(drop), Err("target-missing"));
}

#[test]
fn an_order_repeats_what_it_was_asked_with_and_nothing_else() {
    let order = buys(purchase(), Some(&power())).expect("it can be paid");
    assert!(order.repeats(&ask(Basket::Living(purchase()))));
    let water = "water".parse().expect("a slug");
    for other in [
        Purchase { amount: yuan(100), ..purchase() },
        Purchase { target: Some("6-413".to_owned()), ..purchase() },
        Purchase { target: None, ..purchase() },
        Purchase { fee: water, ..purchase() },
    ] {
        assert!(!order.repeats(&ask(Basket::Living(other.clone()))), "{other:?}");
    }
    let line = &order.lines[0];
    let wanted = Wanted { bill: line.bill.clone(), amount: line.amount };
    // Its lines read alike, but nobody can ask for a living fee's bill by name.
    let named = ask(Basket::Bills(vec![wanted]));
    let there =
        Payables { bills: &[order.brings(line).expect("a bill")], batch: None, living: None };
    let refused = Order::open(named, there, &terms(false)).expect_err("it is another's");
    assert_eq!(refused.code(), "no-such-bill");
}

#[test]
fn an_order_is_asked_for_on_the_day_on_which_its_id_was_drawn() {
    let fee = power();
    let there = Payables { bills: &[], batch: None, living: Some(&fee) };
    let drawn = |away: SignedDuration| {
        let id = OrderId::first_at(at(0) + away);
        let ask = Ask { id, ..ask(Basket::Living(purchase())) };
        Order::open(ask, there, &terms(false)).map_err(|it| it.code()).map(drop)
    };
    let just = Order::SKEW - SignedDuration::from_millis(1);
    assert_eq!((drawn(just), drawn(-just)), (Ok(()), Ok(())));
    assert_eq!(drawn(Order::SKEW), Err("clock-differs"));
    assert_eq!(drawn(-Order::SKEW), Err("clock-differs"));
}
