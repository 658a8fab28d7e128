use super::super::bill;
use super::super::call::read;
use super::super::certificate::{Certificate, root_sn};
use super::super::cut::cut;
use super::super::sign::{Fields, Params, Part};
use super::super::wire::Head;
use super::{KEYS, SELLER, account, cases, certified, opened, parsed, text};
use crate::{Channel, Heard, Notice, NoticeError, Wire};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{LineKind, Merchant};
use http::{HeaderMap, Method};
use serde_json::Value;

#[test]
fn our_requests_are_signed_byte_for_byte_like_theirs() {
    let us = account();
    let cases = cases(include_str!("../vectors/alipay_request_sign.json"));
    for case in &cases {
        let name = text(&case["name"]);
        let pairs = case["params"].as_object().expect("parameters").iter();
        let params = Params::new(pairs.map(|(name, value)| (name.as_str(), text(value))));
        assert_eq!(params.to_sign(), text(&case["string_to_sign"]), "{name}");
        assert_eq!(us.keys.own.signs(params.to_sign().as_bytes()), text(&case["sign"]), "{name}");

        let signed = params.signed(&us.keys.own);
        let wire = &case["http"];
        if wire["method"] == "GET" {
            assert_eq!(signed.address(&us.gateway), text(&wire["url"]), "{name}");
        } else {
            let (url, body) = signed.call(&us.gateway);
            assert_eq!((url.as_str(), body.as_str()), (text(&wire["url"]), text(&wire["body"])));
        }
    }
    assert!(cases.len() >= 11);
}

#[test]
fn a_certified_account_says_its_names_as_theirs_do() {
    let us = opened(&certified(), Wire::direct(|_| None), super::NOW).expect("an account");
    let cases = cases(include_str!("../vectors/alipay_request_sign.json"));
    let case = cases.iter().find(|it| it["name"] == "wap_pay_cert_mode").expect("the case");
    let names = us.keys.certified.as_ref().expect("certificates");
    assert_eq!(names.app_sn, text(&case["params"]["app_cert_sn"]));
    assert_eq!(names.root_sn, text(&case["params"]["alipay_root_cert_sn"]));
}

#[test]
fn certificates_are_named_as_theirs_are() {
    let vector = parsed(include_str!("../vectors/alipay_cert_sn.json"));
    let files = &parsed(KEYS)["alipay_cert_mode"];
    let all = |file: &str| Certificate::all(text(&files[file])).expect("certificates");
    assert_eq!(all("app_cert_pem")[0].sn, text(&vector["app_cert_sn"]));
    assert_eq!(all("alipay_cert_pem")[0].sn, text(&vector["alipay_cert_sn"]));

    let roots = all("alipay_root_cert_pem");
    assert_eq!(root_sn(&roots), text(&vector["alipay_root_cert_sn"]));
    let items = vector["root_items"].as_array().expect("items");
    assert_eq!(roots.len(), items.len());
    for (root, item) in roots.iter().zip(items) {
        assert_eq!(root.sn, text(&item["sn"]));
        assert_eq!(root.by_rsa, item["counted"] == true);
    }
}

#[test]
fn their_answers_are_cut_and_believed_as_they_should_be() {
    let (open, closed) =
        (account(), opened(&certified(), Wire::direct(|_| None), super::NOW).expect("an account"));
    let cases = cases(include_str!("../vectors/alipay_response_verify.json"));
    let mut believed = 0;
    for case in &cases {
        let name = text(&case["name"]);
        let body = text(&case["raw_body"]).as_bytes();
        let cut = cut(body, text(&case["method"])).expect("an answer");
        if let Some(expected) = case["signed_substring"].as_str() {
            assert_eq!(cut.said, expected.as_bytes(), "{name}");
        }
        for us in [&open, &closed] {
            let proof = us.keys.prove(cut.said, cut.sign, cut.certificate);
            assert_eq!(proof.is_ok(), case["expect_valid"] == true, "{name}");
        }
        assert!(!read::<Head>(cut.said).expect("every answer has a head").code.is_empty());
        believed += usize::from(case["expect_valid"] == true);
    }
    assert!(cases.len() >= 12 && believed >= 9);
}

