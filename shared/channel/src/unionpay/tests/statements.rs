use super::super::message::Message;
use super::super::statement::{columns, files};
use super::{
    MERCHANT, NOW, Provider, Said, VERIFY, at, field, form, gateway, now, parsed, reached_by,
};
use super::{text, us};
use crate::{Channel, ChannelError, Stated};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Day, LineKind, Money, StatementLine, Timestamp, Transaction};
use encoding_rs::GBK;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;
use serde_json::Value;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FILE: &str = include_str!("../vectors/unionpay_statement_zm.json");

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A file of `rows` as they pack it.
fn packed(name: &str, rows: &[u8]) -> String {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default()).expect("a member");
    archive.write_all(rows).expect("written");
    let archive = archive.finish().expect("an archive").into_inner();
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&archive).expect("packed");
    STANDARD.encode(packed.finish().expect("packed"))
}

/// The two rows of the vector, each with its columns changed.
fn row(place: usize, changes: &[(usize, &str)]) -> Vec<u8> {
    let file = parsed(FILE);
    let mut row = Vec::new();
    for (column, width) in file["widths"].as_array().expect("widths").iter().enumerate() {
        let width = usize::try_from(width.as_u64().expect("a width")).expect("small");
        let changed = changes.iter().find(|(place, _)| *place == column).map(|it| it.1);
        let value = changed.unwrap_or(text(&file["rows"][place][column]));
        let bytes = GBK.encode(value).0;
        row.extend_from_slice(&bytes);
        row.resize(row.len() + width - bytes.len(), b' ');
        row.push(b' ');
    }
    row.pop();
    row
}

