use super::{KEYS, certified, opened, outside, parsed, settings, text};
use crate::{Channels, Places, Wire};
use domain::ChannelKind;
use serde_json::{Value, json};

#[track_caller]
fn refuses(settings: &Value, sentence: &str) {
    let refused = opened(settings, Wire::direct(|_| None), super::NOW);
    let error = refused.expect_err("it cannot work");
    assert_eq!(error.to_string(), format!("Alipay: {sentence}"));
}

fn changed(mut settings: Value, pointer: &str, value: Value) -> Value {
    *settings.pointer_mut(pointer).expect("it is there") = value;
    settings
}

/// What stands between the lines of a PEM file.
fn bare(pem: &Value) -> Value {
    text(pem).lines().filter(|it| !it.starts_with("-----")).collect::<Vec<_>>().join("\n").into()
}

#[test]
fn keys_come_with_their_armour_or_without() {
    let keys = parsed(KEYS);
    let app = &keys["alipay_app"];
    let provider = &keys["alipay_provider"]["public_spki_pem"];
    for own in [&app["private_pkcs8_pem"], &app["private_pkcs1_pem"]] {
        for own in [own.clone(), bare(own)] {
            for theirs in [provider.clone(), bare(provider)] {
                let settings = changed(settings(), "/app_key_pem", own.clone());
                let settings = changed(settings, "/mode/public_key", theirs);
                let us = opened(&settings, Wire::direct(|_| None), super::NOW).expect("it works");
                assert_eq!(us.keys.own.signs(b"x"), super::account().keys.own.signs(b"x"));
            }
        }
    }
}

#[test]
fn while_their_key_is_replaced_both_are_believed() {
    let keys = parsed(KEYS);
    let other = text(&parsed(include_str!("../vectors/renewal.json"))["next"]["key"]).to_owned();
    let other = crate::rsa::SigningKey::from_pem(&other).expect("a key");
    let both = format!(
        "{}{NEXT_PUBLIC}",
        text(&keys["alipay_provider"]["public_spki_pem"]).trim_end().to_owned() + "\n"
    );
    let settings = changed(settings(), "/mode/public_key", both.into());
    let us = opened(&settings, Wire::direct(|_| None), super::NOW).expect("it works");
    for sign in [super::Provider::new().signs("x"), other.signs(b"x")] {
        assert_eq!(us.keys.prove(b"x", &sign, None), Ok(()));
    }
}

#[test]
fn keys_that_cannot_work_are_refused_with_a_sentence() {
    let keys = parsed(KEYS);
    let check = |pointer: &str, value: Value, sentence: &str| {
        refuses(&changed(settings(), pointer, value), sentence);
    };
    let weak = "app_key_pem is not an RSA key of 2048 bits or more";
    let unreadable = "app_key_pem is not a private key in PEM or base64";
    check("/app_key_pem", json!(""), weak);
    check("/app_key_pem", json!("?"), unreadable);
    check("/app_key_pem", json!("-----BEGIN PRIVATE KEY-----"), unreadable);
    check("/app_key_pem", json!(SMALL_KEY), weak);
    check("/app_key_pem", json!(EC_KEY), weak);
    let own = keys["alipay_app"]["public_spki_pem"].clone();
    let theirs = "its public key is the application's own instead of Alipay's";
    check("/mode/public_key", own.clone(), theirs);
    check("/mode/public_key", bare(&own), theirs);
    let unreadable = "mode.public_key is not a public key in PEM or base64";
    check("/mode/public_key", json!("-----BEGIN PUBLIC KEY-----"), unreadable);
    check("/mode/public_key", json!("?"), unreadable);
    let weak = "mode.public_key is not an RSA key of 2048 bits or more";
    check("/mode/public_key", json!(EC_PUBLIC), weak);
    check("/app_id", json!("wx123"), "app_id is digits, 32 at most");
    check("/app_id", json!(""), "app_id is digits, 32 at most");
    let seller = "seller_id is 16 digits that begin with 2088";
    check("/seller_id", json!("1900007291"), seller);
    check("/seller_id", json!("208810214622513x"), seller);
}

#[test]
fn certificates_that_cannot_work_are_refused_with_a_sentence() {
    let files = &parsed(KEYS)["alipay_cert_mode"];
    let others = parsed(include_str!("../vectors/renewal.json"));
    let check = |file: &str, value: &Value, sentence: &str| {
        let pointer = format!("/mode/certificates/{file}");
        refuses(&changed(certified(), &pointer, value.clone()), sentence);
    };
    for file in ["app", "alipay", "root"] {
        let sentence = format!("mode.certificates.{file} is not a certificate in PEM");
        check(file, &json!(""), &sentence);
        check(file, &parsed(KEYS)["alipay_app"]["public_spki_pem"], &sentence);
    }
    check("app", &files["alipay_cert_pem"], "app_key_pem is not the key of mode.certificates.app");
    check(
        "alipay",
        &others["expired"]["pem"],
        "mode.certificates.alipay has expired or is not valid yet",
    );
    check(
        "alipay",
        &files["app_cert_pem"],
        "its public key is the application's own instead of Alipay's",
    );
    let roots = text(&files["alipay_root_cert_pem"]);
    let second = roots.match_indices("-----BEGIN").nth(1).expect("three roots").0;
    let third = roots.match_indices("-----BEGIN").nth(2).expect("three roots").0;
    check(
        "root",
        &roots[second..third].into(),
        "mode.certificates.root has no certificate that RSA signed",
    );
}

