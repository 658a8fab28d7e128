//! Proofs as they are printed. Each is left in the build's own folder, to be looked at.

use config::School;
use domain::ledger::{Event, Head, Ledger, Part};
use domain::{
    ChannelKind, DisputeReason, Line, Merchant, Money, Order, OrderId, OrderState, Origin, Person,
    PersonId, Receipt, RefundId, Role, Scene, Timestamp, Transaction, Way,
};
use prove_payment::{Facts, print};

fn money(yuan: &str) -> Money {
    yuan.parse().expect("an amount")
}

fn line(item: &str, year: &str, target: Option<&str>, amount: &str) -> Line {
    Line {
        bill: format!("{year}/{item}").parse().unwrap_or_else(|_| "x/y".parse().expect("a bill")),
        item: item.to_owned(),
        year: year.to_owned(),
        target: target.map(str::to_owned),
        amount: money(amount),
    }
}

fn payer(name: &str) -> Person {
    Person {
        id: PersonId::from_bits(7),
        name: name.parse().expect("a name"),
        gender: domain::Gender::Female,
        number: "2023110417".parse().expect("a number"),
        id_masked: "6101**********0024".to_owned(),
        college: "计算机学院".to_owned(),
        major: "软件工程".to_owned(),
        class: "2301".to_owned(),
        role: Role::Payer,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    }
}

fn order(school: &School, lines: &[Line]) -> Order {
    let id = OrderId::from_bits(0x0199_18a7_3c4d_5e6f_7788_99aa_bbcc_ddee);
    let total = lines.iter().map(|it| it.amount).sum();
    let at = |text: &str| text.parse().expect("an instant");
    let payer = PersonId::from_bits(7);
    let receipt = Receipt {
        channel: ChannelKind::Wechat,
        merchant: Merchant("1900000001".to_owned()),
        transaction: Transaction("4200002345202609058812345678".to_owned()),
        number: domain::OrderNumber { order: id, payer },
        amount: total,
        paid_at: at("2026-09-05T01:21:09Z"),
        said_at: "2026-09-05T09:21:09+08:00".to_owned(),
        heard: None,
    };
    let text = serde_json::json!({
        "id": id, "payer": payer, "channel": "wechat", "scene": Scene::Pc, "way": Way::Qr,
        "merchant": receipt.merchant, "client_ip": "192.0.2.1", "payee": school.payee,
        "lines": lines, "total": total, "opened": "2026-09-05T01:20:00Z",
        "until": "2026-09-05T01:35:00Z",
        "state": OrderState::Paid { receipt, booked: at("2026-09-05T01:21:11Z") },
    });
    serde_json::from_value(text).expect("an order")
}

const CHECK: &str = "https://pay.example.edu.cn/#/check/\
    06CSHAESCDBSQQG4RSAEXWSKFE000007Zx9_k2QvpR3o-9fYx_1mQz5tK7wAbA";

/// The money that paid `order`, and what happened to it since.
fn ledger(order: &Order, since: Vec<Event>) -> Ledger {
    let OrderState::Paid { receipt, .. } = &order.state else { panic!("it is paid") };
    let part = |it: &Line| Part { bill: it.bill.clone(), amount: it.amount };
    let parts: Vec<_> = order.lines.iter().map(part).collect();
    let booked = Event::Booked { order: order.id, receipt: receipt.clone(), parts };
    let (mut head, mut entries) = (Head::start(order.payer), Vec::new());
    for event in std::iter::once(booked).chain(since) {
        let entry = head.append(event, "2026-09-10T02:00:00Z".parse().expect("an instant"));
        head = head.after(&entry).expect("it follows");
        entries.push(entry);
    }
    Ledger::of(order.payer, &entries).expect("a chain")
}

/// That so much of each of these lines of `order` is to go back.
fn going(order: &Order, nth: u128, lines: &[(usize, &str)]) -> Event {
    let OrderState::Paid { receipt, .. } = &order.state else { panic!("it is paid") };
    let part = |(line, amount): &(usize, &str)| Part {
        bill: order.lines[*line].bill.clone(),
        amount: money(amount),
    };
    let parts: Vec<_> = lines.iter().map(part).collect();
    Event::RefundOpened {
        refund: RefundId::from_bits(nth),
        receipt: receipt.key(),
        amount: parts.iter().map(|it| it.amount).sum(),
        parts,
        reopens: true,
    }
}

fn back(nth: u128, at: &str) -> Event {
    let at: Timestamp = at.parse().expect("an instant");
    Event::RefundDone { refund: RefundId::from_bits(nth), by_hand: false, at: Some(at) }
}

#[track_caller]
fn printed(file: &str, school: &str, name: &str, lines: &[Line]) -> Vec<u8> {
    printed_since(file, school, name, lines, |_| Vec::new())
}

