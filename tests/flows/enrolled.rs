//! What becomes of an enrolment: it closes, is paid, is cancelled, and the office changes its project.

use crate::browser::Browser;
use crate::enrolling::{cancels, enrols, exam, fee, opens_an_order, says, standing, wants_to_pay};
use crate::powers::use_their_grants;
use crate::refunds::{does, goes_back, proposes, wants};
use crate::registering::{OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD, form, registers};
use campus::{ADA, BEN, Campus};
use domain::catalogue::{Audience, Project};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn the_closing_second_is_the_first_at_which_nobody_enrols() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    campus.announces_project(exam(None)).await;
    campus
        .announces_project(Project {
            window: campus::window(30, 40),
            ..campus::project("later", None)
        })
        .await;
    let body = json!({ "tier": "standard", "phone": "13800001234", "answers": {} });
    let early = campus.ask(campus.says(ADA, "PUT", "/api/enrolments/later", Some(&body))).await;
    assert_eq!((early.status, early.code()), (409, "project-coming"));

    campus.later(Duration::from_hours(24) - Duration::from_secs(1));
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200, "the last second");
    let order = opens_an_order(&campus, ADA, "30.00").await;
    campus.later(Duration::from_secs(1));
    for refused in [enrols(&campus, BEN, "full").await, enrols(&campus, BEN, "none").await] {
        assert_eq!((refused.status, refused.code()), (409, "project-closed"));
    }
    // Whoever was paying when it closed may pay to the end, and is enrolled (R49).
    campus.is_paid(order).await;
    campus.settles().await;
    assert_eq!(standing(&campus, ADA).await, "enrolled");
}

#[tokio::test]
async fn what_closed_can_be_left_but_not_paid() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(exam(None)).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    assert_eq!(wants_to_pay(&campus, ADA).await.status, 200);
    campus.later(Duration::from_hours(24));
    assert_eq!(wants_to_pay(&campus, ADA).await.code(), "project-closed");
    let (_, late) = campus.orders(ADA, &[(&fee(), "30.00")]).await;
    assert_eq!(late.code(), "too-late", "{}", late.text);
    assert_eq!(cancels(&campus, ADA).await.status, 204);
    assert_eq!(cancels(&campus, ADA).await.status, 204, "again is no harm");
    assert_eq!(standing(&campus, ADA).await, "");
}

#[tokio::test]
async fn what_is_paid_is_neither_changed_nor_cancelled_nor_paid_again() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(exam(Some(1))).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200, "twice is once");
    let order = opens_an_order(&campus, ADA, "30.00").await;
    for refused in [
        enrols(&campus, ADA, "half").await,
        wants_to_pay(&campus, ADA).await,
        cancels(&campus, ADA).await,
    ] {
        assert_eq!((refused.status, refused.code()), (409, "being-paid"));
    }
    campus.is_paid(order).await;
    campus.settles().await;
    let before = campus.everything().await;
    for refused in [
        enrols(&campus, ADA, "half").await,
        wants_to_pay(&campus, ADA).await,
        cancels(&campus, ADA).await,
    ] {
        assert_eq!((refused.status, refused.code()), (409, "enrolled-already"));
    }
    assert_eq!(campus.everything().await, before);
}

/// What goes back gives the only seat up, whoever gave it back; and it may be enrolled for and paid
/// again.
#[tokio::test]
async fn what_went_back_gives_its_seat_up_and_is_paid_again() {
    for by_hand in [false, true] {
        let campus = Campus::open().await;
        campus.admits(ADA).await;
        campus.admits(BEN).await;
        campus.announces_project(exam(Some(1))).await;
        assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
        let order = opens_an_order(&campus, ADA, "30.00").await;
        campus.is_paid(order).await;
        campus.settles().await;
        let mut body = wants(&campus, order, &[]);
        body["reopens"] = json!(false);
        body["by_hand"] = json!(by_hand);

        if by_hand {
            let number = proposes(&campus, 1, &body).await;
            assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
            let path = format!("/api/office/refunds/{number}/by-hand");
            let note = json!({ "note": "电汇 2026-1" });
            assert_eq!(campus.officer(3, "POST", &path, Some(&note)).await.status, 200);
        } else {
            goes_back(&campus, &body).await;
        }

        assert_eq!(standing(&campus, ADA).await, "lapsed", "{by_hand}");
        assert_eq!(enrols(&campus, BEN, "full").await.status, 200, "{by_hand}");
        assert_eq!(enrols(&campus, ADA, "full").await.code(), "project-full");
        assert_eq!(wants_to_pay(&campus, ADA).await.code(), "project-full");
        assert_eq!(cancels(&campus, BEN).await.status, 204);
        assert_eq!(enrols(&campus, ADA, "full").await.body["enrolment"]["state"], "unpaid");
        let again = opens_an_order(&campus, ADA, "30.00").await;
        campus.is_paid(again).await;
        campus.settles().await;
        assert_eq!(standing(&campus, ADA).await, "enrolled", "{by_hand}");
        assert_eq!(enrols(&campus, BEN, "full").await.code(), "project-full");
        crate::recounting::holds(&campus).await;
        let name = if by_hand { "decide-refunds" } else { "refund-payment" };
        let seats = |it: &&campus::Use| it.0 == name && it.1 == "ref";
        let (used, granted) = (campus.used(), campus::granted());
        assert!(used.iter().filter(seats).eq(granted.iter().filter(seats)), "{name}");
    }
}

