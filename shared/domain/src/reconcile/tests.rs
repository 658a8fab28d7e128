use super::{Around, DayReport, FeeRate, Ours, Reconciled, Trouble, reconcile};
use crate::{
    ChannelKind, Day, DisputeReason, HeardBy, LineKind, Merchant, Money, OrderId, OrderNumber,
    PersonId, Receipt, RefundId, RefundNumber, Statement, StatementLine, Transaction,
};
use proptest::prelude::*;

mod told;
mod turns;

const DAY: &str = "2026-11-21";

fn day(moved: i32) -> Day {
    DAY.parse::<Day>().expect("a day").moved(moved)
}

fn receipt(nth: u32, fen: u64, moved: i32) -> Receipt {
    let payer = PersonId::from_bits(nth % 32);
    let said_at = day(moved).start().to_string();
    Receipt {
        channel: ChannelKind::Wechat,
        merchant: Merchant("1900000001".to_owned()),
        transaction: Transaction(format!("4200{nth:06}")),
        number: OrderNumber { order: OrderId::from_bits(u128::from(nth)), payer },
        amount: Money::from_fen(fen).expect("in range"),
        paid_at: day(moved).start(),
        said_at,
        heard: None,
    }
}

fn ours(nth: u32, fen: u64, moved: i32) -> Ours {
    Ours::payment(&receipt(nth, fen, moved), None)
}

fn refund_number(nth: u32) -> String {
    let payer = PersonId::from_bits(nth % 32);
    RefundNumber { refund: RefundId::from_bits(u128::from(nth)), payer }.to_string()
}

fn line(nth: u32, fen: u64) -> StatementLine {
    let Receipt { transaction, number, amount, paid_at, said_at, .. } = receipt(nth, fen, 0);
    let number = number.to_string();
    let (kind, refund, at) = (LineKind::Payment, None, Some(paid_at));
    StatementLine { kind, number, refund, transaction, amount, fee_fen: 0, at, said_at }
}

fn refund_line(nth: u32, fen: u64) -> StatementLine {
    StatementLine { kind: LineKind::Refund, refund: Some(refund_number(nth)), ..line(nth, fen) }
}

fn refunded(nth: u32, fen: u64, moved: i32) -> Ours {
    let amount = Money::from_fen(fen).expect("in range");
    Ours::refund(&receipt(nth, fen, 0), refund_number(nth), amount, day(moved).start())
}

fn statement(moved: i32, lines: Vec<StatementLine>) -> Statement {
    let merchant = Merchant("1900000001".to_owned());
    Statement { channel: ChannelKind::Wechat, merchant, day: day(moved), lines }
}

fn around(ours: Vec<Ours>) -> Around {
    Around { ours, ..Around::default() }
}

#[track_caller]
fn check(lines: Vec<StatementLine>, ours: Vec<Ours>, expected: &[&str]) -> Reconciled {
    let told = reconcile(&statement(0, lines), &around(ours));
    assert_eq!(codes(&told.report), expected, "{:#?}", told.report);
    assert!(told.report.adds_up(), "{:#?}", told.report);
    told
}

fn codes(report: &DayReport) -> Vec<&'static str> {
    report.exceptions.iter().map(|it| it.trouble.code()).collect()
}

#[test]
fn what_is_the_same_on_both_sides_agrees() {
    let ours = vec![ours(1, 480_000, 0), ours(2, 8000, 0), refunded(1, 480_000, 0)];
    let lines = vec![refund_line(1, 480_000), line(2, 8000), line(1, 480_000)];
    let told = check(lines, ours, &[]);
    assert_eq!(told.report.agreed, told.report.theirs);
    assert_eq!((told.report.agreed.payments, told.report.agreed.refunds), (2, 1));
    assert_eq!(told.report.agreed.paid.to_string(), "4880.00");
    assert!(told.missing.is_empty() && told.report.pooled.is_empty());
}

#[test]
fn a_receipt_is_made_of_a_line_of_which_nobody_told_us() {
    let told = check(vec![line(1, 500)], Vec::new(), &["missing-here"]);
    assert_eq!(told.missing, [Receipt { paid_at: day(0).start(), ..receipt(1, 500, 0) }]);
    assert!(told.report.heals());

    // Once it is in the books the same run says so, and asks for nothing.
    let heard = receipt(1, 500, 0).heard(HeardBy::Statement, day(1).start());
    let told = check(vec![line(1, 500)], vec![Ours::payment(&heard, None)], &["missing-here"]);
    assert!(told.missing.is_empty() && !told.report.heals());
}

