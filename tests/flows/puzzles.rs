//! Captchas: what solves one, once, and what does not (R46).

use crate::browser::{Browser, NUMBER, PASSWORD, school, settled};
use aws_lc_rs::pbkdf2;
use campus::{Answer, Campus};
use domain::{Purpose, Role};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::time::Duration;

async fn asks(browser: &mut Browser, campus: &Campus, password: &str, proof: &Value) -> Answer {
    let mut body = json!({ "user": NUMBER, "password": password });
    if !proof.is_null() {
        body["proof"] = proof.clone();
    }
    browser.post(campus, "/api/login", Some(body)).await
}

async fn draws(campus: &Campus, purpose: &str, kind: &str) -> Answer {
    let body = json!({ "purpose": purpose, "kind": kind });
    Browser::default().post(campus, "/api/captcha", Some(body)).await
}

/// What a machine does with the work that it is given, by the words of the wire alone.
fn searched(work: &Value) -> String {
    let text = |name: &str| work[name].as_str().expect("a text").to_owned();
    let (salt, key) = (hex::decode(text("salt")).expect("hex"), text("key"));
    let cost = u32::try_from(work["cost"].as_u64().expect("a number")).expect("small");
    let most = u32::try_from(work["most"].as_u64().expect("a number")).expect("small");
    let found = (0..most).find(|number| {
        let secret = [&salt[..], &number.to_be_bytes()].concat();
        let mut derived = [0; 32];
        let cost = NonZeroU32::new(cost).expect("not zero");
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, cost, &salt, &secret, &mut derived);
        hex::encode(derived).starts_with(&key)
    });
    found.expect("it is below the most").to_string()
}

#[tokio::test]
async fn work_is_solved_by_searching_and_solves_one_login() {
    let campus = school("wwoc", Role::Payer).await;
    let drawn = draws(&campus, "login", "work").await;
    assert_eq!((drawn.status, &drawn.body["image"]), (200, &Value::Null), "{}", drawn.text);
    let answer = searched(&drawn.body["work"]);
    let proof = json!({ "token": drawn.body["token"], "answer": answer });

    let mut browser = Browser::default();
    let entered = asks(&mut browser, &campus, "13900X", &proof).await;
    let again = asks(&mut browser, &campus, "13900X", &proof).await;

    assert_eq!(entered.body["next"], "first-password", "{}", entered.text);
    assert_eq!((again.status, again.code()), (422, "captcha-wrong"), "spent");
}

#[tokio::test]
async fn a_picture_comes_with_nothing_that_tells_its_letters() {
    let campus = school("wwoc", Role::Payer).await;
    let before = campus.everything().await;
    let drawn = draws(&campus, "register", "image").await;
    let image = drawn.body["image"].as_str().expect("a picture");
    assert!(image.starts_with("data:image/png;base64,") && image.len() < 8000, "{}", image.len());
    assert_eq!(drawn.body["work"], Value::Null);
    assert_eq!(drawn.body["until"], "2026-09-05T01:05:00Z");
    assert_eq!(campus.everything().await, before, "drawing stores nothing");

    for body in [
        json!({ "purpose": "payment", "kind": "image" }),
        json!({ "purpose": "login", "kind": "sound" }),
        json!({ "purpose": "login" }),
        json!({ "purpose": "login", "kind": "work", "cost": 1 }),
    ] {
        let answer = Browser::default().post(&campus, "/api/captcha", Some(body)).await;
        assert_eq!((answer.status, answer.code()), (422, "malformed-body"));
    }
}

