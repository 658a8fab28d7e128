use super::super::bill::{self, BillError};
use super::{NOW, Provider, SELLER, opened, parsed, provider, said, settings, text};
use crate::{Channel, Stated, Wire};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Day, Fault, Merchant};
use encoding_rs::GBK;
use http::Response;
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const METHOD: &str = "alipay.data.dataservice.bill.downloadurl.query";
const LINK: &str = "http://dwbillcenter.alipay.com/downloadBillFile.resource?fileType=csv.zip&x=1";

fn vector() -> Value {
    parsed(include_str!("../vectors/alipay_bill.json"))
}

fn whole() -> Vec<u8> {
    STANDARD.decode(text(&vector()["zip_base64"])).expect("base64")
}

fn day() -> Day {
    "2025-12-31".parse().expect("a day")
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a file");
        archive.write_all(bytes).expect("memory");
    }
    archive.finish().expect("an archive").into_inner()
}

/// The vector's detail file, changed.
fn changed(from: &str, to: &str) -> Result<domain::Statement, BillError> {
    let text = text(&vector()["detail_csv_utf8"]).to_owned();
    assert!(text.contains(from), "{from}");
    let text = text.replacen(from, to, 1);
    let (bytes, _, _) = GBK.encode(&text);
    bill::read(&packed(&[("detail.csv", &bytes)]), &Merchant(SELLER.to_owned()), day())
}

#[test]
fn a_file_that_is_cut_or_does_not_add_up_is_no_bill() {
    assert_eq!(changed("支付宝", "支付宝").expect("as it came").lines.len(), 2);
    let all = text(&vector()["detail_csv_utf8"]).to_owned();
    let row = |start: usize| {
        let rows: Vec<_> = all.lines().filter(|it| it.starts_with("20251231")).collect();
        format!("{}\r\n", rows[start])
    };
    let sums = "#交易合计：1笔，商家实收共1.00元，商家优惠共0.00元\r\n";
    let check = |from: &str, to: &str, expected| {
        assert_eq!(changed(from, to).expect_err("no bill"), expected, "{from}");
    };
    check(&row(0), "", BillError::Sum);
    check(&row(1), "", BillError::Sum);
    check(&row(0), &format!("{0}{0}", row(0)), BillError::Sum);
    check("商家实收共1.00元", "商家实收共1.01元", BillError::Sum);
    check("#交易合计：1笔", "#交易合计：2笔", BillError::Sum);
    check(sums, "", BillError::Short);
    check("业务明细列表结束", "", BillError::Short);
    check("[20881021462251350156]", "[20880000000000000156]", BillError::Foreign);
    check("2025年12月31日", "2025年12月30日", BillError::Foreign);
    check("服务费（元）", "费", BillError::Line(5));
    check(",-0.01,", ",x,", BillError::Line(6));
    check(",1.00,1.00,", ",1.001,1.00,", BillError::Line(6));
    check(",交易,", ",其它,", BillError::Line(6));
    check(",0.00,\r\n", ",0.00\r\n", BillError::Line(6));
    let end = all.find("#---").expect("the list");
    check(&all[end..], "", BillError::Short);
}

#[test]
fn columns_go_by_name_and_brackets_come_in_both_widths() {
    let read = |from: &str, to: &str| changed(from, to).expect("a bill").lines;
    let as_it_came = read("支付宝", "支付宝");
    assert_eq!(read("订单金额（元）", "订单金额(元)"), as_it_came);
    assert_eq!(read(",测试商品,", ",学费,住宿费,教材费,"), as_it_came);
    // The fee's sign differs between exports; a refund's amount may come without one.
    assert_eq!(read(",-0.01,", ",0.01,"), as_it_came);
    let fee = read("R20251231000001\t,0.00", "R20251231000001\t,0.01");
    assert_eq!(fee[1].fee_fen, -1);
}

#[test]
fn what_is_no_archive_is_no_bill() {
    let us = Merchant(SELLER.to_owned());
    let read = |file: &[u8]| bill::read(file, &us, day()).expect_err("no bill");
    assert_eq!(read(b""), BillError::Packed);
    assert_eq!(read(b"PK\x03\x04"), BillError::Packed);
    assert_eq!(read(&whole()[..200]), BillError::Packed);
    assert_eq!(read(&packed(&[])), BillError::NoDetail);
    assert_eq!(read(&packed(&[("readme.txt", b"hello")])), BillError::NoDetail);
    assert_eq!(read(&packed(&[("a.csv", b"#\xFF\xFF")])), BillError::Encoding);
}

