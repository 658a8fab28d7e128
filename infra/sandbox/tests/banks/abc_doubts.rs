use super::abc::{VECTORS, keys, pair, pair_of};
use super::{now, refund, status};
use aws_lc_rs::rsa::KeyPair;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{ChannelKind, Fault, Outcome, Refunded, Way};
use http::Request;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use sandbox::abc::{Abc, Keys};
use sandbox::{Bank, How, Misdeed, On};
use serde_json::Value;
use sha1_signature::Sha1SigningKey;

const DOUBTFUL: [Misdeed; 9] = [
    Misdeed::LostAsk,
    Misdeed::LostAnswer,
    Misdeed::ErrorBefore,
    Misdeed::ErrorAfter,
    Misdeed::Accepted,
    Misdeed::TooMany,
    Misdeed::Unsigned,
    Misdeed::Probe,
    Misdeed::Tampered,
];

#[tokio::test]
async fn whatever_goes_wrong_is_unknown_and_asking_again_helps() {
    for misdeed in DOUBTFUL {
        let pair = pair();
        let order = pair.order(Way::Page);
        pair.misbehaves(On::Place, misdeed.clone());
        let error = pair.channels.place(&order).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
        pair.channels.place(&order).await.expect("placed");

        pair.pays(&order, How::Silent);
        pair.misbehaves(On::Query, misdeed.clone());
        let error = pair.channels.query(&order).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
        assert!(matches!(pair.channels.query(&order).await, Ok(Outcome::Paid(_))));
    }
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_given_once() {
    for misdeed in DOUBTFUL {
        let pair = pair();
        let order = pair.placed(Way::Page).await;
        pair.pays(&order, How::Silent);
        let part = refund(&pair.receipt(&order).await, 1, 100);
        pair.misbehaves(On::Refund, misdeed.clone());
        let error = pair.channels.refund(&order, &part).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
        let again = pair.channels.refund(&order, &part).await.expect("an outcome");
        // The number may be new to the bank, and then the refund is taken; or the bank is asked.
        assert!(matches!(again, Refunded::Done(_) | Refunded::Pending), "{misdeed:?}: {again:?}");
        let known = pair.channels.query_refund(&order, &part).await.expect("an outcome");
        assert!(matches!(known, Refunded::Done(_)), "{misdeed:?}: {known:?}");
        let number = order.number().to_string();
        let given = pair.bank(|bank| bank.trade(&number).expect("it is there").refunded());
        assert_eq!(given, 100, "{misdeed:?}");
    }
}

/// A query about a refund, signed by the merchant by hand.
pub(super) fn signed_query(number: &str) -> Request<Vec<u8>> {
    let ask = format!(
        r#"{{"TrxType":"Query","PayTypeID":"Refund","OrderNo":"{number}","QueryDetail":"0"}}"#
    );
    call(&signed(&ask))
}

fn signed(ask: &str) -> String {
    let der = PrivatePkcs8KeyDer::from_pem_slice(keys().merchant.key_pem.as_bytes()).expect("PEM");
    let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("a key");
    let message = format!(
        r#"{{"Version":"V3.0.0","Format":"JSON","Merchant":{{"ECMerchantType":"EBUS","MerchantID":"103880000000001"}},"TrxRequest":{ask}}}"#
    );
    let signature = Sha1SigningKey::new(&key).sign(message.as_bytes());
    let signature = STANDARD.encode(signature);
    format!(
        r#"{{"Message":{message},"Signature-Algorithm":"SHA1withRSA","Signature":"{signature}"}}"#
    )
}

fn call(body: &str) -> Request<Vec<u8>> {
    Request::post("/ebus/trustpay/ReceiveMerchantTrxReqServlet")
        // Whatever it claims to be.
        .header("content-type", "text/xml; charset=UTF-8")
        .body(body.as_bytes().to_vec())
        .expect("a request")
}

/// What the bank's front makes of a body: its code, and whether the bank signed it.
fn answered(bank: &mut Bank, body: &str) -> (String, bool) {
    let answer = bank.answer(&call(body), now()).answer.expect("an answer");
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    let code = text.split_once(r#""ReturnCode":""#).expect("a code").1;
    let code = code.split('"').next().unwrap_or_default().to_owned();
    (code, text.contains("Signature"))
}

#[tokio::test]
async fn the_bank_takes_what_its_own_client_says() {
    let all: Value = serde_json::from_str(VECTORS).expect("JSON");
    let said = |kind: &str| {
        let calls = all["vectors"].as_array().expect("vectors");
        let call = calls.iter().find(|it| it["trx_type"] == kind).expect(kind);
        call["request_body_utf8"].as_str().expect("a text").to_owned()
    };
    let mut bank = Bank::new(Box::new(Abc::new(&keys())), "http://127.0.0.1:1/abc", 7);
    // The vectors' times are those of another day: asked for before its time, and known to no one.
    assert_eq!(answered(&mut bank, &said("PayReq")), ("APE001".to_owned(), true));
    assert_eq!(answered(&mut bank, &said("Query")), ("APE009".to_owned(), true));
    // The stray comma of the bank's client is read, and the order is not there.
    assert!(said("Refund").contains(r#"",}}}"#));
    assert_eq!(answered(&mut bank, &said("Refund")), ("APE009".to_owned(), true));
    assert_eq!(answered(&mut bank, &said("Settle")), ("APE010".to_owned(), true));
}

#[test]
fn the_bank_believes_nobody() {
    let mut bank = Bank::new(Box::new(Abc::new(&keys())), "http://127.0.0.1:1/abc", 7);
    let query =
        r#"{"TrxType":"Query","PayTypeID":"ImmediatePay","OrderNo":"NO1","QueryDetail":"1"}"#;
    let fine = signed(query);
    let outside = |code: &str| (code.to_owned(), false);
    assert_eq!(answered(&mut bank, &fine), ("APE009".to_owned(), true));
    assert_eq!(answered(&mut bank, &fine.replace("NO1", "NO2")), outside("2302"));
    let other = fine.replace("103880000000001", "103880000000002");
    assert_eq!(answered(&mut bank, &other), outside("APF002"));
    assert_eq!(answered(&mut bank, &fine.replace("V3.0.0", "V2.0.0")), outside("APE400"));
    let escaped = signed(&query.replace("NO1", "\\u0041"));
    assert_eq!(answered(&mut bank, &escaped), outside("APE400"));
    let unsayable = signed(&query.replace("NO1", "🎓"));
    assert_eq!(answered(&mut bank, &unsayable), outside("APE400"));
    let long = signed(&query.replace("NO1", &"A".repeat(8000)));
    assert_eq!(answered(&mut bank, &long), outside("APE400"));
    assert_eq!(answered(&mut bank, "MSG=1"), outside("APE400"));
    let refused = |bank: &mut Bank, ask: &str| {
        assert_eq!(answered(bank, &signed(ask)), ("AP5324".to_owned(), true), "{ask}");
    };
    refused(&mut bank, &query.replace("\"1\"", "\"2\""));
    refused(&mut bank, &query.replace('}', r#","More":"1"}"#));
    refused(&mut bank, &query.replace(r#","QueryDetail":"1""#, ""));
    refused(&mut bank, &query.replace("NO1", "A-1"));
    refused(&mut bank, r#"{"TrxType":"Else"}"#);
    let lost = Request::get("/else").body(Vec::new()).expect("a request");
    assert_eq!(status(bank.answer(&lost, now()).answer), 404);
}

#[test]
fn a_drawn_account_works_on_both_sides() {
    let drawn = Keys::draw();
    let pair = pair_of(&drawn);
    assert!(pair.channels.get(ChannelKind::Abc).is_some());
    assert_eq!(drawn.account()["ask"], Keys::asks());
    assert_ne!(drawn.bank.merchant_id, keys().bank.merchant_id);
}
