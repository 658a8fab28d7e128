//! What is heard of, or told, after its day was reported: nothing of it is told wrongly or twice.

use crate::ROOM;
use crate::canary::Log;
use crate::reconciling::{ONE_DAY, campus, codes, misbehaves, pays_by, state, telling};
use crate::reconciling_upload::{HEAD, bank_says};
use campus::{ADA, Campus, Line, Plan, clock};
use domain::ChannelKind::{self, Bocom, Unionpay, Wechat};
use domain::reconcile::ReportState;
use domain::{BillId, Day, OrderNumber};
use sandbox::{How, Misdeed, On};
use std::time::Duration;
use trail::Measure;

const TWO_HOURS: Duration = Duration::from_hours(2);

/// Ada pays her room in the morning, and tuition `later`, of which nobody hears.
async fn pays_twice(
    campus: &Campus,
    tuition: &BillId,
    kind: ChannelKind,
    later: Duration,
) -> OrderNumber {
    let room = campus.owes(ADA, ROOM, "4800.00").await;
    pays_by(campus, &room, kind, How::Pay).await;
    campus.later(later);
    let order = pays_by(campus, tuition, kind, How::Silent).await;
    campus.forgets(Line::Chase);
    order
}

/// The clock has all days reconciled that are due, at noon so many days `after` that day.
async fn noon(campus: &Campus, day: Day, after: i32) {
    clock::set(day.moved(after).start() + Duration::from_hours(12));
    assert!(campus.reconciles(Plan::fair()).await);
}

/// Ada asks what became of `order`.
async fn asks_about(campus: &Campus, order: OrderNumber) {
    let path = format!("/api/orders/{}/check", order.order);
    let answer = campus.ask(campus.says(ADA, "POST", &path, None)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
}

/// UnionPay closes its day at 23:00, and the notice of half past is lost: the next day's statement is
/// the first to tell of it, when its own day is done. It is one good payment and no duplicate.
#[tokio::test]
async fn money_of_the_late_evening_that_only_the_next_statement_tells_is_healed() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    pays_twice(&campus, &tuition, Unionpay, Duration::from_mins(14 * 60 + 30)).await;

    noon(&campus, day, 1).await;
    let first = campus.report(Unionpay, day).await;
    assert_eq!((codes(&first), first.agreed.payments), (Vec::new(), 1));

    noon(&campus, day, 2).await;
    assert_eq!(codes(&campus.report(Unionpay, day.moved(1)).await), ["missing-here"]);
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
    for _ in 0..2 {
        campus.later(TWO_HOURS);
        assert!(campus.reconciles(Plan::fair()).await);
        let second = campus.report(Unionpay, day.moved(1)).await;
        assert_eq!((codes(&second), second.heals()), (vec!["missing-here"], false), "{second:#?}");
        // Its own day was done again, and knows where it stands.
        let first = campus.report(Unionpay, day).await;
        assert_eq!((first.ours.payments, first.elsewhere.len()), (2, 1), "{first:#?}");
        assert!(codes(&first).is_empty() && first.pooled.is_empty());
    }
}

/// R37: the last second of a day stands in the statement of the day to which a provider counts it.
#[tokio::test]
async fn a_payment_of_the_last_second_agrees_with_every_providers_statement() {
    for kind in telling() {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        let last = day.end().duration_since(campus.now()) - jiff::SignedDuration::from_millis(100);
        let last = Duration::try_from(last).expect("ahead");
        let order = pays_twice(&campus, &tuition, kind, last).await;
        campus.later(Duration::from_mins(1));
        asks_about(&campus, order).await;

        noon(&campus, day, 1).await;
        noon(&campus, day, 2).await;
        let told = [campus.report(kind, day).await, campus.report(kind, day.moved(1)).await];
        let counts = told.each_ref().map(|it| (it.agreed.payments, it.crossed.len()));
        let expected = if kind == Unionpay { [(1, 0), (0, 1)] } else { [(2, 0), (0, 0)] };
        assert_eq!(counts, expected, "{kind}: {told:#?}");
        assert!(told.iter().all(|it| codes(it).is_empty()), "{kind}: {told:#?}");
    }
}

