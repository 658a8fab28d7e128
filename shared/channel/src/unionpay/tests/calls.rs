use super::super::message::Message;
use super::{
    MERCHANT, NOW, Provider, at, field, form, gateway, now, order, paid, reached_by, us, with,
};
use crate::{Channel, ChannelError, Checkout, Closing, Doubt, NoticeError, Wire};
use domain::{Merchant, Order, Outcome, Scene, Timestamp, Way};
use http::Response;

/// Twenty minutes after the order was opened: five after its time ran out.
fn after() -> Timestamp {
    at(NOW + 20 * 60)
}

fn just_before() -> Timestamp {
    at(NOW + 20 * 60 - 1)
}

/// The answer to a query, with some of it changed. The type in it is that of the order.
fn answer(order: &Order, changes: &[(&'static str, &str)]) -> Response<Vec<u8>> {
    let said = with(paid(order), &[("origRespCode", "00")]);
    Provider::by("cert_prod_cn").answers(with(said, changes))
}

async fn queried(
    changes: &[(&'static str, &str)],
    clock: fn() -> Timestamp,
) -> Result<Outcome, ChannelError> {
    let order = order(Scene::Pc, Way::Page);
    let answer = answer(&order, changes);
    reached_by(gateway(vec![answer]).0, clock).query(&order).await
}

#[tokio::test]
async fn a_payer_at_a_desk_posts_a_signed_form() {
    let order = order(Scene::Pc, Way::Page);

    let Checkout::Form { url, fields } = us().place(&order).await.expect("placed") else {
        panic!("a form")
    };

    assert_eq!(url, "https://gateway.95516.com/gateway/api/frontTransReq.do");
    let expected = [
        ("accessType", "0"),
        ("backUrl", "https://pay.example.edu.cn/api/notify/unionpay"),
        ("bizType", "000201"),
        ("certId", "105932020352828998264203179771544100704"),
        ("channelType", "07"),
        ("currencyCode", "156"),
        ("encoding", "UTF-8"),
        ("frontUrl", &format!("https://pay.example.edu.cn/api/return/unionpay/{}", order.id)),
        ("merId", MERCHANT),
        ("orderId", &order.number().to_string()),
        ("payTimeout", "20270101000500"),
        ("riskRateInfo", "{commodityName=西安科技大学“AB”C 学费等2项}"),
        ("signMethod", "01"),
        ("txnAmt", "600000"),
        ("txnSubType", "01"),
        ("txnTime", "20261231235000"),
        ("txnType", "01"),
        ("version", "5.1.0"),
    ];
    let said = fields.iter().filter(|(name, _)| *name != "signature");
    let said: Vec<_> = said.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(said, expected);
}

#[tokio::test]
async fn a_payer_on_a_telephone_posts_it_for_telephones() {
    for scene in [Scene::Mobile, Scene::Wechat, Scene::Alipay] {
        let placed = us().place(&order(scene, Way::Page)).await.expect("placed");
        let Checkout::Form { fields, .. } = placed else { panic!("a form") };
        assert_eq!(fields["channelType"], "08");
        assert_eq!(us().ways(scene), [Way::Page]);
    }
    assert_eq!(us().ways(Scene::Pc), [Way::Page, Way::Qr]);
}

#[tokio::test]
async fn placing_again_says_the_very_same() {
    let (us, order) = (us(), order(Scene::Pc, Way::Page));
    let once = us.place(&order).await.expect("placed");
    assert_eq!(us.place(&order).await.expect("placed again"), once);
    // The text that we sign can be read back from what we say.
    let Checkout::Form { fields, .. } = once else { panic!("a form") };
    let body = crate::form::encode(&fields);
    let read = Message::of_form(body.as_bytes()).expect("fields");
    assert_eq!(us.signature(&read.to_sign()), fields["signature"]);
}

#[tokio::test]
async fn a_code_for_our_page_is_asked_for() {
    let order = order(Scene::Pc, Way::Qr);
    let code = "https://qr.95516.com/00010000/62212345678901234567890";
    let changes = [("qrCode", code), ("txnSubType", "07"), ("queryId", ""), ("traceTime", "")];
    let answer = Provider::by("cert_prod_cn").answers(with(paid(&order), &changes));
    let (wire, heard) = gateway(vec![answer]);

    let placed = reached_by(wire, now).place(&order).await.expect("placed");

    assert_eq!(placed, Checkout::Qr { content: code.to_owned(), until: at(NOW + 900) });
    let request = &heard.lock().expect("one thread")[0];
    assert_eq!(request.uri(), "https://gateway.95516.com/gateway/api/backTransReq.do");
    let type_of_body = "application/x-www-form-urlencoded;charset=UTF-8";
    assert_eq!(request.headers()["content-type"], type_of_body);
    let form: Vec<_> = form_urlencoded::parse(request.body()).into_owned().collect();
    for (name, value) in
        [("txnSubType", "07"), ("bizType", "000000"), ("channelType", "08"), ("frontUrl", "")]
    {
        assert_eq!(field(&form, name), value, "{name}");
    }
}

/// The answer that held the code was lost; they say it once. The order may still be paid.
#[tokio::test]
async fn a_second_ask_for_a_code_is_followed_by_a_query() {
    let order = order(Scene::Pc, Way::Qr);
    let twice = || Provider::by("cert_prod_cn").answers(with(paid(&order), &[("respCode", "12")]));
    let placed = |then| {
        let wire = gateway(vec![twice(), answer(&order, &[("origRespCode", then)])]).0;
        let (us, order) = (reached_by(wire, now), &order);
        async move { us.place(order).await }
    };
    assert!(matches!(placed("00").await, Err(ChannelError::AlreadyPaid)));
    assert!(matches!(placed("05").await, Err(ChannelError::Unsure(_))));
}

#[tokio::test]
async fn a_query_names_the_order_by_number_and_time() {
    let order = order(Scene::Pc, Way::Page);
    let (wire, heard) = gateway(vec![answer(&order, &[])]);

    let outcome = reached_by(wire, now).query(&order).await.expect("an outcome");

    let Outcome::Paid(receipt) = outcome else { panic!("{outcome:?}") };
    assert_eq!(receipt.number, order.number());
    assert_eq!(receipt.amount, order.total);
    assert_eq!(receipt.paid_at, at(NOW + 660));
    let form = form(&heard, 0);
    for (name, value) in
        [("txnType", "00"), ("txnSubType", "00"), ("bizType", "000000"), ("accessType", "0")]
    {
        assert_eq!(field(&form, name), value, "{name}");
    }
    assert_eq!(field(&form, "orderId"), order.number().to_string());
    assert_eq!(field(&form, "txnTime"), "20261231235000");
    let path = heard.lock().expect("one thread")[0].uri().path().to_owned();
    assert_eq!(path, "/gateway/api/queryTrans.do");
}

#[tokio::test]
async fn an_answer_about_something_else_is_no_answer() {
    for changes in [
        [("orderId", "01KAJ8Z5T4Q9V7N2M6X3C1B0RD000007")],
        [("txnTime", "20261231235001")],
        [("merId", "777290058110098")],
        [("merId", "")],
        [("orderId", "")],
        [("txnAmt", "-600000")],
        [("txnAmt", "")],
        [("currencyCode", "840")],
        [("queryId", "")],
        [("origRespCode", "")],
    ] {
        let outcome = queried(&changes, now).await;
        assert!(matches!(outcome, Err(ChannelError::Unsure(_))), "{changes:?} {outcome:?}");
    }
}

#[tokio::test]
async fn no_failure_is_final_before_the_time_has_run_out() {
    for code in ["30", "34", "42", "64", "70", "03", "04", "05", "74", "75", "99", "XX"] {
        let outcome = queried(&[("origRespCode", code)], just_before).await;
        assert!(matches!(outcome, Ok(Outcome::Pending)), "{code} {outcome:?}");
    }
    let outcome = queried(&[("respCode", "34"), ("origRespCode", "")], just_before).await;
    assert!(matches!(outcome, Ok(Outcome::Pending)), "{outcome:?}");
}

#[tokio::test]
async fn after_its_time_a_failure_is_final_and_a_doubt_is_not() {
    for code in ["01", "30", "34", "42", "64", "70"] {
        let outcome = queried(&[("origRespCode", code)], after).await;
        assert!(matches!(outcome, Ok(Outcome::Closed)), "{code} {outcome:?}");
    }
    for code in ["03", "04", "05", "74", "75", "99", "XX"] {
        let outcome = queried(&[("origRespCode", code)], after).await;
        assert!(matches!(outcome, Ok(Outcome::Pending)), "{code} {outcome:?}");
    }
    let outcome = queried(&[("respCode", "34"), ("origRespCode", "")], after).await;
    assert!(matches!(outcome, Ok(Outcome::Closed)), "{outcome:?}");
    for code in ["00", "A6"] {
        let outcome = queried(&[("origRespCode", code)], after).await;
        assert!(matches!(outcome, Ok(Outcome::Paid(_))), "{code} {outcome:?}");
    }
}

#[tokio::test]
async fn a_query_that_failed_says_nothing_of_the_order() {
    for code in ["02", "03", "05", "12", "37", "39", "99", "XX", ""] {
        let outcome = queried(&[("respCode", code)], after).await;
        assert!(matches!(outcome, Err(ChannelError::Unsure(_))), "{code} {outcome:?}");
    }
    for code in ["10", "11", "31", "32"] {
        let outcome = queried(&[("respCode", code)], after).await;
        assert!(matches!(outcome, Err(ChannelError::Refused { .. })), "{code} {outcome:?}");
    }
}

#[tokio::test]
async fn an_answer_that_they_did_not_sign_is_no_answer() {
    let order = order(Scene::Pc, Way::Page);
    let asked = |answers| {
        let (us, order) = (reached_by(gateway(answers).0, now), &order);
        async move { us.query(order).await.expect_err("no answer") }
    };
    let status = |status| Response::builder().status(status).body(Vec::new()).expect("an answer");
    assert!(matches!(asked(vec![]).await, ChannelError::Unsure(Doubt::Silence(None))));
    for code in [302, 404, 502] {
        let error = asked(vec![status(code)]).await;
        assert!(matches!(error, ChannelError::Unsure(Doubt::Status { .. })), "{error:?}");
    }
    let error = asked(vec![Response::new(Vec::new())]).await;
    let unsigned = Doubt::Unproved(NoticeError::Unsigned);
    assert_eq!(error.to_string(), ChannelError::Unsure(unsigned).to_string());
    for body in ["<html>busy</html>", "respCode=00&origRespCode=00", "=&=", "{}"] {
        let error = asked(vec![Response::new(body.as_bytes().to_vec())]).await;
        assert!(matches!(error, ChannelError::Unsure(_)), "{body} {error:?}");
    }
    for certificate in ["cert_other_cn", "cert_rogue", "cert_expired", "cert_test_cn"] {
        let error = asked(vec![Provider::by(certificate).answers(paid(&order))]).await;
        assert!(matches!(error, ChannelError::Unsure(Doubt::Unproved(_))), "{error:?}");
    }
}

#[tokio::test]
async fn an_order_cannot_be_closed_but_ends() {
    let order = order(Scene::Pc, Way::Page);
    let closed = |clock| {
        let (us, order) = (reached_by(Wire::direct(|_| None), clock), &order);
        async move { us.close(order).await.expect("known without asking") }
    };
    assert_eq!(closed(now).await, Closing::ByItself);
    assert_eq!(closed(just_before).await, Closing::ByItself);
    assert_eq!(closed(after).await, Closing::Closed);
    assert!(!us().capabilities().closes);
}

#[tokio::test]
async fn another_accounts_order_is_never_spoken_of() {
    let mut order = order(Scene::Pc, Way::Page);
    order.merchant = Merchant("777290058110098".to_owned());
    let other = |error: Option<ChannelError>| matches!(error, Some(ChannelError::OtherMerchant));
    let refund = super::refund(&order);
    assert!(other(us().place(&order).await.err()));
    assert!(other(us().query(&order).await.err()));
    assert!(other(us().close(&order).await.err()));
    assert!(other(us().refund(&order, &refund).await.err()));
    assert!(other(us().query_refund(&order, &refund).await.err()));
}

#[tokio::test]
async fn what_they_do_not_have_is_not_offered() {
    let us = us();
    assert!(us.wallet().is_none());
    let placed = us.place(&order(Scene::Wechat, Way::Wallet)).await;
    assert!(matches!(placed, Err(ChannelError::NotOffered)));
    assert!(us.refresh().await.is_ok());
}
