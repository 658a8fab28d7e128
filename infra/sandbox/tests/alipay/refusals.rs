use super::{Pair, keys, order};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Scene, Way};
use http::Request;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CREATE: &str = "alipay.trade.precreate";

impl Pair {
    /// What the bank says to a request that is right but for `change`, and signed after it.
    pub(super) fn signed(&self, method: &str, change: impl Fn(&mut Value)) -> String {
        let mut params = params(method);
        change(&mut params);
        self.sends(&sealed(&params))
    }

    fn sends(&self, params: &BTreeMap<String, String>) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
        let answer = self.gets(&format!("https://ali.test/gateway.do?{query}"));
        assert_eq!(answer.status(), 200);
        String::from_utf8(answer.body().clone()).expect("UTF-8")
    }
}

fn params(method: &str) -> Value {
    let keys = keys();
    let ask = json!({
        "out_trade_no": "T1", "total_amount": "1.00", "subject": "学费",
        "product_code": "QR_CODE_OFFLINE", "time_expire": "2026-01-01 08:30:00",
    });
    json!({
        "app_id": keys.app_id, "method": method, "format": "JSON", "charset": "utf-8",
        "sign_type": "RSA2", "timestamp": "2026-01-01 08:00:00", "version": "1.0",
        "notify_url": "https://pay.example.edu.cn/api/notify/alipay",
        "app_cert_sn": keys.app.sn, "alipay_root_cert_sn": keys.root_sn,
        "biz_content": ask.to_string(),
    })
}

fn sealed(params: &Value) -> BTreeMap<String, String> {
    let pairs = params.as_object().expect("an object").iter();
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let mut params: BTreeMap<_, _> = pairs.map(|(name, it)| (name.clone(), text(it))).collect();
    let pairs: Vec<_> = params
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let pem = keys().app.key_pem;
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("a key");
    let mut sign = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), pairs.join("&").as_bytes(), &mut sign)
        .expect("signs");
    params.insert("sign".to_owned(), STANDARD.encode(sign));
    params
}

