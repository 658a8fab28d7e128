use super::{Bank, hearing, hearing_as, is_unsure, order, parsed, refund, secret, unsigned};
use crate::{Channel, ChannelError};
use domain::{Refunded, Returned, Way};
use serde_json::{Value, json};

fn accepted() -> Value {
    let order = order(Way::Page);
    json!({
        "ReturnCode": "0000",
        "ErrorMessage": "受理成功",
        "TrxType": "Refund",
        "OrderNo": order.number().to_string(),
        "NewOrderNo": refund(&order).number().to_string(),
        "TrxAmount": "100.00",
    })
}

fn known(status: &str) -> Value {
    json!({
        "PayTypeID": "Refund",
        "OrderNo": refund(&order(Way::Page)).number().to_string(),
        "OrderDate": "2027/01/01",
        "OrderTime": "00:00:00",
        "RefundAmount": "100.00",
        "Status": status,
        "iRspRef": "BCECEP01000112345678",
    })
}

#[tokio::test]
async fn a_refund_that_is_taken_is_not_yet_done() {
    let order = order(Way::Page);
    let (us, heard) = hearing(vec![Bank::new().says(&accepted())]);
    let refunded = us.refund(&order, &refund(&order)).await.expect("an answer");
    assert_eq!(refunded, Refunded::Pending);
    let ask = parsed(&heard.lock().expect("no panic")[0])["Message"]["TrxRequest"].clone();
    assert_eq!((&ask["OrderDate"], &ask["OrderTime"]), (&json!("2027/01/01"), &json!("00:00:00")));
    assert_eq!(ask["TrxAmount"], "100.00");
    assert_eq!(ask["OrderNo"], order.number().to_string());
    assert_eq!(ask["NewOrderNo"], refund(&order).number().to_string());
}

#[tokio::test]
async fn whose_time_a_refund_says_is_a_setting() {
    let order = order(Way::Page);
    let mut secret = secret();
    secret["ask"]["refund_time"] = json!("payment");
    let (us, heard) = hearing_as(secret, vec![Bank::new().says(&accepted())]);
    us.refund(&order, &refund(&order)).await.expect("an answer");
    let ask = parsed(&heard.lock().expect("no panic")[0])["Message"]["TrxRequest"].clone();
    assert_eq!((&ask["OrderDate"], &ask["OrderTime"]), (&json!("2026/12/31"), &json!("23:59:00")));
}

#[tokio::test]
async fn only_a_query_says_that_money_went_back() {
    let order = order(Way::Page);
    let refund = refund(&order);
    let failed = Refunded::Failed { code: "99".to_owned() };
    let returned =
        Returned { refund: "BCECEP01000112345678".to_owned(), amount: refund.amount, at: None };
    let cases = [
        ("04", Refunded::Done(returned)),
        ("01", Refunded::Pending),
        ("03", Refunded::Pending),
        ("99", failed),
    ];
    for (status, expected) in cases {
        let (us, heard) = hearing(vec![Bank::new().knows(&known(status))]);
        assert_eq!(us.query_refund(&order, &refund).await.expect("an answer"), expected);
        let ask = parsed(&heard.lock().expect("no panic")[0])["Message"]["TrxRequest"].clone();
        assert_eq!(ask["PayTypeID"], "Refund");
        assert_eq!(ask["OrderNo"], refund.number().to_string());
    }
    for status in ["02", "05", "00", ""] {
        let (us, _) = hearing(vec![Bank::new().knows(&known(status))]);
        is_unsure(us.query_refund(&order, &refund).await);
    }
    let mut less = known("04");
    less["RefundAmount"] = json!("99.99");
    let (us, _) = hearing(vec![Bank::new().knows(&less)]);
    is_unsure(us.query_refund(&order, &refund).await);
}

#[tokio::test]
async fn a_refund_that_is_refused_is_asked_about() {
    let order = order(Way::Page);
    let refund = refund(&order);
    let bank = Bank::new();
    let refused = || bank.says(&json!({ "ReturnCode": "APE002", "ErrorMessage": "订单号重复" }));
    let (us, _) = hearing(vec![refused(), bank.knows(&known("01"))]);
    assert_eq!(us.refund(&order, &refund).await.expect("an answer"), Refunded::Pending);
    // The bank may know it only later: an unlisted code says nothing.
    let (us, _) = hearing(vec![refused(), bank.says(&json!({ "ReturnCode": "APE009" }))]);
    is_unsure(us.refund(&order, &refund).await);
    let (us, _) = hearing(vec![refused()]);
    is_unsure(us.refund(&order, &refund).await);
}

#[tokio::test]
async fn a_refund_without_a_proved_answer_is_unknown() {
    let order = order(Way::Page);
    let refund = refund(&order);
    let mut other = accepted();
    other["NewOrderNo"] = json!("RF1");
    let bank = Bank::new();
    let answers =
        [unsigned("0000"), unsigned("AP5324"), unsigned("EUNKWN"), bank.says(&other), Vec::new()];
    for answer in answers {
        let (us, _) = hearing(vec![answer]);
        is_unsure(us.refund(&order, &refund).await);
    }
    let (us, _) = hearing(vec![bank.says(&json!({ "ReturnCode": "APF002" }))]);
    let refused = us.refund(&order, &refund).await;
    assert!(matches!(refused, Err(ChannelError::Refused { .. })), "{refused:?}");
}
