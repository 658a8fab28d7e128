//! The office brings in what students owe: once, again, changed, wrong, and half-way.

use crate::office::{HEAD, Import, Office, counts, person, two_students};
use crate::refunds::{goes_back, wants};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campus::{ADA, Ask, Campus, Mishap, Plan};
use generate::{Style, school, utf8};
use serde_json::{Value, json};

#[tokio::test]
async fn a_file_goes_in_once_however_often_it_is_brought() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    let lines = school(Style::Xust, 5, 40);
    let file = utf8(&lines);

    let import = office.sends(&file).await;
    let preview = office.previews(&import).await;
    assert_eq!((&preview.body["rows"], &preview.body["students"]), (&json!(240), &json!(40)));
    assert_eq!((&preview.body["ready"], &preview.body["problem_count"]), (&json!(true), &json!(0)));
    assert!(!preview.text.contains(&lines[0].student.id_number[6..14]), "no birth date is shown");

    assert_eq!(counts(&office.applies(&import).await), [240, 0, 0, 0]);
    campus.was_written();
    assert_eq!(counts(&office.applies(&import).await), [0, 0, 240, 0]);
    assert_eq!(office.brings_in(&utf8(&lines)).await, [0, 0, 240, 0]);

    let someone = &lines[0].student;
    let person = person(&campus, &someone.number).await.expect("imported");
    let owed: domain::Money =
        lines.iter().filter(|it| it.student == *someone).map(generate::Line::owed).sum();
    let home = campus.sees(&person.to_string(), "/api/arrears").await;
    assert_eq!(home.body["owed"], owed.to_string());
    assert_eq!(home.body["person"]["name"], someone.name);
}

#[tokio::test]
async fn a_changed_row_changes_that_bill_only() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };

    assert_eq!(office.brings_in(&two_students("5500.00", "0")).await, [3, 0, 0, 0]);
    assert_eq!(office.brings_in(&two_students("5000.00", "500")).await, [0, 1, 2, 0]);

    let person = person(&campus, "2301000001").await.expect("imported").to_string();
    assert_eq!(campus.owed(&person).await, "5700.00");
}

