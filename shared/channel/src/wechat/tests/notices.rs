use super::{NOW, Provider, TRANSACTION, account, at, notice, now, order, paid, refund, secret};
use crate::{Channel, Heard, Notice, NoticeError};
use domain::{
    ChannelKind, FaultKind, Merchant, Money, Receipt, Refunded, Returned, Scene, Transaction,
};
use serde_json::{Value, json};

fn said(event: &str, inside: &Value) -> Notice {
    let provider = Provider::new();
    let body = provider.seals(event, inside);
    notice(provider.signs(&body, NOW), body)
}

#[track_caller]
fn check(change: impl Fn(&mut Value), expected: NoticeError) {
    let mut inside = paid(&order(Scene::Pc));
    change(&mut inside);
    let heard = account().read(&said("TRANSACTION.SUCCESS", &inside), now());
    assert_eq!(heard, Err(expected));
}

#[test]
fn a_true_notice_becomes_a_receipt() {
    let order = order(Scene::Pc);

    let heard = account().read(&said("TRANSACTION.SUCCESS", &paid(&order)), now());

    let receipt = Receipt {
        channel: ChannelKind::Wechat,
        merchant: Merchant("1900007291".to_owned()),
        transaction: Transaction(TRANSACTION.to_owned()),
        number: order.number(),
        amount: Money::from_fen(600_000).expect("an amount"),
        paid_at: now(),
        said_at: "2026-01-01T08:00:00+08:00".to_owned(),
        heard: None,
    };
    assert_eq!(heard, Ok(Heard::Receipt(receipt)));
}

#[test]
fn a_short_sum_is_still_money_that_arrived() {
    let mut inside = paid(&order(Scene::Pc));
    inside["amount"]["total"] = json!(599_999);
    let heard = account().read(&said("TRANSACTION.SUCCESS", &inside), now());
    let Ok(Heard::Receipt(receipt)) = heard else { panic!("{heard:?}") };
    assert_eq!(receipt.amount.fen(), 599_999);
}

#[test]
fn somebody_elses_money_is_foreign() {
    check(|it| it["mchid"] = json!("1900000001"), NoticeError::Foreign);
    check(|it| it["appid"] = json!("wx0000000000000000"), NoticeError::Foreign);
    check(|it| it["amount"]["currency"] = json!("USD"), NoticeError::Foreign);
    check(|it| it["out_trade_no"] = json!("T20260101000001"), NoticeError::Foreign);
    check(|it| it["mchid"] = Value::Null, NoticeError::Foreign);
}

#[test]
fn a_state_other_than_success_is_no_money() {
    for state in ["NOTPAY", "CLOSED", "REFUND", "USERPAYING"] {
        check(|it| it["trade_state"] = json!(state), NoticeError::Unpaid);
    }
    check(|it| it["trade_state"] = json!("success"), NoticeError::Garbled);
    check(|it| it["trade_state"] = json!("SOMETHING"), NoticeError::Garbled);
}

#[test]
fn an_amount_that_is_not_whole_fen_is_garbled() {
    for total in
        [json!("600000"), json!(-1), json!(0.5), json!(1e3), json!(1_u64 << 40), json!(null)]
    {
        check(|it| it["amount"]["total"] = total.clone(), NoticeError::Garbled);
    }
    check(|it| it["success_time"] = json!("yesterday"), NoticeError::Garbled);
    check(|it| it["transaction_id"] = json!(""), NoticeError::Garbled);
}

#[test]
fn a_refund_notice_tells_what_became_of_the_refund() {
    let refund = refund(&order(Scene::Pc));
    let number = refund.number().to_string();
    let inside = |state: &str| {
        json!({
            "mchid": secret().merchant_id,
            "transaction_id": TRANSACTION,
            "out_trade_no": order(Scene::Pc).number().to_string(),
            "refund_id": "50300000000202601010000000001",
            "out_refund_no": number,
            "refund_status": state,
            "success_time": "2026-01-01T08:00:00+08:00",
            "user_received_account": "支付用户零钱",
            "amount": { "total": 600_000, "refund": 40_000, "payer_total": 600_000, "payer_refund": 40_000 },
        })
    };
    let heard = |event: &str, inside: &Value| account().read(&said(event, inside), now());
    let told = |refunded| Ok(Heard::Refund { number: number.clone(), refunded });

    let amount = refund.amount;
    let back = "50300000000202601010000000001".to_owned();
    let done = Refunded::Done(Returned { refund: back, amount, at: Some(now()) });
    assert_eq!(heard("REFUND.SUCCESS", &inside("SUCCESS")), told(done));
    assert_eq!(heard("REFUND.ABNORMAL", &inside("ABNORMAL")), told(Refunded::Pending));
    let closed = Refunded::Failed { code: "CLOSED".to_owned() };
    assert_eq!(heard("REFUND.CLOSED", &inside("CLOSED")), told(closed));

    // The event and the state inside must say the same.
    assert_eq!(heard("REFUND.SUCCESS", &inside("CLOSED")), Err(NoticeError::Garbled));
    assert_eq!(heard("REFUND.CLOSED", &inside("PROCESSING")), Err(NoticeError::Garbled));
    assert_eq!(heard("REFUND.SUCCESS", &inside("DONE")), Err(NoticeError::Garbled));
    assert_eq!(heard("SOMETHING.NEW", &inside("SUCCESS")), Err(NoticeError::Garbled));
    let mut foreign = inside("SUCCESS");
    foreign["mchid"] = json!("1900000001");
    assert_eq!(heard("REFUND.SUCCESS", &foreign), Err(NoticeError::Foreign));
    let mut nameless = inside("SUCCESS");
    nameless["out_refund_no"] = json!("");
    assert_eq!(heard("REFUND.SUCCESS", &nameless), Err(NoticeError::Garbled));
}

#[test]
fn a_notice_is_heard_for_five_minutes_and_no_longer() {
    let notice = said("TRANSACTION.SUCCESS", &paid(&order(Scene::Pc)));
    let heard = |second| account().read(&notice, at(second)).err();
    assert_eq!(heard(NOW + 299), None);
    assert_eq!(heard(NOW - 299), None);
    assert_eq!(heard(NOW + 300), Some(NoticeError::Stale));
    assert_eq!(heard(NOW - 300), Some(NoticeError::Stale));
}

#[test]
fn words_of_the_older_protocol_are_unsigned() {
    let body = b"<xml><return_code>SUCCESS</return_code></xml>".to_vec();
    let heard = account().read(&notice(http::HeaderMap::new(), body), now());
    assert_eq!(heard, Err(NoticeError::Unsigned));
}

#[test]
fn the_status_tells_the_provider_whether_to_come_again() {
    let us = account();
    assert_eq!(us.thanks(&Heard::Other { event: String::new() }).status, 200);
    assert_eq!(us.refusal(FaultKind::Stranger).status, 401);
    assert_eq!(us.refusal(FaultKind::Invalid).status, 400);
    assert_eq!(us.refusal(FaultKind::Unavailable).status, 503);
}
