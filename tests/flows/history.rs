//! 订单查询 and 已缴费查询: periods of Beijing days, states, pages (S46 to S49, R37).

use campus::{ADA, BEN, Campus, clock};
use domain::catalogue::{Purchase, TargetRule};
use domain::{Basket, BillId, Line, Order, OrderId, OrderNumber, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeSet;
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

fn totals(count: u64, sum: &str) -> Value {
    json!({ "count": count, "sum": sum, "complete": true })
}

fn paid_totals(count: u64, paid: &str) -> Value {
    json!({ "count": count, "paid": paid, "returned": "0.00" })
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
    campus.admits(ADA).await;
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
    campus.admits(ADA).await;
    at("2028-02-29T03:00:00Z");
    let order = buys(&campus, "闰").await.order.to_string();

    at("2028-03-01T03:00:00Z");
    assert_eq!(listed(&campus, "period=custom&from=2028-02-29&to=2028-02-29").await, [&*order]);
    assert_eq!(listed(&campus, "period=month").await, [""; 0]);
}

#[tokio::test]
async fn orders_are_listed_by_what_became_of_them() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
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
    campus.admits(ADA).await;
    at("2026-10-31T15:58:00Z");
    let order = buys(&campus, "夜").await;
    at("2026-10-31T16:00:00Z");
    campus.is_paid(order).await;
    campus.settles().await;

    let today = campus.sees(ADA, "/api/payments?period=today").await;
    let tuition = campus.sees(ADA, "/api/payments?period=month&kind=tuition").await;
    let other = campus.sees(ADA, "/api/payments?kind=other").await;
    let custom = async |from: &str, to: &str| {
        let path = format!("/api/payments?period=custom&from={from}&to={to}");
        campus.sees(ADA, &path).await.body["totals"].clone()
    };

    assert_eq!(custom("2026-11-01", "2026-11-01").await, paid_totals(1, "10.00"));
    assert_eq!(custom("2026-10-01", "2026-10-31").await, paid_totals(0, "0.00"));
    assert_eq!(today.body["totals"], paid_totals(1, "10.00"), "{}", today.text);
    assert_eq!(tuition.body["payments"][0]["number"], order.to_string());
    assert_eq!(
        other.body,
        json!({ "payments": [], "next": null, "totals": paid_totals(0, "0.00") })
    );
    assert_eq!(listed(&campus, "period=today").await, [""; 0], "it was opened the day before");
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repeat() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
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
        let first = seen.is_empty();
        seen.extend(orders.iter().map(|it| it["id"].as_str().expect("an id").to_owned()));
        // The first page says what all of them come to.
        let expected = if first { totals(45, "450.00") } else { Value::Null };
        assert_eq!(page.body["totals"], expected);
        let Some(next) = page.body["next"].as_str() else { break };
        query = format!("cursor={next}");
    }

    assert_eq!(seen, all);
}

#[tokio::test]
async fn totals_are_of_what_is_asked_for() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    at("2026-10-31T15:00:00Z");
    buys(&campus, "昨").await;
    at("2026-10-31T16:00:00Z");
    let closed = buys(&campus, "一").await;
    campus.closes(closed).await;
    let paid = buys(&campus, "二").await;
    campus.is_paid(paid).await;
    campus.settles().await;

    for (query, count, sum) in [
        ("orders?period=all", 3, "30.00"),
        ("orders?period=today", 2, "20.00"),
        ("orders?period=today&state=success", 1, "10.00"),
        ("orders?period=today&state=failed", 1, "10.00"),
    ] {
        let page = campus.sees(ADA, &format!("/api/{query}")).await;
        assert_eq!(page.body["totals"], totals(count, sum), "{query}: {}", page.text);
    }
    for (kind, count, sum) in [
        ("all", 1, "10.00"),
        ("tuition", 1, "10.00"),
        ("other", 0, "0.00"),
        ("living", 0, "0.00"),
        ("enrolment", 0, "0.00"),
    ] {
        let page = campus.sees(ADA, &format!("/api/payments?kind={kind}")).await;
        assert_eq!(page.body["totals"], paid_totals(count, sum), "{kind}: {}", page.text);
    }
}

