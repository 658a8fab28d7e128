use super::{NOW, Pair, at, keys, ours};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channel::{ChannelError, Checkout, Closing};
use domain::{Fault, Money, Outcome, Scene};
use http::Request;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use sandbox::How;
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_goes_from_the_code_to_the_money() {
    let pair = Pair::new();
    let order = ours(Scene::Pc);
    let number = order.number().to_string();

    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Absent);
    let checkout = pair.channels.place(&order).await.expect("placed");
    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Pending);
    pair.bank(|bank| bank.pay(&number, How::Silent, at(NOW + 5))).expect("open");
    let outcome = pair.channels.query(&order).await.expect("an outcome");

    let Checkout::Qr { content, until } = checkout else { panic!("{checkout:?}") };
    assert!(content.starts_with("weixin://wxpay/bizpayurl?pr="));
    assert_eq!(until, order.until);
    let Outcome::Paid(receipt) = outcome else { panic!("{outcome:?}") };
    assert_eq!((receipt.number, receipt.amount), (order.number(), order.total));
    assert_eq!(receipt.said_at, "2026-01-01T08:00:05+08:00");
}

#[tokio::test]
async fn a_telephone_is_led_to_the_cashier_and_back() {
    let pair = Pair::new();
    let order = ours(Scene::Mobile);
    let checkout = pair.channels.place(&order).await.expect("placed");
    let Checkout::Jump { url } = checkout else { panic!("{checkout:?}") };
    let (page, back) = url.split_once("&redirect_url=").expect("a way back");
    assert!(page.starts_with("https://wx.test/h5?prepay_id=wx"));
    assert_eq!(
        back,
        format!("https%3A%2F%2Fpay.example.edu.cn%2F%23%2Fpay%2F{}%2Fresult", order.id)
    );
}

#[tokio::test]
async fn asked_again_the_bank_wants_the_very_same() {
    let pair = Pair::new();
    let order = ours(Scene::Pc);
    let first = pair.channels.place(&order).await.expect("placed");
    assert_eq!(pair.channels.place(&order).await.expect("placed again"), first);

    let mut dearer = order.clone();
    dearer.total = Money::from_fen(480_001).expect("an amount");
    let error = pair.channels.place(&dearer).await.expect_err("another order, same number");
    assert!(matches!(error, ChannelError::Refused { status: 403, code, .. }
        if code == "OUT_TRADE_NO_USED"));
}

#[tokio::test]
async fn a_closed_order_takes_no_money_and_a_paid_one_does_not_close() {
    let pair = Pair::new();
    let order = ours(Scene::Pc);
    let number = order.number().to_string();
    assert_eq!(pair.channels.close(&order).await.expect("nothing to close"), Closing::Closed);
    pair.channels.place(&order).await.expect("placed");

    assert_eq!(pair.channels.close(&order).await.expect("closed"), Closing::Closed);
    assert_eq!(pair.channels.close(&order).await.expect("closed again"), Closing::Closed);
    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Closed);
    assert!(pair.bank(|bank| bank.pay(&number, How::Pay, at(NOW + 9))).is_err());
    let error = pair.channels.place(&order).await.expect_err("closed");
    assert_eq!(error.code(), "order-closed");

    // Money that was on its way all the same.
    pair.bank(|bank| bank.pay(&number, How::Anyway, at(NOW + 10))).expect("late money");
    assert_eq!(pair.channels.close(&order).await.expect("paid"), Closing::AlreadyPaid);
    assert!(matches!(pair.channels.query(&order).await, Ok(Outcome::Paid(_))));
    let error = pair.channels.place(&order).await.expect_err("paid");
    assert_eq!(error.code(), "order-already-paid");
}

#[tokio::test]
async fn a_platform_whose_clock_is_wrong_is_refused() {
    for (clock, fine) in [
        ((|| at(NOW + 299)) as fn() -> domain::Timestamp, true),
        (|| at(NOW - 301), false),
        (|| at(NOW + 301), false),
    ] {
        let placed = Pair::with_clock(clock).channels.place(&ours(Scene::Pc)).await;
        match placed {
            Ok(_) => assert!(fine),
            Err(error) => {
                assert!(!fine && error.to_string().contains("401 SIGN_ERROR"), "{error}");
            }
        }
    }
}

