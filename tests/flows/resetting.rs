//! A forgotten password: by a code to the phone, by a security question, and for nobody else.

use crate::browser::{self, Browser};
use crate::registering::{
    OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD, OFF_CAMPUS_PHONE, form, registers, with,
};
use campus::{Answer, Campus};
use domain::{Purpose, Role};
use serde_json::{Value, json};
use std::time::Duration;

const FRESH: &str = "another-Lantern-9";

/// A campus that sends codes, with somebody who registered.
async fn by_codes() -> Campus {
    let campus = Campus::with_ways_in("xust", |it| it.phone_codes = true).await;
    assert_eq!(registers(&campus, form(&campus)).await.status, 202);
    campus
}

/// A campus that asks security questions, with somebody who answered one.
async fn by_answers() -> Campus {
    let campus = Campus::with_ways_in("xust", |it| it.security_question = true).await;
    let security = json!({"question": 2, "answer": "西安"});
    assert_eq!(registers(&campus, with(form(&campus), "security", security)).await.status, 202);
    campus
}

async fn posts(campus: &Campus, path: &str, body: Value) -> Answer {
    Browser::default().post(campus, path, Some(body)).await
}

async fn asks_for_code(campus: &Campus, user: &str, phone: &str) -> Answer {
    let proof = campus.solves(Purpose::Reset);
    let body = json!({ "user": user, "phone": phone, "proof": proof });
    posts(campus, "/api/password/code", body).await
}

/// The code that was sent last.
async fn code(campus: &Campus) -> String {
    let answer = asks_for_code(campus, OFF_CAMPUS_ID, OFF_CAMPUS_PHONE).await;
    assert_eq!((answer.status, answer.text.as_str()), (202, ""));
    campus.texts().last().expect("a message").code.clone()
}

async fn resets(campus: &Campus, code: &str, fresh: &str) -> Answer {
    let body = json!({
        "user": OFF_CAMPUS_ID, "phone": OFF_CAMPUS_PHONE, "code": code, "fresh": fresh,
    });
    posts(campus, "/api/password/reset", body).await
}

/// A code that is not `code`.
fn wrong(code: &str) -> String {
    if code == "000000" { "000001".to_owned() } else { "000000".to_owned() }
}

async fn opens(campus: &Campus, password: &str) -> bool {
    let answer = Browser::default().logs_in(campus, OFF_CAMPUS_ID, password).await;
    answer.body["next"] == "home"
}

#[tokio::test]
async fn a_code_to_the_phone_opens_one_new_password_and_shuts_all_that_was_open() {
    let campus = by_codes().await;
    let mut thief = Browser::default();
    thief.logs_in(&campus, OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD).await;
    for _ in 0..5 {
        Browser::default().logs_in(&campus, OFF_CAMPUS_ID, "wrong-wrong").await;
    }

    let code = code(&campus).await;
    let text = campus.texts().remove(0);
    assert_eq!((text.to.as_str(), text.template.as_str()), (OFF_CAMPUS_PHONE, "reset-password"));
    assert_eq!((code.len(), text.minutes), (6, 5));
    assert!(!campus.everything().await.contains(&code), "no code is kept in clear");
    for (weak, weakness) in [("short", "too-short"), ("my13800001234", "holds-your-facts")] {
        let answer = resets(&campus, &code, weak).await;
        assert_eq!((answer.status, answer.code()), (422, "weak-password"));
        assert_eq!(answer.wrong_field(), format!("fresh: {weakness}"));
    }
    let done = resets(&campus, &code, FRESH).await;
    assert_eq!((done.status, done.cookie("__Host-at")), (204, None), "{}", done.text);

    let me = thief.get(&campus, "/api/me").await;
    assert_eq!((me.status, me.code()), (401, "signed-out"));
    assert_eq!(thief.refreshes(&campus).await.status, 401);
    assert!(opens(&campus, FRESH).await, "and nobody waits for what others failed");
    assert!(!opens(&campus, OFF_CAMPUS_PASSWORD).await);
    let again = resets(&campus, &code, "yet-Another-lantern-9").await;
    assert_eq!((again.status, again.code()), (422, "reset-refused"), "a code opens once");
}

