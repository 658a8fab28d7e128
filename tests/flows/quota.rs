//! A project's quota changes while people enrol: nobody loses a seat, and none is given twice.

use crate::enrolling::{enrols, exam, says, standing};
use campus::{Answer, Campus, Plan};
use domain::{ProjectId, Role, seats_left, seats_taken};
use futures::future::{join, join_all};
use serde_json::{Value, json};

/// The exam as the office types it, with another quota.
fn typed(quota: Option<u32>) -> Value {
    let mut body = json!(exam(quota));
    body.as_object_mut().expect("an object").remove("id");
    body
}

async fn saves(campus: &Campus, quota: Option<u32>) -> Answer {
    campus.office("PUT", "/api/office/projects/cet", Some(&typed(quota))).await
}

/// Seats that somebody has, and seats that can be had.
async fn seats(campus: &Campus) -> (u32, u32) {
    let id: ProjectId = "cet".parse().expect("a slug");
    let rows = campus.store.seats(&id).await.expect("read");
    (seats_taken(&rows, campus.now()), seats_left(&rows, campus.now()))
}

async fn students(campus: &Campus, count: usize) -> Vec<String> {
    let ids: Vec<_> = (0..count).map(|it| format!("K{it:05}")).collect();
    for (sequence, id) in (1..).zip(&ids) {
        campus.admits_as(id, Role::Payer, sequence).await;
    }
    ids
}

#[tokio::test]
async fn with_a_smaller_quota_whoever_has_a_seat_keeps_it() {
    let campus = Campus::open().await;
    assert_eq!(saves(&campus, Some(5)).await.status, 204);
    let people = students(&campus, 6).await;
    for id in &people[..4] {
        assert_eq!(enrols(&campus, id, "full").await.status, 200);
    }

    assert_eq!(saves(&campus, Some(2)).await.status, 204);
    assert_eq!(seats(&campus).await, (4, 0));
    let full = enrols(&campus, &people[4], "full").await;
    assert_eq!((full.status, full.code()), (409, "project-full"), "{}", full.text);
    for id in &people[..4] {
        assert_eq!(standing(&campus, id).await, "unpaid");
    }

    assert_eq!(saves(&campus, Some(5)).await.status, 204);
    assert_eq!(enrols(&campus, &people[4], "full").await.status, 200);
    let full = enrols(&campus, &people[5], "full").await;
    assert_eq!(full.code(), "project-full", "{}", full.text);
    let seen = campus.office("GET", "/api/office/catalogue", None).await;
    assert_eq!(seen.body["projects"][0]["taken"], 5, "{}", seen.text);
}

#[tokio::test]
async fn whoever_enrols_while_it_is_saved_is_counted() {
    for (before, after, pace) in [(30, 10, 2), (10, 30, 2), (8, 9, 7), (40, 3, 5)] {
        let campus = Campus::open().await;
        assert_eq!(saves(&campus, Some(before)).await.status, 204);
        let people = students(&campus, 40).await;
        let wish = says("full");
        let asks = people.iter().map(|id| {
            let plan = Plan { pace: vec![pace], ..Plan::fair() };
            campus.call(plan, campus.says(id, "PUT", "/api/enrolments/cet", Some(&wish)))
        });

        let (answers, saved) = join(join_all(asks), saves(&campus, Some(after))).await;

        let enrolled = answers.iter().flatten().filter(|it| it.status == 200).count();
        let (taken, left) = seats(&campus).await;
        let told = format!("{before} to {after}: {enrolled} enrolled, {taken} taken, {left} left");
        assert_eq!(usize::try_from(taken), Ok(enrolled), "{told}");
        assert!(taken <= before.max(after), "{told}");
        // Put off, it has changed nothing; saved, there is no seat beyond the new quota.
        let quota = if saved.status == 204 { after } else { before };
        assert!([204, 503].contains(&saved.status), "{}", saved.text);
        assert_eq!(taken + left, quota.max(taken), "{told}");
    }
}
