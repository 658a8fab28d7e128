use super::{AmendError, Amendment, amend};
use crate::arrears::Arrear;
use crate::{Bill, BillId, Hold, Money, OrderId, Timestamp};
use proptest::prelude::*;

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("in range")
}

/// A row about a bill of a year; the same in a batch is [`in_batch`].
fn row(due: u64, paid: u64) -> Arrear {
    Arrear {
        row: 2,
        bill: BillId::new("2026-2027", "学费").expect("a name"),
        year: "2026-2027".to_owned(),
        item: "学费".to_owned(),
        due: money(due),
        exempt: Money::ZERO,
        loan: Money::ZERO,
        paid: money(paid),
        splittable: true,
    }
}

fn in_batch(row: &Arrear) -> Arrear {
    let batch = "books-2026".parse().expect("a slug");
    let bill = BillId::of_batch(&batch, &row.item).expect("a name");
    Arrear { bill, ..row.clone() }
}

/// What `row` does to `bill` must be what it would do if both were of a batch.
fn does(bill: Option<&Bill>, row: &Arrear, now: Timestamp) -> Amendment {
    let named = |it: &Bill| Bill { id: in_batch(row).bill, ..it.clone() };
    let done = amend(bill, row, now);
    let there = match &done {
        Amendment::Created(bill) => Amendment::Created(named(bill)),
        Amendment::Changed(bill) => Amendment::Changed(named(bill)),
        other @ (Amendment::Unchanged | Amendment::Refused(_)) => other.clone(),
    };
    assert_eq!(amend(bill.map(named).as_ref(), &in_batch(row), now), there);
    done
}

fn written(amendment: Amendment) -> Option<Bill> {
    match amendment {
        Amendment::Created(bill) | Amendment::Changed(bill) => Some(bill),
        Amendment::Unchanged | Amendment::Refused(_) => None,
    }
}

fn bill(due: u64, elsewhere: u64, here: u64) -> Bill {
    let bill = written(does(None, &row(due, elsewhere), Timestamp::UNIX_EPOCH));
    Bill { paid_here: money(here), ..bill.expect("a sound row") }
}

#[track_caller]
fn check(bill: &Bill, row: &Arrear, expected: Result<(u64, u64), AmendError>) {
    let paid = match does(Some(bill), row, Timestamp::UNIX_EPOCH) {
        Amendment::Refused(why) => Err(why),
        Amendment::Unchanged => Ok(bill.clone()),
        Amendment::Created(bill) | Amendment::Changed(bill) => Ok(bill),
    };
    let paid = paid.map(|it| (it.paid_elsewhere.fen(), it.paid_here.fen()));
    assert_eq!(paid, expected);
}

#[test]
fn what_the_file_said_before_changes_nothing_that_was_paid() {
    check(&bill(480_000, 0, 0), &row(480_000, 0), Ok((0, 0)));
    check(&bill(480_000, 0, 100_000), &row(480_000, 0), Ok((0, 100_000)));
    check(&bill(480_000, 50_000, 100_000), &row(480_000, 50_000), Ok((50_000, 100_000)));
}

#[test]
fn a_file_that_knows_our_payments_counts_them_once() {
    check(&bill(480_000, 0, 100_000), &row(480_000, 100_000), Ok((0, 100_000)));
    check(&bill(480_000, 0, 100_000), &row(480_000, 130_000), Ok((30_000, 100_000)));
    let unclear = Err(AmendError::PaidUnclear { here: money(100_000) });
    check(&bill(480_000, 0, 100_000), &row(480_000, 30_000), unclear);
    check(&bill(480_000, 50_000, 100_000), &row(480_000, 0), unclear);
    check(&bill(480_000, 50_000, 0), &row(480_000, 0), Ok((0, 0)));
}

/// 4800.00 due and paid here, `back` of it given back, owed again or not.
fn refunded(back: u64, reopens: bool) -> Bill {
    let paid = bill(480_000, 0, 480_000 - back);
    let undue = if reopens { 0 } else { back };
    Bill { due: money(480_000 - undue), returned: money(back), undue: money(undue), ..paid }
}

#[test]
fn what_went_back_and_is_owed_again_is_not_settled_by_a_file_that_still_counts_it() {
    let gone = refunded(480_000, true);
    check(&gone, &row(480_000, 480_000), Err(AmendError::PaidUnclear { here: Money::ZERO }));
    check(&gone, &row(480_000, 100_000), Err(AmendError::PaidUnclear { here: Money::ZERO }));
    check(&gone, &row(480_000, 0), Ok((0, 0)));
}

#[test]
fn nor_is_what_went_back_in_part() {
    let part = refunded(100_000, true);
    let unclear = Err(AmendError::PaidUnclear { here: money(380_000) });
    check(&part, &row(480_000, 480_000), unclear);
    check(&part, &row(480_000, 400_000), unclear);
    check(&part, &row(480_000, 0), Ok((0, 380_000)));
    check(&part, &row(480_000, 380_000), Ok((0, 380_000)));
}

