//! Who is slowed down by whose failures (R46): an attacker, and never the owner's own browser.

use crate::browser::{Browser, ID, NUMBER, PASSWORD, school, settled};
use campus::{Ask, Campus};
use domain::{Door, Gate, Lane, Role};
use identity::BROWSER_COOKIE;
use serde_json::json;
use std::time::Duration;

const HERE: &str = "203.0.113.7";

/// What stands at the door for `user` from `address`, in `browser`.
async fn door(campus: &Campus, user: &str, from: (&str, Option<&Browser>), gate: Gate) -> Door {
    let (address, browser) = from;
    let cookie = browser.and_then(|it| it.cookie(BROWSER_COOKIE));
    let (rules, now) = (campus.school.login, campus.now());
    let knock = campus.keys.knock((gate, user), (address, cookie), rules, now);
    campus.store.door(&knock, now).await.expect("a door")
}

/// Somebody fails at the door as soon as it lets them, for `time`, from ever new addresses.
async fn attacks(campus: &Campus, user: &str, time: Duration) -> u32 {
    let (end, mut guesses) = (campus.now() + time, 0);
    while campus.now() < end {
        let address = format!("198.51.100.{}", guesses % 250);
        let at = door(campus, user, (&address, None), Gate::Login).await;
        if let Some(seconds) = at.wait(campus.now()) {
            campus.later(Duration::from_secs(seconds.into()));
        } else {
            campus.store.count_failure(&at, campus.now()).await.expect("counted");
            guesses += 1;
        }
    }
    guesses
}

#[tokio::test]
async fn who_fails_for_a_day_does_not_keep_the_owners_browser_out() {
    let (campus, mut owner) = settled().await;

    let guesses = attacks(&campus, NUMBER, Duration::from_hours(24)).await;

    assert_eq!(guesses, 119, "as the table in `domain::Patience` says");
    let at = door(&campus, NUMBER, ("198.51.100.251", None), Gate::Login).await;
    campus.store.count_failure(&at, campus.now()).await.expect("counted");
    let elsewhere = Browser::default().logs_in(&campus, NUMBER, PASSWORD).await;
    assert_eq!((elsewhere.status, elsewhere.code()), (429, "slow-down"));
    for user in [NUMBER, ID] {
        let entered =
            owner.post(&campus, "/api/login", Some(json!({ "user": user, "password": PASSWORD })));
        let entered = entered.await;
        assert_eq!(entered.status, 200, "{user}: at once and without a captcha: {}", entered.text);
    }
}

#[tokio::test]
async fn an_initial_password_withstands_a_day_of_many_addresses() {
    let campus = school("xust", Role::Payer).await;
    assert_eq!(attacks(&campus, NUMBER, Duration::from_hours(24)).await, 18);
}

#[tokio::test]
async fn a_known_browser_has_the_tries_of_one_and_no_fresh_ones() {
    let (campus, mut owner) = settled().await;
    for _ in 0..5 {
        assert_eq!(owner.logs_in(&campus, NUMBER, "wrong-harbour").await.status, 401);
    }
    assert_eq!(owner.logs_in(&campus, NUMBER, PASSWORD).await.code(), "slow-down");
    let elsewhere = Browser::default().logs_in(&campus, NUMBER, PASSWORD).await;
    assert_eq!(elsewhere.status, 200, "what fails in one browser slows no other down");

    campus.later(Duration::from_secs(30));
    let before = door(&campus, NUMBER, (HERE, Some(&owner)), Gate::Login).await;
    assert_eq!(owner.logs_in(&campus, NUMBER, PASSWORD).await.status, 200);
    let after = door(&campus, NUMBER, (HERE, Some(&owner)), Gate::Login).await;
    assert!(before.browser().is_some() && before.browser() == after.browser(), "the same name");
    assert!(before.has_failures() && !after.has_failures(), "forgiven");
}