#[tokio::test]
async fn the_office_changes_prices_and_nobody_pays_another_than_they_agreed_to() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    campus.announces_project(exam(None)).await;
    assert_eq!(enrols(&campus, ADA, "half").await.status, 200);
    assert_eq!(enrols(&campus, BEN, "full").await.status, 200);
    let mut dearer = exam(None);
    dearer.tiers[0].price = "45.00".parse().expect("an amount");
    dearer.tiers.remove(1);
    campus.announces_project(dearer).await;

    let order = opens_an_order(&campus, ADA, "15.00").await;
    campus.is_paid(order).await;
    campus.settles().await;
    assert_eq!(standing(&campus, ADA).await, "enrolled", "her tier is gone, her price is not");
    assert_eq!(enrols(&campus, BEN, "full").await.body["enrolment"]["price"], "30.00");
    let gone = enrols(&campus, BEN, "half").await;
    assert_eq!(gone.wrong_field(), "tier: not-an-option");
    assert_eq!(enrols(&campus, BEN, "none").await.body["enrolment"]["state"], "enrolled");
    assert_eq!(
        enrols(&campus, BEN, "full").await.body["enrolment"]["price"],
        "45.00",
        "chosen anew"
    );
    assert_eq!(wants_to_pay(&campus, BEN).await.body["bill"]["item"], "大学英语四级 四级");
}

#[tokio::test]
async fn free_of_charge_is_enrolled_at_once() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(exam(Some(1))).await;
    let enrolled = enrols(&campus, ADA, "none").await;
    assert_eq!(enrolled.body["enrolment"]["state"], "enrolled");
    assert_eq!(wants_to_pay(&campus, ADA).await.code(), "free-of-charge");
    let dearer = enrols(&campus, ADA, "full").await;
    assert_eq!(dearer.body["enrolment"]["state"], "unpaid");
    assert_eq!(wants_to_pay(&campus, ADA).await.status, 200);
    assert_eq!(enrols(&campus, ADA, "none").await.body["enrolment"]["bill"], Value::Null);
    campus.later(Duration::from_hours(3));
    assert_eq!(standing(&campus, ADA).await, "enrolled");
}

#[tokio::test]
async fn a_project_is_for_its_audience_and_whoever_registered_is_one_person() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(Project { audience: Audience::Outside, ..exam(None) }).await;
    let refused = enrols(&campus, ADA, "full").await;
    assert_eq!((refused.status, refused.code()), (403, "not-for-you"));

    for _ in 0..2 {
        assert_eq!(registers(&campus, form(&campus)).await.status, 202);
    }
    let mut visitor = Browser::default();
    visitor.logs_in(&campus, OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD).await;
    // No number is given: the one of the account is taken.
    let body = json!({ "tier": "none", "answers": { "campus": "雁塔校区" } });
    let headers = [
        ("x-pay-csrf", "1"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let enrolled =
        visitor.send(&campus, ("PUT", "/api/enrolments/cet"), headers.into(), Some(body)).await;
    assert_eq!(enrolled.status, 200, "{}", enrolled.text);
    let mine = visitor.get(&campus, "/api/enrolments/cet").await;
    assert!(mine.body["phone"].as_str().is_some_and(|it| it.contains("****")), "{}", mine.text);
    campus.announces_project(Project { audience: Audience::School, ..exam(None) }).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
}

#[tokio::test]
async fn somebody_elses_enrolment_is_not_there() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    campus.announces_project(exam(Some(5))).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    assert_eq!(standing(&campus, BEN).await, "");
    assert_eq!(wants_to_pay(&campus, BEN).await.code(), "not-enrolled");
    assert_eq!(cancels(&campus, BEN).await.status, 204);
    assert_eq!(standing(&campus, ADA).await, "unpaid");
    for id in ["none", "NONE"] {
        let path = format!("/api/enrolments/{id}");
        let refused = campus.ask(campus.says(ADA, "PUT", &path, Some(&says("full")))).await;
        assert!(refused.status == 404 || refused.status == 422, "{}", refused.text);
    }
}

#[tokio::test]
async fn enrolling_has_the_grants_it_needs() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(exam(Some(1))).await;
    // No number is given: the account is asked for one.
    let body = json!({ "tier": "full", "answers": { "campus": "雁塔校区" } });
    let refused = campus.ask(campus.says(ADA, "PUT", "/api/enrolments/cet", Some(&body))).await;
    assert_eq!(refused.wrong_field(), "phone: required");
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    assert_eq!(wants_to_pay(&campus, ADA).await.status, 200);
    for path in ["/api/projects", "/api/projects/cet", "/api/enrolments", "/api/enrolments/cet"] {
        assert_eq!(campus.sees(ADA, path).await.status, 200, "{path}");
    }
    let roster = campus.office("GET", "/api/office/projects/cet/roster", None).await;
    assert_eq!(roster.status, 200);
    assert_eq!(cancels(&campus, ADA).await.status, 204);
    use_their_grants(&campus, &["enrollment", "list-projects", "list-roster"]);
}