/// So many more orders like the one called `like`, past all handlers: a thousand take a while.
async fn copies(campus: &Campus, like: OrderNumber, many: u64) {
    let order = campus.store.order(like).await.expect("a read").expect("an order");
    for _ in 0..many {
        campus.later(Duration::from_millis(10));
        let id = campus.draws_order_id();
        let fee = order.lines[0].bill.living().expect("a living fee's");
        let bill = BillId::of_living(&fee, id);
        let lines = vec![Line { bill, ..order.lines[0].clone() }];
        let copy = Order { id, lines, ..order.clone() };
        let ask = domain::Ask {
            id,
            payer: copy.payer,
            guest: None,
            basket: Basket::Living(Purchase { fee, target: None, amount: copy.total }),
            channel: copy.channel,
            scene: copy.scene,
            way: copy.way,
            wallet_user: None,
            client_ip: String::new(),
        };
        campus.store.open(copy, &ask, campus.now()).await.expect("a new order");
    }
}

/// What is counted is bounded, and whoever has more hears that it is not all.
#[tokio::test]
async fn totals_say_when_there_is_more_than_was_counted() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_living("card", true, TargetRule::None).await;
    let living = json!({ "fee": "card", "amount": "10.00" });
    let body = json!({ "living": living, "channel": "wechat", "scene": "pc", "way": "qr" });
    let order = campus.draws_order_id();
    assert_eq!(campus.ask(campus.ordering(ADA, order, &body)).await.status, 201);
    let like = OrderNumber { order, payer: ADA.parse().expect("a person") };
    copies(&campus, like, 1100).await;

    let page = campus.sees(ADA, "/api/orders").await;
    assert_eq!(page.body["orders"].as_array().map(Vec::len), Some(20));
    assert_eq!(page.body["totals"]["complete"], false, "{}", page.body["totals"]);
    assert!(page.cost.reads <= 13, "{}", page.cost.reads);
    // None of them is paid: the first page finds nothing, says so, and says where to go on.
    let rare = campus.sees(ADA, "/api/orders?state=success").await;
    assert_eq!(rare.body["orders"], json!([]));
    assert_eq!(rare.body["totals"], json!({ "count": 0, "sum": "0.00", "complete": false }));
    let next = rare.body["next"].as_str().expect("older ones").to_owned();
    let last = campus.sees(ADA, &format!("/api/orders?state=success&cursor={next}")).await;
    assert_eq!(last.body, json!({ "orders": [], "next": null, "totals": null }));

    // The pages themselves go to the end, each order once.
    let (mut seen, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let page = campus.sees(ADA, &format!("/api/orders?{cursor}")).await;
        for order in page.body["orders"].as_array().expect("a list") {
            assert!(seen.insert(order["id"].to_string()), "an order is listed twice");
        }
        let Some(next) = page.body["next"].as_str() else { break };
        cursor = format!("cursor={next}");
    }
    assert_eq!(seen.len(), 1101);
}

/// A cursor is a place, not a key to somebody's orders.
#[tokio::test]
async fn somebody_elses_cursor_shows_nothing_of_theirs() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    let hers = buys(&campus, "一").await;
    campus.later(Duration::from_secs(1));
    let bill = campus.owes_whole(BEN, "2026-2027/二", "10.00").await;
    let his = campus.opens(BEN, &[(&bill, "10.00")]).await.order;

    let page = campus.sees(BEN, &format!("/api/orders?cursor={}", hers.order)).await;
    assert_eq!(page.body, json!({ "orders": [], "next": null, "totals": null }));

    // One that nobody was ever given: before all time, after all time, and in between.
    let (first, last) = ("0".repeat(26), format!("7{}", "Z".repeat(25)));
    campus.later(Duration::from_secs(1));
    let between = OrderId::first_at(campus.now()).to_string();
    let custom = "period=custom&from=2026-09-01&to=2026-09-30";
    for period in ["period=all", "period=today", "period=month", custom] {
        for (cursor, shows) in [(&first, false), (&last, true), (&between, true)] {
            let path = format!("/api/orders?{period}&cursor={cursor}");
            let page = campus.sees(BEN, &path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            let orders = page.body["orders"].as_array().expect("a list");
            assert!(orders.iter().all(|it| it["id"] == his.to_string()), "{path}");
            assert_eq!(orders.len(), usize::from(shows), "{path}");
        }
    }
    let far = "period=custom&from=2100-01-01&to=2999-12-31";
    let page = campus.sees(BEN, &format!("/api/orders?{far}&cursor={first}")).await;
    assert_eq!((page.status, &page.body["orders"]), (200, &json!([])), "{}", page.text);
}
