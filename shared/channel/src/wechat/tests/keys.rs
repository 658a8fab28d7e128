use super::{KEYS, outside, parsed, secrets, settings, text};
use crate::{Wechat, WechatSecrets, WechatSettings, Wire};

#[track_caller]
fn refuses(settings: WechatSettings, secrets: &WechatSecrets, sentence: &str) {
    let refused = Wechat::new(settings, secrets, outside(Wire::direct(|_| None)));
    let error = refused.expect_err("it cannot work");
    assert_eq!(error.to_string(), format!("WeChat Pay: {sentence}"));
}

#[test]
fn keys_that_cannot_work_are_refused_with_a_sentence() {
    let check = |change: fn(&mut WechatSecrets), sentence: &str| {
        let mut wrong = secrets();
        change(&mut wrong);
        refuses(settings(), &wrong, sentence);
    };
    let rsa = "merchant_key_pem is not an RSA key of 2048 bits or more";
    check(|it| it.apiv3_key.push('x'), "apiv3_key is exactly 32 bytes");
    check(|it| it.apiv3_key.truncate(31), "apiv3_key is exactly 32 bytes");
    check(|it| it.verify_keys.clear(), "verify_keys needs at least one key");
    check(|it| it.merchant_key_pem.clear(), "merchant_key_pem is not a private key in PEM");
    check(|it| it.merchant_key_pem = EC_KEY.to_owned(), rsa);
    check(|it| it.merchant_key_pem = SMALL_KEY.to_owned(), rsa);
    check(|it| it.merchant_serial.clear(), "merchant_serial is hexadecimal digits");
    check(
        |it| it.verify_keys[1].serial = "00ff".to_owned(),
        "verify key 00ff is not the serial number of its certificate",
    );
    check(
        |it| {
            it.verify_keys[0].serial = "K".to_owned();
            it.verify_keys[0].certificate_pem = Some("a second".to_owned());
        },
        "verify key K has either a public_key_pem or a certificate_pem",
    );
    check(
        |it| {
            it.verify_keys[0].serial = "K".to_owned();
            it.verify_keys[0].public_key_pem = Some(EC_PUBLIC.to_owned());
        },
        "verify key K is not an RSA key of 2048 bits or more",
    );
}

#[test]
fn addresses_and_numbers_that_the_provider_would_refuse_are_refused_first() {
    let check = |change: fn(&mut WechatSettings), sentence: &str| {
        let mut wrong = settings();
        change(&mut wrong);
        refuses(wrong, &secrets(), sentence);
    };
    let safe = "begins with https:// (http:// only for this machine)";
    check(|it| it.base_url = "http://api.mch.weixin.qq.com".into(), &format!("base_url {safe}"));
    check(|it| it.base_url = "http://localhost.evil.cn".into(), &format!("base_url {safe}"));
    check(|it| it.notify_url = "ftp://localhost/".into(), &format!("notify_url {safe}"));
    check(|it| it.notify_url += "?a=b", "notify_url has no query and 255 characters at most");
    check(|it| it.merchant_id = "19OO".into(), "merchant_id is digits, 32 at most");
    check(|it| it.app_id.clear(), "app_id is letters and digits, 32 at most");
}

#[test]
fn a_sandbox_on_this_machine_may_speak_plainly() {
    let here = WechatSettings { base_url: "http://127.0.0.1:21200".into(), ..settings() };
    assert!(Wechat::new(here, &secrets(), outside(Wire::direct(|_| None))).is_ok());
}

#[test]
fn no_key_shows_when_things_are_printed() {
    let keys = parsed(KEYS);
    let account = super::account();
    let shown = format!("{:?} {:?} {account:?}", secrets(), secrets().verify_keys);
    assert_eq!(shown, "WechatSecrets [VerifyKeySecret, VerifyKeySecret] Wechat(1900007291)");
    assert!(!shown.contains(text(&keys["wechat_apiv3_key"])));
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
