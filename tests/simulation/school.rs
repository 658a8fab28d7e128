//! The students of a term, what they owe, and the ways in which they can pay it.

use crate::{ADA, BEN, BillRow, CHEN, Campus};
use domain::catalogue::TargetRule;
use domain::{BillId, ChannelKind, Money, PersonId, Scene, Timestamp, Way};
use fastrand::Rng;
use identity::Facts;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const STUDENTS: [&str; 3] = [ADA, BEN, CHEN];

/// Every channel that there is.
pub const CHANNELS: [ChannelKind; 6] = ChannelKind::ALL;

/// Every way to pay: through which channel, from where, and how.
pub(super) const WAYS: [(ChannelKind, Scene, Way); 18] = [
    (ChannelKind::Wechat, Scene::Pc, Way::Qr),
    (ChannelKind::Wechat, Scene::Mobile, Way::Page),
    (ChannelKind::Wechat, Scene::Wechat, Way::Wallet),
    (ChannelKind::Alipay, Scene::Pc, Way::Qr),
    (ChannelKind::Alipay, Scene::Pc, Way::Page),
    (ChannelKind::Alipay, Scene::Mobile, Way::Page),
    (ChannelKind::Alipay, Scene::Alipay, Way::Page),
    (ChannelKind::Unionpay, Scene::Pc, Way::Page),
    (ChannelKind::Unionpay, Scene::Pc, Way::Qr),
    (ChannelKind::Unionpay, Scene::Mobile, Way::Page),
    (ChannelKind::Bocom, Scene::Pc, Way::Qr),
    (ChannelKind::Bocom, Scene::Mobile, Way::Page),
    (ChannelKind::Bocom, Scene::Wechat, Way::Page),
    (ChannelKind::Abc, Scene::Pc, Way::Page),
    (ChannelKind::Abc, Scene::Pc, Way::Qr),
    (ChannelKind::Abc, Scene::Mobile, Way::Page),
    (ChannelKind::Bridge, Scene::Pc, Way::Qr),
    (ChannelKind::Bridge, Scene::Mobile, Way::Page),
];

/// When terms begin: in the weeks of tuition, and right before a month, a year or a short month
/// ends in Beijing.
const OPENINGS: [&str; 4] = [
    "2026-09-05T01:00:00Z",
    "2026-09-30T15:20:00Z",
    "2026-12-31T15:30:00Z",
    "2027-02-28T15:40:00Z",
];

/// What each of them owes: academic year or batch and item, yuan, whether in parts.
const BILLS: [(&str, u64, bool); 6] = [
    ("2026-2027/学费", 4800, true),
    ("2026-2027/住宿费", 1200, false),
    ("2025-2026/学费", 3100, true),
    ("2026-2027/教材费", 560, false),
    ("batch:books/教材费", 400, false),
    ("batch:health/体检费", 320, false),
];

/// What the office announces as living fees.
const LIVING: [&str; 2] = ["power", "card"];

/// The columns of the office's files.
const HEAD: &str = "学号,姓名,性别,身份证号,学年,收费项目,应缴,减免,已缴,允许部分缴费";

pub(super) async fn enrol(campus: &Campus, random: &mut Rng) -> BTreeMap<&'static str, Facts> {
    let opening: Timestamp = random.choice(OPENINGS).expect("some").parse().expect("an instant");
    crate::clock::set(opening);
    // A term of the simulation lasts some days: one batch is closed in the middle of it.
    campus.announces_batch("books", -1, 24 * 365).await;
    campus.announces_batch("health", -1, 12).await;
    for fee in LIVING {
        campus.announces_living(fee, true, TargetRule::None).await;
    }
    let mut people = BTreeMap::new();
    for student in STUDENTS {
        people.insert(student, campus.admits(student).await);
        for (name, yuan, splittable) in BILLS {
            let mut bill = crate::people::new_bill(name, &format!("{yuan}.00"));
            bill.splittable = splittable;
            // Some were given a little, some paid a little at the window.
            bill.exempt = fen(random.u64(0..3) * 5000);
            bill.paid_elsewhere = fen(random.u64(0..3) * 10_000);
            campus.bills(student, bill).await;
        }
    }
    people
}

pub(super) fn fen(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

pub(super) fn bill_ids() -> Vec<BillId> {
    BILLS.iter().map(|(name, ..)| name.parse().expect("a bill's name")).collect()
}

pub(super) fn person(student: &str) -> PersonId {
    student.parse().expect("a person's id")
}

/// A living fee that somebody asks to pay: mostly by its rule, now and then not.
pub(super) fn purchase(random: &mut Rng) -> Value {
    let fee = random.choice(LIVING).expect("there are fees");
    let amount = match random.u8(..10) {
        0 => 100,
        1 => 5_050,
        _ => random.u64(2..=100) * 500,
    };
    json!({ "fee": fee, "amount": fen(amount) })
}

/// An amount of a bill that somebody may try: mostly sensible, now and then not.
pub(super) fn amount(owed: u64, random: &mut Rng) -> u64 {
    match random.u8(..20) {
        0..=10 => owed,
        11..=13 => 100_000,
        14 | 15 => owed.saturating_sub(100_000),
        16 => random.u64(1..=owed.max(1)),
        17 => owed + 1,
        _ => (owed / 2).max(1),
    }
}

/// The office's next file, of one row about `bill`, which they know as `known`: something changed,
/// or nothing.
pub(super) fn row(facts: &Facts, bill: &BillId, known: &BillRow, random: &mut Rng) -> String {
    let name = bill.to_string();
    let (_, _, splittable) = BILLS.iter().find(|it| it.0 == name).expect("one of theirs");
    let (year, item) = name.split_once('/').expect("a year or a batch, and an item");
    let year = if bill.batch().is_some() { "" } else { year };
    let change = random.u64(0..4) * 20_000;
    let due = if random.bool() { known.due + change } else { known.due.saturating_sub(change) };
    let paid = match random.u8(..4) {
        // The office entered what was paid here, and perhaps some more came at the window.
        0 => known.paid_elsewhere + known.paid_here + random.u64(0..2) * 10_000,
        _ => known.paid_elsewhere,
    };
    let id = facts.id_number.as_ref().expect("students have one").expose();
    let (name, number) = (facts.name.expose(), facts.number.expose());
    let parts = if *splittable { "是" } else { "否" };
    let (due, exempt, paid) = (fen(due), fen(known.exempt), fen(paid));
    format!("{HEAD}\r\n{number},{name},,{id},{year},{item},{due},{exempt},{paid},{parts}\r\n")
}