/// What the bank says to a request that our channel would never make.
#[track_caller]
fn check(change: impl FnOnce(&mut Request<Vec<u8>>), status: u16, code: &str) {
    let pair = Pair::new();
    let mut request = Request::get("/v3/certificates").body(Vec::new()).expect("a request");
    for (name, value) in [("user-agent", "x"), ("accept", "application/json")] {
        request.headers_mut().insert(name, value.parse().expect("a value"));
    }
    change(&mut request);
    let answer = pair.bank(|bank| bank.answer(&request, at(NOW))).answer.expect("an answer");
    let body: Value = serde_json::from_slice(answer.body()).unwrap_or(json!({}));
    assert_eq!((answer.status().as_u16(), body["code"].as_str().unwrap_or("")), (status, code));
    assert!(!answer.headers().contains_key("wechatpay-signature"), "refusals are not signed");
}

#[test]
fn the_bank_believes_nobody() {
    let authorized = |header: &'static str| {
        move |request: &mut Request<Vec<u8>>| {
            request.headers_mut().insert("authorization", header.parse().expect("a value"));
        }
    };
    check(|it| *it.uri_mut() = "/v3/nothing".parse().expect("a path"), 404, "");
    check(|it| *it.method_mut() = http::Method::PUT, 405, "");
    check(|it| drop(it.headers_mut().remove("accept")), 400, "INVALID_REQUEST");
    check(|_| (), 401, "SIGN_ERROR");
    check(authorized("Bearer x"), 401, "SIGN_ERROR");
    check(authorized("WECHATPAY2-SHA256-RSA2048 mchid=\"1\""), 401, "SIGN_ERROR");
    check(
        authorized(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"1900007291\",nonce_str=\"n\",signature=\"AAAA\",\
             timestamp=\"1767225600\",serial_no=\"3A5F9C1E7B2D4860A1C3E5F708192A3B4C5D6E7F\"",
        ),
        401,
        "SIGN_ERROR",
    );
}

/// What an HTTP client of another merchant's making would send.
fn signed(path: &str, nonce: &str) -> Request<Vec<u8>> {
    let pem = keys().merchant.merchant_key_pem;
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("RSA");
    let mut signature = vec![0; key.public_modulus_len()];
    let message = format!("GET\n{path}\n{NOW}\n{nonce}\n\n");
    let random = SystemRandom::new();
    key.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("signs");
    let (us, signature) = (keys().bank, STANDARD.encode(signature));
    // The pairs in another order than ours: any will do.
    let authorization = format!(
        "WECHATPAY2-SHA256-RSA2048 serial_no=\"{}\",timestamp=\"{NOW}\",nonce_str=\"{nonce}\",\
         signature=\"{signature}\",mchid=\"{}\"",
        us.merchant_serial, us.merchant_id
    );
    Request::get(path)
        .header("authorization", authorization)
        .header("user-agent", "x")
        .header("accept", "application/json")
        .body(Vec::new())
        .expect("a request")
}

#[tokio::test]
async fn certificates_and_transactions_can_be_asked_for_too() {
    let pair = Pair::new();
    let order = ours(Scene::Pc);
    pair.channels.place(&order).await.expect("placed");
    let number = order.number().to_string();
    let paid = pair.bank(|bank| bank.pay(&number, How::Pay, at(NOW))).expect("open");
    let said = |path: &str| {
        let answer = pair.bank(|bank| bank.answer(&signed(path, "n0"), at(NOW)));
        let answer = answer.answer.expect("an answer");
        let body: Value = serde_json::from_slice(answer.body()).expect("JSON");
        (answer.status().as_u16(), answer.headers()["wechatpay-serial"].clone(), body)
    };

    // Nobody asked for the public key, so the certificate signs.
    let (status, serial, list) = said("/v3/certificates?algorithm_type=RSA");
    assert_eq!((status, serial), (200, keys().bank.certificate_serial.parse().expect("text")));
    assert_eq!(list["data"][0]["serial_no"], keys().bank.certificate_serial);
    let id = &paid[0].payment.id;
    let (_, _, trade) = said(&format!("/v3/pay/transactions/id/{id}?mchid=1900007291"));
    assert_eq!(
        (&trade["out_trade_no"], &trade["trade_state"]),
        (&json!(number), &json!("SUCCESS"))
    );
}

#[test]
fn a_drawn_account_works_on_both_sides() {
    let keys = sandbox::wechat::Keys::draw();
    let outside = channel::Outside::real(domain::Clock::new(super::now));
    let public_url = "http://127.0.0.1:2".to_owned();
    let places = channel::Places { public_url, sandbox: Some("http://127.0.0.1:1".to_owned()) };
    let channels = channel::Channels::of_secret(&super::secret(&keys), &places, &outside);
    channels.expect("both modes of the drawn keys");
    assert_ne!(keys.bank.app_id, self::keys().bank.app_id);
}
