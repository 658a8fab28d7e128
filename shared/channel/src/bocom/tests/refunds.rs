use super::{MERCHANT, asked, bank, no, order, refund, said, saying, yes};
use crate::{ChannelError, Stated};
use domain::{Fault, Refunded, Way};
use http::Response;
use serde_json::{Value, json};

async fn given_back(answers: Vec<Response<Vec<u8>>>) -> Result<Refunded, ChannelError> {
    let order = order(Way::Qr);
    bank(saying(answers).0).refund(&order, &refund(&order)).await
}

async fn looked_up(answer: Response<Vec<u8>>) -> Result<Refunded, ChannelError> {
    let order = order(Way::Qr);
    bank(saying(vec![answer]).0).query_refund(&order, &refund(&order)).await
}

fn done() -> Value {
    json!({ "refund_order_no": "R1", "refund_amount": "1000.00", "total_amount": "5800.00" })
}

#[tokio::test]
async fn a_refund_says_the_days_of_the_payment_and_its_own() {
    let order = order(Way::Qr);
    let refund = refund(&order);
    let (wire, heard) = saying(vec![yes(&done())]);

    let refunded = bank(wire).refund(&order, &refund).await.expect("an outcome");

    let Refunded::Done(returned) = refunded else { panic!("{refunded:?}") };
    assert_eq!((returned.refund.as_str(), returned.amount), ("R1", refund.amount));
    let (path, body) = asked(&heard.lock().expect("one thread")[0]);
    assert_eq!(path, "/api/pmssMpng/MPNG020701/v1");
    assert_eq!(
        body,
        json!({
            "mer_ptc_id": MERCHANT,
            "amount": "1000.00",
            "currency": "CNY",
            "mer_trade_date": "20260921",
            "pay_mer_tran_no": order.number().to_string(),
            "refund_mer_tran_no": refund.number().to_string(),
            "mer_refund_date": "20260922",
            "mer_refund_time": "060000",
            "tran_scene": "B2C-API-DISPLAYCODE",
            "tran_content": "退住宿费",
            "notify_url": "https://pay.example.edu.cn/api/notify/bocom",
        })
    );
}

#[tokio::test]
async fn a_refund_that_is_not_clearly_done_is_not_done() {
    for answer in [said("P", "P", &done()), said("S", "P", &done())] {
        assert_eq!(given_back(vec![answer]).await.expect("an outcome"), Refunded::Pending);
    }
    let other = json!({ "refund_mer_tran_no": "X", "refund_amount": "1000.00" });
    for answer in [said("F", "S", &done()), yes(&other), super::raw(200, "{}")] {
        let error = given_back(vec![answer]).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure");
    }
}

#[tokio::test]
async fn a_refused_refund_failed_only_if_the_bank_does_not_know_it() {
    let state = |state: &str| yes(&json!({ "tran_state": state }));
    let refunded = given_back(vec![no("MPNG0011"), no("MPNG0404")]).await.expect("an outcome");
    assert_eq!(refunded, Refunded::Failed { code: "MPNG0011".to_owned() });
    let refunded = given_back(vec![no("MPNG0011"), state("SUCCESS")]).await;
    assert!(matches!(refunded, Ok(Refunded::Done(_))));
    let refunded = given_back(vec![no("MPNG0011"), state("PROCESS")]).await;
    assert_eq!(refunded.expect("an outcome"), Refunded::Pending);

    let error = given_back(vec![no("MPNG0011"), no("MPNG0500")]).await.expect_err("it may have");
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "MPNG0011"));
    let error = given_back(vec![no("MPNG0011")]).await.expect_err("silence");
    assert_eq!(error.code(), "provider-unsure");
}

#[tokio::test]
async fn a_query_says_what_became_of_a_refund() {
    let order = order(Way::Qr);
    let (wire, heard) = saying(vec![yes(&json!({ "tran_state": "SUCCESS" }))]);
    let refunded = bank(wire).query_refund(&order, &refund(&order)).await.expect("an outcome");
    assert!(matches!(refunded, Refunded::Done(it) if it.amount == refund(&order).amount));
    let (path, body) = asked(&heard.lock().expect("one thread")[0]);
    assert_eq!(path, "/api/pmssMpng/MPNG020703/v1");
    assert_eq!(body["mer_refund_date"], "20260922");

    let refunded = looked_up(yes(&json!({ "tran_state": "PROCESS" }))).await;
    assert_eq!(refunded.expect("an outcome"), Refunded::Pending);
    let failed = json!({ "tran_state": "FAILURE", "tran_state_code": "E1" });
    let refunded = looked_up(yes(&failed)).await.expect("an outcome");
    assert_eq!(refunded, Refunded::Failed { code: "E1".to_owned() });
    let refunded = looked_up(no("MPNG0404")).await.expect("an outcome");
    assert_eq!(refunded, Refunded::Absent);
    for answer in [yes(&json!({})), said("P", "P", &json!({})), yes(&json!({ "tran_state": "X" }))]
    {
        let error = looked_up(answer).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure");
    }
}

#[tokio::test]
async fn the_bank_tells_no_statements() {
    let us = super::silent();
    let stated = us.statement("2026-09-21".parse().expect("a day")).await.expect("an answer");
    assert_eq!(stated, Stated::Unsupported);
    assert!(!us.capabilities().statements);
}