#[test]
fn an_account_opens_out_of_the_schools_secret_and_no_sentence_quotes_a_key() {
    let places = |sandbox: Option<&str>| Places {
        public_url: "https://pay.example.edu.cn".to_owned(),
        sandbox: sandbox.map(str::to_owned),
    };
    let open = |settings: Value, sandbox| {
        let secret = json!({ "alipay": settings }).to_string();
        let outside = outside(Wire::direct(|_| None), super::NOW);
        Channels::of_secret(secret.as_bytes(), &places(sandbox), &outside)
    };
    for settings in [settings(), certified()] {
        let channels = open(settings.clone(), None).expect("it opens");
        let us = channels.get(ChannelKind::Alipay).expect("it is there");
        assert_eq!(format!("{us:?}"), "Alipay(2088102146225135)");
        open(settings.clone(), Some("http://127.0.0.1:8001")).expect("on this machine");
        let error = open(settings, Some("http://example.com")).expect_err("not safe");
        assert!(error.to_string().starts_with("Alipay: gateway"), "{error}");
    }
    let mut odd = settings();
    odd["mode"] = json!({ "key": "SECRET" });
    let error = open(odd, None).expect_err("no such mode").to_string();
    assert!(
        error.starts_with("Alipay: the secret is wrong") && !error.contains("SECRET"),
        "{error}"
    );
}

#[test]
fn the_providers_own_sandbox_has_an_address_of_its_own() {
    let us = opened(
        &changed(settings(), "/environment", json!("sandbox")),
        Wire::direct(|_| None),
        super::NOW,
    );
    let gateway = us.expect("it opens").gateway;
    assert_eq!(gateway, "https://openapi-sandbox.dl.alipaydev.com/gateway.do");
}

/// 1024 bits.
const SMALL_KEY: &str = "-----BEGIN RSA PRIVATE KEY-----
MIICWwIBAAKBgQC/HjQUDkfteREjWJbF1AAxjT1nmIcjO0oSgDOzV5nA+uUi+w9O
vUwd5onPkGke02+N8mQZedlpNCTrrSTeXtkAZNFF+ISq0vyE9CjovFcXg7ZhbbFV
C8PTE5A7TW+WC6n1BMs2SJt1krSGaps6S9VpsdWuwg5RcAVM1hdcV4Mb9wIDAQAB
AoGAeNjAVW4yTRagn5kEvVKwTKTijv8DdGOpEsm950kdD8mV2eimZUONPdroiTbn
QXawszDx2qoRr1QphFyXU4Tl8SHSa1oQ3FeVHW9ln/7iBJ+UHU5X5XL9GA3MwBLJ
JWddntf2BJYp0Aiz1RwBt0zobUA5dlKdyS+iw6kGIvBcfAECQQDm1LrIhlNp1XAI
KgK96LmEuu8fZMg4oN1WsyzCdbsNIzAcut06GM3BQePDHOnyldksYU5efNUqm3/V
SWhSOfKxAkEA0/TzShxy1iqCm7ejJict8vfoTsLXFiKxqtg6CT0dtZAFnQNSdTd/
YFlYbNaPHyGNgKsxdp6O99j6Myc7cWwTJwJAUOdamBHMhpmSbKocz+cTrtu+F+jA
7Ggla8/c7kNJTi95G3i7NTOgWg34AFjP/oBa390zFJb4N7jMszrJX5iD4QJABrrz
crn+h4BoD0vAeXirA9kNXlrfe4t0eslM5ngzVk2RcA/n8WLmv4d2wFX7y3BETv6g
nnSgc4xHPZKUV6Cn5wJAH89R8eX4bt+Q5Z72TDjcTCb0Ylc9CCng2BLoY4oO6clY
7wPWC2pEniOlXQLFul8KSb9KHGxs1lT6l35KhhI9ow==
-----END RSA PRIVATE KEY-----
";

/// Another kind of key.
const EC_KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1MZ9YCQlYy1b/im9
gfVof879NoTZYArzvrtxKEeYhgOhRANCAATz4zP9cG8irF9S7pGeuIpoBIlzzpll
NTVsfgfbny74OCOGuaL8NJO+JpUFBawkI0UMBVB5VFpI8MIgVXndFkv/
-----END PRIVATE KEY-----
";

/// Its public half.
const EC_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8+Mz/XBvIqxfUu6RnriKaASJc86Z
ZTU1bH4H258u+Dgjhrmi/DSTviaVBQWsJCNFDAVQeVRaSPDCIFV53RZL/w==
-----END PUBLIC KEY-----
";

/// The key that will follow theirs.
const NEXT_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjB4keyxM+Lp0EFDALtxs
IFRjJEtEVNPnVRCl0fSdTaaw9yNIIChDzrUeWAzKiBwKfQjgeShz1S+hfldFAhAE
EJvndUqjyWQCRsZJA3pitzwdDA0PdagUmCXGxe1oj0/0we9USUUvW0Dm6ZS8XwBi
XK2gYXS2mQFIJp5MSrOIyFI61W7X0psU12sA03ZCFp5F4pW/zT1xkZrRUOwCBf3A
m+pvE9bk+X9RHHY4OzcPVHCbTL1UF7Y3NZZsjGWhe8d2ECYH7duzazYuKk6+rUnU
OdTBP0NngFMk1sLnMN0Ia7FJMCqou6woFOdAr/GQTnE8OliOCiAyuFNyuCwzr0xN
SwIDAQAB
-----END PUBLIC KEY-----
";
