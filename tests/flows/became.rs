//! Lists say in a word what became of money that did not simply pay its order: what went back once
//! does not stay in doubt, and nobody is asked to wait for it any more.

use crate::TUITION;
use campus::{ADA, Campus};
use sandbox::How;
use serde_json::{Value, json};

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
    for (school, became) in [("xust", "applied"), ("wwoc", "asked")] {
        let campus = paid(school, How::PayLess).await;
        let disputed = (json!(became), json!("disputed"));
        assert_eq!(listed(&campus).await, disputed, "{school}");
        assert_eq!(payments(&campus).await, json!([]), "{school}");
    }
}

#[tokio::test]
async fn of_money_that_simply_paid_nothing_is_said() {
    let campus = paid("xust", How::Pay).await;
    assert_eq!(listed(&campus).await, (Value::Null, json!("paid")));
    assert_eq!(payments(&campus).await[0]["became"], Value::Null);
}
