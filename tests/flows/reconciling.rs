//! A provider's statement beside our day: what agrees, what is healed, and what is told.

use crate::channels::{at_the_cashier, one_way_each};
use crate::refunds::{does, proposes, wants};
use crate::{ROOM, TUITION};
use campus::{ADA, BEN, Campus, Line, Message, Plan, new_bill};
use domain::reconcile::{DayReport, ReportState};
use domain::{BillId, ChannelKind, Day, OrderNumber};
use sandbox::{Fault, How, Misdeed, On};
use std::time::Duration;

/// From the morning on which a campus opens to the next day's noon, when statements are there.
pub(crate) const NEXT_NOON: Duration = Duration::from_hours(27);

pub(crate) const ONE_DAY: Duration = Duration::from_hours(24);

/// A campus with every channel, where Ada owes tuition.
pub(crate) async fn campus() -> (Campus, BillId) {
    let campus = Campus::with_every_channel().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    (campus, tuition)
}

/// Ada pays all of it through `kind`; whether the bank says so is `how`.
pub(crate) async fn pays_by(
    campus: &Campus,
    tuition: &BillId,
    kind: ChannelKind,
    how: How,
) -> OrderNumber {
    let way = one_way_each().find(|it| it.0 == kind).expect("every channel has a way");
    let order = at_the_cashier(campus, tuition, way).await;
    for announcement in campus.pays(order, how).expect("an order that can be paid") {
        campus.hears(&announcement).await;
    }
    campus.settles().await;
    order
}

pub(crate) fn codes(report: &DayReport) -> Vec<&'static str> {
    report.exceptions.iter().map(|it| it.trouble.code()).collect()
}

/// Those that tell a statement to programs.
pub(crate) fn telling() -> impl Iterator<Item = ChannelKind> {
    ChannelKind::ALL.into_iter().filter(|it| *it != ChannelKind::Bocom)
}

pub(crate) fn misbehaves(campus: &Campus, kind: ChannelKind, on: On, fault: Misdeed) {
    let fault = Fault { on: Some(on), times: 1, fault, slow_ms: 0 };
    campus.bank_of(kind, move |bank| bank.misbehave(fault));
}

/// The receipts that wait to be settled.
fn receipts(campus: &Campus) -> Vec<Message> {
    campus.messages().into_iter().filter(|it| it.line == Line::Receipts).collect()
}

pub(crate) async fn state(campus: &Campus, kind: ChannelKind, day: Day) -> ReportState {
    campus.reported(kind, day).await.expect("somebody looked at that day").state
}

#[tokio::test]
async fn what_was_paid_and_given_back_agrees_with_every_providers_statement() {
    for kind in telling() {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        let order = pays_by(&campus, &tuition, kind, How::Pay).await;
        let number = proposes(&campus, 1, &wants(&campus, order, &[(&tuition, "800.00")])).await;
        assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
        campus.gives_back_for_an_hour().await;

        campus.later(NEXT_NOON);
        assert!(campus.reconciles(Plan::fair()).await, "{kind}");

        let report = campus.report(kind, day).await;
        assert_eq!(codes(&report), Vec::<&str>::new(), "{kind}: {report:#?}");
        let agreed = report.agreed;
        assert_eq!((agreed.payments, agreed.paid.to_string().as_str()), (1, "4800.00"), "{kind}");
        assert_eq!((agreed.refunds, agreed.returned.to_string().as_str()), (1, "800.00"), "{kind}");
        assert!(report.adds_up() && report.pooled.is_empty(), "{kind}");
        // A day without payments is done as well.
        let before = campus.report(kind, day.moved(-1)).await;
        assert_eq!(before.ours.payments + before.theirs.payments, 0, "{kind}");
    }
}

