use super::{KEYS, outside, parsed, places, secret, text};
use crate::wechat::Wechat;
use crate::wechat::settings::Account;
use crate::{Outside, Places, Wire, wechat};
use domain::{Clock, Timestamp};
use serde_json::json;
use serde_json::value::RawValue;

#[track_caller]
fn refuses(account: Account, places: &Places, outside: Outside, sentence: &str) {
    let error = Wechat::new(account, places, outside).expect_err("it cannot work");
    assert_eq!(error.to_string(), format!("WeChat Pay: {sentence}"));
}

fn silent() -> Outside {
    outside(Wire::direct(|_| None))
}

#[track_caller]
fn check(change: impl FnOnce(&mut Account), sentence: &str) {
    let mut wrong = secret();
    change(&mut wrong);
    refuses(wrong, &places(), silent(), sentence);
}

#[test]
fn keys_that_cannot_work_are_refused_with_a_sentence() {
    let rsa = "merchant_key_pem is not an RSA key of 2048 bits or more";
    check(|it| it.keys.apiv3_key.push('x'), "apiv3_key is exactly 32 bytes");
    check(|it| it.keys.apiv3_key.truncate(31), "apiv3_key is exactly 32 bytes");
    check(|it| it.keys.merchant_key_pem.clear(), "merchant_key_pem is not a private key in PEM");
    check(|it| it.keys.merchant_key_pem = EC_KEY.to_owned(), rsa);
    check(|it| it.keys.merchant_key_pem = SMALL_KEY.to_owned(), rsa);
    check(|it| it.keys.merchant_serial.clear(), "merchant_serial is hexadecimal digits");
    check(
        |it| it.keys.verify_keys[1].serial = "00ff".to_owned(),
        "verify key 00ff is not the serial number of its certificate",
    );
    check(
        |it| {
            it.keys.verify_keys[0].serial = "K".to_owned();
            it.keys.verify_keys[0].certificate_pem = Some("a second".to_owned());
        },
        "verify key K has either a public_key_pem or a certificate_pem",
    );
    check(
        |it| {
            it.keys.verify_keys[0].serial = "K".to_owned();
            it.keys.verify_keys[0].public_key_pem = Some(EC_PUBLIC.to_owned());
        },
        "verify key K is not an RSA key of 2048 bits or more",
    );
}

#[test]
fn our_certificate_key_and_number_must_belong_together() {
    let keys = parsed(KEYS);
    let ours = text(&keys["wechat_merchant"]["certificate_pem"]).to_owned();
    let platform = text(&keys["wechat_platform"]["certificate_pem"]).to_owned();
    let mut paired = secret();
    paired.keys.merchant_certificate_pem = Some(ours.clone());
    assert!(Wechat::new(paired, &places(), silent()).is_ok());

    let what = "merchant_certificate_pem";
    check(
        |it| {
            it.keys.merchant_certificate_pem = Some(ours);
            it.keys.merchant_serial = "00FF".to_owned();
        },
        &format!("{what} is not the serial number of its certificate"),
    );
    check(
        |it| {
            it.keys.merchant_certificate_pem = Some(platform);
            it.keys.merchant_serial = it.keys.verify_keys[1].serial.clone();
        },
        &format!("{what} is not of merchant_key_pem"),
    );
    check(
        |it| it.keys.merchant_certificate_pem = Some("none".to_owned()),
        &format!("{what} is not a certificate in PEM"),
    );
}

#[test]
fn a_certificate_counts_only_between_its_dates() {
    let at = |clock: fn() -> Timestamp, sentence: &str| {
        let serial = secret().keys.verify_keys[1].serial.clone();
        let outside = Outside { clock: Clock::new(clock), ..silent() };
        refuses(secret(), &places(), outside, &format!("verify key {serial} {sentence}"));
    };
    at(|| "2044-01-02T00:00:00Z".parse().expect("an instant"), "has expired");
    at(|| "2023-12-31T00:00:00Z".parse().expect("an instant"), "is not valid yet");
}

