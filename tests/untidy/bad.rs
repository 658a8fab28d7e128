use crate::given::{Given, bytes, json, judged};
use domain::arrears::{Field, Finding, Verdict};
use serde_json::Value;
use std::collections::BTreeMap;

fn items() -> Vec<String> {
    let known = json("arrears-bad.expected.json")["fee_items_known"].clone();
    serde_json::from_value(known).expect("texts")
}

fn field(heading: &Value) -> Option<Field> {
    let field = match heading.as_str()? {
        "学号" => Field::Number,
        "姓名" => Field::Name,
        "性别" => Field::Gender,
        "身份证号" => Field::IdNumber,
        "学年" => Field::Year,
        "收费项目" => Field::Item,
        "应缴" => Field::Due,
        "减免" => Field::Exempt,
        "已缴" => Field::Paid,
        "允许部分缴费" => Field::Splittable,
        other => panic!("a field that this test does not know: {other}"),
    };
    Some(field)
}

fn blamed(record: &Value, findings: &[Finding]) {
    let (line, fields): (_, Vec<_>) =
        (&record["line"], findings.iter().map(|it| it.field).collect());
    assert_eq!(fields, [field(&record["field"])], "line {line}: {}", record["reason"]);
    if let Some(related) = record["related_line"].as_u64() {
        let found = findings[0].related.map(u64::from);
        assert_eq!(found, Some(related), "line {line}: {}", record["reason"]);
    }
}

fn every_line(given: &Given) -> BTreeMap<u64, &Verdict> {
    given.judgement.verdicts.iter().map(|(row, verdict)| (u64::from(*row), verdict)).collect()
}

#[test]
fn every_line_of_the_bad_file_gets_its_verdict_and_its_field() {
    every_line_is_judged(&items());
}

#[test]
fn a_slip_in_an_item_is_noticed_without_a_list_of_items() {
    every_line_is_judged(&[]);
}

#[track_caller]
fn every_line_is_judged(items: &[String]) {
    let expected = json("arrears-bad.expected.json");
    let given = judged(&bytes("arrears-bad.csv"), items);
    let verdicts = every_line(&given);

    let records = expected["records"].as_array().expect("records");
    assert_eq!(records.len(), 56);
    for record in records {
        let line = record["line"].as_u64().expect("a line");
        let verdict = verdicts.get(&line).unwrap_or_else(|| panic!("line {line} has no verdict"));
        match (record["verdict"].as_str().expect("a verdict"), verdict) {
            ("accept" | "either", Verdict::Accept)
            | ("duplicate", Verdict::Duplicate(_))
            | ("ignore", Verdict::Ignore) => {}
            ("reject" | "either", Verdict::Reject(findings)) => blamed(record, findings),
            (wanted, got) => panic!("line {line}: {wanted}, not {got:?}: {}", record["reason"]),
        }
    }
    assert_eq!(verdicts.len(), 56);
}

#[test]
fn a_line_that_may_go_either_way_goes_in_with_no_other_value() {
    let expected = json("arrears-bad.expected.json");
    let given = judged(&bytes("arrears-bad.csv"), &items());
    let students = &given.judgement.students;

    for record in expected["records"].as_array().expect("records") {
        let line = record["line"].as_u64().expect("a line");
        let arrear = || {
            let all = students
                .iter()
                .flat_map(|student| student.arrears.iter().map(move |it| (student, it)));
            all.into_iter().find(|(_, it)| u64::from(it.row) == line)
        };
        if let (Some(due), Some((_, taken))) = (record["if_accepted"]["应缴"].as_str(), arrear())
        {
            assert_eq!(taken.due.to_string(), due, "line {line}");
        }
        if let Some(normal) = record["normal"].as_object() {
            let (student, _) = arrear().expect("an accepted line");
            for (heading, value) in normal {
                let read = match heading.as_str() {
                    "身份证号" => student.id_number.expose(),
                    "学号" => student.number.expose(),
                    "姓名" => student.name.expose(),
                    other => panic!("{other}"),
                };
                assert_eq!(read, value, "line {line}");
            }
        }
    }
    let rows: Vec<u32> = students.iter().flat_map(|it| &it.arrears).map(|it| it.row).collect();
    let good: Vec<u32> = serde_json::from_value(expected["good_lines"].clone()).expect("lines");
    assert!(good.iter().all(|it| rows.contains(it)));
}

#[test]
fn no_message_repeats_what_a_cell_held_in_full() {
    let given = judged(&bytes("arrears-bad.csv"), &items());

    for finding in given.judgement.findings() {
        let shown = finding.value.as_deref().unwrap_or_default();
        assert!(shown.chars().count() <= 60, "row {}", finding.row);
        assert!(
            !shown.contains(['\u{202E}', '\u{200B}', '\u{7}', '\0', '\n']),
            "row {}",
            finding.row
        );
        if finding.field == Some(Field::IdNumber) {
            let open = shown.chars().filter(|it| *it != '*' && *it != '…').count();
            assert!(open <= 3, "row {} shows {open}", finding.row);
        }
    }
}
