//! What UnionPay refuses, the sandbox refuses: a platform that says it learns of it here.

use super::{FRONT, Pair, form, keys, later, order};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Way;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use std::collections::BTreeMap;

type Fields = BTreeMap<String, String>;

/// Signs as the merchant does.
fn signed(mut fields: Fields) -> Fields {
    fields.remove("signature");
    let text: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let print = hex::encode(digest(&SHA256, text.join("&").as_bytes()));
    let der = PrivatePkcs8KeyDer::from_pem_slice(keys().merchant_key_pem.as_bytes()).expect("PEM");
    let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("a key");
    let mut signature = vec![0; key.public_modulus_len()];
    let random = SystemRandom::new();
    key.sign(&RSA_PKCS1_SHA256, &random, print.as_bytes(), &mut signature).expect("signs");
    fields.insert("signature".to_owned(), STANDARD.encode(signature));
    fields
}

async fn proper(pair: &Pair) -> Fields {
    form(pair.us().place(&order(Way::Page)).await.expect("placed"))
}

/// The code on the page that the payer gets.
fn refused(pair: &Pair, fields: &Fields) -> String {
    let page = pair.posts(fields);
    let body = String::from_utf8_lossy(page.body()).into_owned();
    if page.status() == 303 {
        return "none".to_owned();
    }
    let end = body.rfind(']').expect("a code");
    body[end - 2..end].to_owned()
}

#[tokio::test]
async fn a_form_is_checked_field_by_field() {
    let pair = Pair::new();
    let proper = proper(&pair).await;
    for name in proper.keys() {
        let mut fields = proper.clone();
        fields.remove(name);
        let optional = name == "payTimeout" || name == "riskRateInfo";
        let fields = if name == "signature" { fields } else { signed(fields) };
        let expected = if optional { "none" } else { "13" };
        // A merchant that leaves out what decides the sort of call has no right to it.
        let expected =
            if name.starts_with("txn") && name.ends_with("ype") { "32" } else { expected };
        assert_eq!(refused(&Pair::new(), &fields), expected, "{name}");
    }
    for (name, value, code) in [
        ("version", "5.0.0", "10"),
        ("encoding", "GBK", "10"),
        ("certId", "1", "11"),
        ("merId", "777290058110097", "31"),
        ("accessType", "2", "31"),
        ("bizType", "000000", "32"),
        ("txnType", "02", "32"),
        ("orderId", "short", "10"),
        ("orderId", "with-a-dash-in-it", "10"),
        ("txnAmt", "4800.00", "10"),
        ("txnAmt", "0", "10"),
        ("currencyCode", "840", "10"),
        ("channelType", "05", "10"),
        ("txnTime", "20261231", "10"),
        ("txnTime", "20261230234959", "10"),
        ("payTimeout", "20261231235000", "10"),
        ("frontUrl", "javascript:alert(1)", "10"),
        ("riskRateInfo", "commodityName=x", "10"),
        ("riskRateInfo", "{commodityName=a=b}", "10"),
        ("unknownField", "x", "10"),
    ] {
        let mut fields = proper.clone();
        fields.insert(name.to_owned(), value.to_owned());
        assert_eq!(refused(&pair, &signed(fields)), code, "{name}={value}");
    }
    assert_eq!(refused(&pair, &signed(proper)), "none");
}

#[tokio::test]
async fn a_changed_form_is_not_signed() {
    let pair = Pair::new();
    let mut fields = proper(&pair).await;
    fields.insert("txnAmt".to_owned(), "1".to_owned());
    assert_eq!(refused(&pair, &fields), "11");
}

#[tokio::test]
async fn one_number_is_one_order() {
    let pair = Pair::new();
    let proper = proper(&pair).await;
    assert_eq!(refused(&pair, &proper), "none");
    assert_eq!(refused(&pair, &proper), "none", "the payer came again");
    let mut other = proper.clone();
    other.insert("txnAmt".to_owned(), "1".to_owned());
    assert_eq!(refused(&pair, &signed(other)), "12");
    later(16 * 60);
    assert_eq!(refused(&pair, &proper), "10", "too late");
}

#[tokio::test]
async fn a_call_at_the_wrong_door_is_not_answered() {
    let pair = Pair::new();
    let proper = proper(&pair).await;
    for path in ["/gateway/api/backTransReq.do", "/gateway/api/queryTrans.do", "/", "/nothing"] {
        let answer = pair.said(path, &proper);
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(body.contains("respCode=32"), "{path} {body}");
    }
    assert_eq!(pair.said(FRONT, &proper).status(), 303);
}

/// What they answer to a query is signed and names the payment; as a notice it is worth nothing.
#[tokio::test]
async fn an_answer_to_a_query_is_no_notice() {
    let pair = Pair::new();
    let (order, _) = pair.paid().await;
    let mut ask = form(pair.us().place(&order).await.expect("the same form"));
    let kept = ["version", "encoding", "signMethod", "certId", "accessType", "merId", "orderId"];
    ask.retain(|name, _| kept.contains(&name.as_str()) || name == "txnTime");
    for (name, value) in [("txnType", "00"), ("txnSubType", "00"), ("bizType", "000000")] {
        ask.insert(name.to_owned(), value.to_owned());
    }
    let answer = pair.said("/gateway/api/queryTrans.do", &signed(ask));
    let body = String::from_utf8(answer.into_body()).expect("text");
    assert!(body.contains("origRespCode=00") && body.contains("txnType=01"), "{body}");

    // The same fields as a form: brackets hold the only `&` that is in a value.
    let mut fields = Fields::new();
    let body = body.replace("abc&ICC", "abc\u{1}ICC").replace("001&track2", "001\u{1}track2");
    for pair in body.split('&') {
        let (name, value) = pair.split_once('=').expect("a pair");
        fields.insert(name.to_owned(), value.replace('\u{1}', "&"));
    }
    let heard = pair.us().read(&super::notice(&fields), super::now());
    assert_eq!(heard, Err(channel::NoticeError::Garbled));
    fields.remove("origRespCode");
    let heard = pair.us().read(&super::notice(&fields), super::now());
    assert_eq!(heard, Err(channel::NoticeError::Forged));
}
