//! Lists say in a word what became of money that did not simply pay its order: what went back once
//! does not stay in doubt, and nobody is asked to wait for it any more.

use crate::TUITION;
use campus::{ADA, Campus, Line};
use sandbox::How;
use serde_json::{Value, json};
use std::time::Duration;

/// Ada's one order, paid like that at `school`.
async fn paid(school: &'static str, how: How) -> Campus {
    let campus = Campus::of(school).await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    for announcement in campus.pays(order, how).expect("the bank takes it") {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;
    campus
}

/// What the one order in Ada's list says, and how it stands.
async fn listed(campus: &Campus) -> (Value, Value) {
    let page = campus.sees(ADA, "/api/orders?period=all&state=all").await;
    let order = &page.body["orders"][0];
    (order["became"].clone(), order["state"].clone())
}

/// What Ada paid, as her list says.
async fn payments(campus: &Campus) -> Value {
    campus.sees(ADA, "/api/payments?period=all&kind=all").await.body["payments"].clone()
}

#[tokio::test]
async fn a_second_payment_is_going_back_and_then_back_while_its_order_stays_paid() {
    let campus = paid("xust", How::PayTwice).await;
    assert_eq!(listed(&campus).await, (json!("going"), json!("paid")));
    assert_eq!(payments(&campus).await[0]["became"], json!("going"));
    campus.gives_back().await;
    assert_eq!(listed(&campus).await, (json!("back"), json!("paid")));
    assert_eq!(payments(&campus).await[0]["became"], json!("back"));
}

#[tokio::test]
async fn too_little_is_on_bills_or_the_offices_to_decide_by_the_schools_rule() {
    for (school, became, count) in [("xust", "applied", 1), ("wwoc", "asked", 0)] {
        let campus = paid(school, How::PayLess).await;
        let disputed = (json!(became), json!("disputed"));
        assert_eq!(listed(&campus).await, disputed, "{school}");
        let payments = payments(&campus).await;
        assert_eq!(payments.as_array().map(Vec::len), Some(count), "{school}: {payments}");
    }
}

#[tokio::test]
async fn of_money_that_simply_paid_nothing_is_said() {
    let campus = paid("xust", How::Pay).await;
    assert_eq!(listed(&campus).await, (Value::Null, json!("paid")));
    assert_eq!(payments(&campus).await[0]["became"], Value::Null);
}

/// R5: money that another merchant account of the school's got leaves the order open, and its payer
/// sees it there as other money that did not fit.
#[tokio::test]
async fn money_through_another_account_is_told_of_on_the_order_that_waits_to_be_paid() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let path = format!("/api/orders/{}", order.order);
    let before = campus.sees(ADA, &path).await;
    assert_eq!((&before.body["surplus"], before.cost.reads), (&json!([]), 3));

    campus.later(Duration::from_secs(9));
    let told = campus.pays(order, How::Pay).expect("payable").remove(0);
    campus.hears(&told).await;
    let waits = campus.messages().into_iter().find(|it| it.line == Line::Receipts);
    let mut receipt: Value =
        serde_json::from_str(&waits.expect("a receipt waits").body).expect("JSON");
    receipt["merchant"] = "1900000777".into();
    campus.forgets(Line::Receipts);
    campus.sends(Line::Receipts, &receipt.to_string());
    campus.settles().await;

    let seen = campus.sees(ADA, &path).await;
    assert_eq!((&seen.body["state"], &seen.body["became"]), (&json!("open"), &json!("asked")));
    let surplus = json!([{
        "amount": "4800.00", "reason": "other-merchant", "left": "4800.00", "applied": [],
    }]);
    assert_eq!(seen.body["surplus"], surplus);
    assert_eq!(seen.cost.reads, 4, "and the ledger, now that it has something to say");
    assert_eq!(listed(&campus).await, (json!("asked"), json!("open")));
    assert_eq!(payments(&campus).await, json!([]), "it paid nothing");
}
