//! What is only told to the office, and in which words.

use super::{around, check, line, ours, reconcile, refund_line, refund_number, statement};
use crate::reconcile::{Source, Tally};
use crate::{StatementLine, Transaction};

#[test]
fn a_payment_under_another_number_of_theirs_is_told_and_not_booked() {
    let renamed = StatementLine { transaction: Transaction("SERIAL-9".to_owned()), ..line(1, 500) };
    let told = check(vec![renamed.clone()], vec![ours(1, 500, 0)], &["state"]);
    assert!(told.missing.is_empty() && told.report.pooled.len() == 1);
    // Where the statement has ours as well, or as much came on no day of ours, it is another payment.
    let told = check(vec![line(1, 500), renamed.clone()], vec![ours(1, 500, 0)], &["missing-here"]);
    assert_eq!(told.missing.len(), 1);
    let told = check(vec![renamed], vec![ours(1, 400, 0)], &["missing-here"]);
    assert_eq!(told.missing.len(), 1);
}

#[test]
fn a_payment_of_another_order_of_theirs_does_not_agree() {
    let elsewhere = StatementLine { number: line(2, 500).number, ..line(1, 500) };
    let told = check(vec![elsewhere], vec![ours(1, 500, 0)], &["state"]);
    assert!(told.missing.is_empty() && told.report.agreed == Tally::default());
}

#[test]
fn what_is_left_to_do_is_said_as_it_is() {
    let advice = |lines, ours, source| {
        let told = reconcile(&statement(0, lines), &around(ours));
        told.report.exceptions[0].advice(source)
    };
    let refund = advice(vec![refund_line(1, 500)], Vec::new(), Source::Provider);
    assert!(refund.contains("立即") && !refund.contains("自动"), "{refund}");
    let heard = advice(vec![line(1, 500)], Vec::new(), Source::Provider);
    let brought = advice(vec![line(1, 500)], Vec::new(), Source::Upload);
    assert!(heard.contains("已按对账单补记") && brought.contains("未经确认的不入账"), "{brought}");

    let told = reconcile(&statement(0, vec![refund_line(1, 500), line(2, 500)]), &around(vec![]));
    let astray: Vec<_> = told.report.refunds_astray().map(|it| it.refund.clone()).collect();
    assert_eq!(astray, [Some(refund_number(1))]);
}
