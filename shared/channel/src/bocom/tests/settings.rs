use super::{REQUESTS, account, now, opened, order, paid_notice, parsed, saying, told, yes};
use crate::Wire;
use domain::Way;
use serde_json::{Value, json};

#[track_caller]
fn refused(change: impl FnOnce(&mut Value), why: &str) {
    let mut account = account();
    change(&mut account);
    let error = opened(&account, Wire::direct(|_| None)).expect_err("refused").to_string();
    assert!(error.starts_with("Bank of Communications: ") && error.contains(why), "{error}");
    assert!(!error.contains("MII"), "no part of a key");
}

#[test]
fn an_account_that_cannot_work_is_refused_with_a_sentence() {
    let requests = parsed(REQUESTS);
    refused(|it| it["app_id"] = json!(""), "app_id");
    refused(|it| it["merchant_id"] = json!("1 2"), "merchant_id");
    refused(|it| it["page_scene"] = json!(""), "page_scene");
    refused(|it| it["absent_codes"] = json!(["a b"]), "absent_codes");
    refused(|it| it["bank_keys"] = json!([]), "at least one");
    refused(|it| it["bank_keys"] = json!(["AAAA"]), "not an RSA key");
    refused(|it| it["bank_keys"] = json!(["?"]), "neither PEM nor base64");
    refused(|it| it["bank_keys"] = json!([requests["merchant_public_spki_b64"]]), "our own");
    refused(|it| it["bank_keys"] = json!([requests["merchant_public_pem"]]), "our own");
    refused(|it| it["key"] = json!("?"), "PKCS#8");
    refused(|it| it["key"] = requests["merchant_public_spki_b64"].clone(), "RSA key of 2048");
    refused(|it| it["environment"] = json!("moon"), "line 1");
    refused(|it| it["spare"] = json!(1), "line 1");
}

#[test]
fn keys_may_be_pem_or_base64() {
    let (requests, mut account) = (parsed(REQUESTS), account());
    account["key"] = requests["merchant_private_pem"].clone();
    account["bank_keys"] = json!([requests["bank_public_pem"]]);
    assert!(opened(&account, Wire::direct(|_| None)).is_ok());
    let wrapped = super::text(&requests["merchant_private_pkcs8_b64"]);
    account["key"] = json!(format!("{}\n{}\n", &wrapped[..64], &wrapped[64..]));
    assert!(opened(&account, Wire::direct(|_| None)).is_ok());
}

#[test]
fn two_keys_of_the_banks_work_side_by_side() {
    let mut account = account();
    let (other, bank) = (
        aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048),
        &account["bank_keys"][0],
    );
    let other = public(&other.expect("a key"));
    account["bank_keys"] = json!([other, bank]);
    let us = opened(&account, Wire::direct(|_| None)).expect("opens");
    assert!(us.read(&told(&paid_notice(&order(Way::Qr))), now()).is_ok());
    account["bank_keys"] = json!([other]);
    let us = opened(&account, Wire::direct(|_| None)).expect("opens");
    assert!(us.read(&told(&paid_notice(&order(Way::Qr))), now()).is_err(), "the old one is gone");
}

fn public(pair: &aws_lc_rs::rsa::KeyPair) -> String {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::signature::KeyPair;
    use base64::Engine;
    let der: PublicKeyX509Der = pair.public_key().as_der().expect("DER");
    base64::engine::general_purpose::STANDARD.encode(der.as_ref())
}

#[tokio::test]
async fn the_bank_encrypts_when_the_address_names_the_application() {
    let mut account = account();
    account["encrypted_notices"] = json!(true);
    let (wire, heard) = saying(vec![yes(&json!({ "display_code_text": "x" }))]);
    let us = opened(&account, wire).expect("opens");
    us.place(&order(Way::Qr)).await.expect("placed");
    let (_, body) = super::asked(&heard.lock().expect("one thread")[0]);
    let url = "app201901170913@https://pay.example.edu.cn/api/notify/bocom";
    assert_eq!(body["notify_url"], url);
    // Orders from before the change are still told plainly.
    assert!(us.read(&told(&paid_notice(&order(Way::Qr))), now()).is_ok());
}

#[tokio::test]
async fn the_account_says_which_of_the_banks_hosts() {
    let mut account = account();
    account["environment"] = json!("test");
    let (wire, heard) = saying(vec![]);
    let us = opened(&account, wire).expect("opens");
    us.query(&order(Way::Qr)).await.expect_err("silence");
    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].uri().authority().expect("a host"), "117.184.192.242:9443");
}

#[test]
fn nothing_of_the_account_is_printed() {
    let us = opened(&account(), Wire::direct(|_| None)).expect("opens");
    assert_eq!(format!("{us:?}"), "Bocom(110113220593193)");
}
