use super::super::message::{Message, fingerprint, to_sign};
use super::{MERCHANT, REQUESTS, VERIFY, at, notice, now, parsed, text, us, us_testing};
use crate::{Channel, NoticeError};
use encoding_rs::GBK;
use serde_json::Value;
use std::collections::BTreeMap;

const SECRET: &str = include_str!("../vectors/unionpay_510_secret_key.json");

fn cases(file: &str) -> Vec<Value> {
    parsed(file)["vectors"].as_array().expect("cases").clone()
}

fn fields(value: &Value) -> BTreeMap<String, String> {
    let pairs = value.as_object().expect("fields").iter();
    pairs.map(|(name, value)| (name.clone(), text(value).to_owned())).collect()
}

#[test]
fn our_requests_are_signed_byte_for_byte_like_theirs() {
    let us = us();
    let cases = cases(REQUESTS);
    for case in &cases {
        let note = text(&case["note"]);
        let (string, signature) = (text(&case["string_to_sign"]), text(&case["signature_b64"]));
        assert_eq!(us.certificate_id, case["input_params"]["certId"], "{note}");
        if case["charset"] == "gbk" {
            let bytes = GBK.encode(string).0;
            assert_eq!(fingerprint(&bytes), case["sha256_hex"], "{note}");
            assert_eq!(us.signature(&bytes), signature, "{note}");
            continue;
        }
        assert_eq!(fingerprint(string.as_bytes()), case["sha256_hex"], "{note}");
        let sealed = us.sealed(fields(&case["input_params"]));
        assert_eq!(sealed["signature"], signature, "{note}");

        let mut expected = fields(&case["params_after_blank_filter"]);
        expected.insert("signature".to_owned(), signature.to_owned());
        assert_eq!(sealed, expected, "{note}");

        let theirs = form_urlencoded::parse(text(&case["body_urlencoded"]).as_bytes());
        let ours = crate::form::encode(&sealed);
        let ours = form_urlencoded::parse(ours.as_bytes()).into_owned();
        assert_eq!(ours.collect::<BTreeMap<_, _>>(), theirs.into_owned().collect(), "{note}");
    }
    assert!(cases.len() >= 8);
}

/// Whether a vector is believed, with their company's name asked for or not.
fn verdict(case: &Value, tests: bool) -> &'static str {
    let us = if tests { us_testing() } else { us() };
    let body = text(&case["body"]).as_bytes();
    let message = if case["body_is_urlencoded"] == true {
        Message::of_form(body)
    } else {
        Message::of_answer(body)
    };
    let message = message.expect("fields");
    for (name, value) in fields(&case["expected_params"]) {
        assert_eq!(message.text(&name), Some(value.as_str()), "{name} of {}", case["note"]);
    }
    match us.trust.proved(&message, at(1_790_000_000)) {
        Ok(()) => "ok",
        Err(NoticeError::Forged) => "bad_signature",
        Err(NoticeError::Stale) => "expired",
        Err(NoticeError::Unsigned) => "missing_cert",
        Err(NoticeError::UnknownKey) => "cn_mismatch",
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn their_messages_are_believed_as_they_should_be() {
    let cases = cases(VERIFY);
    for case in &cases {
        assert_eq!(verdict(case, true), case["expect_validate_cn_false"], "{}", case["note"]);
        assert_eq!(verdict(case, false), case["expect_validate_cn_true"], "{}", case["note"]);
    }
    assert!(cases.len() >= 16);
}

#[test]
fn the_text_that_they_signed_is_the_text_that_we_check() {
    for case in &cases(VERIFY) {
        let body = text(&case["body"]).as_bytes();
        let form = case["body_is_urlencoded"] == true;
        let message = if form { Message::of_form(body) } else { Message::of_answer(body) };
        let signed = message.expect("fields").to_sign();
        if let (Some(said), Some(print)) =
            (case["string_to_sign"].as_str(), case["sha256_hex"].as_str())
        {
            let note = text(&case["note"]);
            assert_eq!(
                fingerprint(said.as_bytes()) == print,
                fingerprint(&signed) == print,
                "{note}"
            );
        }
    }
}

/// Read as a whole: a notice of a number that is not of our form is about money that is not ours.
#[test]
fn their_notices_are_read_as_they_should_be() {
    for case in cases(VERIFY).iter().filter(|case| case["kind"] == "notify") {
        let heard = us().read(&notice(text(&case["body"]).as_bytes().to_vec()), now());
        let note = text(&case["note"]);
        match (text(&case["expect_validate_cn_true"]), text(&case["expected_params"]["txnType"])) {
            ("ok", "01") => assert_eq!(heard, Err(NoticeError::Foreign), "{note}"),
            ("ok", _) => assert!(matches!(heard, Ok(crate::Heard::Refund { .. })), "{note}"),
            (_, _) => assert!(heard.is_err(), "{note}"),
        }
    }
}

/// Messages that are sealed with a secret instead of a certificate: the same text goes into it.
/// The platform has no account of that sort; what it signs would be signed like this.
#[test]
fn the_text_is_the_same_for_accounts_with_a_secret() {
    let vectors = parsed(SECRET);
    let case = &vectors["vectors"][0];
    let fields = fields(&case["params"]);
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let string = to_sign(pairs);
    assert_eq!(string, text(&case["string_to_sign"]).as_bytes());

    let secret = fingerprint(text(&vectors["secret"]).as_bytes());
    let sealed = fingerprint(&[&string, b"&".as_slice(), secret.as_bytes()].concat());
    assert_eq!(sealed, text(&case["signature"]));
    assert_eq!(fields["merId"], MERCHANT);
}
