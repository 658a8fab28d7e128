use super::{
    MERCHANT, NOW, account, asked, at, bank, no, opened_at, order, paid, raw, said, saying, sealed,
    silent, yes,
};
use crate::{ChannelError, Checkout, Closing, Doubt, Wire};
use domain::{Fault, Order, Outcome, Scene, Way};
use http::Response;
use serde_json::{Value, json};

async fn queried(order: &Order, answer: Response<Vec<u8>>) -> Result<Outcome, ChannelError> {
    bank(saying(vec![answer]).0).query(order).await
}

#[tokio::test]
async fn one_code_serves_every_wallet() {
    let order = order(Way::Qr);
    let placed = json!({
        "pay_mer_tran_no": order.number().to_string(),
        "display_code_text": "https://qr.example-bank.cn/q/abc",
    });
    let (wire, heard) = saying(vec![yes(&placed), yes(&placed)]);
    let us = bank(wire);

    let checkout = us.place(&order).await.expect("placed");
    us.place(&order).await.expect("placed again");

    let content = "https://qr.example-bank.cn/q/abc".to_owned();
    assert_eq!(checkout, Checkout::Qr { content, until: order.until });
    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].uri(), "https://open.bankcomm.com/api/pmssMpng/MPNG210001/v1");
    assert_eq!(
        heard[0].headers()["content-type"],
        "application/x-www-form-urlencoded;charset=UTF-8"
    );
    let (_, body) = asked(&heard[0]);
    assert_eq!(
        body,
        json!({
            "mer_ptc_id": MERCHANT,
            "mer_trade_date": "20260921",
            "mer_trade_time": "103000",
            "pay_mer_tran_no": order.number().to_string(),
            "total_amount": "5800.00",
            "currency": "CNY",
            "location": "ONLINE",
            "tran_scene": "B2C-API-DISPLAYCODE",
            "tran_content": "西安科技大学 学费等2项",
            "valid_period": "20260921104500",
            "notify_url": "https://pay.example.edu.cn/api/notify/bocom",
            "require_fields": [
                { "require_field": "bank_tran_no" },
                { "require_field": "third_party" },
                { "require_field": "third_party_tran_no" },
            ],
        })
    );
    assert_eq!(asked(&heard[1]).1, body, "placing again says the very same");
}

#[tokio::test]
async fn the_cashier_is_a_page_to_go_to_and_come_back_from() {
    let order = order(Way::Page);
    let url = "https://pay.example-bank.cn/cashier?t=abc&x=1";
    let (wire, heard) = saying(vec![yes(&json!({ "redirect_url": url }))]);

    let checkout = bank(wire).place(&order).await.expect("placed");

    assert_eq!(checkout, Checkout::Jump { url: url.to_owned() });
    let (path, body) = asked(&heard.lock().expect("one thread")[0]);
    assert_eq!(path, "/api/pmssMpng/MPNG210003/v1");
    assert_eq!(body["tran_scene"], "B2C-CASHIER");
    let back = format!("https://pay.example.edu.cn/api/return/bocom/{}", order.id);
    assert_eq!(body["jump_url"], back);
}

#[tokio::test]
async fn a_page_that_is_no_safe_address_is_not_gone_to() {
    for url in ["javascript:alert(1)", "http://bank.example.cn/x", ""] {
        let (wire, _) = saying(vec![yes(&json!({ "redirect_url": url }))]);
        let error = bank(wire).place(&order(Way::Page)).await.expect_err("refused");
        assert!(matches!(error, ChannelError::Unsure(Doubt::Garbled(_))), "{url}");
    }
}

#[tokio::test]
async fn the_cashier_is_offered_only_with_its_scene() {
    let with = silent();
    assert_eq!(with.ways(Scene::Pc), [Way::Qr, Way::Page]);
    assert_eq!(with.ways(Scene::Mobile), [Way::Page]);
    assert_eq!(with.ways(Scene::Wechat), [Way::Page]);

    let mut account = account();
    account.as_object_mut().expect("an object").remove("page_scene");
    let without = super::opened(&account, Wire::direct(|_| None)).expect("opens");
    assert_eq!(without.ways(Scene::Pc), [Way::Qr]);
    assert!(without.ways(Scene::Mobile).is_empty());
    let error = without.place(&order(Way::Page)).await.expect_err("not guessed");
    assert!(matches!(error, ChannelError::NotOffered));
    assert!(matches!(without.query(&order(Way::Page)).await, Err(ChannelError::NotOffered)));
}

