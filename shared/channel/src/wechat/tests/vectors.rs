use super::super::keys::Keys;
use super::super::settings::{Secrets, VerifyKeySecret};
use super::super::sign::Request;
use super::super::wire::{Envelope, Sealed};
use super::{KEYS, account, at, headers, notice, now, parsed, secret, text};
use crate::{Channel, Heard, NoticeError};
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;

fn keys(change: impl FnOnce(&mut Secrets)) -> Keys {
    let mut secrets = secret().keys;
    change(&mut secrets);
    Keys::new(&secrets, now()).expect("the vectors' keys work")
}

fn cases(file: &str) -> Vec<Value> {
    parsed(file)["cases"].as_array().expect("cases").clone()
}

fn seconds(value: &Value) -> i64 {
    value.as_i64().expect("seconds")
}

#[test]
fn our_requests_are_signed_byte_for_byte_like_theirs() {
    let pkcs1 = text(&parsed(KEYS)["wechat_merchant"]["private_pkcs1_pem"]).to_owned();
    let older = keys(|it| it.merchant_key_pem = pkcs1);
    let us = account();

    let cases = cases(include_str!("../vectors/wechat_request_authorization.json"));
    for case in &cases {
        let request = Request {
            method: text(&case["method"]),
            path: text(&case["uri_as_signed"]),
            timestamp: text(&case["timestamp"]).parse().expect("seconds"),
            nonce: text(&case["nonce_str"]),
            body: text(&case["body"]),
        };
        assert_eq!(request.to_sign(), text(&case["string_to_sign"]), "{}", case["name"]);
        assert_eq!(
            us.keys.private.signs(request.to_sign().as_bytes()),
            text(&case["signature"]),
            "{}",
            case["name"]
        );
        for keys in [&us.keys, &older] {
            let header = keys.authorization(&us.merchant.0, &request);
            assert_eq!(header, text(&case["authorization"]), "{}", case["name"]);
        }
    }
    assert!(cases.len() >= 11);
}

#[test]
fn a_page_inside_their_app_gets_the_signature_it_expects() {
    let cases = cases(include_str!("../vectors/wechat_jsapi_paysign.json"));
    let mut bridged = 0;
    for case in &cases {
        let us = account();
        let signature = us.keys.private.signs(text(&case["string_to_sign"]).as_bytes());
        assert_eq!(signature, text(&case["signature"]), "{}", case["name"]);
        let params = &case["weixin_js_bridge_params"];
        if params.is_object() {
            let second = text(&case["timestamp"]).parse().expect("seconds");
            let (app, nonce) = (text(&case["app_id"]), text(&case["nonce_str"]));
            let ours = us.keys.bridge(app, second, nonce, text(&case["prepay_id"]));
            assert_eq!(serde_json::json!(ours), *params, "{}", case["name"]);
            bridged += 1;
        }
    }
    assert_eq!((cases.len(), bridged), (3, 2));
}

#[test]
fn their_answers_are_believed_as_they_should_be() {
    let us = account();
    let cases = cases(include_str!("../vectors/wechat_response_verify.json"));
    let believed = |case: &&Value| {
        let body = STANDARD.decode(text(&case["body_base64"])).expect("base64");
        let now = at(seconds(&case["verify_at_unix"]));
        us.keys.proved(&headers(&case["headers"]), &body, now).is_ok()
    };
    for case in &cases {
        assert_eq!(believed(&case), case["expect_valid"] == true, "{}", case["name"]);
    }
    assert!(cases.iter().filter(believed).count() >= 4);
}

#[test]
fn their_notices_are_believed_and_opened_as_they_should_be() {
    let cases = cases(include_str!("../vectors/wechat_notify.json"));
    for case in &cases {
        let name = text(&case["name"]);
        let apiv3_key = text(&case["apiv3_key"]).to_owned();
        let us = keys(|it| it.apiv3_key = apiv3_key);
        let body = STANDARD.decode(text(&case["body_base64"])).expect("base64");
        let now = at(seconds(&case["verify_at_unix"]));

        let proof = us.proved(&headers(&case["headers"]), &body, now);
        assert_eq!(proof.is_ok(), case["expect_signature_valid"] == true, "{name}");

        if case["expect_decrypt_ok"] == true {
            let envelope: Envelope = serde_json::from_slice(&body).expect("an envelope");
            let opened = us.open(&envelope.resource).expect("their seal holds");
            assert_eq!(opened, text(&case["plaintext"]).as_bytes(), "{name}");
        }

        // Read as a whole: the vectors' numbers are not of our form, so their money is not ours.
        let heard = account().read(&notice(headers(&case["headers"]), body), now);
        match (case["expect_signature_valid"] == true, name.starts_with("refund")) {
            (true, true) => assert!(matches!(heard, Ok(Heard::Refund { .. })), "{name}"),
            (true, false) => assert_eq!(heard, Err(NoticeError::Foreign), "{name}"),
            (false, _) => assert!(heard.is_err(), "{name}"),
        }
    }
    assert!(cases.len() >= 6);
}

/// The certificates come sealed; the one that comes out verifies the answer that it came in.
#[test]
fn a_downloaded_certificate_proves_its_own_download() {
    let case = parsed(include_str!("../vectors/wechat_certificates.json"));
    let body = text(&case["body_utf8"]);
    let item = parsed(body)["data"][0].clone();
    let sealed: Sealed =
        serde_json::from_value(item["encrypt_certificate"].clone()).expect("a sealed part");

    let opened = account().keys.open(&sealed).expect("their seal holds");
    let certificate_pem = String::from_utf8(opened).expect("PEM");
    assert_eq!(certificate_pem, text(&case["expect"]["certificate_pem"]));

    let serial = text(&item["serial_no"]).to_owned();
    let certificate_pem = Some(certificate_pem);
    let verify_keys = vec![VerifyKeySecret { serial, public_key_pem: None, certificate_pem }];
    let keys = keys(|it| it.verify_keys = verify_keys);
    let now = at(text(&case["headers"]["Wechatpay-Timestamp"]).parse().expect("seconds"));
    assert_eq!(keys.proved(&headers(&case["headers"]), body.as_bytes(), now), Ok(()));
}

/// Names and cards travel in RSA-OAEP with SHA-1; aws-lc opens what the SDKs closed.
#[test]
fn a_sensitive_field_opens() {
    let case = parsed(include_str!("../vectors/wechat_sensitive_field_oaep.json"));
    let pem = text(&case["keys"]["platform"]["private_pkcs8_pem"]);
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    let key = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).expect("a key");
    let key = OaepPrivateDecryptingKey::new(key).expect("a key");
    let closed = STANDARD.decode(text(&case["ciphertext_example"])).expect("base64");

    let mut opened = vec![0; key.min_output_size()];
    let opened = key.decrypt(&OAEP_SHA1_MGF1SHA1, &closed, &mut opened, None).expect("opens");
    assert_eq!(opened, text(&case["plaintext"]).as_bytes());
}
