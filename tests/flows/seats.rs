//! Seats (R49): however many want one at once, a project gives as many as it has; a seat is kept as
//! long as it was said, and whoever pays for one gets one, or their money is the office's to give back.

use crate::enrolling::{cancels, enrols, exam, fee, opens_an_order, says, standing, wants_to_pay};
use campus::{ADA, BEN, Campus, Line, Mishap, Plan};
use domain::Role;
use futures::future::join_all;
use std::time::Duration;

/// So many students.
async fn students(campus: &Campus, count: u32) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        let id = format!("K{number:05}");
        campus.admits_as(&id, Role::Payer, number + 1).await;
        ids.push(id);
    }
    ids
}

/// Everybody wants a seat in the same moment, each befallen by what `plan` says of the nth. How many
/// got one, and how many heard that it is full.
async fn all_at_once(
    campus: &Campus,
    people: &[String],
    plan: impl Fn(usize) -> Plan,
) -> (usize, usize) {
    let wish = says("full");
    let asks = people.iter().enumerate().map(|(nth, id)| {
        campus.call(plan(nth), campus.says(id, "PUT", "/api/enrolments/cet", Some(&wish)))
    });
    let answers = join_all(asks).await;
    let heard = |status, code: &str| {
        let all = answers.iter().flatten();
        all.filter(|it| (it.status, it.code()) == (status, code)).count()
    };
    (heard(200, ""), heard(409, "project-full"))
}

/// How many people the rows of seats name, and how many enrolments and lines of the roster there are.
async fn written(campus: &Campus) -> (usize, usize, usize) {
    let rows = campus.rows().await;
    let key = |row: &campus::Row, name: &str| row[name].as_s().cloned().unwrap_or_default();
    let seats = rows.iter().filter(|it| key(it, "pk").starts_with("SEATS#"));
    let holders = seats.map(|it| it["holders"].as_m().map_or(0, std::collections::HashMap::len));
    let seats = holders.sum();
    let enrolments = rows.iter().filter(|it| key(it, "sk").starts_with("ENROL#")).count();
    let lines = rows.iter().filter(|it| key(it, "pk").starts_with("ROSTER#")).count();
    (seats, enrolments, lines)
}

#[tokio::test]
async fn fifty_at_once_get_exactly_as_many_seats_as_there_are() {
    // Each call takes as long as everybody else's, so that all read before anybody writes.
    let together = |_| Plan { pace: vec![5], ..Plan::fair() };
    for quota in [1, 2, 20] {
        let campus = Campus::open().await;
        campus.announces_project(exam(Some(quota))).await;
        let people = students(&campus, 50).await;
        let quota = quota as usize;

        let heard = all_at_once(&campus, &people, together).await;

        assert_eq!(heard, (quota, 50 - quota));
        assert_eq!(written(&campus).await, (quota, quota, quota));
        let again = all_at_once(&campus, &people, together).await;
        assert_eq!(again, (quota, 50 - quota), "those who have one keep it, nobody gets another");
        assert_eq!(written(&campus).await, (quota, quota, quota));
    }
}

#[tokio::test]
async fn conflicts_between_them_change_nothing_of_that() {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(20))).await;
    let people = students(&campus, 50).await;
    // Person, project, seats, then the write: for each third once, and for others so often that they
    // read again and choose again.
    let plan = |nth: usize| {
        let last = [3, 4, 7][nth % 3];
        Plan { pace: vec![5], ..Plan::during(4, last, Mishap::Conflict) }
    };
    assert_eq!(all_at_once(&campus, &people, plan).await, (20, 30));
    assert_eq!(written(&campus).await, (20, 20, 20));
}

#[tokio::test]
async fn who_never_gets_through_hears_that_it_is_busy_and_has_no_seat() {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(1))).await;
    campus.admits(ADA).await;
    let wish = says("full");
    let ask = campus.says(ADA, "PUT", "/api/enrolments/cet", Some(&wish));
    let mut plan = Plan::fair();
    // Three reads and four tries, again and again.
    plan.mishaps = (0..8_u32)
        .flat_map(|round| (4..=7).map(move |nth| (round * 7 + nth, Mishap::Conflict)))
        .collect();
    let refused = campus.call(plan, ask).await.expect("alive");
    assert_eq!((refused.status, refused.code()), (503, "busy"), "{}", refused.text);
    assert_eq!(written(&campus).await, (0, 0, 0));
}

