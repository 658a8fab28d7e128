use super::{
    MERCHANT, NOW, OTHER, SECRET, account, answer, at, bridge, header, opened, order, outside,
    paid, saying, signed, signed_at, silent, told,
};
use super::{NONCE, SIGNATURE, TIMESTAMP};
use crate::{ChannelError, Checkout, Closing, Doubt, Outside, Wire};
use domain::{Clock, Fault, Outcome, Scene, Way};
use http::{Request, Response};
use proptest::prelude::*;
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_is_placed_with_all_that_a_bank_may_ask() {
    let order = order(Way::Qr);
    let (wire, heard) = saying(200, &json!({ "kind": "qr", "content": "https://b.cn/1" }));
    let us = bridge(wire);

    let checkout = us.place(&order).await.expect("placed");
    us.place(&order).await.expect("placed again");

    let content = "https://b.cn/1".to_owned();
    assert_eq!(checkout, Checkout::Qr { content, until: order.until });
    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].uri(), "https://connector.example.edu.cn/bridge/place");
    let body: Value = serde_json::from_slice(heard[0].body()).expect("JSON");
    assert_eq!(
        body,
        json!({
            "merchant": MERCHANT,
            "order": {
                "number": order.number().to_string(),
                "amount": 480_000,
                "scene": "pc",
                "way": "qr",
                "opened": "2026-01-01T00:00:00Z",
                "until": "2026-01-01T00:15:00Z",
            },
            "payee": "西安科技大学",
            "description": "西安科技大学 学费",
            "client_ip": "203.0.113.9",
            "notify_url": "https://pay.example.edu.cn/api/notify/bridge",
            "return_url": format!("https://pay.example.edu.cn/api/return/bridge/{}", order.id),
        })
    );
    assert_eq!(heard[0].body(), heard[1].body(), "placing again says the very same");
}

#[tokio::test]
async fn what_we_say_is_signed_with_the_first_secret() {
    let (wire, heard) = saying(200, &paid(&order(Way::Qr)));
    bridge(wire).query(&order(Way::Qr)).await.expect("an outcome");
    let request = &heard.lock().expect("one thread")[0];
    let nonce = header(request, NONCE);
    assert_eq!(nonce.len(), 32);
    let expected = signed(SECRET, "POST", "/query", &nonce, request.body());
    for name in [TIMESTAMP, SIGNATURE] {
        assert_eq!(request.headers()[name], expected[name], "{name}");
    }
}

#[tokio::test]
async fn a_page_is_gone_to_if_it_is_safe() {
    let order = order(Way::Page);
    let page = |url: &str| told(&json!({ "kind": "jump", "url": url }));
    let url = "https://bank.example.cn/p?x=1";
    let checkout = page(url).place(&order).await.expect("placed");
    assert_eq!(checkout, Checkout::Jump { url: url.to_owned() });
    for url in ["javascript:alert(1)", "http://bank.example.cn/", ""] {
        let error = page(url).place(&order).await.expect_err("not gone to");
        assert_eq!(error.code(), "provider-unsure", "{url}");
    }
    let code = told(&json!({ "kind": "qr", "content": "x" }));
    assert!(code.place(&order).await.is_err(), "a code was not asked for");
}

#[tokio::test]
async fn a_query_says_what_became_of_an_order() {
    let order = order(Way::Qr);
    let number = order.number().to_string();
    let Ok(Outcome::Paid(receipt)) = told(&paid(&order)).query(&order).await else {
        panic!("it is paid")
    };
    assert_eq!((receipt.number, receipt.amount), (order.number(), order.total));
    assert_eq!((receipt.transaction.0.as_str(), receipt.paid_at), ("T1", at(NOW + 5)));
    assert_eq!(receipt.said_at, "2026-01-01T08:00:05+08:00");
    for (state, outcome) in
        [("pending", Outcome::Pending), ("closed", Outcome::Closed), ("absent", Outcome::Absent)]
    {
        let said = told(&json!({ "state": state, "number": number }));
        assert_eq!(said.query(&order).await.expect("an outcome"), outcome);
    }
}

