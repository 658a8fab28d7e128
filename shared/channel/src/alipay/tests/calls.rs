use super::{
    NOW, Provider, opened, order, paid, plain, provider, reached_by, receipt, said, settings,
};
use crate::{Channel, ChannelError, Closing, Doubt, NoticeError, Wire};
use domain::{Fault, FaultKind, Outcome, Scene, Way};
use http::Response;
use serde_json::{Value, json};

const QUERY: &str = "alipay.trade.query";
const CLOSE: &str = "alipay.trade.close";

async fn queried(answer: Response<Vec<u8>>) -> Result<Outcome, ChannelError> {
    reached_by(provider(vec![answer]).0).query(&order(Scene::Pc, Way::Qr)).await
}

fn trade(change: impl Fn(&mut Value)) -> Response<Vec<u8>> {
    let mut trade = paid(&order(Scene::Pc, Way::Qr));
    change(&mut trade);
    Provider::new().answers(QUERY, &trade)
}

fn unpaid(state: &str) -> Response<Vec<u8>> {
    trade(|it| {
        it["trade_status"] = json!(state);
        it.as_object_mut().expect("an object").remove("send_pay_date");
    })
}

async fn closed(answers: Vec<Response<Vec<u8>>>, second: i64) -> Result<Closing, ChannelError> {
    let us = opened(&settings(), provider(answers).0, second).expect("an account");
    us.close(&order(Scene::Pc, Way::Qr)).await
}