/// A provider that was away is asked again after the day's report was made.
#[tokio::test]
async fn money_that_is_heard_of_after_the_report_comes_into_it_and_is_looked_for() {
    for kind in telling() {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        let order = pays_twice(&campus, &tuition, kind, Duration::from_hours(1)).await;
        clock::set(day.end() + Duration::from_hours(11));
        misbehaves(&campus, kind, On::Statement, Misdeed::MissingLine);
        campus.reconciles_day(kind, day).await;
        noon(&campus, day, 1).await;
        assert_eq!(campus.report(kind, day).await.ours.payments, 1, "{kind}");

        asks_about(&campus, order).await;
        campus.later(TWO_HOURS);
        misbehaves(&campus, kind, On::Statement, Misdeed::MissingLine);
        assert!(campus.reconciles(Plan::fair()).await);
        let report = campus.report(kind, day).await;
        let counts = (report.ours.payments, report.agreed.payments, report.pooled.len());
        assert_eq!(counts, (2, 1, 1), "{kind}: {report:#?}");
        // As long as nothing changes, that is its last word.
        let kept = campus.reported(kind, day).await;
        for after in 2..=5 {
            noon(&campus, day, after).await;
            assert_eq!(campus.reported(kind, day).await, kept, "{kind}");
        }
        let told = codes(&campus.report(kind, day.moved(3)).await);
        assert_eq!(told, ["missing-there"], "{kind}");
    }
}

#[tokio::test]
async fn nothing_is_missing_there_before_the_last_of_the_statements_came() {
    for found in [true, false] {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        let paid = bank_says(&campus, pays_by(&campus, &tuition, Bocom, How::Pay).await);
        let nothing = format!("{HEAD}\n合计,0,0.00,,,,\n");
        let late = if found { paid.file() } else { nothing.clone() };
        clock::set(day.end() + 4 * ONE_DAY);
        for (after, file) in [(0, &nothing), (1, &nothing), (3, &nothing), (2, &late)] {
            let answer = campus.brings(Bocom, day.moved(after), file.as_bytes()).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            let told = codes(&campus.report(Bocom, day.moved(after)).await);
            let expected: &[&str] = if after == 2 && !found { &["missing-there"] } else { &[] };
            assert_eq!(told, expected, "{after} days after");
        }
        assert_eq!(campus.report(Bocom, day.moved(2)).await.crossed.len(), usize::from(found));
    }
}

/// A statement that is refused for a week is asked for no more. Somebody hears of it before, and is
/// told then what was looked for in it.
#[tokio::test]
async fn a_day_that_is_given_up_is_told_and_ends_what_was_looked_for_in_it() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    let room = campus.owes(ADA, ROOM, "4800.00").await;
    for bill in [&tuition, &room] {
        pays_by(&campus, bill, Wechat, How::Pay).await;
    }
    clock::set(day.end() + Duration::from_hours(11));
    misbehaves(&campus, Wechat, On::Statement, Misdeed::MissingLine);
    campus.reconciles_day(Wechat, day).await;
    noon(&campus, day, 1).await;
    let earlier = campus.owes(ADA, "2025-2026/学费", "4800.00").await;
    pays_by(&campus, &earlier, Wechat, How::Pay).await;

    let refused = ReportState::Refused { code: "statement-cut".to_owned() };
    for after in 2..=8_u32 {
        misbehaves(&campus, Wechat, On::Statement, Misdeed::Cut);
        campus.told();
        noon(&campus, day, after.cast_signed()).await;
        assert_eq!(state(&campus, Wechat, day.moved(1)).await, refused);
        let told = campus.told();
        let age = Measure::OpenDay { channel: Wechat, days: after - 1 };
        assert!(told.contains(&age), "{after} days after: {told:?}");
    }
    assert_eq!(campus.report(Wechat, day).await.pooled.len(), 1);

    let log = Log::default();
    let lines = edge::lines(&["reconcile_day"], log.clone());
    let guard = tracing::subscriber::set_default(lines);
    misbehaves(&campus, Wechat, On::Statement, Misdeed::MissingLine);
    noon(&campus, day, 9).await;
    campus.later(TWO_HOURS);
    assert!(campus.reconciles(Plan::fair()).await);
    drop(guard);
    assert_eq!(state(&campus, Wechat, day.moved(1)).await, ReportState::Upload);
    let log = String::from_utf8(log.take()).expect("UTF-8");
    assert_eq!(log.matches("the statement of a day is given up").count(), 1, "{log}");
    let report = campus.report(Wechat, day).await;
    assert_eq!((codes(&report), report.pooled.len()), (vec!["missing-there"], 0));
}
