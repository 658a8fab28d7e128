use super::{at, made_of, outside, parsed, places, secret, text};
use crate::abc::certificate;
use crate::{Channel, Outside, Places, Wire, abc};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Clock;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::value::RawValue;
use serde_json::{Value, json};

fn opened(secret: &Value, outside: &Outside) -> Result<Box<dyn Channel>, String> {
    let account = RawValue::from_string(secret.to_string()).expect("JSON");
    abc::open(&account, &places(), outside).map_err(|it| it.to_string())
}

fn nowhere() -> Outside {
    outside(Wire::direct(|_| None))
}

#[track_caller]
fn is_refused(name: &str, value: Value, why: &str) {
    let mut secret = secret();
    secret[name] = value;
    let sentence = opened(&secret, &nowhere()).expect_err("it cannot work");
    assert!(sentence.starts_with("Agricultural Bank of China: "), "{sentence}");
    assert!(sentence.contains(why), "{sentence}");
    assert!(!sentence.contains("MII"), "a key in a sentence");
}

#[test]
fn an_account_that_can_work_is_opened() {
    let us = opened(&secret(), &nowhere()).expect("it can work");
    assert_eq!(us.merchant().0, super::MERCHANT);
    assert_eq!(format!("{us:?}"), "Abc(103880000000001)");
}

#[test]
fn what_cannot_work_is_a_sentence() {
    is_refused("merchant_id", json!("1038"), "15 digits");
    is_refused("payment_type", json!("AB"), "payment_type");
    is_refused("key_pem", json!("MIIE"), "key_pem is not a private key");
    is_refused("certificate_pem", json!("MIIE"), "certificate_pem is not a certificate");
    is_refused("bank_certificates", json!([]), "at least one");
    is_refused("bank_certificates", json!(["MIIE"]), "one of bank_certificates");
    is_refused("settle", json!(["Sale"]), "line 1");
    is_refused("else", json!(1), "line 1");
    is_refused("endpoint", json!("http://pay.abchina.com/ebus/X"), "https://");
    is_refused("endpoint", json!("https://pay.abchina.com"), "a page");
    is_refused("endpoint", json!("https://pay.abchina.com/ebus/X?a=1"), "a page");
}

#[test]
fn a_key_and_a_certificate_of_somebody_else_are_refused() {
    let theirs = secret()["bank_certificates"][0].clone();
    is_refused("certificate_pem", theirs, "not the certificate of key_pem");
}

#[test]
fn an_expired_certificate_is_refused_and_the_banks_is_not() {
    let der = CertificateDer::from_pem_slice(text(&secret()["certificate_pem"]).as_bytes());
    let until = certificate::not_after(&der.expect("PEM")).expect("a date");
    assert_eq!(until.to_string(), "2036-11-18T18:58:36Z");
    let mut late = nowhere();
    late.clock = Clock::new(|| at(2_110_647_516));
    assert!(opened(&secret(), &late).is_ok());
    late.clock = Clock::new(|| at(2_110_647_517));
    let sentence = opened(&secret(), &late).expect_err("it is over");
    assert!(sentence.contains("certificate_pem has expired at 2036-11-18T18:58:36Z"), "{sentence}");
}

#[test]
fn the_school_chooses_where_the_bank_is() {
    let url = |set: &[(&str, &str)]| {
        let mut secret = secret();
        for (name, value) in set {
            secret[*name] = json!(value);
        }
        made_of(secret, nowhere()).account.url
    };
    let real = "https://pay.abchina.com/ebus/trustpay/ReceiveMerchantTrxReqServlet";
    assert_eq!(url(&[]), real);
    let test = "https://pay.test.abchina.com/ebusold/trustpay/ReceiveMerchantTrxReqServlet";
    assert_eq!(url(&[("environment", "test")]), test);
    let own = "https://pay.abchina.com/ebus/ReceiveMerchantTrxReqServlet";
    assert_eq!(url(&[("endpoint", own)]), own);

    let sandbox = Places { sandbox: Some("http://127.0.0.1:8001".to_owned()), ..places() };
    let account: abc::Account = serde_json::from_value(secret()).expect("an account");
    let checked = account.check(&sandbox, &nowhere()).expect("it can work");
    let expected = "http://127.0.0.1:8001/abc/ebus/trustpay/ReceiveMerchantTrxReqServlet";
    assert_eq!(checked.url, expected);
}

#[test]
fn a_bare_public_key_of_the_banks_will_do() {
    // The key of the certificate, cut out of it by hand.
    let pem = text(&parsed(super::CALLS)["bank_cert_pem"]).to_owned();
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    let certificate = webpki::EndEntityCert::try_from(&der).expect("a certificate");
    let spki = STANDARD.encode(certificate.subject_public_key_info());
    let mut secret = secret();
    secret["bank_certificates"] =
        json!([format!("-----BEGIN PUBLIC KEY-----\n{spki}\n-----END PUBLIC KEY-----\n")]);
    assert!(opened(&secret, &nowhere()).is_ok());
}