#[tokio::test]
async fn a_query_says_what_became_of_an_order() {
    let order = order(Scene::Pc, Way::Qr);
    let (wire, asked) = provider(vec![trade(|_| ())]);
    let outcome = reached_by(wire).query(&order).await.expect("an outcome");
    assert_eq!(outcome, Outcome::Paid(receipt(&order)));
    let said = said(&asked.lock().expect("one thread")[0]);
    assert_eq!(said["biz_content"], format!(r#"{{"out_trade_no":"{}"}}"#, order.number()));

    let finished = trade(|it| it["trade_status"] = json!("TRADE_FINISHED"));
    assert_eq!(queried(finished).await.expect("paid"), Outcome::Paid(receipt(&order)));
    assert_eq!(queried(unpaid("WAIT_BUYER_PAY")).await.expect("open"), Outcome::Pending);
    assert_eq!(queried(unpaid("TRADE_CLOSED")).await.expect("closed"), Outcome::Closed);
    let absent = Provider::new().refuses(QUERY, "ACQ.TRADE_NOT_EXIST");
    assert_eq!(queried(absent).await.expect("absent"), Outcome::Absent);
}

#[tokio::test]
async fn a_trade_that_closed_because_all_was_given_back_had_been_paid() {
    let closed = trade(|it| it["trade_status"] = json!("TRADE_CLOSED"));
    let outcome = queried(closed).await.expect("an outcome");
    assert_eq!(outcome, Outcome::Paid(receipt(&order(Scene::Pc, Way::Qr))));
}

#[tokio::test]
async fn a_short_sum_is_still_money_that_arrived() {
    let outcome = queried(trade(|it| it["total_amount"] = json!("5999.99"))).await;
    let Ok(Outcome::Paid(receipt)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(receipt.amount.fen(), 599_999);
}

#[tokio::test]
async fn what_is_not_clearly_said_is_unknown() {
    let whole = paid(&order(Scene::Pc, Way::Qr)).to_string();
    let sign = Provider::new().signs(&whole);
    let name = "alipay_trade_query_response";
    let failed = |code: &str, sub: &str| {
        let said = json!({ "code": code, "msg": "…", "sub_code": sub });
        Provider::new().answers(QUERY, &said)
    };
    let mut broken = plain("<html>");
    *broken.status_mut() = http::StatusCode::BAD_GATEWAY;
    let mut late = trade(|_| ());
    *late.status_mut() = http::StatusCode::ACCEPTED;
    let answers = [
        // Not signed, or not this, or not only this.
        plain(&format!(r#"{{"{name}":{whole}}}"#)),
        plain(&format!(r#"{{"{name}":{whole},"sign":""}}"#)),
        plain(&format!(r#"{{"{name}":{},"sign":"{sign}"}}"#, whole.replace("6000.00", "0.01"))),
        plain(&format!(r#"{{"{name}":{whole},"sign":"{sign}","{name}":{{"code":"10000"}}}}"#)),
        plain(&format!(r#"{{"{name}":{{"code":"10000"}},"{name}":{whole},"sign":"{sign}"}}"#)),
        plain(&format!(r#"{{"error_response":{whole},"sign":"{sign}"}}"#)),
        plain(&format!(r#"{{"error_response":{whole},"{name}":{whole},"sign":"{sign}"}}"#)),
        plain(&format!(r#"{{"alipay_trade_close_response":{whole},"sign":"{sign}"}}"#)),
        plain(&format!(r#"{{"{name}":{whole},"sign":"{sign}"}} more"#)),
        plain(&json!({ name: { "code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST" } }).to_string()),
        // Signed, and not what it should be.
        trade(|it| it["out_trade_no"] = json!("01J00000000000000000000000000007")),
        trade(|it| it["trade_status"] = json!("TRADE_SHIPPED")),
        trade(|it| it["trade_status"] = Value::Null),
        trade(|it| it["total_amount"] = json!("6e3")),
        trade(|it| it["total_amount"] = json!(6000.0)),
        trade(|it| it["send_pay_date"] = json!("yesterday")),
        trade(|it| it["trade_no"] = json!("")),
        unpaid("TRADE_SUCCESS"),
        // They do not know themselves.
        failed("20000", "isp.unknow-error"),
        failed("40004", "ACQ.SYSTEM_ERROR"),
        failed("40004", "AQC.SYSTEM_ERROR"),
        failed("40005", "isv.app-call-limited"),
        failed("10003", ""),
        failed("", ""),
        plain(""),
        plain("not JSON"),
        broken,
        late,
    ];
    for (place, answer) in answers.into_iter().enumerate() {
        let error = queried(answer).await.expect_err("unknown");
        let expected = (FaultKind::Unavailable, "provider-unsure");
        assert_eq!((error.kind(), error.code()), expected, "answer {place}: {error:?}");
    }
    let silent = reached_by(Wire::direct(|_| None)).query(&order(Scene::Pc, Way::Qr)).await;
    assert!(matches!(silent, Err(ChannelError::Unsure(Doubt::Silence(None)))));
}

#[tokio::test]
async fn an_answer_signed_by_somebody_else_is_forged() {
    let said = paid(&order(Scene::Pc, Way::Qr)).to_string();
    let ours = reached_by(Wire::direct(|_| None)).keys.own.signs(said.as_bytes());
    let body = format!(r#"{{"alipay_trade_query_response":{said},"sign":"{ours}"}}"#);
    let error = queried(plain(&body)).await.expect_err("forged");
    assert!(matches!(error, ChannelError::Unsure(Doubt::Unproved(NoticeError::Forged))));
}

#[tokio::test]
async fn closing_says_closed_or_too_late() {
    let done = json!({ "code": "10000", "msg": "Success", "trade_no": "1" });
    let done = || Provider::new().answers(CLOSE, &done);
    let refused = |code| Provider::new().refuses(CLOSE, code);
    assert_eq!(closed(vec![done()], NOW).await.expect("closed"), Closing::Closed);
    let gone = refused("ACQ.TRADE_HAS_CLOSE");
    assert_eq!(closed(vec![gone], NOW).await.expect("closed"), Closing::Closed);
    for code in
        ["ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.REASON_ILLEGAL_STATUS"]
    {
        let then = async |answer| closed(vec![refused(code), answer], NOW).await;
        assert_eq!(then(trade(|_| ())).await.expect("paid"), Closing::AlreadyPaid);
        assert_eq!(then(unpaid("TRADE_CLOSED")).await.expect("closed"), Closing::Closed);
        let error = then(unpaid("WAIT_BUYER_PAY")).await.expect_err("neither");
        assert_eq!(error.code(), "provider-unsure");
    }
    let error = closed(vec![refused("ACQ.INVALID_PARAMETER")], NOW).await.expect_err("refused");
    assert_eq!(error.code(), "provider-refused");
    let error = closed(vec![plain("{}")], NOW).await.expect_err("not proved");
    assert_eq!(error.code(), "provider-unsure");
}

/// A code that nobody scanned, a page that nobody opened: there is nothing to close, and the payer
/// may still begin.
#[tokio::test]
async fn what_they_never_heard_of_ends_with_its_time_and_not_before() {
    let absent = || vec![Provider::new().refuses(CLOSE, "ACQ.TRADE_NOT_EXIST")];
    assert_eq!(closed(absent(), NOW).await.expect("open"), Closing::ByItself);
    assert_eq!(closed(absent(), NOW + 900).await.expect("open"), Closing::ByItself);
    assert_eq!(closed(absent(), NOW + 960).await.expect("over"), Closing::Closed);
}

/// The gateway does not sign what it says before it knows us: such words name no trade's fate.
#[tokio::test]
async fn how_we_asked_says_nothing_about_a_trade() {
    for sub in ["isv.invalid-app-id", "ACQ.TRADE_HAS_CLOSE", "ACQ.TRADE_HAS_SUCCESS"] {
        let said = json!({ "error_response": { "code": "40002", "msg": "…", "sub_code": sub } });
        let error = queried(plain(&said.to_string())).await.expect_err("refused");
        assert_eq!(error.code(), "provider-refused", "{sub}");
    }
}

/// It all comes with HTTP's 200, and a provider that only says that it cannot is paused like one
/// that says nothing.
#[tokio::test]
async fn a_provider_that_says_it_cannot_does_not_answer() {
    let said = async |code: &str, sub: &str| {
        let said = json!({ "code": code, "msg": "…", "sub_code": sub });
        queried(Provider::new().answers(QUERY, &said)).await.expect_err("unknown")
    };
    for (code, sub) in [
        ("20000", "isp.unknow-error"),
        ("20000", ""),
        ("40004", "AQC.SYSTEM_ERROR"),
        ("40005", "isv.app-call-limited"),
    ] {
        assert!(said(code, sub).await.is_silence(), "{code} {sub}");
    }
    for (code, sub) in [("10003", ""), ("40004", "ACQ.INVALID_PARAMETER")] {
        assert!(!said(code, sub).await.is_silence(), "{code} {sub}");
    }
}
