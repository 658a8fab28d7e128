use super::{NOW, Pair, at, keys, now, ours};
use channel::{Heard, Notice, NoticeError};
use domain::{ChannelKind, Fault as _, Outcome, Scene};
use http::Method;
use sandbox::{Fault, How, Misdeed, On, SignedBy};
use serde_json::Value;

/// A merchant that has the provider's first certificate and no public key.
fn by_certificate() -> Pair {
    let mut account = keys().account();
    let verify_keys = account["keys"]["verify_keys"].as_array_mut().expect("keys");
    verify_keys.remove(0);
    let pair = Pair::with(&account, now);
    pair.bank(|bank| bank.sign_notices_by(SignedBy::Certificate));
    pair
}

fn told(pair: &Pair) -> Notice {
    let order = ours(Scene::Pc);
    let number = order.number().to_string();
    let told = pair.bank(|bank| bank.pay(&number, How::Pay, at(NOW + 1))).expect("open");
    let (parts, body) = pair.bank(|bank| bank.notice(&told[0], now())).into_parts();
    Notice { method: Method::POST, query: String::new(), headers: parts.headers, body }
}

#[tokio::test]
async fn keys_that_change_in_mid_flow_are_not_noticed() {
    let pair = by_certificate();
    let order = ours(Scene::Pc);
    pair.channels.place(&order).await.expect("placed");

    pair.bank(|bank| bank.rotate(now()));

    assert_eq!(pair.channels.query(&order).await.expect("said"), Outcome::Pending);
    assert!(pair.channels.read(ChannelKind::Wechat, &told(&pair), now()).is_ok());
}

#[tokio::test]
async fn a_notice_by_a_new_key_is_believed_after_a_refresh() {
    let pair = by_certificate();
    pair.channels.place(&ours(Scene::Pc)).await.expect("placed");
    pair.bank(|bank| bank.rotate(now()));
    let notice = told(&pair);
    let read = || pair.channels.read(ChannelKind::Wechat, &notice, now());

    assert_eq!(read(), Err(NoticeError::UnknownKey));
    pair.channels.refresh(ChannelKind::Wechat).await;
    assert!(matches!(read(), Ok(Heard::Receipt(_))));
}

#[tokio::test]
async fn who_starts_without_any_key_fetches_them() {
    let mut account = keys().account();
    account["keys"]["verify_keys"] = Value::Array(Vec::new());
    let pair = Pair::with(&account, now);
    pair.bank(|bank| bank.rotate(now()));
    let outcome = pair.channels.query(&ours(Scene::Pc)).await;
    assert_eq!(outcome.expect("said"), Outcome::Absent);
    let order = ours(Scene::Pc);
    pair.channels.place(&order).await.expect("placed");
    assert_eq!(pair.channels.query(&order).await.expect("said"), Outcome::Pending);
}

#[tokio::test]
async fn while_the_list_cannot_be_had_answers_are_unknown() {
    let pair = by_certificate();
    let order = ours(Scene::Pc);
    pair.channels.place(&order).await.expect("placed");
    pair.bank(|bank| bank.rotate(now()));
    let fault = Fault { on: Some(On::Keys), times: 1, fault: Misdeed::ErrorBefore, slow_ms: 0 };
    pair.bank(|bank| bank.misbehave(fault));
    let error = pair.channels.query(&order).await.expect_err("unknown");
    assert_eq!(error.code(), "provider-unsure");
    // Within five minutes the list is not asked for again.
    let error = pair.channels.query(&order).await.expect_err("still unknown");
    assert_eq!(error.code(), "provider-unsure");
}