#[tokio::test]
async fn a_lost_notice_is_healed_by_the_statement() {
    for kind in telling() {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        let order = pays_by(&campus, &tuition, kind, How::Silent).await;
        // Nobody asks either: as if every queue had lost it.
        campus.forgets(Line::Chase);

        campus.later(NEXT_NOON);
        assert!(campus.reconciles(Plan::fair()).await);
        let first = campus.report(kind, day).await;
        assert_eq!(codes(&first), ["missing-here"], "{kind}");
        assert!(first.heals() && first.adds_up());
        assert_eq!(campus.owed(ADA).await, "4800.00", "{kind}: only a receipt pays");

        campus.settles().await;
        assert_eq!(campus.owed(ADA).await, "0.00", "{kind}");
        assert_eq!(campus.state(order).await, "paid", "{kind}");

        // The next look finds it in the books and asks for nothing more.
        campus.later(Duration::from_hours(2));
        assert!(campus.reconciles(Plan::fair()).await);
        let second = campus.report(kind, day).await;
        assert_eq!((codes(&second), second.heals()), (vec!["missing-here"], false), "{kind}");
        assert!(receipts(&campus).is_empty(), "{kind}");
    }
}

#[tokio::test]
async fn a_day_that_is_done_stays_as_it_is_however_often_it_runs() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    pays_by(&campus, &tuition, ChannelKind::Wechat, How::Pay).await;
    campus.later(NEXT_NOON);
    campus.reconciles_day(ChannelKind::Wechat, day).await;
    let (first, report) = (
        campus.reported(ChannelKind::Wechat, day).await,
        campus.report(ChannelKind::Wechat, day).await,
    );

    for _ in 0..3 {
        campus.later(Duration::from_hours(2));
        campus.reconciles_day(ChannelKind::Wechat, day).await;
        assert_eq!(campus.reported(ChannelKind::Wechat, day).await, first);
    }

    // A provider whose file is broken by then does not undo it.
    misbehaves(&campus, ChannelKind::Wechat, On::Statement, Misdeed::Cut);
    campus.reconciles_day(ChannelKind::Wechat, day).await;
    assert_eq!(campus.reported(ChannelKind::Wechat, day).await, first);
    assert_eq!(campus.report(ChannelKind::Wechat, day).await, report);
}

#[tokio::test]
async fn a_file_that_is_late_or_not_what_it_says_changes_nothing() {
    use ChannelKind::{Abc, Alipay, Bridge, Unionpay, Wechat};
    let torn = [
        (Wechat, Misdeed::Cut, "statement-cut"),
        (Wechat, Misdeed::WrongTotal, "statement-total"),
        (Wechat, Misdeed::WrongHash, "statement-hash"),
        (Alipay, Misdeed::Cut, "statement-cut"),
        (Alipay, Misdeed::WrongTotal, "statement-total"),
        (Unionpay, Misdeed::Cut, "statement-cut"),
        (Abc, Misdeed::Cut, "statement-total"),
        (Abc, Misdeed::WrongTotal, "statement-total"),
        (Bridge, Misdeed::WrongTotal, "statement-total"),
    ];
    for (kind, misdeed, expected) in torn {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        pays_by(&campus, &tuition, kind, How::Silent).await;
        campus.forgets(Line::Chase);
        campus.later(NEXT_NOON);

        misbehaves(&campus, kind, On::Statement, misdeed.clone());
        campus.reconciles_day(kind, day).await;
        let refused = state(&campus, kind, day).await;
        assert_eq!(
            refused,
            ReportState::Refused { code: expected.to_owned() },
            "{kind} {misdeed:?}"
        );
        assert!(receipts(&campus).is_empty(), "{kind} {misdeed:?}");

        campus.later(Duration::from_hours(2));
        assert!(campus.reconciles(Plan::fair()).await);
        assert_eq!(codes(&campus.report(kind, day).await), ["missing-here"], "{kind} {misdeed:?}");
        campus.settles().await;
    }
}

