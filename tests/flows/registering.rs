//! People from off campus make themselves known, once and rightly.

use crate::browser::Browser;
use campus::{Answer, Campus, Row};
use domain::{Purpose, Registration};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub(crate) const OFF_CAMPUS_ID: &str = "61011320060313900X";
pub(crate) const OFF_CAMPUS_PHONE: &str = "13800001234";
pub(crate) const OFF_CAMPUS_PASSWORD: &str = "quiet-harbour-27";

/// A form that is right, with a captcha that was solved.
pub(crate) fn form(campus: &Campus) -> Value {
    json!({
        "name": "买买提·艾力",
        "gender": "female",
        "id_number": OFF_CAMPUS_ID,
        "phone": OFF_CAMPUS_PHONE,
        "password": OFF_CAMPUS_PASSWORD,
        "consent": Registration::CONSENT,
        "proof": campus.solves(Purpose::Register),
    })
}

pub(crate) fn with(mut form: Value, field: &str, value: Value) -> Value {
    form[field] = value;
    form
}

pub(crate) async fn registers(campus: &Campus, form: Value) -> Answer {
    Browser::default().post(campus, "/api/register", Some(form)).await
}

/// What is wrong with a form, field by field.
fn wrong(answer: &Answer) -> Vec<String> {
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    let said = |it: &Value| {
        format!(
            "{}: {}",
            it["field"].as_str().unwrap_or_default(),
            it["code"].as_str().unwrap_or_default()
        )
    };
    errors.iter().map(said).collect()
}

fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).and_then(|it| it.as_s().ok()).map_or("", String::as_str)
}

#[tokio::test]
async fn whoever_registers_signs_in_by_id_number_and_arrives() {
    let campus = Campus::open().await;
    let small = with(form(&campus), "id_number", json!("61011320060313900x"));
    let answer = registers(&campus, small).await;
    assert_eq!((answer.status, answer.text.as_str()), (202, ""));

    let mut browser = Browser::default();
    let entered = browser.logs_in(&campus, OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD).await;
    assert_eq!(entered.body["next"], "home", "{}", entered.text);
    let me = browser.get(&campus, "/api/me").await;
    assert_eq!(
        (&me.body["name"], &me.body["origin"]),
        (&json!("买买提·艾力"), &json!("registered"))
    );
    assert_eq!(me.body["phone"], "138****1234");
    assert_eq!(me.body["id_number"], "610***************");
    let number = me.body["number"].as_str().expect("a number").to_owned();
    assert!(number.len() == 7 && number.starts_with('X'), "{number}");
    let home = browser.get(&campus, "/api/arrears").await;
    assert_eq!((home.status, &home.body["owed"]), (200, &json!("0.00")));
    let by_number = Browser::default().logs_in(&campus, &number, OFF_CAMPUS_PASSWORD).await;
    assert_eq!(by_number.body["next"], "home");

    let rows = campus.rows().await;
    let agreed = format!("CONSENT#{}", Registration::CONSENT);
    let consent = rows.iter().find(|it| text(it, "sk") == agreed).expect("recorded");
    assert_eq!(text(consent, "at"), campus.now().to_string());
    let everything = campus.everything().await;
    for secret in [OFF_CAMPUS_ID, OFF_CAMPUS_PHONE, OFF_CAMPUS_PASSWORD] {
        assert!(!everything.contains(secret), "nothing is kept in clear");
    }
}

