//! Days that are read in any order, and money that is heard of after its day was reported.

use super::{around, codes, day, line, ours, receipt, reconcile, refund_line, refunded, statement};
use crate::reconcile::{Around, DayReport, Names, Ours, POOL_DAYS, REFUND_DAYS, Trouble};
use crate::{HeardBy, StatementLine};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A school, of which the days are reconciled one by one.
#[derive(Default)]
struct Year {
    books: Vec<Ours>,
    reports: BTreeMap<i32, DayReport>,
    given_up: Vec<i32>,
    /// Refunds that are under way.
    asked: BTreeSet<String>,
}

impl Year {
    /// Reads the statement of the day `nth`, which has `lines`; what it comes to.
    fn reads(&mut self, nth: i32, lines: Vec<StatementLine>) -> Vec<&'static str> {
        let (first, last) = Around::reports(day(nth));
        let seen = |it: &&DayReport| (first..=last).contains(&it.day);
        let around = Around {
            ours: self.books.clone(),
            reports: self.reports.values().filter(seen).cloned().collect(),
            given_up: self.given_up.iter().map(|it| day(*it)).collect(),
            asked: self.asked.clone(),
            ..Around::default()
        };
        let told = reconcile(&statement(nth, lines), &around).report;
        assert!(told.adds_up(), "{told:#?}");
        let codes = codes(&told);
        self.reports.insert(nth, told);
        codes
    }

    /// How often something of ours is told as missing there.
    fn missed(&self) -> usize {
        let told = self.reports.values().flat_map(|it| &it.exceptions);
        told.filter(|it| it.trouble == Trouble::MissingThere).count()
    }
}

/// UnionPay closes its day at 23:00: what is paid after stands in the next day's statement.
#[test]
fn money_first_heard_of_by_the_next_days_statement_is_no_duplicate() {
    let mut year = Year::default();
    assert!(year.reads(0, Vec::new()).is_empty());
    assert_eq!(year.reads(1, vec![line(1, 500)]), ["missing-here"]);
    let heard = receipt(1, 500, 0).heard(HeardBy::Statement, day(2).start());
    year.books.push(Ours::payment(&heard, None));

    assert_eq!(year.reads(1, vec![line(1, 500)]), ["missing-here"]);
    assert!(year.reports[&1].exceptions[0].ours.is_some(), "it is the one, and in the books");
    // Its own day finds it there. A line more of it is one too many, wherever it stands.
    assert!(year.reads(0, Vec::new()).is_empty());
    assert_eq!(year.reports[&0].elsewhere.len(), 1);
    for nth in [0, 2] {
        assert_eq!(year.reads(nth, vec![line(1, 500)]), ["duplicate"]);
    }
    assert_eq!(year.reads(1, vec![line(1, 500)]), ["missing-here"], "whoever had it first has it");
}

#[test]
fn money_heard_of_after_its_day_was_done_is_looked_for_as_well() {
    let mut year = Year::default();
    for nth in 0..=2 {
        assert!(year.reads(nth, Vec::new()).is_empty());
    }
    // A chase hears of it two days late. Its day is done again only after the pool has ended.
    year.books.push(ours(1, 500, 0));
    assert_eq!(year.reads(3, Vec::new()), ["missing-there"]);
    assert!(year.reads(0, Vec::new()).is_empty());
    assert_eq!((year.reports[&0].ours.payments, year.missed()), (1, 1));

    // Later still its own day tells it at once.
    year.books.push(ours(2, 500, 0));
    assert_eq!(year.reads(0, Vec::new()), ["missing-there"]);
    assert_eq!(year.reads(3, Vec::new()), ["missing-there"]);
    assert_eq!(year.missed(), 2);
}

#[test]
fn nothing_is_missing_there_while_a_statement_may_still_have_it() {
    for late in 1..=POOL_DAYS {
        let mut year = Year { books: vec![ours(1, 500, 0)], ..Year::default() };
        for nth in (0..=POOL_DAYS).filter(|it| *it != late) {
            assert!(year.reads(nth, Vec::new()).is_empty(), "{late} is still to come");
        }
        assert!(year.reads(late, vec![line(1, 500)]).is_empty());
        assert_eq!((year.reports[&late].crossed.len(), year.missed()), (1, 0));
        // The last one to come tells it, whichever that is; and so it does when it comes again.
        for _ in 0..2 {
            assert_eq!(year.reads(late, Vec::new()), ["missing-there"]);
        }
        for nth in 0..=POOL_DAYS {
            year.reads(nth, Vec::new());
        }
        assert_eq!(year.missed(), 1);
    }
}

#[test]
fn what_is_looked_for_in_a_statement_that_is_given_up_is_told() {
    let mut year = Year { books: vec![ours(1, 500, 0)], ..Year::default() };
    for nth in [0, 1, 3] {
        assert!(year.reads(nth, Vec::new()).is_empty());
    }
    year.given_up = vec![2];
    assert_eq!(year.reads(0, Vec::new()), ["missing-there"]);
    assert!(year.reports[&0].pooled.is_empty());
    // An officer brings it after all.
    assert!(year.reads(2, Vec::new()).is_empty());
    assert_eq!(year.missed(), 1);
}