#[tokio::test]
async fn where_one_is_always_asked_for_nothing_else_will_do() {
    let campus = school("wwoc", Role::Payer).await;
    let mut browser = Browser::default();
    let good = || campus.solves(Purpose::Login);
    let with = |field: &str, value: &str| {
        let mut proof = good();
        proof[field] = json!(value);
        proof
    };

    let missing = asks(&mut browser, &campus, "13900X", &Value::Null).await;
    assert_eq!((missing.status, missing.code()), (403, "captcha-needed"));
    assert_eq!(missing.wrong_field(), "proof: missing");
    let mut wrong = vec![
        with("answer", ""),
        with("answer", "AAAAAAAAAA"),
        with("answer", "ＫＸ４７９"),
        with("token", ""),
        with("token", "AAAA"),
        with("token", &"A".repeat(5000)),
    ];
    for purpose in [Purpose::Register, Purpose::Reset, Purpose::Identify] {
        wrong.push(campus.solves(purpose));
    }
    for proof in &wrong {
        let answer = asks(&mut browser, &campus, "13900X", proof).await;
        assert_eq!((answer.status, answer.code()), (422, "captcha-wrong"), "{proof}");
        assert_eq!(answer.wrong_field(), "proof: wrong");
    }
    let stale = good();
    campus.later(Duration::from_mins(5));
    let answer = asks(&mut browser, &campus, "13900X", &stale).await;
    assert_eq!((answer.status, answer.code()), (422, "captcha-wrong"), "stale");

    let entered = asks(&mut browser, &campus, "13900X", &good()).await;
    assert_eq!(entered.body["next"], "first-password", "none of these counted: {}", entered.text);
}

#[tokio::test]
async fn a_puzzle_is_good_for_one_answer_right_or_wrong() {
    let campus = school("wwoc", Role::Payer).await;
    let mut browser = Browser::default();

    let right = campus.solves(Purpose::Login);
    let mut wrong = right.clone();
    wrong["answer"] = json!("AAAAA");
    assert_eq!(asks(&mut browser, &campus, "13900X", &wrong).await.code(), "captcha-wrong");
    assert_eq!(asks(&mut browser, &campus, "13900X", &right).await.code(), "captcha-wrong");

    let mut small = campus.solves(Purpose::Login);
    small["answer"] = json!(small["answer"].as_str().expect("letters").to_lowercase());
    let refused = asks(&mut browser, &campus, "no-such-word", &small).await;
    assert_eq!(refused.code(), "wrong-credentials", "solved, and the password is wrong");
    assert_eq!(asks(&mut browser, &campus, "13900X", &small).await.code(), "captcha-wrong");
}

#[tokio::test]
async fn where_one_is_asked_for_after_failures_known_and_unknown_are_asked_alike() {
    let (campus, _) = settled().await;
    let mut demanded = Vec::new();
    for user in [NUMBER, "21039998", "21039999", "nobody at all"] {
        let mut failed = 0;
        let mut browser = Browser::default();
        let body = json!({ "user": user, "password": "wrong-harbour" });
        while browser.post(&campus, "/api/login", Some(body.clone())).await.status == 401 {
            failed += 1;
        }
        let asked = browser.post(&campus, "/api/login", Some(body)).await;
        assert_eq!((asked.status, asked.code()), (403, "captcha-needed"), "{user}");
        demanded.push(failed);
    }
    // What is hard to guess counts once, what is easy twice, and unknown names are either.
    assert!(demanded[0] == 3 && demanded.iter().all(|it| [2, 3].contains(it)), "{demanded:?}");

    let waiting = asks(&mut Browser::default(), &campus, PASSWORD, &Value::Null).await;
    assert_eq!(waiting.code(), "captcha-needed", "the right password too");
    let solved = campus.solves(Purpose::Login);
    assert_eq!(asks(&mut Browser::default(), &campus, PASSWORD, &solved).await.status, 200);
}

#[tokio::test]
async fn a_solved_puzzle_that_nobody_asked_for_is_kept() {
    let (campus, _) = settled().await;
    let proof = campus.solves(Purpose::Login);
    let entered = asks(&mut Browser::default(), &campus, PASSWORD, &proof).await;
    assert_eq!((entered.status, entered.cost.writes), (200, 1), "the session and nothing else");
}

#[tokio::test]
async fn a_wait_is_told_before_a_puzzle_is_spent() {
    let (campus, _) = settled().await;
    let mut browser = Browser::default();
    for _ in 0..5 {
        assert_eq!(browser.logs_in(&campus, NUMBER, "wrong-harbour").await.status, 401);
    }
    let proof = campus.solves(Purpose::Login);
    assert_eq!(asks(&mut browser, &campus, PASSWORD, &proof).await.code(), "slow-down");
    campus.later(Duration::from_secs(30));
    assert_eq!(asks(&mut browser, &campus, PASSWORD, &proof).await.status, 200, "still good");
}