#[test]
fn money_that_is_not_for_an_order_of_ours_is_only_told() {
    let shop = StatementLine { number: "SHOP-1".to_owned(), ..line(1, 500) };
    let told = check(vec![shop], Vec::new(), &["unknown"]);
    assert!(told.missing.is_empty());
    let abroad = StatementLine { refund: Some("R1".to_owned()), ..refund_line(2, 500) };
    check(vec![abroad], Vec::new(), &["unknown"]);
    // Two amounts under one number: neither is believed.
    let told = check(vec![line(3, 500), line(3, 600)], Vec::new(), &["unknown", "duplicate"]);
    assert!(told.missing.is_empty());
}

#[test]
fn amounts_states_fees_and_doubles_are_told_apart() {
    check(vec![line(1, 499)], vec![ours(1, 500, 0)], &["amount"]);
    check(vec![refund_line(1, 500)], Vec::new(), &["state"]);
    let disputed = |why| vec![Ours::payment(&receipt(1, 500, 0), Some(why))];
    check(vec![line(1, 500)], disputed(DisputeReason::NoLongerOwed), &["state"]);
    check(vec![line(1, 500)], disputed(DisputeReason::PaidTwice), &["duplicate"]);
    // The line that is as we have it is the one; the other doubles it.
    check(vec![line(1, 400), line(1, 500)], vec![ours(1, 500, 0)], &["duplicate"]);
}

#[test]
fn a_fee_is_told_only_where_a_rate_was_agreed_on() {
    let kept = StatementLine { fee_fen: 400, ..line(1, 50_000) };
    let told = check(vec![kept.clone()], vec![ours(1, 50_000, 0)], &[]);
    assert_eq!(told.report.fees_fen, 400);
    let rate = Some(FeeRate::try_from(60).expect("a rate"));
    let around = Around { ours: vec![ours(1, 50_000, 0)], rate, ..Around::default() };
    let told = reconcile(&statement(0, vec![kept]), &around);
    assert_eq!(told.report.exceptions[0].trouble, Trouble::Fee { kept: 400, agreed: 300 });
}

/// The reports of the days 0 to 3, of which only `late` has the line, if any has.
fn pool(late: Option<i32>) -> Vec<DayReport> {
    let mut reports: Vec<DayReport> = Vec::new();
    for nth in 0..=3 {
        let lines = if late == Some(nth) { vec![line(1, 500)] } else { Vec::new() };
        let around =
            Around { ours: vec![ours(1, 500, 0)], reports: reports.clone(), ..Around::default() };
        let told = reconcile(&statement(nth, lines), &around);
        // Run again, with its own report among the others.
        let again =
            Around { reports: [reports.clone(), vec![told.report.clone()]].concat(), ..around };
        let lines = if late == Some(nth) { vec![line(1, 500)] } else { Vec::new() };
        assert_eq!(reconcile(&statement(nth, lines), &again), told);
        reports.push(told.report);
    }
    reports
}

#[test]
fn what_they_lack_is_looked_for_on_three_more_days() {
    let told = pool(None);
    assert_eq!(told[0].pooled.len(), 1);
    assert_eq!([codes(&told[1]), codes(&told[2])], [Vec::<&str>::new(), Vec::new()]);
    assert_eq!(codes(&told[3]), ["missing-there"]);
    assert!(told.iter().all(DayReport::adds_up));

    for late in 1..=3 {
        let told = pool(Some(late));
        assert_eq!(told[0].pooled.len(), 1, "day {late}");
        assert!(told.iter().all(|it| it.exceptions.is_empty()), "day {late}: {told:#?}");
        let found = told.iter().position(|it| !it.crossed.is_empty());
        assert_eq!(found, usize::try_from(late).ok());
    }
}

#[test]
fn a_line_of_the_evening_before_is_not_missed_on_our_day() {
    // They count it on day 0, we on day 1.
    let books = vec![ours(1, 500, 1)];
    let first = reconcile(&statement(0, vec![line(1, 500)]), &around(books.clone()));
    assert_eq!((first.report.crossed.len(), codes(&first.report)), (1, Vec::new()));
    let after = Around { ours: books, reports: vec![first.report], ..Around::default() };
    let second = reconcile(&statement(1, Vec::new()), &after);
    assert_eq!((second.report.elsewhere.len(), second.report.pooled.len()), (1, 0));
    assert!(second.report.adds_up());
}

