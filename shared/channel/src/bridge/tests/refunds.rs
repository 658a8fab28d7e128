use super::{MERCHANT, bridge, order, refund, saying, told};
use domain::{Fault, Refunded, Way};
use serde_json::{Value, json};

fn done() -> Value {
    let number = refund(&order(Way::Qr), 100).number().to_string();
    json!({ "state": "done", "number": number, "refund": "R1", "amount": 100, "at": null })
}

#[tokio::test]
async fn a_refund_says_the_order_the_payment_and_itself() {
    let order = order(Way::Qr);
    let (wire, heard) = saying(200, &done());
    let refund = refund(&order, 100);

    let refunded = bridge(wire).refund(&order, &refund).await.expect("an outcome");

    let Refunded::Done(returned) = refunded else { panic!("{refunded:?}") };
    assert_eq!((returned.refund.as_str(), returned.amount), ("R1", refund.amount));
    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].uri().path(), "/bridge/refund");
    let body: Value = serde_json::from_slice(heard[0].body()).expect("JSON");
    assert_eq!(body["merchant"], MERCHANT);
    assert_eq!(body["order"]["number"], order.number().to_string());
    assert_eq!(
        body["refund"],
        json!({
            "number": refund.number().to_string(),
            "amount": 100,
            "reason": "退住宿费",
            "opened": "2026-01-02T00:00:00Z",
            "transaction": format!("T{}", order.number()),
        })
    );
}

#[tokio::test]
async fn a_query_says_what_became_of_a_refund() {
    let order = order(Way::Qr);
    let refund = refund(&order, 100);
    let number = refund.number().to_string();
    let asked = async |body: Value| told(&body).query_refund(&order, &refund).await;
    assert!(matches!(asked(done()).await, Ok(Refunded::Done(_))));
    let pending = asked(json!({ "state": "pending", "number": number })).await;
    assert_eq!(pending.expect("an outcome"), Refunded::Pending);
    let failed = asked(json!({ "state": "failed", "number": number, "code": "E" })).await;
    assert_eq!(failed.expect("an outcome"), Refunded::Failed { code: "E".to_owned() });
    let absent = json!({ "state": "absent", "number": number });
    assert_eq!(asked(absent.clone()).await.expect("an outcome"), Refunded::Absent);

    let error = told(&absent).refund(&order, &refund).await.expect_err("it was told just now");
    assert_eq!(error.code(), "provider-unsure");
    for (name, value) in
        [("number", json!("01J00000000000000000000000000007")), ("amount", json!(99))]
    {
        let mut other = done();
        other[name] = value;
        assert_eq!(asked(other).await.expect_err("another refund").code(), "provider-unsure");
    }
}
