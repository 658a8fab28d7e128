use super::{
    Asked, NOW, Provider, ROTATION, at, notice, now, opened, order, paid, parsed, provider,
    refused, secret, text,
};
use crate::wechat::Wechat;
use crate::wechat::settings::Account;
use crate::{Channel, ChannelError, Doubt, Heard, NoticeError, Outside};
use domain::{Clock, Order, Outcome, Scene, Timestamp};
use http::Response;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};

fn says(provider: &Provider, body: &Value) -> Response<Vec<u8>> {
    let body = body.to_string().into_bytes();
    let headers = provider.signs(&body, NOW);
    let mut answer = Response::new(body);
    *answer.headers_mut() = headers;
    answer
}

/// The list that brings the next certificate, and with it the proof of the list.
fn list() -> Value {
    let (next, keys) = (parsed(ROTATION), parsed(super::KEYS));
    let item = |serial: &Value, pem: &Value, since: Value| {
        let sealed = Provider::new().sealed(text(pem), "certificate");
        json!({ "serial_no": serial, "effective_time": since, "encrypt_certificate": sealed })
    };
    let old = &keys["wechat_platform"];
    json!({ "data": [
        item(&next["serial_no"], &next["certificate_pem"], json!("2025-12-01T08:00:00+08:00")),
        item(&old["certificate_serial_no"], &old["certificate_pem"], json!(1_704_067_200)),
    ] })
}

fn tampered(mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
    *answer.body_mut() = answer.body().iter().rev().copied().collect();
    answer
}

/// An account that knows certificates and no public key.
fn by_certificate() -> Account {
    let mut secret = secret();
    secret.keys.verify_keys.remove(0);
    secret
}

fn paths(asked: &Asked) -> Vec<String> {
    asked.lock().expect("one thread").iter().map(|it| it.uri().path().to_owned()).collect()
}

fn serials(asked: &Asked) -> Vec<Option<String>> {
    let asked = asked.lock().expect("one thread");
    let said = |it: &http::HeaderValue| it.to_str().expect("text").to_owned();
    asked.iter().map(|it| it.headers().get("wechatpay-serial").map(said)).collect()
}

const LIST: &str = "/v3/certificates";

fn path(order: &Order) -> String {
    format!("/v3/pay/transactions/out-trade-no/{}", order.number())
}

#[tokio::test]
async fn an_answer_by_a_new_certificate_is_believed_once_the_certificate_is_fetched() {
    let (order, next) = (order(Scene::Pc), Provider::rotated());
    let answer = || says(&next, &paid(&order));
    let (wire, asked) = provider(vec![answer(), says(&next, &list()), answer()]);
    let us = opened(by_certificate(), wire);

    assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))));
    assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))));

    assert_eq!(paths(&asked), [path(&order), LIST.to_owned(), path(&order)]);
    let old = secret().keys.verify_keys[1].serial.clone();
    // From now on they are asked to sign with the newest.
    assert_eq!(serials(&asked), [Some(old.clone()), Some(old), Some(next.serial)]);
}

#[tokio::test]
async fn who_prefers_the_public_key_goes_on_to() {
    let (order, next) = (order(Scene::Pc), Provider::rotated());
    let answer = says(&next, &paid(&order));
    let (wire, asked) = provider(vec![answer, says(&next, &list()), says(&next, &paid(&order))]);
    let us = opened(secret(), wire);
    assert!(us.query(&order).await.is_ok() && us.query(&order).await.is_ok());
    let ours = secret().keys.verify_keys[0].serial.clone();
    assert_eq!(serials(&asked), [Some(ours.clone()), Some(ours.clone()), Some(ours)]);
}

#[tokio::test]
async fn without_any_key_the_first_answer_brings_them() {
    let (order, next) = (order(Scene::Pc), Provider::rotated());
    let (wire, asked) = provider(vec![says(&next, &paid(&order)), says(&next, &list())]);
    let mut nothing = secret();
    nothing.keys.verify_keys.clear();
    let us = opened(nothing, wire);
    assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))));
    assert_eq!(serials(&asked), [None, None]);
}

