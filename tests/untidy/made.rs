//! Further untidy files, made here: other words, more sheets, other encodings, many rows.

use crate::given::{bytes, json, judged, judged_as};
use domain::IdNumber;
use domain::arrears::{Field, How, Verdict, Wish};
use encoding_rs::GBK;
use rust_xlsxwriter::{Format, Workbook};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Instant;

/// An ID number with a checksum that fits, the `nth` of many.
fn id(nth: u32) -> String {
    let body = format!(
        "610113{:04}{:02}{:02}9{:02}",
        2004 + nth % 5,
        1 + nth % 12,
        1 + nth / 12 % 28,
        nth / 336 % 100
    );
    let region = ["610113", "610112", "110101", "310101", "510104"][(nth / 33_600 % 5) as usize];
    let body = format!("{region}{}", &body[6..]);
    let mut digits = [0; 17];
    for (digit, byte) in digits.iter_mut().zip(body.bytes()) {
        *digit = byte - b'0';
    }
    format!("{body}{}", IdNumber::checksum(&digits))
}

fn gender(id: &str) -> &'static str {
    if id.parse::<IdNumber>().expect("valid").gender() == domain::Gender::Male {
        "男"
    } else {
        "女"
    }
}

fn table(headings: &str, separator: char, rows: u32) -> String {
    let mut text = headings.replace(',', &separator.to_string());
    for nth in 0..rows {
        let id = id(nth);
        let cells = [
            format!("2301{nth:06}"),
            "王小明".to_owned(),
            gender(&id).to_owned(),
            id,
            "2026-2027".to_owned(),
            "学费".to_owned(),
            "4800.00".to_owned(),
            "300".to_owned(),
            "0".to_owned(),
        ];
        let _ = write!(text, "\r\n{}", cells.join(&separator.to_string()));
    }
    text
}

const USUAL: &str = "学号,姓名,性别,身份证号,学年,收费项目,应缴,减免,已缴";

#[track_caller]
fn reads(bytes: &[u8], rows: usize) {
    let given = judged(bytes, &[]);
    let sums = given.judgement.sums();
    let wrong: Vec<_> = given.judgement.findings().take(3).collect();
    assert!(given.layout.is_settled(), "{:?}", given.layout.unsure);
    assert_eq!((sums.rows, wrong.len()), (rows, 0), "{wrong:?}");
    assert_eq!(sums.owed.fen(), 450_000 * u64::try_from(rows).expect("few"));
}

#[test]
fn other_systems_use_other_words() {
    for headings in [
        "学生编号,学生姓名,性别,证件号码,缴费学年,项目名称,应收金额,减免金额,实收金额",
        "考生号,姓名,性别,身份证,年度,费用名称,应收,减免,已收",
        "*学 号,姓　名,性别,身份证号（必填）,学年,收费项目名称,应缴金额（元）,减免(元),实缴金额[元]",
        "Student No.,Name,Gender,ID Number,Academic Year,Fee Item,Amount Due,Exempt,Paid",
        "工号,姓名,性别,公民身份号码,收费年度,费用项目,应交金额,优惠金额,已交金额",
    ] {
        reads(table(headings, ',', 20).as_bytes(), 20);
    }
}

#[test]
fn the_encoding_and_the_separator_are_told_by_the_bytes() {
    let text = |separator| table(USUAL, separator, 20);
    let wide = |text: &str, order: fn(u16) -> [u8; 2]| {
        text.encode_utf16().flat_map(order).collect::<Vec<u8>>()
    };
    let marked = |text: &str| format!("\u{FEFF}{text}");

    reads(text(',').as_bytes(), 20);
    reads(marked(&text(';')).as_bytes(), 20);
    reads(text('|').as_bytes(), 20);
    reads(&GBK.encode(&text('\t')).0, 20);
    for text in [text('\t'), marked(&text('\t'))] {
        reads(&wide(&text, u16::to_le_bytes), 20);
        reads(&wide(&text, u16::to_be_bytes), 20);
    }
    reads(text(',').replace("\r\n", "\n").as_bytes(), 20);
    reads(text(',').replace("\r\n", "\r").as_bytes(), 20);
}

#[test]
fn titles_above_and_remarks_below_are_nobodys() {
    let text = format!(
        "二〇二六年秋季欠费明细表\r\n编制单位：财务处,,,\r\n\r\n{}\r\n合 计,,,,,,96000.00,6000,0\r\n制表人：王会计,审核：\r\n",
        table(USUAL, ',', 20)
    );

    let given = judged(text.as_bytes(), &[]);
    assert_eq!(given.layout.header_row, 4);
    reads(text.as_bytes(), 20);
}

#[test]
fn columns_that_no_heading_explains_are_found_and_asked_about() {
    let given = judged(table("甲,乙,性别,丙,丁,戊,应缴,减免,已缴", ',', 20).as_bytes(), &[]);

    let unsure: Vec<Field> = given.layout.unsure.iter().map(|it| it.field).collect();
    assert_eq!(unsure, [Field::Number, Field::Name, Field::IdNumber, Field::Year, Field::Item]);
    let id = given.layout.mapped.iter().find(|it| it.field == Field::IdNumber).expect("found");
    assert_eq!((id.column, id.how), (3, How::Guessed));
    assert!(!given.layout.is_settled());

    let columns = [
        (Field::Number, 0),
        (Field::Name, 1),
        (Field::IdNumber, 3),
        (Field::Year, 4),
        (Field::Item, 5),
    ];
    let wish =
        Wish { columns: columns.map(|(field, at)| (field, Some(at))).into(), ..Wish::default() };
    let told =
        judged_as(table("甲,乙,性别,丙,丁,戊,应缴,减免,已缴", ',', 20).as_bytes(), &[], &wish);
    assert!(told.layout.is_settled());
    assert_eq!(told.judgement.sums().rows, 20);
}

