use super::{SECRET, account, opened, outside, silent};
use crate::Wire;
use serde_json::{Value, json};

#[track_caller]
fn refused(change: impl FnOnce(&mut Value), why: &str) {
    let mut account = account();
    change(&mut account);
    let outside = outside(Wire::direct(|_| None));
    let error = opened(&account, &outside).expect_err("refused").to_string();
    assert!(error.starts_with("Bridge: ") && error.contains(why), "{error}");
    assert!(!error.contains(&SECRET[..8]), "no part of a secret");
}

#[test]
fn an_account_that_cannot_work_is_refused_with_a_sentence() {
    refused(|it| it["base_url"] = json!("http://connector.example.edu.cn"), "base_url");
    refused(|it| it["base_url"] = json!("connector"), "base_url");
    refused(|it| it["merchant_id"] = json!(""), "merchant_id");
    refused(|it| it["secrets"] = json!([]), "secrets");
    refused(|it| it["secrets"] = json!([SECRET, &SECRET[1..]]), "32 characters");
    refused(|it| it["ways"] = json!({ "pc": ["wallet"] }), "qr and page");
    refused(|it| it["ways"] = json!({ "pc": ["qr", "qr"] }), "qr and page");
    refused(|it| it["ways"] = json!({ "pc": [] }), "nothing anywhere");
    refused(|it| it["ways"] = json!({ "moon": ["qr"] }), "line 1");
    refused(|it| it["spare"] = json!(1), "line 1");
}

#[test]
fn nothing_of_the_account_is_printed() {
    assert_eq!(format!("{:?}", silent()), "Bridge(school-1)");
}