/// WeChat lists a refund on the day on which it was asked for; to a bank card it takes days.
#[test]
fn a_refund_under_way_waits_for_the_providers_last_word() {
    let asked = || refund_line(1, 500);
    let number = asked().refund.expect("a number");
    let first = Around { asked: [number].into(), ..Around::default() };
    let first = reconcile(&statement(0, vec![asked()]), &first).report;
    assert!(codes(&first).is_empty() && first.adds_up(), "{first:#?}");
    assert_eq!((first.awaited.len(), first.refunds_astray().count()), (1, 0));

    // It is done after two days. That day looks for it in no other statement, and the first has it.
    let done = || refunded(1, 500, 2);
    let reports = vec![first];
    let second = Around { ours: vec![done()], reports, ..Around::default() };
    let second = reconcile(&statement(2, Vec::new()), &second).report;
    assert_eq!((second.elsewhere.len(), second.pooled.len()), (1, 0));
    let again = reconcile(&statement(0, vec![asked()]), &around(vec![done()])).report;
    assert_eq!((again.crossed.len(), again.awaited.len()), (1, 0));

    // It ended otherwise with us: now somebody looks.
    let astray = reconcile(&statement(0, vec![asked()]), &Around::default()).report;
    assert_eq!((codes(&astray), astray.refunds_astray().count()), (vec!["state"], 1));
}

#[test]
fn the_slowest_refund_is_found_by_each_day_that_ends_its_days_pool() {
    let asked = || refund_line(1, 500);
    let mut year = Year { asked: asked().refund.into_iter().collect(), ..Year::default() };
    assert!(year.reads(0, vec![asked()]).is_empty());
    year.asked.clear();
    year.books.push(refunded(1, 500, REFUND_DAYS));
    for nth in REFUND_DAYS..=REFUND_DAYS + POOL_DAYS {
        assert!(year.reads(nth, Vec::new()).is_empty(), "day {nth}");
    }
}

/// Reports that were kept before they named what agreed say nothing against it.
#[test]
fn a_report_without_names_makes_nothing_missing() {
    let mut year = Year { books: vec![ours(1, 500, 0)], ..Year::default() };
    assert!(year.reads(0, vec![line(1, 500)]).is_empty());
    year.reports.get_mut(&0).expect("it was read").names = Names::default();
    for nth in 1..=POOL_DAYS {
        assert!(year.reads(nth, Vec::new()).is_empty(), "day {nth}");
    }
}

/// A payment: under which day we have it, how many days after the provider lists it, if it ever does,
/// and after how many of the days that are read a notice tells us of it, if one ever does.
type Paid = (i32, Option<i32>, Option<usize>);

proptest! {
    /// Whatever is heard of when, and in whatever order days come: in the end each line of theirs
    /// is found once, and what they lack is told once.
    #[test]
    fn in_the_end_everything_is_told_once(
        paid in prop::collection::vec(
            (0..4_i32, prop::option::weighted(0.7, -1..=POOL_DAYS), prop::option::weighted(0.8, 0..12_usize)),
            0..8,
        ),
        turns in prop::collection::vec(-1..=7_i32, 0..14),
    ) {
        // What nobody lists is heard of by a notice, or there is nothing to look for.
        let paid: Vec<Paid> =
            paid.into_iter().filter(|it| it.1.is_some() || it.2.is_some()).collect();
        let mut year = Year::default();
        let mut heard = vec![false; paid.len()];
        let days: Vec<i32> = (-1..=7).collect();
        // In the first round all are read, in the second all is heard of, in the third all is told.
        let all = [turns.clone(), days.repeat(4)].concat();
        let mut last = Vec::new();
        for (turn, nth) in all.into_iter().enumerate() {
            for (which, (own, _, notice)) in paid.iter().enumerate() {
                let in_time = notice.is_some_and(|it| it <= turn);
                if in_time && !std::mem::replace(&mut heard[which], true) {
                    year.books.push(ours(index(which), 500, *own));
                }
            }
            let lists = |(own, after, _): &Paid| after.is_some_and(|it| own + it == nth);
            let listed: Vec<_> = (0..paid.len()).filter(|it| lists(&paid[*it])).collect();
            year.reads(nth, listed.iter().map(|it| line(index(*it), 500)).collect());
            for which in listed {
                if !std::mem::replace(&mut heard[which], true) {
                    let told = receipt(index(which), 500, paid[which].0);
                    let told = told.heard(HeardBy::Statement, day(8).start());
                    year.books.push(Ours::payment(&told, None));
                }
            }
            if turn + 1 == turns.len() + 3 * days.len() {
                last = year.reports.values().cloned().collect();
            }
        }
        prop_assert_eq!(last, year.reports.values().cloned().collect::<Vec<_>>(), "nothing changed");
        let lacking = paid.iter().filter(|it| it.1.is_none()).count();
        prop_assert_eq!(year.missed(), lacking, "{:#?}", year.reports);
        for told in year.reports.values().flat_map(|it| &it.exceptions) {
            let right = match told.trouble {
                Trouble::MissingThere => told.theirs.is_none(),
                Trouble::MissingHere => told.ours.is_some() && told.theirs.is_some(),
                Trouble::Unknown
                | Trouble::Amount
                | Trouble::State
                | Trouble::Fee { .. }
                | Trouble::Duplicate => false,
            };
            prop_assert!(right, "{:?}", told);
        }
        let open: usize = year.reports.range(..=3).map(|it| it.1.pooled.len()).sum();
        prop_assert!(open <= lacking, "only what they lack is still looked for: {:#?}", year.reports);
    }
}

fn index(which: usize) -> u32 {
    u32::try_from(which).expect("few")
}
