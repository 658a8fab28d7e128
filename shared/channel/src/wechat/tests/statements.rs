use super::{parsed, text};
use crate::{Statement, StatementError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

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
            let read = Statement::read(&bytes(&case[form]), text(&case["hash_value"]));
            let read = read.expect("a statement");
            assert_eq!(json!(read.header), case["header"], "{}", case["name"]);
            assert_eq!(json!(read.rows), case["rows"], "{}", case["name"]);
            assert_eq!(json!(read.summary), case["summary"], "{}", case["name"]);
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
    assert_eq!(Statement::read(&changed, hash), Err(StatementError::Hash));
    assert_eq!(Statement::read(&file, ""), Err(StatementError::Hash));
    let packed = &bytes(&case["gzip_base64"])[..60];
    assert_eq!(Statement::read(packed, hash), Err(StatementError::Packed));
}

fn hash(file: &str) -> String {
    use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
    hex::encode_upper(digest(&SHA1_FOR_LEGACY_USE_ONLY, file.as_bytes()))
}

#[test]
fn a_torn_file_is_refused() {
    let check = |file: &str, expected| {
        assert_eq!(Statement::read(file.as_bytes(), &hash(file)), Err(expected), "{file}");
    };
    check("", StatementError::Short);
    check("a,b\r\n`1,`2\r\n", StatementError::Short);
    check("a,b\r\n`1\r\nn\r\n`1\r\n", StatementError::Line(2));
    check("a,b\r\n`1,`2\r\nn\r\n1\r\n", StatementError::Line(4));
}

proptest! {
    #[test]
    fn no_file_makes_reading_panic(file in "[a,`\r\n\u{feff}]{0,60}") {
        let _ = Statement::read(file.as_bytes(), &hash(&file));
    }
}
