use super::super::bill;
use super::super::certificate::Certificate;
use super::super::cut::cut;
use super::super::sign::Fields;
use super::notices::told;
use super::{Provider, SELLER, account, now, order, paid, provider, reached_by};
use crate::{Channel, Notice};
use domain::{Merchant, Outcome, Scene, Way};
use http::{HeaderMap, Method, Response};
use proptest::prelude::*;
use rustls::pki_types::CertificateDer;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// Every field, decoded. A form can be written in two ways that say the same (`%2b` and `%2B`).
fn says(form: &[u8]) -> Vec<(String, String)> {
    let mut fields = crate::form::decode(form);
    fields.sort();
    fields
}

#[test]
fn no_single_bit_of_what_a_true_notice_says_can_be_changed() {
    let us = account();
    let notice = told(&[]);
    assert!(us.read(&notice, now()).is_ok());
    let mut same = 0;
    for bit in 0..notice.body.len() * 8 {
        let changed = Notice { body: flipped(&notice.body, bit), ..notice.clone() };
        if says(&changed.body) == says(&notice.body) {
            same += 1;
            continue;
        }
        assert!(us.read(&changed, now()).is_err(), "bit {bit}");
    }
    // Only the case of hexadecimal letters after `%`.
    assert!(same < notice.body.len() / 4, "{same}");
}

#[test]
fn no_single_bit_of_a_true_answer_can_be_changed() {
    let order = order(Scene::Pc, Way::Qr);
    let us = reached_by(provider(vec![]).0);
    let method = "alipay.trade.query";
    let whole = Provider::new().answers(method, &paid(&order)).into_body();
    let believed = |body: &[u8]| {
        let cut = cut(body, method)?;
        us.keys.prove(cut.said, cut.sign, cut.certificate).ok()?;
        Some(cut.said.to_vec())
    };
    let said = believed(&whole).expect("as it came");
    for bit in 0..whole.len() * 8 {
        // Outside of what is signed, a blank may be another blank.
        if let Some(other) = believed(&flipped(&whole, bit)) {
            assert_eq!(other, said, "bit {bit}");
        }
    }
}

#[tokio::test]
async fn no_answer_with_a_changed_bit_pays_an_order_for_another_amount() {
    let order = order(Scene::Pc, Way::Qr);
    let whole = Provider::new().answers("alipay.trade.query", &paid(&order)).into_body();
    for bit in (0..whole.len() * 8).step_by(7) {
        let answer = Response::new(flipped(&whole, bit));
        let outcome = reached_by(provider(vec![answer]).0).query(&order).await;
        if let Ok(outcome) = outcome {
            assert_eq!(outcome, Outcome::Paid(super::receipt(&order)), "bit {bit}");
        }
    }
}

/// Signed properly, so that reading gets as far as it can.
fn read_signed(fields: &[(&str, &str)]) -> bool {
    let body = Provider::new().tells(fields);
    let (method, headers) = (Method::POST, HeaderMap::new());
    account().read(&Notice { method, query: String::new(), headers, body }, now()).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_reading_a_notice_panic(
        body in proptest::collection::vec(any::<u8>(), 0..600)
    ) {
        let (method, headers) = (Method::POST, HeaderMap::new());
        let notice = Notice { method, query: String::new(), headers, body };
        prop_assert!(account().read(&notice, now()).is_err());
    }

    #[test]
    fn no_fields_make_reading_a_notice_panic(
        status in "[A-Z_]{0,16}", total in "[0-9.eE+-]{0,12}", paid in "[0-9 :.-]{0,25}",
        fee in "\\PC{0,8}"
    ) {
        let known = status == "TRADE_SUCCESS" || status == "TRADE_FINISHED";
        let heard = read_signed(&[
            ("app_id", super::APP), ("seller_id", SELLER), ("notify_type", "trade_status_sync"),
            ("sign_type", "RSA2"), ("trade_status", &status), ("total_amount", &total),
            ("gmt_payment", &paid), ("refund_fee", &fee), ("out_trade_no", "T1"), ("trade_no", "1"),
        ]);
        prop_assert!(!heard || !known);
    }

    #[test]
    fn no_bytes_make_cutting_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = cut(&body, "alipay.trade.query");
        let _ = Fields::read(&body);
    }

    /// What is cut out is never more than what stands there, and is an object.
    #[test]
    fn a_cut_is_an_object_of_the_answer(
        before in "[\\\\\"{}\\[\\]:,a ]{0,12}", inside in "[\\\\\"{}\\[\\]:,a ]{0,20}",
        after in "[\\\\\"{}\\[\\]:,a ]{0,12}"
    ) {
        let body = format!(r#"{{{before}"alipay_trade_query_response":{{{inside}}}{after}}}"#);
        if let Some(cut) = cut(body.as_bytes(), "alipay.trade.query") {
            let object = cut.said.starts_with(b"{") && cut.said.ends_with(b"}");
            prop_assert!(object);
            prop_assert!(body.as_bytes().windows(cut.said.len()).any(|it| it == cut.said));
        }
    }

    #[test]
    fn every_answer_that_is_json_is_cut_as_json_reads_it(subject in "\\PC{0,40}") {
        let said = serde_json::json!({ "code": "10000", "subject": subject }).to_string();
        let body = format!(r#"{{ "alipay_trade_query_response" : {said} , "sign":"x"}}"#);
        let cut = cut(body.as_bytes(), "alipay.trade.query").expect("an answer");
        prop_assert_eq!(cut.said, said.as_bytes());
        prop_assert_eq!(cut.sign, "x");
    }

    #[test]
    fn no_bytes_make_reading_a_bill_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400), rows in "[0-9,.元共笔\t#：-]{0,200}"
    ) {
        let (us, day) = (Merchant(SELLER.to_owned()), "2025-12-31".parse().expect("a day"));
        prop_assert!(bill::read(&bytes, &us, day).is_err());
        let head = "#支付宝业务明细查询\n#账号：[20881021462251350156]\n\
                    #起始日期：[2025年12月31日 00:00:00]\n";
        let names = "支付宝交易号,商户订单号,业务类型,商品名称,完成时间,订单金额(元),\
                     商家实收(元),退款批次号/请求号,服务费(元)\n";
        let text = format!("{head}{names}{rows}");
        let (text, _, _) = encoding_rs::GBK.encode(&text);
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("detail.csv", SimpleFileOptions::default()).expect("a file");
        archive.write_all(&text).expect("memory");
        let file = archive.finish().expect("an archive").into_inner();
        prop_assert!(bill::read(&file, &us, day).is_err());
    }

    #[test]
    fn no_bytes_make_reading_a_certificate_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200)
    ) {
        let _ = Certificate::read(CertificateDer::from(bytes));
    }
}

#[test]
fn no_cut_or_changed_certificate_makes_reading_panic() {
    let pem =
        super::text(&super::parsed(super::KEYS)["alipay_cert_mode"]["app_cert_pem"]).to_owned();
    let whole = Certificate::all(&pem).expect("a certificate").remove(0).der;
    for length in 0..whole.len() {
        assert!(Certificate::read(CertificateDer::from(whole[..length].to_vec())).is_none());
    }
    for bit in 0..whole.len() * 8 {
        let _ = Certificate::read(CertificateDer::from(flipped(&whole, bit)));
    }
}