#[tokio::test]
async fn whatever_befalls_enrolling_it_is_whole_or_not_at_all() {
    for mishap in Mishap::ALL {
        for nth in 1..=5 {
            let campus = Campus::open().await;
            campus.announces_project(exam(Some(1))).await;
            campus.admits(ADA).await;
            let wish = says("full");
            let ask = || campus.says(ADA, "PUT", "/api/enrolments/cet", Some(&wish));
            campus.call(Plan::during(nth, nth + 9, mishap).if_it_comes_to_that(), ask()).await;
            let (seats, enrolments, lines) = written(&campus).await;
            assert!(seats == enrolments && enrolments == lines, "{mishap:?} at {nth}");

            assert_eq!(campus.ask(ask()).await.status, 200, "{mishap:?} at {nth}");
            assert_eq!(written(&campus).await, (1, 1, 1), "{mishap:?} at {nth}");
            campus
                .call(
                    Plan::during(nth, nth + 9, mishap).if_it_comes_to_that(),
                    campus.says(ADA, "DELETE", "/api/enrolments/cet", None),
                )
                .await;
            assert_eq!(cancels(&campus, ADA).await.status, 204, "{mishap:?} at {nth}");
            assert_eq!(written(&campus).await, (0, 0, 0), "{mishap:?} at {nth}");
        }
    }
}

#[tokio::test]
async fn a_seat_lapses_to_the_second_and_is_the_next_ones() {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(1))).await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    campus.later(Duration::from_mins(30) - Duration::from_secs(1));
    assert_eq!(enrols(&campus, BEN, "full").await.code(), "project-full");
    campus.later(Duration::from_secs(1));
    assert_eq!(standing(&campus, ADA).await, "lapsed");
    assert_eq!(enrols(&campus, BEN, "full").await.status, 200);

    assert_eq!(wants_to_pay(&campus, ADA).await.code(), "project-full");
    assert_eq!(enrols(&campus, ADA, "half").await.code(), "project-full");
    assert_eq!(cancels(&campus, BEN).await.status, 204);
    let due = wants_to_pay(&campus, ADA).await;
    assert_eq!(due.status, 200, "what Ben gave up is hers: {}", due.text);
    assert_eq!(standing(&campus, ADA).await, "unpaid");
    assert_eq!(written(&campus).await, (1, 1, 1));
}

#[tokio::test]
async fn a_seat_is_not_given_away_while_an_order_for_it_lives() {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(1))).await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    // The last second of the seat, and then the last second in which an order can be opened.
    campus.later(Duration::from_mins(30) - Duration::from_secs(1));
    assert_eq!(wants_to_pay(&campus, ADA).await.status, 200);
    campus.later(Duration::from_mins(5) - Duration::from_secs(1));
    let order = campus.opens(ADA, &[(&fee(), "30.00")]).await;
    campus.later(Duration::from_secs(1));
    let (_, late) = campus.orders(ADA, &[(&fee(), "30.00")]).await;
    assert!(["too-late", "bill-held"].contains(&late.code()), "{}", late.text);
    // Paid in the order's last second, and heard of in the last one of grace.
    campus.later(Duration::from_mins(15) - Duration::from_secs(2));
    campus.is_paid(order).await;
    campus.later(Duration::from_mins(5));
    assert_eq!(enrols(&campus, BEN, "full").await.code(), "project-full");
    campus.settles().await;
    assert_eq!(standing(&campus, ADA).await, "enrolled");
    campus.later(Duration::from_hours(9));
    assert_eq!(enrols(&campus, BEN, "full").await.code(), "project-full");
}

