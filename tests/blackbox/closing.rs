use crate::stage::Stage;
use crate::student::Student;
use http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn an_order_given_up_lets_its_bills_go() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;
    let first = lin.opens("4800.00").await;

    let closed = lin.post(&format!("/api/orders/{}/close", first.id), &json!({})).await;
    assert_eq!(closed.status, StatusCode::OK, "{}", closed.body);
    assert_eq!(closed.body["state"], "closed");

    let second = lin.opens("4800.00").await;
    stage.pays(&second.number, "pay").await;
    lin.awaits(&second, "paid").await;
    assert_eq!(lin.owed().await, "0.00");
}
