use super::super::sheet::{self, Sheet, SheetError};
use super::{parsed, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

fn cases() -> Vec<Value> {
    let file = parsed(include_str!("../vectors/wechat_bill.json"));
    file["cases"].as_array().expect("cases").clone()
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(text(value)).expect("base64")
}

#[test]
fn their_days_are_read_packed_and_plain() {
    let cases = cases();
    for case in &cases {
        for form in ["file_base64", "gzip_base64"] {
            let file = sheet::text(bytes(&case[form]), text(&case["hash_value"])).expect("a file");
            let read = Sheet::parse(&file).expect("a bill");
            let row = |row: &Vec<&str>| -> BTreeMap<String, String> {
                let cells = row.iter().map(|it| (*it).to_owned());
                read.header.iter().map(|it| (*it).to_owned()).zip(cells).collect()
            };
            assert_eq!(json!(read.header), case["header"], "{}", case["name"]);
            let rows: Vec<_> = read.rows.iter().map(row).collect();
            assert_eq!(json!(rows), case["rows"], "{}", case["name"]);
            for (name, value) in case["summary"].as_object().expect("a summary") {
                assert_eq!(read.said(&[name]), Some(text(value)), "{}", case["name"]);
            }
        }
    }
    assert_eq!(cases.len(), 2);
}

#[test]
fn a_file_that_is_not_the_promised_one_is_refused() {
    let case = &cases()[0];
    let (file, hash) = (bytes(&case["file_base64"]), text(&case["hash_value"]));
    let mut changed = file.clone();
    changed[100] ^= 1;
    assert_eq!(sheet::text(changed, hash), Err(SheetError::Hash));
    assert_eq!(sheet::text(file, ""), Err(SheetError::Hash));
    let packed = bytes(&case["gzip_base64"])[..60].to_vec();
    assert_eq!(sheet::text(packed, hash), Err(SheetError::Packed));
}

#[test]
fn a_small_file_that_unpacks_to_a_mountain_is_refused() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let mebibyte = vec![b'0'; 1 << 20];
    for _ in 0..129 {
        packed.write_all(&mebibyte).expect("memory");
    }
    let packed = packed.finish().expect("memory");
    assert!(packed.len() < 2 << 20);
    assert_eq!(sheet::text(packed, ""), Err(SheetError::TooLong));
}

#[test]
fn a_torn_file_is_refused() {
    let check = |file: &str, expected| assert_eq!(Sheet::parse(file), Err(expected), "{file}");
    check("", SheetError::Short);
    check("a,b\r\n`1,`2\r\n", SheetError::Short);
    check("a,b\r\n`1,`2\r\nn\r\n", SheetError::Short);
    check("a,b\r\n`1\r\nn\r\n`1\r\n", SheetError::Line(2));
    check("a,b\r\n`1,`2\r\nn\r\n1\r\n", SheetError::Line(4));
    check("a\r\n`1\r\nn\r\n`1\r\n`2\r\n", SheetError::Line(5));
}

proptest! {
    #[test]
    fn no_file_makes_reading_panic(file in "[a,`\r\n\u{feff}]{0,60}") {
        let _ = Sheet::parse(&file);
        let _ = super::super::bills::trades(&file, "1");
        let _ = super::super::bills::flows(&file);
    }
}
