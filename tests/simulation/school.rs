//! The students of a term and what they owe.

use crate::{ADA, BEN, CHEN, Campus};
use domain::catalogue::TargetRule;
use domain::{Bill, BillId, Money, PersonId};
use fastrand::Rng;
use serde_json::{Value, json};

pub(super) const STUDENTS: [&str; 3] = [ADA, BEN, CHEN];

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

pub(super) async fn enrol(campus: &Campus, random: &mut Rng) {
    // A term of the simulation lasts some days: one batch is closed in the middle of it.
    campus.announces_batch("books", -1, 24 * 365).await;
    campus.announces_batch("health", -1, 12).await;
    for fee in LIVING {
        campus.announces_living(fee, true, TargetRule::None).await;
    }
    for student in STUDENTS {
        campus.admits(student).await;
        for (name, yuan, splittable) in BILLS {
            let mut bill = crate::people::new_bill(name, &format!("{yuan}.00"));
            bill.splittable = splittable;
            // Some were given a little, some paid a little at the window.
            bill.exempt = fen(random.u64(0..3) * 5000);
            bill.paid_elsewhere = fen(random.u64(0..3) * 10_000);
            campus.bills(student, bill).await;
        }
    }
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
pub(super) fn amount(owed: u64, random: &mut Rng) -> String {
    let amount = match random.u8(..20) {
        0..=10 => owed,
        11..=13 => 100_000,
        14 | 15 => owed.saturating_sub(100_000),
        16 => random.u64(1..=owed.max(1)),
        17 => owed + 1,
        _ => (owed / 2).max(1),
    };
    fen(amount).to_string()
}

/// The row of the office's next file about `bill`: something changed, or nothing.
pub(super) fn row(bill: &Bill, random: &mut Rng) -> domain::arrears::Arrear {
    let change = random.u64(0..4) * 20_000;
    let due =
        if random.bool() { bill.due.fen() + change } else { bill.due.fen().saturating_sub(change) };
    let paid = match random.u8(..4) {
        // The office entered what was paid here, and perhaps some more came at the window.
        0 => bill.paid().plus(fen(random.u64(0..2) * 10_000)),
        _ => bill.paid_elsewhere,
    };
    domain::arrears::Arrear {
        row: 2,
        bill: bill.id.clone(),
        year: bill.year.clone(),
        item: bill.item.clone(),
        due: fen(due),
        exempt: bill.exempt,
        loan: bill.loan,
        paid,
        splittable: bill.splittable,
    }
}