#[test]
fn their_notices_are_believed_as_they_should_be() {
    let us = account();
    let cases = cases(include_str!("../vectors/alipay_notify_verify.json"));
    for case in &cases {
        let name = text(&case["name"]);
        let body = text(&case["raw_body"]).as_bytes().to_vec();
        let fields = Fields::read(&body).expect("a form");
        if let Some(expected) = case["string_verified"].as_str() {
            let typed = name == "v2_rule_with_sign_type";
            let part = if typed { Part::Typed } else { Part::Plain };
            assert_eq!(fields.signed(part), expected, "{name}");
        }
        for (field, value) in case["fields"].as_object().expect("fields") {
            assert_eq!(fields.get(field), Some(text(value)), "{name}");
        }
        assert_eq!(fields.proved(&us.keys).is_ok(), case["expect_valid"] == true, "{name}");

        // Read as a whole: the vectors' numbers are not of our form, so their money is not ours.
        let headers = HeaderMap::new();
        let notice = Notice { method: Method::POST, query: String::new(), headers, body };
        let heard = us.read(&notice, super::now());
        match (name, case["expect_valid"] == true) {
            ("trade_closed_full_refund", _) => {
                assert!(
                    matches!(heard, Ok(Heard::Refund { number, .. }) if number == "R20260101000001")
                );
            }
            ("trade_closed_timeout", _) => assert!(matches!(heard, Ok(Heard::Other { .. }))),
            (_, true) => assert_eq!(heard, Err(NoticeError::Foreign), "{name}"),
            (_, false) => assert_eq!(heard, Err(NoticeError::Forged), "{name}"),
        }
    }
    assert!(cases.len() >= 7);
}

#[test]
fn what_a_browser_brings_back_is_signed_by_the_same_rule() {
    let us = account();
    let cases = cases(include_str!("../vectors/alipay_return_url.json"));
    for case in &cases {
        let (_, query) = text(&case["url"]).split_once('?').expect("a query");
        let fields = Fields::read(query.as_bytes()).expect("a form");
        if let Some(expected) = case["string_verified"].as_str() {
            assert_eq!(fields.signed(Part::Plain), expected);
        }
        assert_eq!(fields.proved(&us.keys).is_ok(), case["expect_valid"] == true);
    }
    assert_eq!(cases.len(), 3);
}

#[test]
fn their_bill_is_read_out_of_its_archive() {
    let vector = parsed(include_str!("../vectors/alipay_bill.json"));
    let file = STANDARD.decode(text(&vector["zip_base64"])).expect("base64");
    let us = Merchant(SELLER.to_owned());
    let statement = bill::read(&file, &us, "2025-12-31".parse().expect("a day")).expect("a bill");

    let rows = vector["rows"].as_array().expect("rows");
    assert_eq!(statement.lines.len(), rows.len());
    let cell = |row: &Value, name: &str| text(&row[name]).trim().to_owned();
    for (line, row) in statement.lines.iter().zip(rows) {
        assert_eq!(line.transaction.0, cell(row, "支付宝交易号"));
        assert_eq!(line.number, cell(row, "商户订单号"));
        assert_eq!(line.said_at, cell(row, "完成时间"));
        assert_eq!(line.amount.to_string(), cell(row, "订单金额（元）").trim_start_matches('-'));
    }
    let (payment, refund) = (&statement.lines[0], &statement.lines[1]);
    assert_eq!((payment.kind, payment.fee_fen), (LineKind::Payment, 1));
    assert_eq!((refund.kind, refund.fee_fen), (LineKind::Refund, 0));
    assert_eq!(refund.refund.as_deref(), Some("R20251231000001"));
}