#[tokio::test]
async fn what_was_paid_here_is_neither_lost_nor_counted_twice() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    office.brings_in(&two_students("5500.00", "0")).await;
    let payer = person(&campus, "2301000001").await.expect("imported").to_string();
    let tuition = "2026-2027/学费".parse().expect("a bill");
    let order = campus.opens(&payer, &[(&tuition, "2000.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;
    assert_eq!(campus.owed(&payer).await, "4700.00");

    assert_eq!(
        office.brings_in(&two_students("5500.00", "0")).await,
        [0, 0, 3, 0],
        "the same file"
    );
    assert_eq!(
        office.brings_in(&two_students("5500.00", "2000")).await,
        [0, 0, 3, 0],
        "it knows ours"
    );
    assert_eq!(campus.owed(&payer).await, "4700.00");
    assert_eq!(office.brings_in(&two_students("5500.00", "2300")).await, [0, 1, 2, 0], "and more");
    assert_eq!(campus.owed(&payer).await, "4400.00");

    let import = office.sends(&two_students("5500.00", "700")).await;
    let unclear = office.applies(&import).await;
    assert_eq!(unclear.body["refused"][0]["code"], "paid-unclear");
    assert_eq!(campus.owed(&payer).await, "4400.00");
}

#[tokio::test]
async fn what_went_back_is_neither_settled_nor_due_again_by_an_old_file() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    let refused = async |due: &str, paid: &str| {
        let applied = office.applies(&office.sends(&two_students(due, paid)).await).await;
        applied.body["refused"][0]["code"].as_str().unwrap_or_default().to_owned()
    };
    office.brings_in(&two_students("5500.00", "0")).await;
    let payer = person(&campus, "2301000001").await.expect("imported").to_string();
    let tuition = "2026-2027/学费".parse().expect("a bill");
    let order = campus.opens(&payer, &[(&tuition, "5500.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;

    goes_back(&campus, &wants(&campus, order, &[(&tuition, "1500.00")])).await;
    assert_eq!(refused("5500.00", "5500").await, "paid-unclear", "it still counts what went back");
    for paid in ["0", "4000"] {
        let same = office.brings_in(&two_students("5500.00", paid)).await;
        assert_eq!(same, [0, 0, 3, 0], "{paid}");
    }
    assert_eq!(campus.owed(&payer).await, "2700.00");

    let mut body = wants(&campus, order, &[(&tuition, "1000.00")]);
    body["reopens"] = json!(false);
    goes_back(&campus, &body).await;
    for paid in ["0", "4000", "5500"] {
        assert_eq!(refused("5500.00", paid).await, "refunded-here", "{paid}");
    }
    assert_eq!(office.brings_in(&two_students("4500.00", "3000")).await, [0, 0, 3, 0]);
    assert_eq!(campus.owed(&payer).await, "2700.00");
    assert_eq!(office.brings_in(&two_students("4600.00", "0")).await, [0, 1, 2, 0]);
    assert_eq!(campus.owed(&payer).await, "2800.00");
    crate::recounting::holds(&campus).await;
}

#[tokio::test]
async fn with_a_bad_row_the_good_ones_go_in_or_none_does() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    let mut file = two_students("5500.00", "0");
    file.extend_from_slice(
        "2301000003,王明,男,610113200603139001,2026-2027,学费,1,0,0,是\r\n".as_bytes(),
    );

    let mut import = office.sends(&file).await;
    import.ask["policy"] = json!("all-or-none");
    let preview = office.previews(&import).await;
    assert_eq!(preview.body["ready"], false);
    let problem = &preview.body["problems"][0];
    assert_eq!((&problem["row"], &problem["field"]), (&json!(5), &json!("id-number")));
    assert_eq!(
        (&problem["column"], &problem["code"]),
        (&json!("D 身份证号"), &json!("id-checksum"))
    );
    assert_eq!(problem["value"], "610***************");
    campus.was_written();
    let refused = office.applies(&import).await;
    assert_eq!((refused.status, refused.code()), (409, "rows-refused"));
    assert!(!campus.was_written());

    import.ask["policy"] = json!("good-rows");
    assert_eq!(counts(&office.applies(&import).await), [3, 0, 0, 0]);
    assert_eq!(person(&campus, "2301000003").await, None);
}

#[tokio::test]
async fn a_column_in_doubt_is_asked_about_before_anything_is_written() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    let file =
        String::from_utf8(two_students("5500.00", "0")).expect("UTF-8").replace("应缴", "金额");

    let mut import = office.sends(file.as_bytes()).await;
    let preview = office.previews(&import).await;
    assert_eq!(preview.body["unsure"], json!([{ "field": "due", "candidates": [6] }]));
    let refused = office.applies(&import).await;
    assert_eq!((refused.status, refused.code()), (409, "columns-unsure"));

    import.ask["mapping"] = json!({ "due": 6, "loan": null });
    let mapping = office.previews(&import).await.body["mapping"].clone();
    let due = mapping.as_array().expect("a list").iter().find(|it| it["field"] == "due").cloned();
    assert_eq!(
        due,
        Some(json!({ "field": "due", "column": 6, "heading": "金额", "how": "asked" }))
    );
    assert_eq!(counts(&office.applies(&import).await), [3, 0, 0, 0]);
}

#[tokio::test]
async fn somebody_else_under_a_known_number_is_not_let_in() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    office.brings_in(&two_students("5500.00", "0")).await;
    let other = |row: &str| format!("{HEAD}\r\n{row}\r\n").into_bytes();

    for (row, code) in [
        ("2301000001,李丽,女,430703200603179817,2026-2027,体检费,65,0,0,否", "gender"),
        ("2301000001,李丽,男,430703200603179817,2026-2027,体检费,65,0,0,否", "identity-differs"),
        ("2301000009,李丽,女,61011320060313900X,2026-2027,体检费,65,0,0,否", "identity-differs"),
        ("2301000001,李莉,女,61011320060313900X,2026-2027,体检费,65,0,0,否", "name-differs-here"),
    ] {
        let import = office.sends(&other(row)).await;
        let applied = office.applies(&import).await;
        let refused = applied.body["refused"][0]["code"].as_str().unwrap_or("gender");
        assert_eq!(refused, code, "{row}");
        assert_eq!(applied.body["created"].as_u64().unwrap_or(0), 0, "{row}");
    }
}

#[tokio::test]
async fn wherever_it_dies_asking_again_makes_it_whole() {
    for mishap in [Mishap::CrashBefore, Mishap::CrashAfter, Mishap::LostAnswer, Mishap::Conflict] {
        for call in 1..6 {
            let campus = Campus::open().await;
            let office = Office { campus: &campus };
            let import = office.sends(&two_students("5500.00", "0")).await;

            let plan = Plan::at(call, mishap).if_it_comes_to_that();
            let _ = campus.call(plan, office.posts(&import, "apply")).await;
            let again = office.applies(&import).await;

            let [created, changed, unchanged, refused] = counts(&again);
            assert_eq!((created + unchanged, changed, refused), (3, 0, 0), "{mishap:?} at {call}");
            for (number, owed) in [("2301000001", "6700.00"), ("2301000002", "4800.00")] {
                let person = person(&campus, number).await.expect("imported").to_string();
                assert_eq!(campus.owed(&person).await, owed, "{mishap:?} at {call}");
            }
        }
    }
}

#[tokio::test]
async fn only_the_office_imports() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let id = "a".repeat(64);
    let body = json!({ "file_name": "x", "pieces": 1, "policy": "good-rows" });
    for verb in ["preview", "apply"] {
        let path = format!("/api/imports/{id}/{verb}");
        let payer = campus.ask(campus.says(ADA, "POST", &path, Some(&body))).await;
        assert_eq!(payer.status, 403, "{}", payer.text);
        let stranger = Ask { cookies: Vec::new(), ..campus.says(ADA, "POST", &path, Some(&body)) };
        assert_eq!(campus.ask(stranger).await.status, 401);
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_its_code_and_writes_nothing() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    let import = office.sends(&two_students("1", "0")).await;
    campus.was_written();
    let good = import.ask.clone();
    let with = |name: &str, value: Value| {
        let mut ask = good.clone();
        ask[name] = value;
        ask
    };

    for (ask, status, code) in [
        (with("pieces", json!(0)), 400, "malformed-body"),
        (with("pieces", json!(1000)), 400, "malformed-body"),
        (with("pieces", json!(-1)), 400, "malformed-body"),
        (with("pieces", json!(2)), 404, "no-such-import"),
        (with("policy", json!("some")), 400, "malformed-body"),
        (with("file_name", json!("")), 400, "malformed-body"),
        (with("mapping", json!({ "money": 1 })), 400, "malformed-body"),
        (with("mapping", json!({ "due": 99 })), 400, "no-such-column"),
        (with("sheet", json!("别的")), 400, "no-such-sheet"),
        (with("extra", json!(1)), 400, "malformed-body"),
        (with("from", json!(-1)), 400, "malformed-body"),
        (json!([]), 400, "malformed-body"),
    ] {
        let told = Import { id: import.id.clone(), ask };
        for verb in ["preview", "apply"] {
            let answer = campus.ask(office.posts(&told, verb)).await;
            let near = (400..500).contains(&answer.status);
            assert!(near && answer.code() == code, "{status} {code}: {} {}", told.ask, answer.text);
        }
    }
    for path in ["/api/imports/abc/preview", "/api/imports/ABCDEF/apply"] {
        let body = Some(good.to_string());
        let answer =
            campus.ask(office.ask("POST", path.to_owned(), body, "application/json")).await;
        assert_eq!(answer.code(), "not-an-import", "{path}");
    }
    for piece in ["188", "-1", "1e1", "０"] {
        let path = format!("/api/imports/{}/pieces/{piece}", import.id);
        let ask = office.ask("PUT", path, Some("eA==".to_owned()), "application/octet-stream");
        assert_eq!(campus.ask(ask).await.code(), "not-a-piece", "{piece}");
    }
    assert!(!campus.was_written());
}

#[tokio::test]
async fn a_file_is_what_it_is_named_by() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    let import = office.sends(&two_students("5500.00", "0")).await;
    let path = format!("/api/imports/{}/pieces/0", import.id);
    let body = Some(STANDARD.encode(two_students("0.01", "0")));
    campus.ask(office.ask("PUT", path, body, "application/octet-stream")).await;

    let refused = office.previews(&import).await;
    assert_eq!(refused.code(), "file-differs");
}