/// The proof of an order of which that happened since it was paid.
#[track_caller]
fn printed_since(
    file: &str,
    school: &str,
    name: &str,
    lines: &[Line],
    since: impl FnOnce(&Order) -> Vec<Event>,
) -> Vec<u8> {
    let school = School::named(school).expect("a school");
    let (payer, order) = (payer(name), order(&school, lines));
    let ledger = ledger(&order, since(&order));
    let facts = || {
        let proof = order.proof(&ledger).expect("paid");
        Facts { school: &school, payer: &payer, proof, check: CHECK }
    };
    let proof = print(&facts()).expect("a proof");
    assert_eq!(proof, print(&facts()).expect("a proof"), "the same facts are the same bytes");
    assert!(proof.len() < 200_000, "{} bytes", proof.len());
    let path = format!("{}/proof-{file}.pdf", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(path, &proof).expect("a file");
    proof
}

fn tuition() -> Vec<Line> {
    vec![
        line("学费", "2026-2027", None, "5500.00"),
        line("住宿费", "2026-2027", None, "1200.00"),
        line("教材费", "2025-2026", None, "486.35"),
    ]
}

#[test]
fn both_schools_print_on_their_own_paper() {
    let xust = printed("xust", "xust", "欧阳若曦", &tuition());
    let wwoc = printed("wwoc", "wwoc", "张三", &tuition());
    assert_ne!(xust, wwoc);
}

#[test]
fn every_name_is_set_and_none_breaks_the_page() {
    let long = "A".repeat(50);
    for (file, name) in [
        ("rare", "𬭚䶮喆"),
        ("dots", "买买提·吐尔逊江·阿不都热西提"),
        ("latin", "Nguyễn Thị Ánh Nguyệt"),
        ("lacking", "李\u{E863}\u{30EDE}\u{31234}"),
        ("long", &long),
        ("other", "김철수 ★ 🙂"),
    ] {
        printed(file, "xust", name, &[line("住宿费", "2026-2027", None, "1200.00")]);
    }
}

#[test]
fn the_longest_order_is_one_page_too() {
    let item = |nth| line(&format!("第{nth}项{}", "费".repeat(34)), "2026-2027", None, "19999.99");
    printed("fifty", "wwoc", "张三", &(1..=50).map(item).collect::<Vec<_>>());
    let room = line("宿舍电费", "", Some("雁塔校区 3 号楼 412 室"), "100.00");
    printed("living", "xust", "张三", &[room]);
}

/// What each of them says is read back by the flows; these are to be looked at.
#[test]
fn what_went_back_leaves_the_page_whole() {
    let school = "xust";
    printed_since("going", school, "欧阳若曦", &tuition(), |it| {
        vec![going(it, 1, &[(0, "500.00")])]
    });
    printed_since("part", school, "欧阳若曦", &tuition(), |it| {
        vec![going(it, 1, &[(2, "486.35")]), back(1, "2026-09-09T08:30:00Z")]
    });
    printed_since("all", "wwoc", "张三", &tuition(), |it| {
        let lines = [(0, "5500.00"), (1, "1200.00"), (2, "486.35")];
        vec![going(it, 1, &lines), back(1, "2026-09-09T08:30:00Z")]
    });
    printed_since("often", school, "欧阳若曦", &tuition(), |it| {
        let once = |nth| [going(it, nth, &[(0, "12.00")]), back(nth, "2026-09-09T08:30:00Z")];
        (1..=5).flat_map(once).chain([going(it, 9, &[(1, "1200.00")])]).collect()
    });
}

/// Money that came again and again, and was put on the order's bills.
#[test]
fn many_payments_and_the_longest_order_that_went_back_are_one_page() {
    let item = |nth| line(&format!("第{nth}项{}", "费".repeat(34)), "2026-2027", None, "19999.99");
    let lines: Vec<_> = (1..=50).map(item).collect();
    printed_since("fifty-back", "wwoc", "张三", &lines, |it| {
        let OrderState::Paid { receipt, .. } = &it.state else { panic!("it is paid") };
        let more = |nth: u32| {
            let transaction = Transaction(format!("420000234520260905881234567{nth}"));
            let amount = money("10.00");
            let receipt = Receipt { transaction, amount, ..receipt.clone() };
            let parts = vec![Part { bill: it.lines[0].bill.clone(), amount }];
            let key = receipt.key();
            let disputed = Event::Disputed { receipt, reason: DisputeReason::PaidTwice };
            [disputed, Event::Applied { receipt: key, parts }]
        };
        let some = [going(it, 1, &[(3, "10.00")]), back(1, "2026-09-09T08:30:00Z")];
        (0..4).flat_map(more).chain(some).chain([going(it, 2, &[(4, "10.00")])]).collect()
    });
}
