//! 订单查询 and 已缴费查询: periods of Beijing days, states, pages (S46 to S49, R37).

use campus::{ADA, BEN, Campus, clock};
use domain::{OrderNumber, Timestamp};
use serde_json::json;
use std::time::Duration;

fn at(instant: &str) {
    clock::set(instant.parse::<Timestamp>().expect("an instant"));
}

/// The ids that a page lists.
async fn listed(campus: &Campus, query: &str) -> Vec<String> {
    let page = campus.sees(ADA, &format!("/api/orders?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text);
    let orders = page.body["orders"].as_array().expect("a list");
    orders.iter().map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
}

async fn buys(campus: &Campus, item: &str) -> OrderNumber {
    // Ids of one millisecond are in no order.
    campus.later(Duration::from_millis(1));
    let bill = campus.owes_whole(ADA, &format!("2026-2027/{item}"), "10.00").await;
    campus.opens(ADA, &[(&bill, "10.00")]).await
}

#[tokio::test]
async fn today_begins_at_midnight_in_beijing() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    at("2026-10-31T15:59:59.900Z");
    let before = buys(&campus, "前").await.order.to_string();
    at("2026-10-31T16:00:00.000Z");
    let after = buys(&campus, "后").await.order.to_string();

    at("2026-11-01T15:59:59.999Z");
    assert_eq!(listed(&campus, "period=today").await, [&*after]);
    assert_eq!(listed(&campus, "period=month").await, [&*after]);
    assert_eq!(listed(&campus, "").await, [&*after, &*before]);
    let october = "period=custom&from=2026-10-01&to=2026-10-31";
    assert_eq!(listed(&campus, october).await, [&*before]);
    at("2026-11-01T16:00:00Z");
    assert_eq!(listed(&campus, "period=today").await, [""; 0]);
    assert_eq!(listed(&campus, "period=month").await, [&*after]);
}

#[tokio::test]
async fn a_leap_day_is_a_day() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    at("2028-02-29T03:00:00Z");
    let order = buys(&campus, "闰").await.order.to_string();

    at("2028-03-01T03:00:00Z");
    assert_eq!(listed(&campus, "period=custom&from=2028-02-29&to=2028-02-29").await, [&*order]);
    assert_eq!(listed(&campus, "period=month").await, [""; 0]);
}

#[tokio::test]
async fn orders_are_listed_by_what_became_of_them() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    let open = buys(&campus, "一").await;
    let closed = buys(&campus, "二").await;
    campus.closes(closed).await;
    let paid = buys(&campus, "三").await;
    campus.is_paid(paid).await;
    campus.settles().await;

    let id = |order: OrderNumber| order.order.to_string();
    assert_eq!(listed(&campus, "state=success").await, [id(paid)]);
    assert_eq!(listed(&campus, "state=failed").await, [id(closed)]);
    assert_eq!(listed(&campus, "state=all").await, [id(paid), id(closed), id(open)]);
}

#[tokio::test]
async fn a_payment_counts_on_the_day_on_which_the_bank_took_it() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    at("2026-10-31T15:58:00Z");
    let order = buys(&campus, "夜").await;
    at("2026-10-31T16:00:00Z");
    campus.is_paid(order).await;
    campus.settles().await;

    let today = campus.sees(ADA, "/api/payments?period=today").await;
    let tuition = campus.sees(ADA, "/api/payments?period=month&kind=tuition").await;
    let other = campus.sees(ADA, "/api/payments?kind=other").await;

    assert_eq!(today.body["total"], "10.00", "{}", today.text);
    assert_eq!(tuition.body["payments"][0]["number"], order.to_string());
    assert_eq!(other.body, json!({"payments": [], "total": "0.00", "next": null}));
    assert_eq!(listed(&campus, "period=today").await, [""; 0], "it was opened the day before");
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repeat() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    let mut all = Vec::new();
    for number in 0..45 {
        campus.later(Duration::from_secs(1));
        all.push(buys(&campus, &format!("项{number}")).await.order.to_string());
    }
    all.reverse();

    let mut seen = Vec::new();
    let mut query = String::new();
    loop {
        let page = campus.sees(ADA, &format!("/api/orders?{query}")).await;
        let orders = page.body["orders"].as_array().expect("a list").clone();
        seen.extend(orders.iter().map(|it| it["id"].as_str().expect("an id").to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        query = format!("cursor={next}");
    }

    assert_eq!(seen, all);
}

/// A cursor is a place, not a key to somebody's orders.
#[tokio::test]
async fn somebody_elses_cursor_shows_nothing_of_theirs() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    campus.enrols(BEN).await;
    let hers = buys(&campus, "一").await;

    let page = campus.sees(BEN, &format!("/api/orders?cursor={}", hers.order)).await;

    assert_eq!(page.body, json!({"orders": [], "next": null}));
}
