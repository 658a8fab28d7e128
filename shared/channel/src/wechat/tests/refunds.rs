use super::{Asked, TRANSACTION, now, order, provider, reached_by, refund, refused, signed};
use crate::{Channel, ChannelError};
use domain::{Fault, FaultKind, Merchant, Order, Refund, Refunded, Returned, Scene};
use http::Response;
use serde_json::{Value, json};

/// The refund as the provider shows it.
fn shown(refund: &Refund, state: &str) -> Value {
    json!({
        "refund_id": "50300000000202601010000000001",
        "out_refund_no": refund.number().to_string(),
        "transaction_id": TRANSACTION,
        "out_trade_no": refund.receipt.number.to_string(),
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "success_time": "2026-01-01T08:00:00+08:00",
        "create_time": "2026-01-01T08:00:00+08:00",
        "status": state,
        "amount": { "total": 600_000, "refund": 40_000, "currency": "CNY" },
    })
}

fn pair() -> (Order, Refund) {
    let order = order(Scene::Pc);
    let refund = refund(&order);
    (order, refund)
}

fn done(refund: &Refund) -> Refunded {
    let number = "50300000000202601010000000001".to_owned();
    Refunded::Done(Returned { refund: number, amount: refund.amount, at: Some(now()) })
}

async fn asks(answers: Vec<Response<Vec<u8>>>) -> (Result<Refunded, ChannelError>, Asked) {
    let (order, refund) = pair();
    let (wire, asked) = provider(answers);
    (reached_by(wire).refund(&order, &refund).await, asked)
}

async fn looks(answer: Response<Vec<u8>>) -> Result<Refunded, ChannelError> {
    let (order, refund) = pair();
    reached_by(provider(vec![answer]).0).query_refund(&order, &refund).await
}

#[tokio::test]
async fn a_refund_names_the_payment_and_our_number_of_it() {
    let (_, refund) = pair();
    let (refunded, asked) =
        asks(vec![signed(200, &shown(&refund, "PROCESSING").to_string())]).await;

    assert_eq!(refunded.expect("accepted"), Refunded::Pending);
    let asked = asked.lock().expect("one thread");
    assert_eq!(asked[0].uri(), "https://api.mch.weixin.qq.com/v3/refund/domestic/refunds");
    let body: Value = serde_json::from_slice(asked[0].body()).expect("JSON");
    assert_eq!(
        body,
        json!({
            "transaction_id": TRANSACTION,
            "out_refund_no": refund.number().to_string(),
            "reason": "重复缴费",
            "notify_url": "https://pay.example.edu.cn/api/notify/wechat",
            "amount": { "refund": 40_000, "total": 600_000, "currency": "CNY" },
        })
    );
}

#[tokio::test]
async fn a_reason_is_short_or_left_out() {
    let (order, mut refund) = pair();
    let mut reasons = Vec::new();
    for reason in ["退".repeat(40), "\n ".to_owned()] {
        refund.reason = reason;
        let (wire, asked) = provider(vec![]);
        let _ = reached_by(wire).refund(&order, &refund).await;
        let body = asked.lock().expect("one thread")[0].body().clone();
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        reasons.push(body["reason"].clone());
    }
    assert_eq!(reasons, [json!("退".repeat(26)), Value::Null]);
}

#[tokio::test]
async fn a_query_says_what_became_of_a_refund() {
    let (_, refund) = pair();
    let said = |state: &str| signed(200, &shown(&refund, state).to_string());
    assert_eq!(looks(said("SUCCESS")).await.expect("said"), done(&refund));
    assert_eq!(looks(said("PROCESSING")).await.expect("said"), Refunded::Pending);
    assert_eq!(looks(said("ABNORMAL")).await.expect("said"), Refunded::Pending);
    let failed = Refunded::Failed { code: "CLOSED".to_owned() };
    assert_eq!(looks(said("CLOSED")).await.expect("said"), failed);
    let absent = looks(refused(404, "RESOURCE_NOT_EXISTS")).await;
    assert_eq!(absent.expect("said"), Refunded::Absent);
    let error = looks(refused(404, "MCH_NOT_EXISTS")).await.expect_err("no such merchant");
    assert_eq!(error.code(), "provider-refused");
}

#[tokio::test]
async fn what_is_said_of_another_refund_is_unclear() {
    let (_, refund) = pair();
    for (place, value) in [
        ("/out_refund_no", json!("01J00000000000000000000000000007")),
        ("/transaction_id", json!("4200000000202601010000000002")),
        ("/amount/refund", json!(40_001)),
        ("/amount/total", json!(600_001)),
        ("/amount/currency", json!("USD")),
        ("/status", json!("success")),
        ("/success_time", json!("yesterday")),
    ] {
        let mut other = shown(&refund, "SUCCESS");
        *other.pointer_mut(place).expect("a place") = value;
        let error = looks(signed(200, &other.to_string())).await.expect_err(place);
        assert_eq!(error.code(), "provider-unsure", "{place}");
    }
}

#[tokio::test]
async fn after_a_refusal_what_they_have_counts() {
    let (_, refund) = pair();
    let (refunded, asked) = asks(vec![
        refused(400, "INVALID_REQUEST"),
        signed(200, &shown(&refund, "SUCCESS").to_string()),
    ])
    .await;
    assert_eq!(refunded.expect("done before"), done(&refund));
    let path = format!("/v3/refund/domestic/refunds/{}", refund.number());
    assert_eq!(asked.lock().expect("one thread")[1].uri().path(), path);

    let (refunded, _) =
        asks(vec![refused(403, "NOT_ENOUGH"), refused(404, "RESOURCE_NOT_EXISTS")]).await;
    let error = refunded.expect_err("no money to give back");
    assert!(
        matches!(error, ChannelError::Refused { status: 403, code, .. } if code == "NOT_ENOUGH")
    );
}

#[tokio::test]
async fn a_refund_without_a_clear_answer_is_unknown() {
    for answers in [
        vec![],
        vec![refused(429, "FREQUENCY_LIMITED")],
        vec![refused(500, "SYSTEM_ERROR")],
        vec![super::unsigned(200, "{}")],
        vec![refused(403, "NOT_ENOUGH"), refused(500, "SYSTEM_ERROR")],
    ] {
        let error = asks(answers).await.0.expect_err("unknown");
        assert_eq!((error.kind(), error.code()), (FaultKind::Unavailable, "provider-unsure"));
    }
}

#[tokio::test]
async fn money_of_another_account_is_not_given_back_from_this_one() {
    let (order, mut refund) = pair();
    refund.receipt.merchant = Merchant("1900000001".to_owned());
    let (wire, asked) = provider(vec![]);
    let error = reached_by(wire).refund(&order, &refund).await.expect_err("not ours");
    assert_eq!(error.code(), "other-merchant");
    assert!(asked.lock().expect("one thread").is_empty());
}