#[tokio::test]
async fn a_cookie_of_somebody_else_stale_forged_or_of_another_password_is_none() {
    let (campus, mut owner) = settled().await;
    let anybody = |it: &Door| matches!(it.lane, Lane::Anybody { .. });
    let known = door(&campus, NUMBER, (HERE, Some(&owner)), Gate::Login).await;
    assert!(!anybody(&known));
    let alias = door(&campus, ID, (HERE, Some(&owner)), Gate::Login).await;
    assert_eq!(alias.lane, known.lane, "by whichever name");

    let other = door(&campus, "21030102", (HERE, Some(&owner)), Gate::Login).await;
    assert!(anybody(&other), "somebody else's name");
    let mut forged = owner.clone();
    let cookie = forged.cookies.iter_mut().find(|it| it.0 == BROWSER_COOKIE).expect("a cookie");
    cookie.1.replace_range(20..21, if &cookie.1[20..21] == "A" { "B" } else { "A" });
    assert!(anybody(&door(&campus, NUMBER, (HERE, Some(&forged)), Gate::Login).await), "forged");

    let old = owner.clone();
    let change = json!({ "current": PASSWORD, "fresh": "another-harbour-28" });
    assert_eq!(owner.post(&campus, "/api/password", Some(change)).await.status, 204);
    assert!(anybody(&door(&campus, NUMBER, (HERE, Some(&old)), Gate::Login).await), "collected");
    let fresh = door(&campus, NUMBER, (HERE, Some(&owner)), Gate::Login).await;
    assert_eq!(fresh.browser(), known.browser(), "where it was changed it is known as before");

    campus.later(Duration::from_hours(180 * 24));
    assert!(anybody(&door(&campus, NUMBER, (HERE, Some(&owner)), Gate::Login).await), "stale");
}

#[tokio::test]
async fn an_initial_password_makes_no_browser_known_and_a_logout_leaves_it_known() {
    let campus = school("xust", Role::Payer).await;
    let mut browser = Browser::default();
    browser.logs_in(&campus, NUMBER, "13900X").await;
    assert_eq!(browser.cookie(BROWSER_COOKIE), None);
    assert_eq!(browser.chooses(&campus, PASSWORD).await.status, 204);
    assert!(browser.cookie(BROWSER_COOKIE).is_some());
    browser.post(&campus, "/api/session/logout", None).await;
    assert!(browser.cookie(BROWSER_COOKIE).is_some() && browser.cookie("__Host-at").is_none());
}

#[tokio::test]
async fn what_fails_at_one_gate_slows_nobody_down_at_another() {
    let (campus, _) = settled().await;
    for gate in [Gate::Identify, Gate::Reset] {
        for _ in 0..30 {
            let at = door(&campus, NUMBER, (HERE, None), gate).await;
            campus.store.count_failure(&at, campus.now()).await.expect("counted");
        }
        let at = door(&campus, NUMBER, (HERE, None), gate).await;
        assert!(at.wait(campus.now()).is_some(), "{gate:?}");
    }
    let mut body = json!({ "user": NUMBER, "password": PASSWORD });
    body["proof"] = serde_json::Value::Null;
    assert_eq!(Browser::default().post(&campus, "/api/login", Some(body)).await.status, 200);
}

#[tokio::test]
async fn six_zeros_over_a_whole_class_open_nothing_and_soon_ask_for_a_captcha() {
    let campus = school("xust", Role::Payer).await;
    let (mut refused, mut asked) = (0, 0);
    for student in 0..200 {
        let body = json!({ "user": format!("2103{student:04}"), "password": "000000" });
        let answer = Browser::default().post(&campus, "/api/login", Some(body)).await;
        match (answer.status, answer.code()) {
            (401, "wrong-credentials") => refused += 1,
            (403, "captcha-needed") => asked += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((refused, asked), (150, 50), "one address, one failure a name");
}

#[tokio::test]
async fn far_more_failures_than_a_campus_makes_have_to_wait() {
    let (campus, mut owner) = settled().await;
    let at = door(&campus, "21039999", (HERE, None), Gate::Login).await;
    for _ in 0..1000 {
        campus.store.count_for_address(&at, campus.now()).await.expect("counted");
    }
    let stranger = Browser::default().logs_in(&campus, "21030105", "x").await;
    assert_eq!((stranger.status, stranger.code()), (429, "slow-down"));
    assert_eq!(owner.logs_in(&campus, NUMBER, PASSWORD).await.status, 200, "their own browser");
    campus.later(Duration::from_mins(15));
    assert_eq!(Browser::default().logs_in(&campus, NUMBER, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn nobody_chooses_the_address_under_which_failures_count() {
    let (campus, _) = settled().await;
    for turn in 0..5 {
        let mut ask: Ask = campus.says("ADA001", "POST", "/api/login", None);
        ask.cookies.clear();
        ask.headers.push(("x-forwarded-for".to_owned(), format!("198.51.100.{turn}")));
        ask.headers.push(("content-type".to_owned(), "application/json".to_owned()));
        let body = json!({ "user": NUMBER, "password": "x", "proof": campus.solves(domain::Purpose::Login) });
        ask.body = Some(body.to_string());
        assert_eq!(campus.ask(ask).await.status, 401);
    }
    let at = door(&campus, NUMBER, (HERE, None), Gate::Login).await;
    assert_eq!(at.wait(campus.now()), Some(30));
}
