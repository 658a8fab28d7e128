use super::{NOW, Provider, account, notice, now, order, paid};
use crate::Channel;
use domain::Scene;
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

const SIGNED: [&str; 3] = ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature"];

/// The notice as the bytes that are under the signature: three headers and the body.
fn told() -> (HeaderMap, Vec<u8>) {
    let provider = Provider::new();
    let body = provider.seals("TRANSACTION.SUCCESS", &paid(&order(Scene::Pc)));
    (provider.signs(&body, NOW), body)
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

#[test]
fn no_single_bit_of_a_true_notice_can_be_changed() {
    let us = account();
    let (headers, body) = told();
    assert!(us.read(&notice(headers.clone(), body.clone()), now()).is_ok());

    for bit in 0..body.len() * 8 {
        let changed = notice(headers.clone(), flipped(&body, bit));
        assert!(us.read(&changed, now()).is_err(), "bit {bit} of the body");
    }
    for name in SIGNED {
        let value = headers[name].as_bytes();
        for bit in 0..value.len() * 8 {
            // What cannot stand in a header never arrives.
            let Ok(other) = HeaderValue::from_bytes(&flipped(value, bit)) else { continue };
            let mut headers = headers.clone();
            headers.insert(name, other);
            let changed = notice(headers, body.clone());
            assert!(us.read(&changed, now()).is_err(), "bit {bit} of {name}");
        }
    }
}

#[test]
fn no_signed_header_can_be_left_out() {
    let (headers, body) = told();
    for name in SIGNED.into_iter().chain(["wechatpay-serial"]) {
        let mut headers = headers.clone();
        headers.remove(name);
        let heard = account().read(&notice(headers, body.clone()), now());
        assert_eq!(heard, Err(crate::NoticeError::Unsigned), "{name}");
    }
}

/// Signed properly, so that reading gets as far as it can.
fn heard(body: Vec<u8>) -> bool {
    let headers = Provider::new().signs(&body, NOW);
    account().read(&notice(headers, body), now()).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_reading_panic(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(!heard(body));
    }

    #[test]
    fn no_envelope_makes_reading_panic(
        nonce in ".{0,14}", text in "[A-Za-z0-9+/=]{0,80}", event in "[A-Z.]{0,20}"
    ) {
        let resource = serde_json::json!({
            "algorithm": "AEAD_AES_256_GCM", "ciphertext": text, "nonce": nonce,
        });
        let envelope = serde_json::json!({ "event_type": event, "resource": resource });
        prop_assert!(!heard(envelope.to_string().into_bytes()));
    }

    #[test]
    fn no_contents_make_reading_panic(inside in "\\PC{0,200}", known: bool) {
        let event = if known { "TRANSACTION.SUCCESS" } else { "REFUND.SUCCESS" };
        prop_assert!(!heard(Provider::new().seals(event, &serde_json::Value::String(inside))));
    }

    #[test]
    fn no_headers_make_reading_panic(values in proptest::collection::vec("[ -~]{0,60}", 4)) {
        let names = SIGNED.into_iter().chain(["wechatpay-serial"]).map(HeaderName::from_static);
        let values = values.iter().map(|it| HeaderValue::from_str(it).expect("printable"));
        let headers = names.zip(values).collect();
        let body = told().1;
        let heard = account().read(&notice(headers, body), now());
        prop_assert!(heard.is_err());
    }
}