#[tokio::test]
async fn an_order_that_the_connector_never_heard_of_ends_with_its_time() {
    const OVER: i64 = NOW + 20 * 60;
    let order = order(Way::Qr);
    let number = order.number().to_string();
    let clocks = [
        (Clock::new(|| at(OVER - 1)), Outcome::Absent),
        (Clock::new(|| at(OVER)), Outcome::Closed),
    ];
    for (clock, outcome) in clocks {
        let body = json!({ "state": "absent", "number": number }).to_string();
        let wire = Wire::direct(move |request| {
            let (mut answer, nonce) = (answer(&request, 200, &body), header(&request, NONCE));
            let second = clock.now().as_second();
            *answer.headers_mut() =
                signed_at(second, SECRET, &["200", "/query"], &nonce, body.as_bytes());
            Some(answer)
        });
        let us = opened(&account(), &Outside { clock, ..outside(wire) }).expect("opens");
        assert_eq!(us.query(&order).await.expect("an outcome"), outcome);
    }
}

#[tokio::test]
async fn closing_says_closed_or_too_late() {
    let order = order(Way::Qr);
    let number = order.number().to_string();
    for (state, closing) in [("closed", Closing::Closed), ("paid", Closing::AlreadyPaid)] {
        let said = told(&json!({ "state": state, "number": number }));
        assert_eq!(said.close(&order).await.expect("an answer"), closing);
    }
}

#[tokio::test]
async fn what_the_connector_cannot_do_is_not_asked_of_it() {
    let mut account = account();
    for name in ["closes", "refunds", "statements"] {
        account[name] = json!(false);
    }
    let us = opened(&account, &outside(Wire::direct(|_| panic!("asked")))).expect("opens");
    let order = order(Way::Qr);
    assert_eq!(us.close(&order).await.expect("an answer"), Closing::ByItself);
    let error = us.refund(&order, &super::refund(&order, 1)).await.expect_err("not offered");
    assert!(matches!(error, ChannelError::NotOffered));
    let stated = us.statement("2026-01-01".parse().expect("a day")).await.expect("an answer");
    assert_eq!(stated, crate::Stated::Unsupported);
    assert_eq!(us.ways(Scene::Pc), [Way::Qr, Way::Page]);
    assert_eq!(us.ways(Scene::Mobile), [Way::Page]);
    assert!(us.ways(Scene::Alipay).is_empty());
}

#[tokio::test]
async fn a_refusal_says_whether_the_order_can_still_be_paid() {
    let order = order(Way::Qr);
    let refused = async |status, code: &str| {
        let body = json!({ "code": code, "message": "…" });
        bridge(saying(status, &body).0).place(&order).await.expect_err("refused")
    };
    assert!(matches!(refused(409, "paid").await, ChannelError::AlreadyPaid));
    assert!(matches!(refused(409, "closed").await, ChannelError::Closed));
    assert!(matches!(refused(409, "number-used").await,
        ChannelError::Refused { status: 409, code, .. } if code == "number-used"));
    for status in [429, 500, 503, 302, 202] {
        assert_eq!(refused(status, "paid").await.code(), "provider-unsure", "{status}");
    }
}

/// A channel whose connector answers as `answers` does.
fn answering<A>(answers: A) -> Box<dyn crate::Channel>
where
    A: Fn(&Request<Vec<u8>>) -> Response<Vec<u8>> + Send + Sync + 'static,
{
    bridge(Wire::direct(move |request| Some(answers(&request))))
}

