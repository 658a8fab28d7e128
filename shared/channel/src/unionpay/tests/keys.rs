use super::{account, opened, parsed, text};
use serde_json::{Value, json};

#[track_caller]
fn check(change: impl Fn(&mut Value), expected: &str) {
    let mut account = account();
    change(&mut account);
    let error = opened(&account).map(|_| ()).expect_err(expected);
    assert_eq!(error.to_string(), format!("UnionPay: {expected}"));
}

#[test]
fn settings_that_cannot_work_are_refused_with_a_sentence() {
    check(|it| it["merchant_id"] = json!("7772900581100"), "merchant_id is 15 digits");
    check(|it| it["merchant_id"] = json!("77729005811009A"), "merchant_id is 15 digits");
    check(|it| it["check_cn"] = json!(false), "check_cn can be false in the test environment only");
    check(
        |it| it["sign_certificate_pem"] = it["sign_key_pem"].clone(),
        "sign_certificate_pem is no RSA certificate in PEM",
    );
    check(
        |it| it["sign_key_pem"] = it["sign_certificate_pem"].clone(),
        "sign_key_pem is not an RSA key of 2048 bits or more in PEM",
    );
    let verify = parsed(super::VERIFY);
    check(
        |it| it["sign_key_pem"] = verify["gateway_key_pem"].clone(),
        "sign_key_pem is not the key of sign_certificate_pem",
    );
    check(
        |it| {
            it["sign_key_pem"] = verify["gateway_key_pem"].clone();
            it["sign_certificate_pem"] = verify["cert_expired"].clone();
        },
        "sign_certificate_pem is not valid today",
    );
}

#[test]
fn a_chain_that_cannot_hold_is_refused_with_a_sentence() {
    let verify = parsed(super::VERIFY);
    check(|it| it["roots"] = json!(["x"]), "roots[0] is no RSA certificate in PEM");
    check(|it| it["roots"] = json!([]), "middles[0] is issued by none of the roots");
    check(|it| it["middles"] = json!([]), "roots and middles need at least one certificate each");
    check(
        |it| it["middles"] = json!([it["middles"][0], verify["cert_prod_cn"]]),
        "middles[1] is not an authority's",
    );
    check(
        |it| it["roots"] = json!([it["middles"][0]]),
        "middles[0] is issued by none of the roots",
    );
}

#[test]
fn no_sentence_quotes_a_key() {
    let key = text(&account()["sign_key_pem"]).to_owned();
    let mut account = account();
    account["sign_key"] = json!(key);
    let error = opened(&account).map(|_| ()).expect_err("an unknown field").to_string();
    assert!(error.starts_with("UnionPay: the secret is wrong at line"), "{error}");
    assert!(!error.contains("BEGIN") && !error.contains(&key[30..60]), "{error}");
    let account = opened(&super::account()).expect("the vectors' keys work");
    assert_eq!(format!("{account:?}"), "Unionpay(777290058110097)");
}

#[test]
fn a_sandbox_takes_the_place_of_both_hosts() {
    let raw = serde_json::value::to_raw_value(&account()).expect("JSON");
    let places = |sandbox: &str| crate::Places {
        public_url: "http://127.0.0.1:8000".to_owned(),
        sandbox: Some(sandbox.to_owned()),
    };
    let outside = super::outside(crate::Wire::direct(|_| None), super::now);
    let us = super::Unionpay::new(&raw, &places("http://127.0.0.1:8001/"), &outside);
    let us = us.expect("an account");
    assert_eq!(us.hosts.gateway, "http://127.0.0.1:8001/unionpay");
    assert_eq!(us.hosts.files, us.hosts.gateway);
    assert!(super::Unionpay::new(&raw, &places("http://example.org"), &outside).is_err());
}