#[test]
fn addresses_and_numbers_that_the_provider_would_refuse_are_refused_first() {
    check(|it| it.merchant_id = "19OO".into(), "merchant_id is digits, 32 at most");
    check(|it| it.app_id.clear(), "app_id is letters and digits, 32 at most");
    check(|it| it.app_secret = Some("a b".into()), "app_secret is letters and digits, 64 at most");

    let at = |change: fn(&mut Places), sentence: &str| {
        let mut places = places();
        change(&mut places);
        refuses(secret(), &places, silent(), sentence);
    };
    let safe = "begins with https:// (http:// only for this machine)";
    let provider = format!("the provider's address {safe}");
    at(|it| it.sandbox = Some("http://10.0.0.1:8001".into()), &provider);
    at(|it| it.sandbox = Some("http://localhost.evil.cn".into()), &provider);
    at(|it| it.public_url = "ftp://localhost".into(), &format!("notify_url {safe}"));
    let query = "notify_url has no query and 255 characters at most";
    at(|it| it.public_url += "/?a=b", query);
}

#[test]
fn a_sandbox_on_this_machine_may_speak_plainly() {
    let here = Places { sandbox: Some("http://127.0.0.1:21200".into()), ..places() };
    assert!(Wechat::new(secret(), &here, silent()).is_ok());
}

#[test]
fn no_key_shows_when_things_are_printed() {
    let account = super::account();
    let keys = secret().keys;
    let shown = format!("{keys:?} {:?} {account:?}", keys.verify_keys);
    assert_eq!(shown, "Secrets [VerifyKeySecret, VerifyKeySecret] Wechat(1900007291)");

    // Not even of a secret that is not written as it should be.
    let account = json!({ "app_id": "wx1", "app_secret": "s3cret", "merchant": "k3y" });
    let account = RawValue::from_string(account.to_string()).expect("JSON");
    let error = wechat::open(&account, &places(), &silent()).expect_err("no such field");
    assert!(!error.to_string().contains("s3cret") && !error.to_string().contains("k3y"));
}

const EC_KEY: &str = "\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNwl5pOXclGufpqZo
qLd/9uBkLRCJKXgVyUuUl/0DEFyhRANCAAQunG63WOXpBZFSp/JyZ1OjYrMgMKu5
tXOKRsL3gZjqUs0RWbLDUbKXqHZ8IzuBzTYtptGoef61kTs79uUdJaaI
-----END PRIVATE KEY-----";
const EC_PUBLIC: &str = "\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAELpxut1jl6QWRUqfycmdTo2KzIDCr
ubVzikbC94GY6lLNEVmyw1Gyl6h2fCM7gc02LabRqHn+tZE7O/blHSWmiA==
-----END PUBLIC KEY-----";
const SMALL_KEY: &str = "\
-----BEGIN PRIVATE KEY-----
MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBALAMMQ26Krml7fBp
G9zNFpnom0KV5V1MFDxkAY8mNQnZ7CZF7qQgiwSIV3Pp6McgjYNIYXYqw8vlDuxA
y+ArNlYXaZPPxmV/gm84YkCoCxqFRfMPFADNsc/IqFiqpf/hLR9wUlDo+to6vZAr
8/40r2wtn3HfzDa0XOByMo7NI9jRAgMBAAECgYEAoxYoOzdDbUgx7IzyqtGzJlE9
w6lpGczo0iky6JHUgJPJGIugT5t2LXTAzzjZ095sOjpLT1S+nZxM/r/oHnrpkbzF
/nGwIXbKMzI5n5YC0YdGuNzCRrvcxzB4h3GnpQiLHR+ORVU8Me+2rfEqLJPt3eFV
L0wCqhENil3cCE1Sy6ECQQDnVL/Q87DCIXlEgIefnepX663iPKt7EByu23hdcSm9
XNbfoeLX4HkpBc2QX9DgJD2JkVId17fWshP1YUFBDspXAkEAwtI5vE66pciudCXs
YEp6lVm62uPvScdd1dRU363XqDcT7i7OmJGHGoUAeYqsgwR6goL4/kuRknG1Q9DF
XHjNFwJABoXlQsccXN0ExmG5cU7KpOAIbzC2xSmXJXca1cezHZvYk0XFV8EEqZt4
SHHrOebLtW1bm2vRy0QKPAkaBfOc0QJBAIvnWey/gMvC5HymKywu7/7GlCfSnakW
0WzX8Sc7+O1kuBxIYrYvc5z4vBGMIzxm/+8vTM2YyO4oV+peRwyT93sCQQDE+U4T
yVtVpXUVIo1xO2Zw2mPW0Gpxo4Jw3OfcnNWnyiGpctKxFnKurpKX4NSmuAoIXIcI
m81tPqjHE3zk4Kth
-----END PRIVATE KEY-----";