#[tokio::test]
async fn a_code_is_guessed_five_times_and_no_more() {
    let campus = by_codes().await;
    let code = code(&campus).await;
    // From as many addresses as it takes: a single one has to wait before the fifth try.
    let user = domain::UserName::read(OFF_CAMPUS_ID).expect("an ID number");
    let phone = OFF_CAMPUS_PHONE.parse().expect("a phone number");
    let place = campus.keys.vault.code_place(&campus.keys.vault.login(&user), &phone);
    for _ in 0..5 {
        let kept = campus.store.try_code(&place, campus.now()).await.expect("read");
        assert!(kept.is_some_and(|it| it != campus.keys.vault.code_proof(&place, &wrong(&code))));
    }
    assert_eq!(campus.store.try_code(&place, campus.now()).await.expect("read"), None);
    assert_eq!(resets(&campus, &code, FRESH).await.code(), "reset-refused");
    assert!(opens(&campus, OFF_CAMPUS_PASSWORD).await);
}

#[tokio::test]
async fn guessing_makes_one_wait() {
    let campus = by_codes().await;
    let code = code(&campus).await;
    let mut tries = 0;
    while resets(&campus, &wrong(&code), FRESH).await.code() == "reset-refused" {
        tries += 1;
    }
    assert_eq!(tries, 3, "a wrong code counts double");
    let waits = resets(&campus, &code, FRESH).await;
    assert_eq!((waits.status, waits.code()), (429, "slow-down"));
    assert!(opens(&campus, OFF_CAMPUS_PASSWORD).await, "signing in does not wait");
}

#[tokio::test]
async fn a_code_ends_and_another_takes_its_place() {
    let campus = by_codes().await;
    let first = code(&campus).await;
    let second = code(&campus).await;
    assert_ne!(first, second);
    assert_eq!(resets(&campus, &first, FRESH).await.code(), "reset-refused");
    campus.later(Duration::from_mins(5));
    assert_eq!(resets(&campus, &second, FRESH).await.code(), "reset-refused");
    let third = code(&campus).await;
    campus.later(Duration::from_secs(299));
    assert_eq!(resets(&campus, &third, FRESH).await.status, 204);
}

#[tokio::test]
async fn a_code_is_one_accounts_and_one_phones() {
    let campus = by_codes().await;
    let other = campus::id_number(8);
    let theirs = with(form(&campus), "id_number", json!(other.expose()));
    let theirs = with(theirs, "gender", serde_json::to_value(other.gender()).expect("a text"));
    assert_eq!(registers(&campus, theirs).await.status, 202, "of the same phone");
    let code = code(&campus).await;

    for (user, phone) in [
        (other.expose(), OFF_CAMPUS_PHONE),
        (OFF_CAMPUS_ID, "13800001235"),
        ("21039999", OFF_CAMPUS_PHONE),
        ("nobody at all", OFF_CAMPUS_PHONE),
    ] {
        let body = json!({ "user": user, "phone": phone, "code": code, "fresh": FRESH });
        let answer = posts(&campus, "/api/password/reset", body).await;
        assert_eq!((answer.status, answer.code()), (422, "reset-refused"), "{user} {phone}");
    }
    assert_eq!(resets(&campus, &code, FRESH).await.status, 204, "nobody was in its way");
}

#[tokio::test]
async fn nobody_learns_from_words_or_time_who_has_which_phone() {
    let campus = by_codes().await;
    let unknown = campus::id_number(8);
    let mut answers = Vec::new();
    for (user, phone) in [
        (OFF_CAMPUS_ID, "13800001235"),
        (unknown.expose(), "13800001236"),
        (unknown.expose(), "13800001237"),
        (OFF_CAMPUS_ID, OFF_CAMPUS_PHONE),
    ] {
        let start = tokio::time::Instant::now();
        let answer = asks_for_code(&campus, user, phone).await;
        answers.push((
            answer.status,
            answer.text,
            answer.cost.reads,
            answer.cost.writes,
            start.elapsed().as_secs(),
        ));
    }
    assert_eq!(campus.texts().len(), 1);
    assert_eq!(answers[0].4, reset_password::code::ANSWERED_AFTER.as_secs());
    let first = answers[0].clone();
    assert!(answers.iter().all(|it| *it == first), "{answers:?}");
}

#[tokio::test]
async fn a_phone_rings_so_often_and_no_more() {
    let campus = by_codes().await;
    for asked in 1..=5 {
        assert_eq!(asks_for_code(&campus, OFF_CAMPUS_ID, OFF_CAMPUS_PHONE).await.status, 202);
        assert_eq!(campus.texts().len(), asked.min(3), "three in an hour");
    }
    for hour in 1..=5_usize {
        campus.later(Duration::from_hours(1));
        for _ in 0..4 {
            assert_eq!(asks_for_code(&campus, OFF_CAMPUS_ID, OFF_CAMPUS_PHONE).await.status, 202);
        }
        assert_eq!(campus.texts().len(), (3 + 3 * hour).min(10), "ten in a day");
    }
    campus.later(Duration::from_hours(24));
    assert_eq!(asks_for_code(&campus, OFF_CAMPUS_ID, OFF_CAMPUS_PHONE).await.status, 202);
    assert_eq!(campus.texts().len(), 11);
}