fn said(changes: &[(&'static str, &str)]) -> Said {
    let said = vec![
        ("version", "5.1.0".to_owned()),
        ("encoding", "UTF-8".to_owned()),
        ("merId", MERCHANT.to_owned()),
        ("txnType", "76".to_owned()),
        ("txnSubType", "01".to_owned()),
        ("bizType", "000000".to_owned()),
        ("settleDate", "0921".to_owned()),
        ("fileType", "00".to_owned()),
        ("respCode", "00".to_owned()),
        ("fileName", "777290058110097_20260921.zip".to_owned()),
        ("fileContent", text(&parsed(FILE)["fileContent"]).to_owned()),
    ];
    super::with(said, changes)
}

async fn stated(
    changes: &[(&'static str, &str)],
    clock: fn() -> Timestamp,
) -> Result<Stated, ChannelError> {
    let answer = Provider::by("cert_prod_cn").answers(said(changes));
    reached_by(gateway(vec![answer]).0, clock).statement(day("2026-09-21")).await
}

/// What a file with one member of that name and those bytes states.
async fn file(name: &str, rows: &[u8]) -> Result<Stated, ChannelError> {
    stated(&[("fileContent", &packed(name, rows))], now).await
}

const NAME: &str = "INN26092288ZM_777290058110097";

#[tokio::test]
async fn a_file_of_theirs_becomes_lines() {
    let (wire, heard) = gateway(vec![Provider::by("cert_prod_cn").answers(said(&[]))]);

    let stated = reached_by(wire, now).statement(day("2026-09-21")).await.expect("a statement");

    let Stated::Day(statement) = stated else { panic!("{stated:?}") };
    let payment = StatementLine {
        kind: LineKind::Payment,
        number: "SF2026092100000001".to_owned(),
        refund: None,
        transaction: Transaction("202609211030005811018".to_owned()),
        amount: Money::from_fen(580_000).expect("an amount"),
        fee_fen: 3_480,
        at: Some("2026-09-21T02:30:00Z".parse().expect("an instant")),
        said_at: "0921103000".to_owned(),
    };
    let refund = StatementLine {
        kind: LineKind::Refund,
        number: "SF2026092100000001".to_owned(),
        refund: Some("SFR202609220000001".to_owned()),
        transaction: Transaction("202609211030005811018".to_owned()),
        amount: Money::from_fen(100_000).expect("an amount"),
        fee_fen: -600,
        at: Some("2026-09-22T01:00:00Z".parse().expect("an instant")),
        said_at: "0922090000".to_owned(),
    };
    assert_eq!(statement.lines, [payment, refund]);
    assert_eq!(statement.day, day("2026-09-21"));

    let form = form(&heard, 0);
    let asked = [
        ("txnType", "76"),
        ("txnSubType", "01"),
        ("bizType", "000000"),
        ("settleDate", "0921"),
        ("fileType", "00"),
        ("txnTime", "20261231235000"),
        ("orderId", ""),
    ];
    for (name, value) in asked {
        assert_eq!(field(&form, name), value, "{name}");
    }
    let url = heard.lock().expect("one thread")[0].uri().to_string();
    assert_eq!(url, "https://filedownload.95516.com/");
}

#[test]
fn the_vector_unpacks_to_its_columns() {
    let vector = parsed(FILE);
    let files = files(text(&vector["fileContent"]).as_bytes());
    let files = files.expect("an archive");
    assert_eq!(files[0], STANDARD.decode(text(&vector["member_b64"])).expect("base64"));
    for (place, row) in files[0].split(|it| *it == b'\n').take(2).enumerate() {
        let row = row.strip_suffix(b"\r").expect("CRLF");
        assert_eq!(row.len(), 607);
        let columns = columns(row).expect("columns");
        let theirs = vector["rows"][place].as_array().expect("columns");
        assert_eq!(columns.iter().map(String::as_str).collect::<Vec<_>>(), {
            theirs[..41].iter().map(Value::as_str).map(|it| it.expect("text")).collect::<Vec<_>>()
        });
    }
}

/// Columns are counted in bytes: characters of two bytes before the number must not shift it.
#[tokio::test]
async fn chinese_text_shifts_no_column() {
    let row = row(0, &[(5, "银联卡银联卡"), (34, "西安科技大学")]);
    let Ok(Stated::Day(statement)) = file(NAME, &row).await else { panic!("a day") };
    assert_eq!(statement.lines[0].number, "SF2026092100000001");
    assert_eq!(statement.lines[0].fee_fen, 3_480);
}

#[tokio::test]
async fn a_row_has_no_year_of_its_own() {
    let near = async |time, asked: &str| {
        let content = packed(NAME, &row(0, &[(4, time)]));
        let date = format!("{}{}", &asked[5..7], &asked[8..]);
        let changes = [("fileContent", content.as_str()), ("settleDate", date.as_str())];
        let answer = Provider::by("cert_prod_cn").answers(said(&changes));
        let us = reached_by(gateway(vec![answer]).0, || at(NOW + 400 * 86_400));
        let Ok(Stated::Day(statement)) = us.statement(day(asked)).await else { panic!("a day") };
        statement.lines[0].at.expect("a time").to_string()
    };
    assert_eq!(near("1231230500", "2027-01-01").await, "2026-12-31T15:05:00Z");
    assert_eq!(near("0101000500", "2026-12-31").await, "2026-12-31T16:05:00Z");
    assert_eq!(near("0101120000", "2027-01-01").await, "2027-01-01T04:00:00Z");
    assert_eq!(near("0229120000", "2028-02-29").await, "2028-02-29T04:00:00Z");
}

#[tokio::test]
async fn no_file_is_nothing_yet_and_later_nothing_at_all() {
    let missing = [("respCode", "98"), ("fileContent", ""), ("fileName", "")];
    // The 23rd in Beijing begins at 16:00 of the 22nd.
    let before = stated(&missing, || "2026-09-22T15:59:59Z".parse().expect("an instant")).await;
    assert!(matches!(before, Ok(Stated::NotYet)), "{before:?}");
    let after = stated(&missing, || "2026-09-22T16:00:00Z".parse().expect("an instant")).await;
    assert!(matches!(after, Ok(Stated::Empty)), "{after:?}");
    assert!(matches!(file(NAME, b"").await, Ok(Stated::Empty)));
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_no_statement() {
    let whole = row(0, &[]);
    assert!(matches!(file(NAME, &whole).await, Ok(Stated::Day(_))));
    let cut = &whole[..300];
    let wrong = [
        cut.to_vec(),
        [whole.as_slice(), b"\r\n", cut].concat(),
        row(0, &[(27, "777290058110098")]),
        row(0, &[(19, "02")]),
        row(0, &[(6, "00000058000.")]),
        row(0, &[(15, "X000000003480")]),
        row(0, &[(4, "1399103000")]),
        row(0, &[(9, "")]),
        row(0, &[(11, "")]),
        row(1, &[(26, "")]),
    ];
    for rows in wrong {
        let stated = file(NAME, &rows).await;
        assert!(matches!(stated, Err(ChannelError::Unsure(_))), "{stated:?}");
    }
    for content in ["", "x", "AAAA", "eJwDAAAAAAE="] {
        let stated = stated(&[("fileContent", content)], now).await;
        assert!(matches!(stated, Err(ChannelError::Unsure(_))), "{content} {stated:?}");
    }
    // Trades of other sorts stand in files whose columns are not published.
    let stated = file("INN26092288ZME_777290058110097", &whole).await;
    assert!(matches!(stated, Err(ChannelError::Unsure(_))), "{stated:?}");
}

#[tokio::test]
async fn a_file_of_another_day_or_account_is_not_ours() {
    for change in [("settleDate", "0920"), ("merId", "777290058110098"), ("respCode", "02")] {
        let stated = stated(&[change], now).await;
        assert!(matches!(stated, Err(ChannelError::Unsure(_))), "{change:?} {stated:?}");
    }
}

#[test]
fn the_signed_vector_is_read_whole() {
    let verify = parsed(VERIFY);
    let cases = verify["vectors"].as_array().expect("cases");
    let case = cases.iter().find(|it| it["note"] == "statement download").expect("a case");
    let message = Message::of_answer(text(&case["body"]).as_bytes()).expect("fields");
    assert_eq!(us().trust.proved(&message, now()), Ok(()));
    assert_eq!(message.text("fileContent"), parsed(FILE)["fileContent"].as_str());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_reading_a_file_panic(bytes in proptest::collection::vec(any::<u8>(), 0..1300)) {
        let _ = columns(&bytes);
        let _ = files(&bytes);
        let content = packed(NAME, &bytes);
        let files = files(content.as_bytes()).expect("packed by us");
        prop_assert_eq!(&files[0], &bytes);
    }
}