#[test]
fn what_went_back_for_good_is_not_due_again_by_a_file_from_before() {
    for (back, paid) in [(480_000, 0), (100_000, 0), (100_000, 480_000)] {
        let refused = AmendError::RefundedHere { undue: money(back) };
        check(&refunded(back, false), &row(480_000, paid), Err(refused));
    }
    let twice =
        Bill { paid_here: money(300_000), returned: money(180_000), ..refunded(100_000, false) };
    let refused = AmendError::RefundedHere { undue: money(100_000) };
    check(&twice, &row(480_000, 0), Err(refused));
}

#[test]
fn after_a_refund_what_is_due_may_still_change() {
    let again = does(Some(&refunded(100_000, false)), &row(380_000, 0), Timestamp::UNIX_EPOCH);
    assert_eq!(again, Amendment::Unchanged);
    for (before, due) in [(refunded(100_000, false), 500_000), (refunded(100_000, true), 580_000)] {
        let after = written(does(Some(&before), &row(due, 0), Timestamp::UNIX_EPOCH));
        assert_eq!(after, Some(Bill { due: money(due), ..before }));
    }
}

#[test]
fn a_batch_may_change_the_year_of_its_bill_as_long_as_nobody_paid() {
    let before = written(amend(None, &in_batch(&row(500, 0)), Timestamp::UNIX_EPOCH));
    let before = before.expect("a sound row");
    let next = Arrear { year: "2027-2028".to_owned(), ..in_batch(&row(500, 0)) };
    let after = Bill { year: next.year.clone(), ..before.clone() };
    let amended = |bill: &Bill| amend(Some(bill), &next, Timestamp::UNIX_EPOCH);
    assert_eq!(amended(&before), Amendment::Changed(after));
    let paid = Bill { paid_here: money(200), ..before };
    let refused = AmendError::OtherYear { here: money(200) };
    assert_eq!(amended(&paid), Amendment::Refused(refused));
}

#[test]
fn nothing_settles_more_than_is_due() {
    check(&bill(480_000, 0, 100_000), &row(90_000, 0), Err(AmendError::OverSettled));
    check(&bill(480_000, 0, 100_000), &row(100_000, 0), Ok((0, 100_000)));
}

#[test]
fn a_bill_at_the_cashier_keeps_what_is_being_paid() {
    let hold = Hold {
        by: OrderId::from_bits(1),
        amount: money(300_000),
        until: Timestamp::from_second(900).expect("in range"),
        guest: None,
    };
    let held = Bill { hold: Some(hold), ..bill(480_000, 0, 0) };
    let being_paid = Err(AmendError::BeingPaid { held: money(300_000) });
    check(&held, &row(290_000, 0), being_paid);
    check(&held, &row(300_000, 0), Ok((0, 0)));
    let later = Timestamp::from_second(901).expect("in range");
    assert!(written(does(Some(&held), &row(290_000, 0), later)).is_some());
}

proptest! {
    #[test]
    fn no_row_unpays_or_overpays(due in 0_u64..1000, elsewhere in 0_u64..400, here in 0_u64..400,
                                 new_due in 0_u64..1000, filed in 0_u64..1000) {
        let due = due.max(elsewhere + here);
        let before = bill(due, elsewhere, here);
        if let Some(after) = written(does(Some(&before), &row(new_due, filed), Timestamp::UNIX_EPOCH)) {
            prop_assert_eq!(after.paid_here, before.paid_here);
            prop_assert!(after.paid() <= after.due);
            prop_assert!(here == 0 || after.paid() >= before.paid());
            prop_assert!(after.paid() == after.paid_here.plus(money(filed)) || after.paid() == money(filed));
        }
    }

    #[test]
    fn the_same_row_again_changes_nothing(due in 0_u64..1000, elsewhere in 0_u64..400, here in 0_u64..400,
                                          filed in 0_u64..1000, new_due in 0_u64..1000) {
        let before = bill(due.max(elsewhere + here), elsewhere, here);
        let row = row(new_due, filed);
        let once = does(Some(&before), &row, Timestamp::UNIX_EPOCH);
        let after = written(once.clone()).unwrap_or(before);
        let again = does(Some(&after), &row, Timestamp::UNIX_EPOCH);
        match once {
            Amendment::Refused(_) => prop_assert_eq!(again, once),
            Amendment::Unchanged | Amendment::Created(_) | Amendment::Changed(_) => {
                prop_assert_eq!(again, Amendment::Unchanged);
            }
        }
    }

    #[test]
    fn a_first_file_again_changes_nothing_whatever_was_paid_since(due in 0_u64..1000, paid in 0_u64..500,
                                                                  part in 0_u64..1000) {
        let row = row(due.max(paid), paid);
        let mut bill = written(does(None, &row, Timestamp::UNIX_EPOCH)).expect("sound");
        bill.paid_here = money(part.min(bill.owed().fen()));
        prop_assert_eq!(does(Some(&bill), &row, Timestamp::UNIX_EPOCH), Amendment::Unchanged);
    }
}