#[tokio::test]
async fn a_statement_that_is_not_made_yet_is_asked_for_again() {
    for kind in telling() {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        pays_by(&campus, &tuition, kind, How::Pay).await;
        campus.later(NEXT_NOON.checked_sub(Duration::from_hours(1)).expect("noon is later"));

        for misdeed in [Misdeed::NotYet, Misdeed::LostAnswer] {
            misbehaves(&campus, kind, On::Statement, misdeed.clone());
            campus.reconciles_day(kind, day).await;
            assert_eq!(state(&campus, kind, day).await, ReportState::Waiting, "{kind} {misdeed:?}");
        }

        campus.later(Duration::from_hours(2));
        assert!(campus.reconciles(Plan::fair()).await);
        assert_eq!(campus.report(kind, day).await.agreed.payments, 1, "{kind}");
    }
}

/// Alipay says the same of a day without trades and of one whose bill is late.
#[tokio::test]
async fn nothing_said_of_a_day_on_which_we_were_paid_is_not_the_last_word() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    pays_by(&campus, &tuition, ChannelKind::Alipay, How::Pay).await;
    campus.later(NEXT_NOON);
    misbehaves(&campus, ChannelKind::Alipay, On::Statement, Misdeed::NotYet);
    campus.reconciles_day(ChannelKind::Alipay, day).await;
    assert_eq!(campus.report(ChannelKind::Alipay, day).await.pooled.len(), 1);

    campus.later(Duration::from_hours(2));
    assert!(campus.reconciles(Plan::fair()).await);
    let report = campus.report(ChannelKind::Alipay, day).await;
    assert_eq!((report.agreed.payments, report.pooled.len()), (1, 0));
}

/// R38: nothing is taken back, and after three more days somebody is told.
#[tokio::test]
async fn what_they_lack_is_looked_for_on_three_more_days() {
    for kind in telling() {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        let room = campus.owes(ADA, ROOM, "4800.00").await;
        for bill in [&tuition, &room] {
            pays_by(&campus, bill, kind, How::Pay).await;
        }
        campus.later(NEXT_NOON);
        misbehaves(&campus, kind, On::Statement, Misdeed::MissingLine);
        campus.reconciles_day(kind, day).await;
        let first = campus.report(kind, day).await;
        let counts = (first.agreed.payments, codes(&first).len(), first.pooled.len());
        assert_eq!(counts, (1, 0, 1), "{kind}: {first:#?}");

        // UnionPay says of an empty day for two days that its file may still come.
        for _ in 1..=4 {
            campus.later(ONE_DAY);
            assert!(campus.reconciles(Plan::fair()).await);
        }
        for after in 1..=3 {
            let told = codes(&campus.report(kind, day.moved(after)).await);
            let expected: &[&str] = if after == 3 { &["missing-there"] } else { &[] };
            assert_eq!(told, expected, "{kind}, {after} days later");
        }
        assert_eq!(campus.owed(ADA).await, "0.00", "{kind}");
    }
}

/// Two payments for one order: the second is a dispute, and the report says so.
#[tokio::test]
async fn a_second_payment_and_disputed_money_are_told() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    pays_by(&campus, &tuition, ChannelKind::Wechat, How::PayTwice).await;
    campus.admits(BEN).await;
    campus.bills(BEN, new_bill(TUITION, "300.00")).await;
    let order = campus.opens(BEN, &[(&TUITION.parse().expect("a bill"), "300.00")]).await;
    for announcement in campus.pays(order, How::PayLess).expect("open") {
        campus.hears(&announcement).await;
    }
    campus.settles().await;

    campus.later(NEXT_NOON);
    assert!(campus.reconciles(Plan::fair()).await);
    let report = campus.report(ChannelKind::Wechat, day).await;
    let mut told = codes(&report);
    told.sort_unstable();
    assert_eq!(told, ["duplicate", "state"], "{report:#?}");
    assert_eq!((report.ours, report.agreed.payments), (report.theirs, 1));
}