/// A byte that was changed on the way is found by the archive's own sum or by the file's.
#[test]
fn no_changed_byte_changes_what_a_bill_says() {
    let us = Merchant(SELLER.to_owned());
    let (file, mut accepted) = (whole(), 0);
    let true_bill = bill::read(&file, &us, day()).expect("a bill");
    for place in 0..file.len() {
        let mut other = file.clone();
        other[place] ^= 0x10;
        if let Ok(bill) = bill::read(&other, &us, day()) {
            assert_eq!(bill, true_bill, "byte {place}");
            accepted += 1;
        }
    }
    // What the archive says about itself (times, attributes, the other file) is not the bill.
    assert!(accepted < file.len());
}

fn link(url: &str) -> Response<Vec<u8>> {
    let said = json!({ "code": "10000", "msg": "Success", "bill_download_url": url });
    Provider::new().answers(METHOD, &said)
}

async fn stated(
    answers: Vec<Response<Vec<u8>>>,
    second: i64,
    day: &str,
) -> Result<Stated, crate::ChannelError> {
    let us = opened(&settings(), provider(answers).0, second).expect("an account");
    us.statement(day.parse().expect("a day")).await
}

#[tokio::test]
async fn the_bill_of_yesterday_is_fetched_at_once_from_where_they_say() {
    let (wire, asked) = provider(vec![link(LINK), Response::new(whole())]);
    let us = opened(&settings(), wire, NOW).expect("an account");

    let stated = us.statement(day()).await.expect("a statement");

    let Stated::Day(statement) = stated else { panic!("{stated:?}") };
    assert_eq!((statement.day, statement.lines.len()), (day(), 2));
    let asked = asked.lock().expect("one thread");
    let ask = said(&asked[0])["biz_content"].clone();
    assert_eq!(ask, r#"{"bill_type":"trade","bill_date":"2025-12-31"}"#);
    assert_eq!(asked[1].method(), "GET");
    // A bill is signed by nobody: it comes over TLS or not at all.
    assert_eq!(asked[1].uri().to_string(), LINK.replace("http://", "https://"));
}

#[tokio::test]
async fn a_day_that_is_not_over_has_no_bill() {
    let none = Wire::direct(|_| panic!("nobody is asked"));
    let us = opened(&settings(), none, NOW).expect("an account");
    let today = "2026-01-01".parse().expect("a day");
    assert_eq!(us.statement(today).await.expect("an answer"), Stated::NotYet);
}

#[tokio::test]
async fn a_day_without_trades_is_empty_once_its_bill_would_be_there() {
    for code in ["NO_BILL_DATA", "BILL_NOT_EXIST", "isp.bill_not_exist"] {
        let answer = || vec![Provider::new().refuses(METHOD, code)];
        // 8 o'clock of the next day, and 8 o'clock of the day after.
        assert_eq!(stated(answer(), NOW, "2025-12-31").await.expect("said"), Stated::NotYet);
        let later = stated(answer(), NOW + 86_400, "2025-12-31").await;
        assert_eq!(later.expect("said"), Stated::Empty);
    }
    let answer = vec![Provider::new().refuses(METHOD, "BILL_DATE_BEFORE_REGISTRATION")];
    assert_eq!(stated(answer, NOW, "2020-01-01").await.expect("said"), Stated::Empty);
}

#[tokio::test]
async fn a_bill_that_does_not_come_whole_is_asked_for_again_later() {
    let mut gone = Response::new(b"expired".to_vec());
    *gone.status_mut() = http::StatusCode::FORBIDDEN;
    for file in [gone, Response::new(b"<html>".to_vec()), Response::new(whole()[..500].to_vec())] {
        let error = stated(vec![link(LINK), file], NOW, "2025-12-31").await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure");
    }
    let wrong_day = vec![link(LINK), Response::new(whole())];
    let error = stated(wrong_day, NOW, "2025-12-30").await.expect_err("unknown");
    assert_eq!(error.code(), "provider-unsure");
    let busy = vec![Provider::new().refuses(METHOD, "SYSTEM_RATE_LIMIT")];
    let error = stated(busy, NOW, "2025-12-31").await.expect_err("unknown");
    assert_eq!(error.code(), "provider-unsure");
    let error = stated(vec![link("not an address")], NOW, "2025-12-31").await.expect_err("unknown");
    assert_eq!(error.code(), "provider-unsure");
}