#[tokio::test]
async fn whoever_knows_no_phone_keeps_nobody_from_their_code() {
    let campus = by_codes().await;
    let sent = code(&campus).await;
    for last in 0..20 {
        let phone = format!("138000099{last:02}");
        assert_eq!(asks_for_code(&campus, OFF_CAMPUS_ID, &phone).await.status, 202);
    }
    assert_eq!(campus.texts().len(), 1);
    assert_eq!(resets(&campus, &sent, FRESH).await.status, 204);
}

#[tokio::test]
async fn a_captcha_comes_before_every_code_and_is_spent() {
    let campus = by_codes().await;
    let body = json!({ "user": OFF_CAMPUS_ID, "phone": OFF_CAMPUS_PHONE });
    let bare = posts(&campus, "/api/password/code", body.clone()).await;
    assert_eq!((bare.status, bare.code()), (403, "captcha-needed"));
    let proof = campus.solves(Purpose::Reset);
    let solved = with(body, "proof", proof);
    assert_eq!(posts(&campus, "/api/password/code", solved.clone()).await.status, 202);
    let again = posts(&campus, "/api/password/code", solved.clone()).await;
    assert_eq!((again.status, again.code()), (422, "captcha-wrong"));
    let wrong = posts(&campus, "/api/password/code", with(solved, "phone", json!("1"))).await;
    assert_eq!(wrong.wrong_field(), "phone: not-a-phone");
    assert_eq!(campus.texts().len(), 1);
}

#[tokio::test]
async fn an_initial_password_is_the_schools_to_give() {
    for role in [Role::Payer, Role::Office] {
        let campus = browser::school("xust", role).await;
        assert_eq!(
            asks_for_code(&campus, browser::NUMBER, OFF_CAMPUS_PHONE).await.code(),
            "switched-off"
        );
        let body = json!({ "user": browser::NUMBER, "phone": OFF_CAMPUS_PHONE, "code": "000000", "fresh": FRESH });
        let answer = posts(&campus, "/api/password/reset", body).await;
        assert_eq!((answer.status, answer.code()), (404, "switched-off"));
    }
    let campus = by_codes().await;
    let facts = campus.admits_as(campus::ADA, Role::Payer, 9).await;
    let user = facts.number.expose();
    assert_eq!(asks_for_code(&campus, user, OFF_CAMPUS_PHONE).await.status, 202);
    assert!(campus.texts().is_empty(), "no phone is known of them");
}

#[tokio::test]
async fn an_answer_opens_with_all_else_that_is_known_and_never_alone() {
    let campus = by_answers().await;
    let right = |campus: &Campus| {
        json!({
            "user": OFF_CAMPUS_ID, "name": "买买提•艾力", "phone": OFF_CAMPUS_PHONE,
            "security": {"question": 2, "answer": " 西 安 "}, "fresh": FRESH,
            "proof": campus.solves(Purpose::Reset),
        })
    };
    for (field, value) in [
        ("user", json!("21039999")),
        ("name", json!("买买提")),
        ("phone", json!("13800001235")),
        ("security", json!({"question": 2, "answer": "西宁"})),
        ("security", json!({"question": 3, "answer": "西安"})),
    ] {
        let answer =
            posts(&campus, "/api/password/reset", with(right(&campus), field, value)).await;
        assert_eq!((answer.status, answer.code()), (422, "reset-refused"), "{field}");
        assert!(answer.body["errors"].is_null(), "which of them was wrong is not said");
        campus.later(Duration::from_hours(6));
    }
    for (field, code) in
        [("proof", "captcha-needed"), ("name", "wrong-fields"), ("security", "wrong-fields")]
    {
        let body = with(right(&campus), field, Value::Null);
        assert_eq!(posts(&campus, "/api/password/reset", body).await.code(), code, "{field}");
    }
    assert!(opens(&campus, OFF_CAMPUS_PASSWORD).await);

    let done = posts(&campus, "/api/password/reset", right(&campus)).await;
    assert_eq!(done.status, 204, "{}", done.text);
    assert!(opens(&campus, FRESH).await && !opens(&campus, OFF_CAMPUS_PASSWORD).await);
    let code = with(right(&campus), "code", json!("123456"));
    assert_eq!(posts(&campus, "/api/password/reset", code).await.wrong_field(), "code: not-asked");
}
