//! The office brings in what is owed in a batch: the same guards as for arrears of a year.

use crate::office::{Import, Office, counts, person, two_students};
use campus::{Answer, Campus, granted};
use serde_json::{Value, json};

const HEAD: &str = "学号,姓名,性别,身份证号,收费项目,应缴,已缴";

/// What two students owe for books, without a year.
fn books(due: &str, paid: &str) -> Vec<u8> {
    let rows = [
        format!("2301000001,李丽,女,61011320060313900X,教材费,{due},{paid}"),
        "2301000002,赵佳曦,女,370682200708179702,教材费,280.00,0".to_owned(),
    ];
    format!("{HEAD}\r\n{}\r\n", rows.join("\r\n")).into_bytes()
}

/// A campus at which two batches are announced.
async fn campus() -> Campus {
    let campus = Campus::open().await;
    for id in ["books", "more-books"] {
        campus.announces_batch(id, -1, 24).await;
    }
    campus
}

async fn sends(office: &Office<'_>, file: &[u8], batch: Value) -> Import {
    let mut import = office.sends(file).await;
    import.ask["batch"] = batch;
    import
}

async fn brings_in(office: &Office<'_>, file: &[u8], batch: &str) -> [u64; 4] {
    counts(&applied(office, file, batch).await)
}

async fn applied(office: &Office<'_>, file: &[u8], batch: &str) -> Answer {
    let import = sends(office, file, json!(batch)).await;
    office.applies(&import).await
}

async fn student(campus: &Campus) -> String {
    person(campus, "2301000001").await.expect("imported").to_string()
}

#[tokio::test]
async fn the_rows_of_a_file_become_bills_of_the_batch() {
    let campus = campus().await;
    let office = Office { campus: &campus };

    let import = sends(&office, &books("320.00", "0"), json!("books")).await;
    let preview = office.previews(&import).await;
    let batch = json!({ "id": "books", "title": "批次books" });
    assert_eq!((&preview.body["batch"], &preview.body["unsure"]), (&batch, &json!([])));
    assert_eq!((&preview.body["ready"], &preview.body["rows"]), (&json!(true), &json!(2)));
    assert_eq!(counts(&office.applies(&import).await), [2, 0, 0, 0]);

    let student = student(&campus).await;
    let home = campus.sees(&student, "/api/arrears").await;
    let bill = &home.body["bills"][0];
    assert_eq!((&bill["id"], &bill["category"]), (&json!("batch:books/教材费"), &json!("other")));
    assert_eq!((&bill["year"], &bill["owed"]), (&json!(""), &json!("320.00")));
    let fees = campus.sees(&student, "/api/fees").await;
    assert_eq!(fees.body["batches"][0]["owed"], "320.00");

    campus.was_written();
    assert_eq!(brings_in(&office, &books("320.00", "0"), "books").await, [0, 0, 2, 0]);
    assert_eq!(brings_in(&office, &books("300.00", "0"), "books").await, [0, 1, 1, 0]);
    assert_eq!(brings_in(&office, &books("300.00", "0"), "more-books").await, [2, 0, 0, 0]);
    assert_eq!(campus.owed(&student).await, "600.00", "a batch is a debt of its own");

    let (used, granted) = (campus.used(), granted());
    let missing: Vec<_> = used.difference(&granted).filter(|it| it.0 == "import-bills").collect();
    assert!(missing.is_empty(), "the template does not grant {missing:?}");
}

#[tokio::test]
async fn a_year_says_when_and_makes_no_second_bill() {
    let campus = campus().await;
    let office = Office { campus: &campus };
    assert_eq!(brings_in(&office, &two_students("300.00", "0"), "books").await, [3, 0, 0, 0]);
    let student = student(&campus).await;
    let home = campus.sees(&student, "/api/arrears").await;
    assert!(home.text.contains("\"year\":\"2026-2027\""), "{}", home.text);

    let text = String::from_utf8(two_students("300.00", "0")).expect("UTF-8");
    let later = text.replace("2026-2027", "2027-2028");
    assert_eq!(brings_in(&office, later.as_bytes(), "books").await, [0, 3, 0, 0]);

    let row = text.lines().nth(1).expect("a row").replace("2026-2027", "2027-2028");
    let both = format!("{text}{row}\r\n");
    let import = sends(&office, both.as_bytes(), json!("books")).await;
    let preview = office.previews(&import).await;
    let problem = &preview.body["problems"][0];
    assert_eq!((&problem["code"], &problem["field"]), (&json!("bill-differs"), &json!("year")));
}

#[tokio::test]
async fn what_was_paid_here_is_neither_lost_nor_counted_twice_in_a_batch() {
    let campus = campus().await;
    let office = Office { campus: &campus };
    brings_in(&office, &books("320.00", "0"), "books").await;
    let student = student(&campus).await;
    let bill = "batch:books/教材费".parse().expect("a bill");
    let order = campus.opens(&student, &[(&bill, "320.00")]).await;

    let held = applied(&office, &books("100.00", "0"), "books").await;
    assert_eq!(held.body["refused"][0]["code"], "being-paid", "{}", held.text);

    campus.is_paid(order).await;
    campus.settles().await;
    assert_eq!(brings_in(&office, &books("320.00", "0"), "books").await, [0, 0, 2, 0]);
    assert_eq!(brings_in(&office, &books("320.00", "320"), "books").await, [0, 0, 2, 0]);
    assert_eq!(brings_in(&office, &books("400.00", "0"), "books").await, [0, 1, 1, 0]);
    assert_eq!(campus.owed(&student).await, "80.00");
    let unclear = applied(&office, &books("400.00", "70"), "books").await;
    assert_eq!(unclear.body["refused"][0]["code"], "paid-unclear");
    let below = applied(&office, &books("300.00", "0"), "books").await;
    assert_eq!(below.body["refused"][0]["code"], "over-settled");
    assert_eq!(campus.owed(&student).await, "80.00");
}

#[tokio::test]
async fn only_an_announced_batch_takes_rows() {
    let campus = campus().await;
    let office = Office { campus: &campus };
    let import = sends(&office, &books("320.00", "0"), json!("boots")).await;
    campus.was_written();
    for verb in ["preview", "apply"] {
        let answer = campus.ask(office.posts(&import, verb)).await;
        assert_eq!((answer.status, answer.code()), (422, "no-such-batch"), "{}", answer.text);
        assert_eq!(answer.wrong_field(), "batch: unknown");
    }
    for odd in [json!("Books"), json!(""), json!("books/教材费"), json!(7), json!(["books"])] {
        let mut import = Import { id: import.id.clone(), ask: import.ask.clone() };
        import.ask["batch"] = odd;
        let answer = office.applies(&import).await;
        assert_eq!(answer.code(), "malformed-body", "{}", answer.text);
        assert_eq!(answer.wrong_field(), "batch: malformed");
    }
    let mut none = import;
    none.ask["batch"] = Value::Null;
    let preview = office.previews(&none).await;
    let unsure = json!([{ "field": "year", "candidates": [] }]);
    assert_eq!((&preview.body["batch"], &preview.body["unsure"]), (&Value::Null, &unsure));
    assert!(!campus.was_written());
}
