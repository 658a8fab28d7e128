//! Runs that die, and where the office sees that every day stands.

use crate::reconciling::{NEXT_NOON, campus, codes, pays_by};
use campus::{ADA, Line, Mishap, Plan};
use domain::ChannelKind;
use sandbox::How;
use serde_json::Value;

/// A run that dies at any of its writes leaves what the next one ends. Reading changes nothing, so the
/// calls before the first write are one place to die at.
#[tokio::test]
async fn a_run_that_dies_anywhere_is_ended_by_the_next() {
    let lost = || async {
        let (campus, tuition) = campus().await;
        let day = campus.today();
        pays_by(&campus, &tuition, ChannelKind::Wechat, How::Silent).await;
        campus.forgets(Line::Chase);
        campus.later(NEXT_NOON);
        (campus, day)
    };
    let (campus, day) = lost().await;
    let cost =
        campus.reconciles_one(ChannelKind::Wechat, day, Plan::fair()).await.expect("it lives");
    campus.settles().await;
    assert_eq!(
        (cost.messages, cost.writes),
        (1, 2),
        "the receipt, the report, and where the day stands"
    );

    let calls = cost.reads + cost.writes + cost.messages + cost.provider;
    for (back, mishap) in
        (0..6).flat_map(|it| [(it, Mishap::CrashBefore), (it, Mishap::CrashAfter)])
    {
        let (campus, day) = lost().await;
        let plan = Plan::at(calls - back, mishap);
        campus.reconciles_one(ChannelKind::Wechat, day, plan).await;
        campus.settles().await;
        campus.reconciles_day(ChannelKind::Wechat, day).await;
        campus.settles().await;

        assert_eq!(campus.owed(ADA).await, "0.00", "{mishap:?}, {back} calls before the end");
        let report = campus.report(ChannelKind::Wechat, day).await;
        assert_eq!(codes(&report), ["missing-here"], "{mishap:?}, {back} calls before the end");
    }
}

#[tokio::test]
async fn the_office_sees_where_every_day_stands() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    pays_by(&campus, &tuition, ChannelKind::Wechat, How::Pay).await;
    campus.later(NEXT_NOON);
    assert!(campus.reconciles(Plan::fair()).await);

    let list =
        campus.office("GET", &format!("/api/office/reports?from={day}&to={day}"), None).await;
    assert_eq!(list.status, 200, "{}", list.text);
    let days = list.body["days"].as_array().expect("a list");
    let of = |kind: &str| -> &Value {
        days.iter().find(|it| it["channel"] == kind).expect("that channel")
    };
    assert_eq!(days.len(), ChannelKind::ALL.len());
    assert_eq!((&of("wechat")["state"], &of("bocom")["state"]), (&"done".into(), &"upload".into()));
    assert_eq!(of("wechat")["summary"]["agreed"]["paid"], "4800.00");

    let wrong = format!("/api/office/reports?from={}&to={day}", day.moved(1));
    assert_eq!(campus.office("GET", &wrong, None).await.code(), "too-many-days");
    let absent = campus.office("GET", &format!("/api/office/reports/bocom/{day}"), None).await;
    assert_eq!((absent.status, absent.code()), (404, "not-reconciled"));
    for (path, code) in [("cash/2026-09-05", "no-such-channel"), ("wechat/2026-9-5", "not-a-day")] {
        let answer = campus.office("GET", &format!("/api/office/reports/{path}"), None).await;
        assert_eq!(answer.code(), code, "{path}");
    }
}
