use super::{NOW, Provider, account, at, now, order, paid, secrets, settings};
use crate::{Channel, Channels, Heard, Notice, NoticeError, Secrets, Settings, Wire};
use domain::{ChannelKind, FaultKind, Merchant, Money, Receipt, Scene, Transaction};
use serde_json::{Value, json};

fn said(event: &str, inside: &Value) -> Notice {
    let provider = Provider::new();
    let body = provider.seals(event, inside);
    Notice { headers: provider.signs(&body, NOW), body }
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
        transaction: Transaction("4200000000202601010000000001".to_owned()),
        number: order.number(),
        amount: Money::from_fen(600_000).expect("an amount"),
        paid_at: now(),
        said_at: "2026-01-01T08:00:00+08:00".to_owned(),
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
fn a_refund_notice_brings_no_money() {
    let refund = json!({ "mchid": settings().merchant_id, "refund_status": "SUCCESS" });
    let heard = account().read(&said("REFUND.SUCCESS", &refund), now());
    assert_eq!(heard, Ok(Heard::Other { event: "REFUND.SUCCESS".to_owned() }));

    let heard = account().read(&said("REFUND.SUCCESS", &json!({ "mchid": "1" })), now());
    assert_eq!(heard, Err(NoticeError::Foreign));
    let heard = account().read(&said("SOMETHING.NEW", &refund), now());
    assert_eq!(heard, Err(NoticeError::Garbled));
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
    let heard = account().read(&Notice { headers: http::HeaderMap::new(), body }, now());
    assert_eq!(heard, Err(NoticeError::Unsigned));
}

#[test]
fn the_status_tells_the_provider_whether_to_come_again() {
    let kind = ChannelKind::Wechat;
    assert_eq!(Channels::thanks(kind).status, 200);
    assert_eq!(Channels::refusal(kind, FaultKind::Stranger).status, 401);
    assert_eq!(Channels::refusal(kind, FaultKind::Invalid).status, 400);
    assert_eq!(Channels::refusal(kind, FaultKind::Unavailable).status, 503);
}

#[test]
fn a_channel_that_the_school_does_not_offer_hears_nothing() {
    let outside = super::outside(Wire::direct(|_| None));
    let none = Channels::new(Settings::default(), Secrets::default(), &outside).expect("no keys");
    let notice = said("TRANSACTION.SUCCESS", &paid(&order(Scene::Pc)));
    assert_eq!(none.read(ChannelKind::Wechat, &notice, now()), Err(NoticeError::NotOffered));
    assert!(none.merchant(ChannelKind::Wechat).is_err());

    let settings = Settings { wechat: Some(settings()) };
    assert!(Channels::new(settings.clone(), Secrets::default(), &outside).is_err());
    let secrets = Secrets { wechat: Some(secrets()) };
    let one = Channels::new(settings, secrets, &outside).expect("the vectors' keys work");
    assert!(one.read(ChannelKind::Wechat, &notice, now()).is_ok());
}