#[tokio::test]
async fn a_query_repeats_the_day_and_the_scene_of_the_order() {
    let mut late = order(Way::Page);
    // Four in the afternoon in London is the next day in Beijing.
    late.opened = "2026-09-21T16:00:00Z".parse().expect("an instant");
    let (wire, heard) = saying(vec![yes(&paid(&late))]);
    bank(wire).query(&late).await.expect("an outcome");
    let (path, body) = asked(&heard.lock().expect("one thread")[0]);
    assert_eq!(path, "/api/pmssMpng/MPNG020702/v1");
    assert_eq!(body["mer_trade_date"], "20260922");
    assert_eq!(body["tran_scene"], "B2C-CASHIER");
    assert_eq!(body["require_fields"][0]["require_field"], "bank_tran_no");
}

#[tokio::test]
async fn a_query_says_what_became_of_an_order() {
    let order = order(Way::Qr);
    let state = |state: &str| yes(&json!({ "tran_state": state, "order_status": "INITIAL" }));

    let Outcome::Paid(receipt) = queried(&order, yes(&paid(&order))).await.expect("an outcome")
    else {
        panic!("it is paid")
    };
    assert_eq!((receipt.number, receipt.amount), (order.number(), order.total));
    assert_eq!(receipt.transaction.0, "B1");
    assert_eq!((receipt.paid_at, receipt.said_at.as_str()), (at(NOW), "20260921103001"));
    let outcome = queried(&order, state("PROCESS")).await.expect("an outcome");
    assert_eq!(outcome, Outcome::Pending);
    let outcome = queried(&order, state("FAILURE")).await.expect("an outcome");
    assert_eq!(outcome, Outcome::Closed);
    let outcome = queried(&order, no("MPNG0404")).await.expect("an outcome");
    assert_eq!(outcome, Outcome::Absent);
    let error = queried(&order, no("MPNG0500")).await.expect_err("somebody has to look");
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "MPNG0500"));
}

#[tokio::test]
async fn what_is_seen_late_was_paid_in_the_orders_time() {
    let order = order(Way::Qr);
    let wire = saying(vec![yes(&paid(&order))]).0;
    let us = opened_at(|| at(NOW + 90_000), &account(), wire).expect("opens");
    let Ok(Outcome::Paid(receipt)) = us.query(&order).await else { panic!("it is paid") };
    assert_eq!(receipt.paid_at, order.until);
}

#[tokio::test]
async fn an_order_that_still_waits_a_day_later_is_over() {
    let order = order(Way::Qr);
    for (clock, outcome) in [
        ((|| at(NOW + 900 + 86_399)) as fn() -> domain::Timestamp, Outcome::Pending),
        (|| at(NOW + 900 + 86_400), Outcome::Closed),
    ] {
        let wire = saying(vec![yes(&json!({ "tran_state": "PROCESS" }))]).0;
        let us = opened_at(clock, &account(), wire).expect("opens");
        assert_eq!(us.query(&order).await.expect("an outcome"), outcome);
    }
}

#[tokio::test]
async fn what_no_payer_was_ever_shown_ends_with_its_time_whatever_the_banks_code_is() {
    const OVER: fn() -> domain::Timestamp = || at(NOW + 900 + 86_400);
    let never_shown = order(Way::Qr);
    let shown = Order { placed: Some("{}".to_owned()), ..order(Way::Qr) };
    let asked = async |order: &Order, clock, answers| {
        let us = opened_at(clock, &account(), saying(answers).0).expect("opens");
        us.query(order).await
    };
    let ended = asked(&never_shown, OVER, vec![no("MPNG0500")]).await;
    assert_eq!(ended.expect("an outcome"), Outcome::Closed);
    for (order, clock) in [(&shown, OVER), (&never_shown, || at(NOW + 900 + 86_399))] {
        let refused = asked(order, clock, vec![no("MPNG0500")]).await;
        assert!(matches!(refused, Err(ChannelError::Refused { .. })), "{refused:?}");
    }
    let silence = asked(&never_shown, OVER, vec![]).await;
    assert!(matches!(silence, Err(ChannelError::Unsure(_))), "{silence:?}");
}