#[test]
fn a_line_that_agreed_once_doubles_itself_on_another_day() {
    let books = vec![ours(1, 500, 0)];
    let first = reconcile(&statement(0, vec![line(1, 500)]), &around(books.clone()));
    let after = Around { ours: books, reports: vec![first.report], ..Around::default() };
    let second = reconcile(&statement(1, vec![line(1, 500)]), &after);
    assert_eq!(codes(&second.report), ["duplicate"]);
}

#[test]
fn a_statement_that_comes_after_the_pool_ended_tells_at_once() {
    let later: Vec<_> = (1..=3)
        .map(|it| reconcile(&statement(it, Vec::new()), &Around::default()).report)
        .collect();
    let late = Around { ours: vec![ours(1, 500, 0)], reports: later, ..Around::default() };
    let told = reconcile(&statement(0, Vec::new()), &late);
    assert_eq!(codes(&told.report), ["missing-there"]);
    assert!(told.report.adds_up());
}

#[test]
fn a_report_is_read_as_it_was_written() {
    let told = check(
        vec![line(1, 499), line(2, 500), refund_line(3, 7)],
        vec![ours(1, 500, 0), ours(4, 1_000_000_000, 0), ours(5, 1_000_000_000, 0)],
        &["amount", "missing-here", "state"],
    );
    let text = serde_json::to_string(&told.report).expect("JSON");
    assert_eq!(serde_json::from_str::<DayReport>(&text).expect("a report"), told.report);
}

/// A little world: which moves each side has, with small amounts so that they collide.
fn world() -> impl Strategy<Value = (Vec<StatementLine>, Vec<Ours>)> {
    let theirs = prop::collection::vec((0_u32..12, 1_u64..4, any::<bool>()), 0..20);
    let ours_of = prop::collection::btree_map(
        (0_u32..12, any::<bool>()),
        (1_u64..4, -3_i32..=1, 0..4),
        0..14,
    );
    (theirs, ours_of).prop_map(|(theirs, books)| {
        let lines = theirs
            .into_iter()
            .map(|(nth, fen, back)| if back { refund_line(nth, fen) } else { line(nth, fen) });
        let books =
            books.into_iter().map(|((nth, back), (fen, moved, state))| match (back, state) {
                (true, _) => refunded(nth, fen, moved),
                (false, 0) => {
                    let heard = receipt(nth, fen, moved).heard(HeardBy::Statement, day(2).start());
                    Ours::payment(&heard, None)
                }
                (false, 1) => {
                    Ours::payment(&receipt(nth, fen, moved), Some(DisputeReason::PaidTwice))
                }
                (false, _) => ours(nth, fen, moved),
            });
        (lines.collect(), books.collect())
    })
}

proptest! {
    #[test]
    fn every_line_of_both_sides_is_told_once((lines, books) in world()) {
        let told = reconcile(&statement(0, lines), &around(books));
        prop_assert!(told.report.adds_up(), "{:#?}", told.report);
    }

    #[test]
    fn neither_the_order_of_lines_nor_a_second_run_changes_anything(
        (lines, books) in world(), turn in 0_usize..20,
    ) {
        let told = reconcile(&statement(0, lines.clone()), &around(books.clone()));
        let (mut lines, mut books) = (lines, books);
        lines.reverse();
        books.reverse();
        if !lines.is_empty() {
            let by = turn % lines.len();
            lines.rotate_left(by);
        }
        let again = Around { reports: vec![told.report.clone()], ..around(books) };
        prop_assert_eq!(reconcile(&statement(0, lines), &again), told);
    }

    #[test]
    fn a_receipt_is_asked_for_once_for_what_we_do_not_have((lines, books) in world()) {
        let told = reconcile(&statement(0, lines), &around(books.clone()));
        let mut seen = std::collections::BTreeSet::new();
        for it in &told.missing {
            prop_assert!(seen.insert(it.transaction.0.clone()));
            let known = |our: &Ours| our.is.transaction == it.transaction && our.is.refund.is_none();
            prop_assert!(!books.iter().any(known));
        }
    }
}