#[track_caller]
fn refused(answer: &str, code: &str, sub_code: &str) {
    assert!(answer.contains(&format!(r#""code":"{code}""#)), "{answer}");
    assert!(answer.contains(&format!(r#""sub_code":"{sub_code}""#)), "{answer}");
    // The business is refused with a signature, the way of asking without.
    assert_eq!(answer.contains(r#""sign":"#), code == "40004", "{answer}");
}

#[test]
fn a_right_request_is_answered_with_a_signature_and_slashes_of_its_own() {
    let answer = Pair::new().signed(CREATE, |_| ());
    assert!(answer.starts_with(r#"{"alipay_trade_precreate_response":{"#), "{answer}");
    assert!(answer.contains(r#""qr_code":"https:\/\/qr.alipay.com\/bax"#), "{answer}");
    assert!(answer.contains(r#"},"alipay_cert_sn":"#));
}

#[test]
fn how_it_is_asked_is_checked_in_their_order() {
    let pair = Pair::new();
    let check = |field: &str, value: &str, code: &str, sub_code: &str| {
        refused(&pair.signed(CREATE, |it| it[field] = value.into()), code, sub_code);
    };
    check("app_id", "", "40001", "isv.missing-app-id");
    check("app_id", "2021", "40002", "isv.invalid-app-id");
    check("method", "", "40001", "isv.missing-method");
    check("method", "alipay.trade.nothing", "40002", "isv.invalid-method");
    check("timestamp", "", "40001", "isv.missing-timestamp");
    check("timestamp", "2026-01-01T08:00:00", "40002", "isv.invalid-timestamp");
    check("charset", "latin1", "40002", "isv.invalid-charset");
    check("sign_type", "RSA", "40002", "isv.invalid-signature-type");
    check("version", "2.0", "40002", "isv.invalid-version");
    check("format", "XML", "40002", "isv.invalid-format");
    check("app_cert_sn", "", "40001", "isv.missing-app-cert-sn");
    check("alipay_root_cert_sn", "", "40001", "isv.missing-alipay-root-cert-sn");
    check("app_cert_sn", "0123", "40002", "isv.invalid-app-cert-sn");
    check("biz_content", "", "40002", "isv.illegal-json");
    check("biz_content", "{", "40002", "isv.illegal-json");
    check("notify_url", "http://pay.example.edu.cn", "40004", "ACQ.INVALID_PARAMETER");
    // The application comes before its signature.
    let mut stranger = sealed(&params(CREATE));
    stranger.insert("app_id".to_owned(), "2021".to_owned());
    stranger.remove("sign");
    refused(&pair.sends(&stranger), "40002", "isv.invalid-app-id");
}

#[test]
fn what_was_changed_after_signing_is_refused() {
    let pair = Pair::new();
    let whole = sealed(&params(CREATE));
    for name in whole.keys().filter(|it| *it != "sign") {
        let mut changed = whole.clone();
        let value = changed.get_mut(name).expect("it is there");
        *value = match name.as_str() {
            // What is wrong by itself is refused by its own name: these stay well-formed.
            "app_id"
            | "method"
            | "sign_type"
            | "version"
            | "charset"
            | "format"
            | "app_cert_sn"
            | "alipay_root_cert_sn" => continue,
            "timestamp" => "2026-01-01 08:00:01".to_owned(),
            _ => format!("{value} "),
        };
        refused(&pair.sends(&changed), "40002", "isv.invalid-signature");
    }
    let mut unsigned = whole.clone();
    unsigned.remove("sign");
    refused(&pair.sends(&unsigned), "40001", "isv.missing-signature");
    let mut more = whole;
    more.insert("return_url".to_owned(), "https://pay.example.edu.cn".to_owned());
    refused(&pair.sends(&more), "40002", "isv.invalid-signature");
}

#[test]
fn every_field_is_as_they_want_it_or_refused() {
    let pair = Pair::new();
    let check = |field: &str, value: Value| {
        let answer = pair.signed(CREATE, |it| {
            let text = it["biz_content"].as_str().expect("a text").to_owned();
            let mut ask: Value = serde_json::from_str(&text).expect("JSON");
            ask[field] = value.clone();
            it["biz_content"] = ask.to_string().into();
        });
        refused(&answer, "40004", "ACQ.INVALID_PARAMETER");
    };
    for number in ["", "T-1", "T 1", &"1".repeat(65)] {
        check("out_trade_no", number.into());
    }
    for total in ["", "0", "0.00", "1.001", "-1", "1e3", "100000000.01", "1,000"] {
        check("total_amount", total.into());
    }
    check("total_amount", json!(1));
    for subject in ["", "a/b", "a=b", "a&b", &"学".repeat(257)] {
        check("subject", subject.into());
    }
    check("product_code", "QUICK_WAP_WAY".into());
    check("time_expire", "tomorrow".into());
    check("time_expire", "2026-01-17 08:00:00".into());
    check("seller_id", "2088000000000000".into());
    check("unheard_of", "x".into());
    check("out_trade_no", Value::Null);
}

#[test]
fn the_same_number_with_other_words_is_another_order() {
    let pair = Pair::new();
    pair.signed(CREATE, |_| ());
    let again = pair.signed(CREATE, |it| it["timestamp"] = "2026-01-01 08:01:00".into());
    assert!(again.contains(r#""code":"10000""#), "{again}");
    let other = pair.signed(CREATE, |it| {
        let text = it["biz_content"].as_str().expect("a text").replace("1.00", "2.00");
        it["biz_content"] = text.into();
    });
    refused(&other, "40004", "ACQ.CONTEXT_INCONSISTENT");
    let late = pair.signed(CREATE, |it| {
        let text = it["biz_content"].as_str().expect("a text").replace("08:30", "07:59");
        it["biz_content"] = text.replace("T1", "T2").into();
    });
    refused(&late, "40004", "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR");
}

/// A payer who brings a wrong address sees a page of the older days, and no trade begins.
#[tokio::test]
async fn a_page_that_is_not_rightly_signed_is_an_error_page() {
    let pair = Pair::new();
    let order = order(Scene::Pc, Way::Page);
    let url = super::jump(pair.us().place(&order).await.expect("placed"));
    let changed = url.replace("4800.50", "0.01");
    assert_ne!(changed, url);
    let page = pair.gets(&changed);
    assert_eq!((page.status().as_u16(), page.headers().get("location")), (200, None));
    assert_eq!(page.headers()["content-type"], "text/html;charset=GBK");
    assert!(std::str::from_utf8(page.body()).is_err(), "it is GBK");
    assert!(pair.trade(&order).is_none());
}

#[test]
fn what_stands_there_twice_is_suspect() {
    let pair = Pair::new();
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&sealed(&params(CREATE)))
        .finish();
    let url = format!("https://ali.test/gateway.do?{query}");
    let request = Request::post(url).body(b"biz_content=%7B%7D".to_vec()).expect("an address");
    let answer = pair.bank(|bank| bank.answer(&request, super::now()).answer).expect("an answer");
    let answer = String::from_utf8(answer.into_body()).expect("UTF-8");
    refused(&answer, "40002", "isv.suspected-attack");
}