#[tokio::test]
async fn every_wrong_field_is_named_alone_and_all_at_once() {
    let campus = Campus::open().await;
    campus.was_written();
    let cases = [
        ("name", json!("王"), "name: not-a-name"),
        ("name", json!("李😀"), "name: not-a-name"),
        ("name", json!("<script>alert(1)</script>"), "name: not-a-name"),
        ("name", json!("李\u{202E}明"), "name: not-a-name"),
        ("name", json!("名".repeat(51)), "name: not-a-name"),
        ("gender", json!("male"), "gender: gender-differs"),
        ("id_number", json!("610113060313900"), "id_number: id-length"),
        ("id_number", json!("610113200603139001"), "id_number: id-checksum"),
        ("id_number", json!("61011320990313900X"), "id_number: id-checksum"),
        ("phone", json!("12800001234"), "phone: not-a-phone"),
        ("consent", json!("2020-01"), "consent: outdated"),
        ("password", json!("short"), "password: too-short"),
        ("password", json!("password1"), "password: too-common"),
        ("password", json!("x20060313x"), "password: holds-your-facts"),
        ("password", json!("my13800001234"), "password: holds-your-facts"),
        ("security", json!({"question": 1, "answer": "西安"}), "security: not-asked"),
    ];
    for (field, value, expected) in cases {
        let answer = registers(&campus, with(form(&campus), field, value.clone())).await;
        assert_eq!((answer.status, answer.code()), (422, "wrong-fields"), "{value}");
        assert_eq!(wrong(&answer), [expected], "{value}");
    }

    let all = json!({
        "name": "1", "gender": "male", "id_number": "1", "phone": "1", "password": "1",
        "security": {"question": 9, "answer": ""}, "consent": "",
        "proof": campus.solves(Purpose::Register),
    });
    let fields = ["name: not-a-name", "id_number: id-length", "phone: not-a-phone"];
    let rest = ["security: not-asked", "consent: outdated", "password: too-short"];
    assert_eq!(wrong(&registers(&campus, all).await), [fields, rest].concat());
    assert!(!campus.was_written(), "no captcha is spent on a form that makes no sense");
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused() {
    let campus = Campus::open().await;
    campus.was_written();
    for (field, value) in [
        ("name", json!(1)),
        ("gender", json!("x")),
        ("id_number", Value::Null),
        ("proof", json!("x")),
        ("role", json!("office")),
        ("origin", json!("school")),
    ] {
        let answer = registers(&campus, with(form(&campus), field, value)).await;
        assert_eq!((answer.status, answer.code()), (422, "malformed-body"), "{field}");
    }
    let long = with(form(&campus), "name", json!("名".repeat(3_500_000)));
    assert_eq!(registers(&campus, long).await.code(), "body-too-long");
    assert!(!campus.was_written());
}

#[tokio::test]
async fn a_captcha_lets_one_registration_in() {
    let campus = Campus::open().await;
    let bare = with(form(&campus), "proof", Value::Null);
    assert_eq!(registers(&campus, bare).await.code(), "captcha-needed");
    let other = with(form(&campus), "proof", campus.solves(Purpose::Login));
    assert_eq!(registers(&campus, other).await.code(), "captcha-wrong");

    let first = form(&campus);
    assert_eq!(registers(&campus, first.clone()).await.status, 202);
    let again = with(first, "id_number", json!(campus::id_number(8).expose()));
    let again = with(again, "gender", gender(8));
    let answer = registers(&campus, again).await;
    assert_eq!((answer.status, answer.code()), (422, "captcha-wrong"));
    assert_eq!(answer.wrong_field(), "proof: wrong");
}

fn gender(sequence: u32) -> Value {
    serde_json::to_value(campus::id_number(sequence).gender()).expect("a text")
}

fn numbered(campus: &Campus, sequence: u32) -> Value {
    let id_number = json!(campus::id_number(sequence).expose());
    with(with(form(campus), "id_number", id_number), "gender", gender(sequence))
}

#[tokio::test]
async fn a_known_id_number_is_neither_told_nor_overwritten() {
    let campus = Campus::open().await;
    let (mut fresh, mut known) = (Vec::new(), Vec::new());
    for sequence in 1..=20 {
        for taken in [false, true] {
            let form =
                with(numbered(&campus, sequence), "password", json!(format!("lantern-{taken}-x")));
            let start = now();
            let answer = registers(&campus, form).await;
            let took = start.elapsed();
            assert_eq!((answer.status, answer.text.as_str()), (202, ""));
            if taken { known.push(took) } else { fresh.push(took) }
        }
        let id = campus::id_number(sequence);
        let own = Browser::default().logs_in(&campus, id.expose(), "lantern-false-x").await;
        assert_eq!(own.body["next"], "home", "the first one's password holds");
        let other = Browser::default().logs_in(&campus, id.expose(), "lantern-true-x").await;
        assert_eq!(other.code(), "wrong-credentials");
    }
    let (fresh, known) = (median(fresh), median(known));
    let ratio = known.as_secs_f64() / fresh.as_secs_f64();
    assert!((0.8..1.25).contains(&ratio), "fresh {fresh:?}, known {known:?}");
}

fn now() -> Instant {
    Instant::now()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[tokio::test]
async fn a_school_may_have_no_registration_and_may_ask_a_security_question() {
    let closed = Campus::with_ways_in("xust", |it| it.registration = false).await;
    let answer = registers(&closed, form(&closed)).await;
    assert_eq!((answer.status, answer.code()), (404, "switched-off"));

    let asks = Campus::with_ways_in("xust", |it| it.security_question = true).await;
    assert_eq!(wrong(&registers(&asks, form(&asks)).await), ["security: missing"]);
    for (security, code) in [
        (json!({"question": 0, "answer": "西安"}), "security: unknown-question"),
        (json!({"question": 1, "answer": " 西 "}), "security: too-short-answer"),
        (json!({"question": 1, "answer": "西".repeat(65)}), "security: too-long-answer"),
    ] {
        let answer = registers(&asks, with(form(&asks), "security", security)).await;
        assert_eq!(wrong(&answer), [code]);
    }
    let security = json!({"question": 1, "answer": "西安"});
    assert_eq!(registers(&asks, with(form(&asks), "security", security)).await.status, 202);
    assert!(!asks.everything().await.contains("西安"), "no answer is kept in clear");
}

#[tokio::test]
async fn one_address_registers_so_many_and_no_more() {
    let campus = Campus::open().await;
    let knock = campus.keys.knock(
        (domain::Gate::Register, ""),
        ("203.0.113.7", None),
        campus.school.login,
        campus.now(),
    );
    let door = campus.store.door(&knock, campus.now()).await.expect("a door");
    for _ in 0..1000 {
        campus.store.count_for_address(&door, campus.now()).await.expect("counted");
    }
    let answer = registers(&campus, form(&campus)).await;
    assert_eq!((answer.status, answer.code()), (429, "slow-down"));
    campus.later(Duration::from_mins(15));
    assert_eq!(registers(&campus, form(&campus)).await.status, 202);
}