#[tokio::test]
async fn a_notice_by_a_new_certificate_is_heard_once_the_keys_are_refreshed() {
    let (order, next) = (order(Scene::Pc), Provider::rotated());
    let body = next.seals("TRANSACTION.SUCCESS", &paid(&order));
    let notice = notice(next.signs(&body, NOW), body);
    let (wire, asked) = provider(vec![says(&next, &list())]);
    let us = opened(by_certificate(), wire);

    us.refresh().await.expect("nothing to do");
    assert_eq!(paths(&asked), [] as [&str; 0]);
    assert_eq!(us.read(&notice, now()), Err(NoticeError::UnknownKey));
    assert_eq!(paths(&asked), [] as [&str; 0], "reading calls nobody");

    us.refresh().await.expect("fetched");
    assert!(matches!(us.read(&notice, now()), Ok(Heard::Receipt(_))));
    assert_eq!(paths(&asked), [LIST]);
}

#[tokio::test]
async fn a_list_that_is_not_proved_changes_nothing() {
    let (order, next) = (order(Scene::Pc), Provider::rotated());
    let mut torn = list();
    torn["data"][0]["encrypt_certificate"]["nonce"] = json!("ba9876543210");
    let stranger = {
        let mut list = says(&next, &list());
        list.headers_mut().insert("wechatpay-serial", "00FF".parse().expect("text"));
        list
    };
    let unsigned = {
        let mut list = says(&next, &list());
        list.headers_mut().clear();
        list
    };
    let wrong_name = {
        let mut list = list();
        list["data"][0]["serial_no"] = json!("00FF");
        says(&next, &list)
    };
    let (swapped, torn) = (tampered(says(&next, &list())), says(&next, &torn));
    for list in [torn, swapped, stranger, unsigned, wrong_name, refused(404, "RESOURCE_NOT_EXISTS")]
    {
        let (wire, asked) = provider(vec![says(&next, &paid(&order)), list]);
        let us = opened(by_certificate(), wire);
        let error = us.query(&order).await.expect_err("not proved");
        assert!(matches!(error, ChannelError::Unsure(Doubt::Unproved(NoticeError::UnknownKey))));
        assert_eq!(paths(&asked)[1], LIST);
    }
}

#[tokio::test]
async fn a_probe_among_the_lists_is_asked_for_once_more() {
    let (order, next) = (order(Scene::Pc), Provider::rotated());
    let probe = {
        let mut list = says(&next, &list());
        let wrong = "WECHATPAY/SIGNTEST/AAAA".parse().expect("text");
        list.headers_mut().insert("wechatpay-signature", wrong);
        list
    };
    let answers = vec![says(&next, &paid(&order)), probe, says(&next, &list())];
    let us = opened(by_certificate(), provider(answers).0);
    assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))));
}

static SECOND: AtomicI64 = AtomicI64::new(NOW);

fn ticking() -> Timestamp {
    at(SECOND.load(Ordering::Relaxed))
}

#[tokio::test]
async fn strangers_who_name_unknown_keys_make_us_ask_once_in_five_minutes() {
    let next = Provider::rotated();
    let body = next.seals("TRANSACTION.SUCCESS", &paid(&order(Scene::Pc)));
    let (wire, asked) = provider(vec![]);
    let outside = Outside { clock: Clock::new(ticking), ..super::outside(wire) };
    let us = Wechat::new(by_certificate(), &super::places(), outside).expect("it works");
    for (second, asks) in [(0, 1), (1, 1), (299, 1), (300, 2), (310, 2)] {
        SECOND.store(NOW + second, Ordering::Relaxed);
        let told = notice(next.signs(&body, NOW + second), body.clone());
        assert_eq!(us.read(&told, ticking()), Err(NoticeError::UnknownKey));
        let _ = us.refresh().await;
        assert_eq!(paths(&asked).len(), asks, "second {second}");
    }
}
