use super::{Provider, order, provider, reached_by, refund, said};
use crate::{Channel, ChannelError};
use domain::{Fault, Order, Refund, Refunded, Returned, Scene, Way};
use http::Response;
use serde_json::{Value, json};

const REFUND: &str = "alipay.trade.refund";
const QUERY: &str = "alipay.trade.fastpay.refund.query";

fn ours() -> (Order, Refund) {
    let order = order(Scene::Pc, Way::Qr);
    let refund = refund(&order, 40_000);
    (order, refund)
}

fn given(change: impl Fn(&mut Value)) -> Response<Vec<u8>> {
    let mut said = json!({
        "code": "10000", "msg": "Success", "fund_change": "Y", "refund_fee": "400.00",
        "out_trade_no": ours().0.number().to_string(), "trade_no": "2026010122001401010000000001",
    });
    change(&mut said);
    Provider::new().answers(REFUND, &said)
}

fn known(change: impl Fn(&mut Value)) -> Response<Vec<u8>> {
    let mut said = json!({
        "code": "10000", "msg": "Success", "refund_status": "REFUND_SUCCESS",
        "out_request_no": ours().1.number().to_string(), "refund_amount": "400.00",
        "total_amount": "6000.00", "gmt_refund_pay": "2026-01-01 08:00:00",
    });
    change(&mut said);
    Provider::new().answers(QUERY, &said)
}

fn unknown() -> Response<Vec<u8>> {
    Provider::new().answers(QUERY, &json!({ "code": "10000", "msg": "Success" }))
}

async fn refunded(answers: Vec<Response<Vec<u8>>>) -> Result<Refunded, ChannelError> {
    let (order, refund) = ours();
    reached_by(provider(answers).0).refund(&order, &refund).await
}

async fn queried(answer: Response<Vec<u8>>) -> Result<Refunded, ChannelError> {
    let (order, refund) = ours();
    reached_by(provider(vec![answer]).0).query_refund(&order, &refund).await
}

fn done(at: Option<domain::Timestamp>) -> Refunded {
    Refunded::Done(Returned { refund: String::new(), amount: ours().1.amount, at })
}

#[tokio::test]
async fn money_goes_back_under_our_number_and_for_our_reason() {
    let (order, refund) = ours();
    let (wire, asked) = provider(vec![given(|_| ())]);
    let answer = reached_by(wire).refund(&order, &refund).await.expect("an answer");
    assert_eq!(answer, done(None));
    let ask: Value = {
        let asked = asked.lock().expect("one thread");
        serde_json::from_str(&said(&asked[0])["biz_content"]).expect("JSON")
    };
    let expected = json!({
        "out_trade_no": order.number().to_string(),
        "trade_no": "2026010122001401010000000001",
        "out_request_no": refund.number().to_string(),
        "refund_amount": "400.00",
        "refund_reason": "重复缴费",
    });
    assert_eq!(ask, expected);
}

#[tokio::test]
async fn the_sum_of_all_refunds_is_not_this_one() {
    let second = given(|it| it["refund_fee"] = json!("900.00"));
    assert_eq!(refunded(vec![second]).await.expect("done"), done(None));
    let less = given(|it| it["refund_fee"] = json!("399.99"));
    let error = refunded(vec![less]).await.expect_err("it cannot be");
    assert_eq!(error.code(), "provider-unsure");
}

/// Success of the call is not success of the refund: only `fund_change` is.
#[tokio::test]
async fn a_call_that_moved_nothing_is_looked_up() {
    for change in [json!("N"), Value::Null, json!("")] {
        let unmoved = || given(|it| it["fund_change"] = change.clone());
        let before = refunded(vec![unmoved(), known(|_| ())]).await.expect("done before");
        assert_eq!(before, done(Some(super::now())));
        let later = refunded(vec![unmoved(), unknown()]).await.expect("on its way");
        assert_eq!(later, Refunded::Pending);
        let error = refunded(vec![unmoved()]).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure");
    }
}

#[tokio::test]
async fn a_refusal_is_final_only_if_it_was_not_done_before() {
    for code in [
        "ACQ.TRADE_HAS_CLOSE",
        "ACQ.TRADE_HAS_FINISHED",
        "ACQ.REASON_TRADE_REFUND_FEE_ERR",
        "ACQ.TRADE_NOT_ALLOW_REFUND",
    ] {
        let refused = || Provider::new().refuses(REFUND, code);
        let before = refunded(vec![refused(), known(|_| ())]).await.expect("done before");
        assert_eq!(before, done(Some(super::now())), "{code}");
        let failed = refunded(vec![refused(), unknown()]).await.expect("failed");
        assert_eq!(failed, Refunded::Failed { code: code.to_owned() });
        let error = refunded(vec![refused()]).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure");
    }
}

/// Failed means that a new number may be asked for; here the old one may still go back.
#[tokio::test]
async fn a_refusal_that_may_pass_leaves_the_number_open() {
    for code in ["ACQ.SELLER_BALANCE_NOT_ENOUGH", "ACQ.ACCESS_FORBIDDEN", "ACQ.NEVER_HEARD_OF"] {
        let refused = || Provider::new().refuses(REFUND, code);
        let before = refunded(vec![refused(), known(|_| ())]).await.expect("done before");
        assert_eq!(before, done(Some(super::now())), "{code}");
        let error = refunded(vec![refused(), unknown()]).await.expect_err("not for good");
        assert_eq!(error.code(), "provider-refused", "{code}");
    }
}

#[tokio::test]
async fn the_same_number_for_another_amount_is_our_mistake() {
    let refused = Provider::new().refuses(REFUND, "ACQ.DISCORDANT_REPEAT_REQUEST");
    assert_eq!(refunded(vec![refused]).await.expect_err("ours").code(), "provider-refused");
    let other = known(|it| it["refund_amount"] = json!("500.00"));
    assert_eq!(queried(other).await.expect_err("ours").code(), "provider-unsure");
}

#[tokio::test]
async fn what_they_do_not_know_themselves_is_unknown() {
    for code in ["ACQ.SYSTEM_ERROR", "AQC.SYSTEM_ERROR"] {
        let refused = Provider::new().refuses(REFUND, code);
        assert_eq!(refunded(vec![refused]).await.expect_err("unknown").code(), "provider-unsure");
    }
    let foreign = given(|it| it["out_trade_no"] = json!("T1"));
    assert_eq!(refunded(vec![foreign]).await.expect_err("unknown").code(), "provider-unsure");
    assert_eq!(refunded(vec![]).await.expect_err("silence").code(), "provider-unsure");
}

#[tokio::test]
async fn a_query_says_what_became_of_a_refund() {
    assert_eq!(queried(known(|_| ())).await.expect("done"), done(Some(super::now())));
    assert_eq!(queried(unknown()).await.expect("absent"), Refunded::Absent);
    let absent = Provider::new().refuses(QUERY, "ACQ.TRADE_NOT_EXIST");
    assert_eq!(queried(absent).await.expect("absent"), Refunded::Absent);
    let waits = known(|it| it["refund_status"] = json!("REFUND_PROCESSING"));
    assert_eq!(queried(waits).await.expect("waits"), Refunded::Pending);
    for (field, value) in [
        ("out_request_no", json!("R1")),
        ("refund_amount", Value::Null),
        ("refund_amount", json!("4e2")),
        ("gmt_refund_pay", json!("soon")),
    ] {
        let other = known(|it| it[field] = value.clone());
        let error = queried(other).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{field}");
    }
}