#[tokio::test]
async fn what_is_not_signed_for_this_very_question_was_not_said() {
    let body = paid(&order(Way::Qr)).to_string();
    let with = |headers: http::HeaderMap| {
        let mut answer = Response::new(body.clone().into_bytes());
        *answer.headers_mut() = headers;
        answering(move |_| answer.clone())
    };
    let (nonce, body) = ("ABABABABABABABABABABABABABABABAB", body.as_bytes());
    let first = with(signed(SECRET, "200", "/query", nonce, body));
    assert!(first.query(&order(Way::Qr)).await.is_ok());
    let second = with(signed(OTHER, "200", "/query", nonce, body));
    assert!(second.query(&order(Way::Qr)).await.is_ok(), "each secret is believed");

    let early = signed_at(NOW - 300, SECRET, &["200", "/query"], nonce, body);
    let late = signed_at(NOW + 300, SECRET, &["200", "/query"], nonce, body);
    let mut twice = signed(SECRET, "200", "/query", nonce, body);
    twice.append(SIGNATURE, "00".parse().expect("a value"));
    let headers = [
        http::HeaderMap::new(),
        signed("another-secret-of-32-characters!", "200", "/query", nonce, body),
        signed(SECRET, "200", "/query", "00000000000000000000000000000000", body),
        signed(SECRET, "200", "/close", nonce, body),
        signed(SECRET, "POST", "/query", nonce, body),
        signed(SECRET, "201", "/query", nonce, body),
        signed(SECRET, "200", "/query", nonce, b"{}"),
        early,
        late,
        twice,
    ];
    for (place, headers) in headers.into_iter().enumerate() {
        let error = with(headers).query(&order(Way::Qr)).await.expect_err("not proved");
        let unproved = matches!(error, ChannelError::Unsure(Doubt::Unproved(_)));
        assert!(unproved, "headers {place}: {error:?}");
    }
    let error = silent().query(&order(Way::Qr)).await.expect_err("silence");
    assert!(matches!(error, ChannelError::Unsure(Doubt::Silence(None))));
}

#[tokio::test]
async fn a_refusal_has_to_be_signed_too() {
    let us = answering(|request| {
        let mut answer = answer(request, 409, r#"{"code":"paid"}"#);
        answer.headers_mut().remove(SIGNATURE);
        answer
    });
    assert_eq!(us.place(&order(Way::Qr)).await.expect_err("unknown").code(), "provider-unsure");
}

#[tokio::test]
async fn an_answer_about_something_else_is_no_answer() {
    let order = order(Way::Qr);
    let with = |name: &str, value: Value| {
        let mut body = paid(&order);
        body[name] = value;
        told(&body)
    };
    let other = json!("01J00000000000000000000000000007");
    for us in [
        with("number", other.clone()),
        with("merchant", json!("school-2")),
        with("amount", json!(0)),
        with("amount", json!(1_000_000_001)),
        with("amount", json!(4800.00)),
        with("amount", json!("480000")),
        with("transaction", json!("")),
        with("transaction", json!("a b")),
        with("paid_at", json!("yesterday")),
        with("spare", json!(1)),
        told(&json!({ "state": "pending", "number": other })),
        told(&json!({ "state": "shipped", "number": order.number().to_string() })),
    ] {
        let error = us.query(&order).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure");
    }
}

#[tokio::test]
async fn no_single_bit_of_a_true_answer_can_be_changed() {
    let order = order(Way::Qr);
    let body = paid(&order).to_string();
    for bit in 0..body.len() * 8 {
        let body = body.clone();
        let us = answering(move |request| {
            let mut answer = answer(request, 200, &body);
            answer.body_mut()[bit / 8] ^= 1 << (bit % 8);
            answer
        });
        assert!(us.query(&order).await.is_err(), "bit {bit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_signed_bytes_make_reading_panic(body in "\\PC{0,200}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let us = answering(move |request| answer(request, 200, &body));
        let order = order(Way::Qr);
        runtime.block_on(async {
            prop_assert!(us.query(&order).await.is_err());
            prop_assert!(us.place(&order).await.is_err());
            prop_assert!(us.statement("2026-01-01".parse().expect("a day")).await.is_err());
            Ok(())
        })?;
    }
}
