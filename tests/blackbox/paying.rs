use crate::stage::Stage;
use crate::student::Student;
use http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_student_pays_and_owes_that_much_less() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;
    assert_eq!(lin.owed().await, "4800.00");

    let order = lin.opens("1800.00").await;
    stage.pays(&order.number, "pay").await;
    lin.awaits(&order, "paid").await;

    assert_eq!(lin.owed().await, "3000.00");
    let paid = lin.get("/api/payments?period=all&kind=all").await;
    assert_eq!(paid.body["payments"][0]["number"], order.number.as_str(), "{}", paid.body);
    assert_eq!(paid.body["totals"]["paid"], "1800.00");
    let orders = lin.get("/api/orders?period=all&state=success").await;
    assert_eq!(orders.body["orders"][0]["state"], "paid", "{}", orders.body);
}

#[tokio::test]
async fn money_of_which_no_notice_came_is_found_by_asking() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;
    let order = lin.opens("4800.00").await;
    stage.pays(&order.number, "silent").await;

    let checked = lin.post(&format!("/api/orders/{}/check", order.id), &json!({})).await;
    assert_eq!(checked.body["provider"], "paid", "{}", checked.body);

    lin.awaits(&order, "paid").await;
    assert_eq!(lin.owed().await, "0.00");
}

#[tokio::test]
async fn an_order_of_somebody_else_is_not_there() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;
    let mut wang = Student::signed_in(&stage, "4800.00").await;
    let order = lin.opens("4800.00").await;

    assert_eq!(wang.sees(&order).await.status, StatusCode::NOT_FOUND);
    for act in ["close", "check"] {
        let tried = wang.post(&format!("/api/orders/{}/{act}", order.id), &json!({})).await;
        assert_eq!(tried.status, StatusCode::NOT_FOUND, "{act}: {}", tried.body);
    }

    assert_eq!(lin.sees(&order).await.body["state"], "open");
}