#[tokio::test]
async fn after_its_time_no_order_is_opened_for_a_seat_before_it_is_taken_again() {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(1))).await;
    campus.admits(ADA).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    assert_eq!(wants_to_pay(&campus, ADA).await.status, 200);
    campus.later(Duration::from_mins(10));
    let (_, late) = campus.orders(ADA, &[(&fee(), "30.00")]).await;
    assert_eq!(late.code(), "too-late", "{}", late.text);
    let order = opens_an_order(&campus, ADA, "30.00").await;
    campus.closes(order).await;
    campus.chases().await;
    assert_eq!(cancels(&campus, ADA).await.status, 204, "the order is closed");
    assert_eq!(written(&campus).await, (0, 0, 0));
}

/// Ada's order is paid in time, and we hear of it hours later; meanwhile somebody took her seat.
async fn heard_late(quota: u32) -> (Campus, domain::OrderNumber) {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(quota))).await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
    let order = opens_an_order(&campus, ADA, "30.00").await;
    let told = campus.pays(order, sandbox::How::Silent).expect("payable");
    assert!(told.is_empty(), "nobody tells us");
    campus.forgets(Line::Chase);
    campus.later(Duration::from_hours(2));
    for seat in 0..quota {
        let id = format!("T{seat:05}");
        campus.admits(&id).await;
        let enrolled = enrols(&campus, &id, "none").await;
        assert_eq!(enrolled.status, 200, "{}", enrolled.text);
    }
    (campus, order)
}

#[tokio::test]
async fn late_money_whose_seat_is_gone_gets_another_if_one_is_left() {
    let (campus, order) = heard_late(2).await;
    assert_eq!(cancels(&campus, "T00001").await.status, 204);
    campus.checks(order).await;
    campus.settles().await;
    assert_eq!(campus.state(order).await, "paid");
    assert_eq!(standing(&campus, ADA).await, "enrolled");
    assert_eq!(enrols(&campus, BEN, "full").await.code(), "project-full");
    assert_eq!(written(&campus).await.0, 2);
}

#[tokio::test]
async fn late_money_without_any_seat_left_is_the_offices_to_give_back() {
    let (campus, order) = heard_late(1).await;
    campus.checks(order).await;
    campus.settles().await;
    campus.checks(order).await;
    campus.settles().await;
    assert_eq!(campus.state(order).await, "disputed");
    let disputes = campus.books().await.disputes;
    let reasons: Vec<_> = disputes.iter().map(|it| it.reason.code()).collect();
    assert_eq!(reasons, ["seat-gone"]);
    assert_eq!(standing(&campus, ADA).await, "lapsed");
    assert_eq!(written(&campus).await.0, 1, "nobody was put out of theirs");
}

#[tokio::test]
async fn what_may_have_been_paid_is_neither_cancelled_nor_paid_again() {
    let (campus, order) = heard_late(1).await;
    assert_eq!(standing(&campus, ADA).await, "paying", "nobody knows what her order brings");
    assert_eq!(cancels(&campus, ADA).await.code(), "being-paid");
    assert_eq!(wants_to_pay(&campus, ADA).await.code(), "being-paid");
    assert_eq!(cancels(&campus, "T00000").await.status, 204);
    campus.checks(order).await;
    campus.settles().await;
    assert_eq!(campus.state(order).await, "paid");
    assert_eq!(standing(&campus, ADA).await, "enrolled");
}

#[tokio::test]
async fn booking_a_seat_survives_whatever_befalls_it() {
    for mishap in Mishap::ALL {
        for nth in 1..=4 {
            let campus = Campus::open().await;
            campus.announces_project(exam(Some(1))).await;
            campus.admits(ADA).await;
            assert_eq!(enrols(&campus, ADA, "full").await.status, 200);
            let order = opens_an_order(&campus, ADA, "30.00").await;
            campus.is_paid(order).await;
            campus
                .deliver(
                    Line::Receipts,
                    10,
                    Plan::during(nth, nth + 9, mishap).if_it_comes_to_that(),
                )
                .await;
            campus.later(Duration::from_mins(5));
            campus.settles().await;
            assert_eq!(standing(&campus, ADA).await, "enrolled", "{mishap:?} at {nth}");
            assert!(campus.books().await.disputes.is_empty(), "{mishap:?} at {nth}");
        }
    }
}
