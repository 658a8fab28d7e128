//! 改: a bill is paid in parts, as far as the school allows (S26 to S31).

use crate::{ROOM, TUITION};
use campus::{ADA, Campus};

/// What becomes of asking to pay `amount` of a bill of 5500 in parts.
#[track_caller]
fn check(answer: &campus::Answer, amount: &str, code: &str, accept: Option<&str>) {
    assert_eq!((answer.status, answer.code()), (422, code), "{amount}: {}", answer.text);
    assert_eq!(answer.wrong_field(), format!("lines[0].amount: {code}"));
    assert_eq!(answer.body["errors"][0]["accept"].as_str(), accept, "{amount}");
}

#[tokio::test]
async fn a_wrong_part_is_refused_with_one_that_would_do() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "5500.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
    let before = campus.everything().await;

    for (bill, amount, code, accept) in [
        (&tuition, "999.99", "below-minimum", Some("1000.00")),
        (&tuition, "0.01", "below-minimum", Some("1000.00")),
        (&tuition, "4500.01", "remainder-too-small", Some("4500.00")),
        (&tuition, "5500.01", "above-owed", Some("5500.00")),
        (&tuition, "0.00", "zero", None),
        (&room, "1000.00", "not-splittable", Some("1200.00")),
    ] {
        let (_, answer) = campus.orders(ADA, &[(bill, amount)]).await;
        check(&answer, amount, code, accept);
    }

    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_bill_is_paid_in_three_parts() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "5500.00").await;

    for (part, rest) in [("1000.00", "4500.00"), ("3500.00", "1000.00"), ("1000.00", "0.00")] {
        let order = campus.opens(ADA, &[(&tuition, part)]).await;
        campus.is_paid(order).await;
        campus.settles().await;
        assert_eq!(campus.owed(ADA).await, rest, "after {part}");
    }

    let (_, answer) = campus.orders(ADA, &[(&tuition, "1000.00")]).await;
    assert_eq!(answer.code(), "nothing-owed");
}

#[tokio::test]
async fn the_page_shows_parts_exactly_where_the_server_takes_them() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.owes(ADA, "2026-2027/一", "1000.00").await;
    campus.owes(ADA, "2026-2027/二", "999.99").await;
    campus.owes_whole(ADA, "2026-2027/三", "5000.00").await;

    let home = campus.sees(ADA, "/api/arrears").await;

    for bill in home.body["bills"].as_array().expect("bills") {
        let shown = bill["item"] == "一";
        assert_eq!(!bill["split"].is_null(), shown, "{bill}");
    }
}

#[tokio::test]
async fn a_school_may_ask_for_everything_at_once() {
    let campus = Campus::of("wwoc").await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "5500.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;

    let (_, one) = campus.orders(ADA, &[(&tuition, "5500.00")]).await;
    let (_, part) = campus.orders(ADA, &[(&tuition, "2500.00"), (&room, "1200.00")]).await;
    let (_, both) = campus.orders(ADA, &[(&tuition, "5500.00"), (&room, "1200.00")]).await;

    assert_eq!((one.status, one.code()), (422, "must-pay-all"));
    assert_eq!((part.status, part.code()), (422, "not-splittable"));
    assert_eq!(both.status, 201, "{}", both.text);
}