#[test]
fn money_is_asked_about_rather_than_guessed() {
    let ask = |headings: &str| judged(table(headings, ',', 5).as_bytes(), &[]).layout.unsure;

    let two = ask("学号,姓名,性别,身份证号,学年,收费项目,应缴,应收,已缴");
    assert_eq!((two[0].field, two[0].candidates.as_slice()), (Field::Due, &[6, 7][..]));
    let vague = ask("学号,姓名,性别,身份证号,学年,收费项目,金额,减免,已缴");
    assert_eq!((vague[0].field, vague[0].candidates.as_slice()), (Field::Due, &[6][..]));
    let other_unit = ask("学号,姓名,性别,身份证号,学年,收费项目,应缴（万元）,减免,已缴");
    assert_eq!(other_unit[0].field, Field::Due);
}

#[test]
fn a_lost_quote_costs_its_own_line_only() {
    let text = table(USUAL, ',', 60).replacen("王小明", "\"王小明", 1);
    let given = judged(text.as_bytes(), &[]);

    let rows: BTreeSet<_> = given.judgement.findings().map(|it| it.row).collect();
    assert_eq!(rows, BTreeSet::from([2]));
    assert_eq!(given.judgement.sums().rows, 59);
}

#[test]
fn the_sheet_with_arrears_is_found_among_others() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("填表说明")
        .expect("a name")
        .write(0, 0, "每行一项")
        .expect("written");
    write_table(&mut book, "明细", 12);
    book.add_worksheet()
        .set_name("汇总")
        .expect("a name")
        .write_row(0, 0, ["学院", "人数", "欠费金额"])
        .expect("written");
    let file = book.save_to_buffer().expect("a workbook");

    let given = judged(&file, &[]);
    assert_eq!((given.layout.sheet, given.layout.rivals.len()), (1, 0));
    reads(&file, 12);
}

#[test]
fn two_sheets_of_arrears_are_a_question() {
    let mut book = Workbook::new();
    write_table(&mut book, "一班", 3);
    write_table(&mut book, "二班", 4);
    let file = book.save_to_buffer().expect("a workbook");

    let open = judged(&file, &[]);
    assert_eq!((open.layout.sheet, open.layout.rivals.as_slice()), (0, &[1][..]));
    assert!(!open.layout.is_settled());
    let wish = Wish { sheet: Some("二班".to_owned()), ..Wish::default() };
    let told = judged_as(&file, &[], &wish);
    assert!(told.layout.is_settled());
    assert_eq!(told.judgement.sums().rows, 4);
}

fn write_table(book: &mut Workbook, name: &str, rows: u32) {
    let sheet = book.add_worksheet().set_name(name).expect("a name");
    for (row, line) in (0..).zip(table(USUAL, ',', rows).split("\r\n")) {
        for (column, text) in (0..).zip(line.split(',')) {
            if row > 0 && column >= 6 {
                let amount: f64 = text.parse().expect("a number");
                sheet
                    .write_with_format(row, column, amount, &Format::new().set_num_format("0.00"))
                    .expect("written");
            } else {
                sheet.write(row, column, text).expect("written");
            }
        }
    }
}

#[test]
fn an_id_number_that_a_spreadsheet_kept_as_a_number_is_refused() {
    let mut book = Workbook::new();
    write_table(&mut book, "明细", 3);
    let number = 610_113_200_603_139_010_f64;
    book.worksheet_from_index(0).expect("there").write(1, 3, number).expect("written");
    let given = judged(&book.save_to_buffer().expect("a workbook"), &[]);

    let found: Vec<_> =
        given.judgement.findings().map(|it| (it.row, it.field, it.fault.code())).collect();
    assert_eq!(found, [(2, Some(Field::IdNumber), "id-as-number")]);
}

#[test]
fn an_xls_of_the_same_arrears_adds_up_to_the_same() {
    let totals = &json("totals.json")["arrears-wwoc-style.xlsx"];

    judged(&bytes("arrears-wwoc-style.xls"), &[]).adds_up_to(totals);
}

#[test]
fn fifty_thousand_rows_are_read_in_one_go() {
    let file = table(USUAL, ',', 50_000);

    let began = Instant::now();
    let book = sheet::read(file.as_bytes()).expect("readable");
    let read = began.elapsed();
    assert_eq!(book.sheets[0].rows.len(), 50_001);
    let began = Instant::now();
    let given = judged(file.as_bytes(), &[]);
    let took = began.elapsed();

    assert_eq!(given.judgement.sums().rows, 50_000);
    assert_eq!(given.judgement.students.len(), 50_000);
    let a_second = 50_000_u128 * 1000 / took.as_millis().max(1);
    eprintln!("50,000 rows: {read:.1?} to read, {took:.1?} to read and judge, {a_second} a second");
}

#[test]
fn a_wrong_identity_does_not_become_a_second_person() {
    let mut text = table(USUAL, ',', 3);
    let other = id(77);
    let _ =
        write!(text, "\r\n2301000000,王小明,{},{other},2025-2026,学费,4800,0,0", gender(&other));
    let given = judged(text.as_bytes(), &[]);

    let (row, verdict) = given.judgement.verdicts.last().expect("rows");
    let Verdict::Reject(findings) = verdict else { panic!("{verdict:?}") };
    assert_eq!((*row, findings[0].fault.code(), findings[0].related), (5, "number-taken", Some(2)));
}
