//! `GET /api/fees`: the batches that concern somebody, and the living fees (S41, S44).

use crate::identify::{guest, school};
use campus::{ADA, BEN, Campus, new_bill};
use domain::Bill;
use domain::catalogue::TargetRule;
use serde_json::{Value, json};
use std::time::Duration;

const DAY: i64 = 24;

async fn fees(campus: &Campus, id: &str) -> Value {
    let answer = campus.sees(id, "/api/fees").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

/// Batches as `id` sees them: name, phase, what is owed.
fn batches(fees: &Value) -> Vec<[&str; 3]> {
    let batches = fees["batches"].as_array().expect("a list").iter();
    batches.map(|it| ["id", "phase", "owed"].map(|name| it[name].as_str().expect("text"))).collect()
}

#[tokio::test]
async fn a_batch_is_shown_to_whom_it_concerns_and_as_it_stands() {
    let campus = Campus::open().await;
    for (id, from, to) in [
        ("coming", 2, 3),
        ("closed-unpaid", -200 * DAY, -100 * DAY),
        ("closed-long-ago", -200 * DAY, -100 * DAY),
        ("closed-lately", -9 * DAY, -DAY),
        ("open-longer", -1, 48),
        ("open", -1, 24),
        ("of-others", -1, 24),
    ] {
        campus.announces_batch(id, from, to).await;
        let owed = if id.starts_with("closed-l") { "0.00" } else { "300.00" };
        let bill = new_bill(&format!("batch:{id}/教材费"), "300.00");
        let settled = bill.due.minus(owed.parse().expect("an amount")).expect("less");
        let who = if id == "of-others" { BEN } else { ADA };
        campus.bills(who, Bill { paid_elsewhere: settled, ..bill }).await;
    }

    let seen = fees(&campus, ADA).await;
    assert_eq!(
        batches(&seen),
        [
            ["open", "open", "300.00"],
            ["open-longer", "open", "300.00"],
            ["coming", "coming", "300.00"],
            ["closed-lately", "closed", "0.00"],
            ["closed-unpaid", "closed", "300.00"],
        ]
    );
    let bill = &seen["batches"][0]["bills"][0];
    assert_eq!((&bill["id"], &bill["category"]), (&json!("batch:open/教材费"), &json!("other")));
    assert_eq!(seen["batches"][0]["department"], "教务处");

    campus.later(Duration::from_hours(24));
    assert_eq!(batches(&fees(&campus, ADA).await)[0], ["open-longer", "open", "300.00"]);
}

#[tokio::test]
async fn what_is_being_paid_and_what_is_paid_shows_at_once() {
    let campus = Campus::open().await;
    campus.announces_batch("books", -1, 24).await;
    let books = campus.owes_whole(ADA, "batch:books/教材费", "300.00").await;

    let order = campus.opens(ADA, &[(&books, "300.00")]).await;
    let held = fees(&campus, ADA).await["batches"][0]["bills"][0]["held_by"].clone();
    assert_eq!(held, json!(order.order));

    campus.is_paid(order).await;
    campus.settles().await;
    assert_eq!(batches(&fees(&campus, ADA).await), [["books", "open", "0.00"]]);
}

#[tokio::test]
async fn living_fees_are_shown_with_their_rules_open_ones_first() {
    let campus = Campus::open().await;
    campus.announces_living("card", false, TargetRule::Card { digits: 8 }).await;
    campus.announces_living("power", true, TargetRule::Room { buildings: vec!["6".into()] }).await;

    let seen = fees(&campus, ADA).await;
    let ids: Vec<_> =
        seen["living"].as_array().expect("a list").iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, ["power", "card"]);
    let power = &seen["living"][0];
    assert_eq!((&power["open"], &seen["living"][1]["open"]), (&json!(true), &json!(false)));
    assert_eq!(power["target"], json!({ "is": "room", "buildings": ["6"] }));
    let amount = json!({
        "is": "free", "min": "10.00", "max": "500.00", "step": "5.00",
        "suggestions": ["50.00", "100.00"],
    });
    assert_eq!(power["amount"], amount);
}

/// A guest pays arrears and nothing else, and learns nothing of what was settled.
#[tokio::test]
async fn a_guest_sees_what_is_owed_in_batches_and_no_more() {
    let (campus, facts) = school().await;
    for id in ["books", "health"] {
        campus.announces_batch(id, -1, 24).await;
    }
    campus.announces_living("power", true, TargetRule::None).await;
    let loan = "100.00".parse().expect("an amount");
    campus.bills(ADA, Bill { loan, ..new_bill("batch:books/教材费", "300.00") }).await;
    let paid_elsewhere = "80.00".parse().expect("an amount");
    campus.bills(ADA, Bill { paid_elsewhere, ..new_bill("batch:health/体检费", "80.00") }).await;

    let mut guest = guest(&campus, &facts).await;
    let seen = guest.asks(&campus, "GET", "/api/fees", None).await;

    assert_eq!(seen.status, 200, "{}", seen.text);
    assert_eq!(batches(&seen.body), [["books", "open", "200.00"]]);
    let bill = &seen.body["batches"][0]["bills"][0];
    assert_eq!(["due", "loan", "owed"].map(|it| &bill[it]), ["200.00", "0.00", "200.00"]);
    assert_eq!(seen.body["living"], json!([]));
}