#[tokio::test]
async fn what_is_not_clearly_said_is_unknown() {
    let order = order(Way::Qr);
    let body = paid(&order);
    let without = |name: &str| {
        let mut body = paid(&order);
        body.as_object_mut().expect("an object").remove(name);
        yes(&body)
    };
    let with = |name: &str, value: Value| {
        let mut body = paid(&order);
        body[name] = value;
        yes(&body)
    };
    let unsigned = json!({ "rsp_biz_content": { "biz_state": "S", "rsp_body": body } });
    let answers = [
        said("P", "P", &body),
        said("P", "S", &body),
        said("F", "S", &body),
        said("S", "X", &body),
        said("", "S", &body),
        raw(200, &sealed("rsp_biz_content", r#"{"biz_state":"S"}"#)),
        raw(200, &sealed("rsp_biz_content", r#"{"biz_state":"S","rsp_head":{}}"#)),
        raw(200, &sealed("rsp_biz_content", "\"S\"")),
        raw(200, &sealed("notify_biz_content", r#"{"biz_state":"F"}"#)),
        raw(200, &unsigned.to_string()),
        raw(200, r#"{"rsp_biz_content":{"biz_state":"F","rsp_code":"E"},"sign":""}"#),
        raw(200, ""),
        raw(200, "<html>"),
        raw(502, &sealed("rsp_biz_content", r#"{"biz_state":"F"}"#)),
        without("pay_mer_tran_no"),
        without("total_amount"),
        without("require_values"),
        with("require_values", json!({ "bank_tran_no": null })),
        with("require_values", json!({ "bank_tran_no": "" })),
        with("pay_mer_tran_no", json!("01J00000000000000000000000000007")),
        with("tran_state", json!("SHIPPED")),
        with("tran_state", Value::Null),
        with("currency", json!("USD")),
        with("mer_ptc_id", json!("1")),
        with("total_amount", json!("-1")),
        with("total_amount", json!(5800.00)),
    ];
    for (place, answer) in answers.into_iter().enumerate() {
        let error = queried(&order, answer).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "answer {place}: {error}");
    }
    let error = silent().query(&order).await.expect_err("unknown");
    assert!(matches!(error, ChannelError::Unsure(Doubt::Silence(None))));
}

#[tokio::test]
async fn a_number_that_the_bank_has_already_is_asked_about() {
    let order = order(Way::Qr);
    let placed = async |answers| bank(saying(answers).0).place(&order).await.expect_err("refused");
    let error = placed(vec![no("MPNG0009"), yes(&paid(&order))]).await;
    assert!(matches!(error, ChannelError::AlreadyPaid));
    let error = placed(vec![no("MPNG0009"), yes(&json!({ "tran_state": "FAILURE" }))]).await;
    assert!(matches!(error, ChannelError::Closed));
    let error = placed(vec![no("MPNG0009"), no("MPNG0404")]).await;
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "MPNG0009"));
    let error = placed(vec![no("MPNG0009")]).await;
    assert_eq!(error.code(), "provider-unsure");
}

#[tokio::test]
async fn closing_says_closed_or_too_late() {
    let order = order(Way::Qr);
    let closed = async |answers| bank(saying(answers).0).close(&order).await;

    let (wire, heard) = saying(vec![yes(&json!({}))]);
    assert_eq!(bank(wire).close(&order).await.expect("closed"), Closing::Closed);
    let (path, body) = asked(&heard.lock().expect("one thread")[0]);
    assert_eq!(path, "/api/pmssMpng/MPNG020705/v1");
    let own = format!("X{}", &order.number().to_string()[1..]);
    assert_eq!(body["close_mer_tran_no"], own);

    let late = closed(vec![no("MPNG0007"), yes(&paid(&order))]).await.expect("paid");
    assert_eq!(late, Closing::AlreadyPaid);
    let dead = closed(vec![no("MPNG0007"), yes(&json!({ "tran_state": "FAILURE" }))]).await;
    assert_eq!(dead.expect("closed"), Closing::Closed);
    assert_eq!(closed(vec![no("MPNG0404")]).await.expect("closed"), Closing::Closed);
    let error = closed(vec![no("MPNG0007"), yes(&json!({ "tran_state": "PROCESS" }))]).await;
    assert!(matches!(error, Err(ChannelError::Refused { code, .. }) if code == "MPNG0007"));
    let error = closed(vec![said("S", "P", &json!({}))]).await.expect_err("unknown");
    assert_eq!(error.code(), "provider-unsure");
}
