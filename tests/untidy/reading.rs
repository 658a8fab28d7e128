//! Whatever the bytes, a file is read or refused with a reason.

use crate::given::bytes;
use domain::arrears::{Rules, Wish, judge, lay_out};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use sheet::SheetError;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn all_the_way(bytes: &[u8]) {
    let Ok(book) = sheet::read(bytes) else { return };
    let Ok(layout) = lay_out(&book.sheets, &Wish::default()) else { return };
    let today = "2026-11-20".parse().expect("a day");
    let judgement =
        judge(&book.sheets[layout.sheet], &layout, &Rules { items: &[], batch: None, today });
    let _ = judgement.sums();
}

#[track_caller]
fn refused(bytes: &[u8], why: SheetError) {
    assert_eq!(sheet::read(bytes).map(|it| it.sheets.len()), Err(why));
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(*name, SimpleFileOptions::default()).expect("begun");
        package.write_all(bytes).expect("written");
    }
    package.finish().expect("finished").into_inner()
}

#[test]
fn what_is_no_table_is_told_apart() {
    refused(b"", SheetError::Empty);
    refused(b"\xEF\xBB\xBF \r\n", SheetError::Empty);
    refused(b"%PDF-1.7 something", SheetError::NotATable);
    refused(&(0..=255).cycle().take(5000).collect::<Vec<u8>>(), SheetError::NotATable);
    refused("<html><table><tr><td>学号</td></tr></table>".as_bytes(), SheetError::WebPage);
    refused(b"PK\x03\x04 cut off", SheetError::Damaged);
    refused(&package(&[("word/document.xml", b"<x/>")]), SheetError::NotATable);
    refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut off", SheetError::Damaged);
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &locked[..]].concat(), SheetError::Locked);
}

#[test]
fn macros_and_bombs_are_refused_before_they_are_unpacked() {
    refused(
        &package(&[("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")]),
        SheetError::Macros,
    );
    let zeros = vec![b'0'; 30 * 1024 * 1024];
    let bomb = package(&[("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100 * 1024);
    refused(&bomb, SheetError::UnpacksTooLarge);
}

#[test]
fn a_cell_in_the_last_corner_costs_one_cell() {
    let mut book = Workbook::new();
    book.add_worksheet().write(1_048_575, 1, "x").expect("written");
    let file = book.save_to_buffer().expect("a workbook");
    assert_eq!(sheet::read(&file).expect("readable").sheets[0].rows.len(), 1);

    let mut wide = Workbook::new();
    wide.add_worksheet().write(0, 16_383, "x").expect("written");
    refused(&wide.save_to_buffer().expect("a workbook"), SheetError::TooManyColumns);
}

#[test]
fn too_many_rows_and_columns_are_refused() {
    refused("a,b\n".repeat(sheet::ROWS_MAX + 1).as_bytes(), SheetError::TooManyRows);
    refused(",x".repeat(300).as_bytes(), SheetError::TooManyColumns);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_bytes_make_reading_panic(bytes: Vec<u8>, text in "[-学号姓名身份证号应缴年项目,\\t\"\r\n0-9a-zA-Z=+¥.]{0,300}") {
        all_the_way(&bytes);
        all_the_way(text.as_bytes());
    }

    #[test]
    fn no_damage_to_a_good_file_makes_reading_panic(
        places in proptest::collection::vec((0_usize..60_000, any::<u8>()), 1..12), cut in 0_usize..60_000,
    ) {
        for name in ["arrears-xust-style.csv", "arrears-wwoc-style.xlsx", "arrears-wwoc-style.xls"] {
            let mut file = bytes(name);
            for (place, byte) in &places {
                let at = place % file.len();
                file[at] = *byte;
            }
            all_the_way(&file);
            file.truncate(cut % file.len());
            all_the_way(&file);
        }
    }
}
