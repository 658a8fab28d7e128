//! 已缴费查询 of all money that lies or lay on bills: put there later by a rule or an officer, on the
//! day on which the bank took it, with what of it went back since.

use crate::refunds::{goes_back, paid_with, proposes, wants};
use crate::{ROOM, TUITION};
use campus::{ADA, BEN, Campus, clock};
use domain::{BillId, OrderNumber};
use sandbox::How;
use serde_json::{Value, json};
use std::time::Duration;

fn at(instant: &str) {
    clock::set(instant.parse().expect("an instant"));
}

async fn seen(campus: &Campus, query: &str) -> Value {
    let page = campus.sees(ADA, &format!("/api/payments?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text);
    page.body
}

/// The rows of the file of the same, without its heading.
async fn filed(campus: &Campus, query: &str) -> Vec<String> {
    let file = campus.sees(ADA, &format!("/api/payments/export?{query}")).await;
    assert_eq!(file.status, 200, "{query}: {}", file.text);
    file.text.split_terminator("\r\n").skip(1).map(str::to_owned).collect()
}

/// What each payment paid, what of it went back and what is going.
fn sums(body: &Value) -> Vec<[String; 3]> {
    let text = |it: &Value| it.as_str().expect("yuan").to_owned();
    let sums = |it: &Value| ["paid", "returned", "going"].map(|name| text(&it[name]));
    body["payments"].as_array().expect("payments").iter().map(sums).collect()
}

fn totals(count: usize, paid: &str, returned: &str) -> Value {
    json!({ "count": count, "paid": paid, "returned": returned })
}

/// Ada pays 4800 that she owes for tuition, too little of it, just before midnight; we hear of it
/// the day after.
async fn pays_too_little_at_midnight(campus: &Campus) -> OrderNumber {
    campus.admits(ADA).await;
    at("2026-10-31T15:58:00Z");
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    at("2026-10-31T15:59:59Z");
    let told = campus.pays(order, How::PayLess).expect("the bank takes it");
    at("2026-10-31T16:03:00Z");
    for announcement in told {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;
    order
}

/// One payment of 4799.99 on the last of October, in the list, its totals and the file.
async fn holds_it_in_october(campus: &Campus, order: OrderNumber) {
    let october = "period=custom&from=2026-10-01&to=2026-10-31";
    let body = seen(campus, october).await;
    let came = body["payments"][0]["paid"].as_str().expect("yuan").to_owned();
    assert_eq!(body["totals"], totals(1, &came, "0.00"), "{body}");
    assert_eq!(sums(&body), [[came.clone(), "0.00".to_owned(), "0.00".to_owned()]]);
    let payment = &body["payments"][0];
    assert_eq!(payment["number"], order.to_string());
    assert_eq!(payment["paid_at"], "2026-10-31T15:59:59Z");
    assert_eq!(payment["became"], "applied");
    assert_eq!(payment["lines"][0]["item"], "学费");
    assert_eq!(payment["lines"][0]["amount"], *came);
    let rows = filed(campus, october).await;
    let row = format!("2026-10-31 23:59:59,{order},学费,2026-2027,{came},0.00,,");
    assert!(rows.len() == 1 && rows[0].starts_with(&row), "{rows:?}");
    for other in ["period=today", "period=month", "period=all&kind=other"] {
        let body = seen(campus, other).await;
        assert_eq!(body["payments"], json!([]), "{other}");
        assert_eq!(body["totals"], totals(0, "0.00", "0.00"), "{other}");
        assert!(filed(campus, other).await.is_empty(), "{other}");
    }
}

#[tokio::test]
async fn money_that_a_rule_put_on_bills_is_paid_on_the_day_on_which_the_bank_took_it() {
    let campus = Campus::of("xust").await;
    let order = pays_too_little_at_midnight(&campus).await;

    assert_eq!(campus.state(order).await, "disputed");
    holds_it_in_october(&campus, order).await;
}

#[tokio::test]
async fn money_that_an_officer_put_on_bills_is_paid_from_then_on() {
    let campus = Campus::of("wwoc").await;
    let order = pays_too_little_at_midnight(&campus).await;
    assert_eq!(seen(&campus, "").await["payments"], json!([]), "it lies nowhere yet");
    assert!(filed(&campus, "").await.is_empty());

    let body = json!({ "number": order, "transaction": paid_with(&campus, order) });
    let answer = campus.officer(1, "POST", "/api/office/disputes/apply", Some(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);

    holds_it_in_october(&campus, order).await;
}

/// Ada pays tuition and room by one order.
async fn pays(campus: &Campus) -> (OrderNumber, [BillId; 2]) {
    campus.admits(ADA).await;
    at("2026-11-01T02:00:00Z");
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00"), (&room, "1200.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;
    (order, [tuition, room])
}

#[tokio::test]
async fn what_went_back_stands_beside_what_was_paid_and_in_both_sums() {
    let campus = Campus::open().await;
    let (order, [tuition, room]) = pays(&campus).await;
    at("2026-11-05T01:30:00Z");

    proposes(&campus, 1, &wants(&campus, order, &[(&tuition, "300.00")])).await;
    let body = seen(&campus, "").await;
    assert_eq!(sums(&body), [["6000.00", "0.00", "300.00"]], "promised, and not back");
    assert_eq!(body["totals"], totals(1, "6000.00", "0.00"));
    let rows = filed(&campus, "").await;
    assert!(rows.iter().all(|it| it.contains(",0.00,,微信支付,")), "{rows:?}");

    goes_back(&campus, &wants(&campus, order, &[(&tuition, "500.00")])).await;
    let body = seen(&campus, "period=month").await;
    assert_eq!(sums(&body), [["6000.00", "500.00", "300.00"]]);
    assert_eq!(body["totals"], totals(1, "6000.00", "500.00"));
    let returned = |nth: usize| body["payments"][0]["lines"][nth]["returned"].clone();
    assert_eq!((returned(0), returned(1)), (json!("500.00"), json!("0.00")));
    let rows = filed(&campus, "period=month").await;
    assert!(rows[0].contains(",学费,2026-2027,4800.00,500.00,2026-11-05 09:30:"), "{rows:?}");
    assert!(rows[1].contains(",住宿费,2026-2027,1200.00,0.00,,"), "{rows:?}");
    // It is told with its payment: on the day of that, and on no other.
    assert_eq!(seen(&campus, "period=today").await["totals"], totals(0, "0.00", "0.00"));

    goes_back(&campus, &wants(&campus, order, &[(&room, "1200.00")])).await;
    assert_eq!(seen(&campus, "").await["totals"], totals(1, "6000.00", "1700.00"));
}

/// What went back without ever having been on a bill was never paid.
#[tokio::test]
async fn a_second_payment_that_went_back_is_no_payment() {
    let campus = Campus::of("xust").await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    for announcement in campus.pays(order, How::PayTwice).expect("the bank takes both") {
        campus.hears(&announcement).await;
    }
    campus.settles().await;
    campus.gives_back().await;

    let body = seen(&campus, "").await;
    assert_eq!(sums(&body), [["4800.00", "0.00", "0.00"]]);
    assert_eq!(body["totals"], totals(1, "4800.00", "0.00"));
    assert_eq!(filed(&campus, "").await.len(), 1);
}

#[tokio::test]
async fn pages_of_payments_follow_one_another_and_cost_three_reads_each() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let mut all = Vec::new();
    for number in 0..45 {
        campus.later(Duration::from_secs(1));
        let bill = campus.owes_whole(ADA, &format!("2026-2027/项{number}"), "10.00").await;
        let order = campus.opens(ADA, &[(&bill, "10.00")]).await;
        campus.is_paid(order).await;
        all.push(order.order.to_string());
    }
    campus.settles().await;
    all.reverse();

    let (mut shown, mut query) = (Vec::new(), String::new());
    loop {
        let page = campus.sees(ADA, &format!("/api/payments?{query}")).await;
        assert_eq!(page.cost.reads, 3, "who asks, the ledger, and twenty orders at once");
        let first = if shown.is_empty() { totals(45, "450.00", "0.00") } else { Value::Null };
        assert_eq!(page.body["totals"], first);
        let payments = page.body["payments"].as_array().expect("a list");
        shown.extend(payments.iter().map(|it| it["order"].as_str().expect("an id").to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        query = format!("cursor={next}");
    }

    assert_eq!(shown, all);
    assert_eq!(filed(&campus, "").await.len(), 45);
}

/// A cursor is an instant: whoever makes one up sees what is their own from there on.
#[tokio::test]
async fn a_cursor_is_an_instant_and_shows_nobody_elses_payments() {
    let campus = Campus::open().await;
    pays(&campus).await;
    campus.admits(BEN).await;

    for (cursor, count) in [("2000-01-01T00:00:00Z", 0), ("2999-12-31T23:59:59Z", 1)] {
        let path = format!("/api/payments?cursor={cursor}");
        let hers = campus.sees(ADA, &path).await;
        assert_eq!(hers.body["payments"].as_array().map(Vec::len), Some(count), "{}", hers.text);
        let his = campus.sees(BEN, &path).await;
        assert_eq!(his.body, json!({ "payments": [], "next": null, "totals": null }));
    }
    let wrong = campus.sees(ADA, "/api/payments?cursor=01KAJ8Z5T4Q9V7N2M6X3C1B0RD").await;
    assert!((400..500).contains(&wrong.status), "{}", wrong.text);
}

/// Each of these asks the table; a list without any payment asks for no order.
#[tokio::test]
async fn a_list_without_payments_reads_no_order() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let page = campus.sees(ADA, "/api/payments").await;
    assert_eq!((page.status, page.cost.reads), (200, 2), "{}", page.text);
}
