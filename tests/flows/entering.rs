//! Getting in, staying in and getting out.

use crate::browser::{Browser, ID, NUMBER, PASSWORD, school, settled};
use domain::{Gate, Lane, Role, Tries};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn an_initial_password_opens_one_change_and_nothing_else() {
    let campus = school("xust", Role::Payer).await;
    let mut browser = Browser::default();

    let answer = browser.logs_in(&campus, NUMBER, "13900x").await;
    assert_eq!((answer.status, &answer.body["next"]), (200, &json!("first-password")));
    assert_eq!(browser.cookie("__Secure-rt"), None, "no session begins");
    for path in ["/api/me", "/api/arrears"] {
        let refused = browser.get(&campus, path).await;
        assert_eq!((refused.status, refused.code()), (403, "first-password"), "{path}");
    }

    let first = browser.clone();
    for (weak, code) in [
        ("short", "fresh: too-short"),
        ("password123", "fresh: too-common"),
        ("my21030101", "fresh: holds-your-facts"),
        ("x13900Xxx", "fresh: holds-your-facts"),
        ("林小满的密码很长", "fresh: holds-your-facts"),
    ] {
        let refused = browser.chooses(&campus, weak).await;
        assert_eq!((refused.status, refused.wrong_field().as_str()), (422, code), "{weak}");
    }
    assert_eq!(browser.chooses(&campus, PASSWORD).await.status, 204);
    let me = browser.get(&campus, "/api/me").await;
    assert_eq!(me.body["name"], "林小满");
    assert_eq!(me.body["id_number"], "610***************");
    assert_eq!(me.body["role"], "payer");

    let again = first.clone().chooses(&campus, "another-harbour-28").await;
    assert_eq!((again.status, again.code()), (401, "signed-out"), "one change and no more");
    let old = Browser::default().logs_in(&campus, NUMBER, "13900X").await;
    assert_eq!((old.status, old.code()), (401, "wrong-credentials"));
}

/// S23: name, gender and the ID number, its end masked; S63 says the same, and more.
#[tokio::test]
async fn home_and_mine_say_who_one_is() {
    let campus = school("wwoc", Role::Payer).await;
    let mut browser = Browser::default();
    browser.logs_in(&campus, ID, "13900X").await;
    assert_eq!(browser.chooses(&campus, PASSWORD).await.status, 204);

    let me = browser.get(&campus, "/api/me").await.body;
    let person = browser.get(&campus, "/api/arrears").await.body["person"].take();

    for who in [&me, &person] {
        let said = ["name", "gender", "id_number", "number"].map(|it| &who[it]);
        assert_eq!(said, ["林小满", "female", "610***************", NUMBER], "{who}");
    }
    assert_eq!(["college", "class"].map(|it| &me[it]), ["计算机学院", "2101"]);
}

#[tokio::test]
async fn both_names_lead_to_one_person() {
    let (campus, _) = settled().await;
    for user in [NUMBER, ID, "61011320060313900x", " 21030101 "] {
        let answer = Browser::default().logs_in(&campus, user, PASSWORD).await;
        assert_eq!(answer.body["next"], "home", "{user}");
    }
    let campus = school("wwoc", Role::Office).await;
    for user in [ID, NUMBER] {
        let answer = Browser::default().logs_in(&campus, user, "13900X").await;
        assert_eq!(answer.body["next"], "first-password", "{user}");
    }
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_one() {
    let (campus, _) = settled().await;
    let mut answers = Vec::new();
    for (user, password) in [
        (NUMBER, "quiet-harbour-28"),
        (NUMBER, "13900X"),
        (ID, ""),
        ("21030102", PASSWORD),
        ("610113200603139018", PASSWORD),
        ("nobody at all", PASSWORD),
        ("", ""),
    ] {
        let answer = Browser::default().logs_in(&campus, user, password).await;
        assert_eq!(answer.status, 401, "{user}");
        answers.push(answer.text);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn failures_make_one_wait_and_never_for_good() {
    let (campus, _) = settled().await;
    let mut browser = Browser::default();
    for _ in 0..5 {
        assert_eq!(browser.logs_in(&campus, NUMBER, "wrong-harbour").await.status, 401);
    }
    let waits = browser.logs_in(&campus, ID, PASSWORD).await;
    assert_eq!((waits.status, waits.code()), (429, "slow-down"), "the other name waits too");
    assert!(waits.headers.contains(&("retry-after".to_owned(), "30".to_owned())));

    campus.later(Duration::from_secs(30));
    assert_eq!(browser.logs_in(&campus, NUMBER, "wrong-harbour").await.status, 401);
    assert_eq!(browser.logs_in(&campus, NUMBER, PASSWORD).await.status, 429);
    campus.later(Duration::from_mins(1));
    assert_eq!(browser.logs_in(&campus, NUMBER, PASSWORD).await.status, 200);
    assert_eq!(browser.logs_in(&campus, NUMBER, "wrong-harbour").await.status, 401, "forgiven");
    assert_eq!(browser.logs_in(&campus, NUMBER, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn unknown_people_wait_like_known_ones() {
    let campus = school("xust", Role::Payer).await;
    let mut initial = 0;
    while Browser::default().logs_in(&campus, NUMBER, "139001").await.status == 401 {
        initial += 1;
    }
    assert_eq!(initial, 3, "a wrong initial password counts double");
    for unknown in 21_030_102..21_030_122 {
        let mut tries = 0;
        while Browser::default().logs_in(&campus, &unknown.to_string(), "x").await.status == 401 {
            tries += 1;
        }
        assert!(tries == 3 || tries == 5, "{tries}");
    }
}

#[tokio::test]
async fn of_guesses_made_at_once_only_one_is_looked_at() {
    let campus = school("xust", Role::Payer).await;
    let (rules, now) = (campus.school.login, campus.now());
    let knock = campus.keys.knock((Gate::Login, NUMBER), ("203.0.113.7", None), rules, now);
    let door = campus.store.door(&knock, now).await.expect("a door");

    let first = campus.store.count_beforehand(&door, now).await;
    let second = campus.store.count_beforehand(&door, now).await;
    assert_eq!((first.expect("counted"), second.expect("refused")), (true, false));

    let door = campus.store.door(&knock, now).await.expect("a door");
    let twice = Tries { failed: 2, last: Some(now) };
    assert_eq!(door.lane, Lane::Anybody { account: twice, pair: twice });
    let next = campus.store.count_beforehand(&door, now).await;
    let late = campus.store.count_beforehand(&door, now).await;
    assert_eq!((next.expect("counted"), late.expect("refused")), (true, false));
}

#[tokio::test]
async fn an_initial_password_expires() {
    let campus = school("xust", Role::Payer).await;
    campus.later(Duration::from_hours(90 * 24));
    assert_eq!(Browser::default().logs_in(&campus, NUMBER, "13900X").await.status, 401);
}

#[tokio::test]
async fn a_session_goes_on_by_its_refresh_token_and_ends_when_one_is_used_twice() {
    let (campus, mut browser) = settled().await;
    campus.later(Duration::from_mins(10));
    assert_eq!(browser.get(&campus, "/api/me").await.code(), "signed-out", "ten minutes");

    let thief = browser.clone();
    assert_eq!(browser.refreshes(&campus).await.status, 204);
    assert_eq!(browser.get(&campus, "/api/me").await.status, 200);
    let mut tab = thief.clone();
    assert_eq!(tab.refreshes(&campus).await.status, 204, "two tabs at once");
    assert_eq!(tab.cookie("__Secure-rt"), browser.cookie("__Secure-rt"), "one successor");

    campus.later(Duration::from_secs(11));
    let refused = thief.clone().refreshes(&campus).await;
    assert_eq!((refused.status, refused.code()), (401, "signed-out"));
    assert_eq!(browser.refreshes(&campus).await.status, 401, "the whole session is over");
}

#[tokio::test]
async fn idleness_and_age_end_a_session() {
    let (campus, mut browser) = settled().await;
    let mut idle = browser.clone();
    campus.later(Duration::from_mins(29));
    assert_eq!(browser.refreshes(&campus).await.status, 204);
    for turn in 2..=24 {
        campus.later(Duration::from_mins(29));
        assert_eq!(browser.refreshes(&campus).await.status, 204, "turn {turn}");
    }
    campus.later(Duration::from_mins(29));
    assert_eq!(browser.refreshes(&campus).await.status, 401, "twelve hours");

    idle.logs_in(&campus, NUMBER, PASSWORD).await;
    campus.later(Duration::from_mins(30));
    assert_eq!(idle.refreshes(&campus).await.status, 401, "half an hour");
}

#[tokio::test]
async fn logging_out_ends_the_session_and_forgets_it() {
    let (campus, mut browser) = settled().await;
    let before = browser.clone();
    let answer = browser.post(&campus, "/api/session/logout", None).await;
    assert_eq!(answer.status, 204);
    assert!(answer.headers.iter().any(|it| it.0 == "clear-site-data"));
    let left: Vec<_> = browser.cookies.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(left, [identity::BROWSER_COOKIE], "which opens nothing");
    assert_eq!(before.clone().refreshes(&campus).await.status, 401);
    assert_eq!(browser.post(&campus, "/api/session/logout", None).await.status, 204, "again");
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let (campus, mut here) = settled().await;
    let mut there = Browser::default();
    assert_eq!(there.logs_in(&campus, NUMBER, PASSWORD).await.status, 200);

    let change = |current| json!({ "current": current, "fresh": "another-harbour-28" });
    let wrong = here.post(&campus, "/api/password", Some(change("x"))).await;
    assert_eq!((wrong.status, wrong.wrong_field().as_str()), (422, "current: wrong"));
    assert_eq!(here.chooses(&campus, "another-harbour-28").await.status, 422, "no current one");
    let changed = here.post(&campus, "/api/password", Some(change(PASSWORD))).await;
    assert_eq!(changed.status, 204);

    assert_eq!(there.refreshes(&campus).await.status, 401);
    assert_eq!(here.refreshes(&campus).await.status, 204);
    assert_eq!(Browser::default().logs_in(&campus, NUMBER, PASSWORD).await.status, 401);
    let fresh = Browser::default().logs_in(&campus, NUMBER, "another-harbour-28").await;
    assert_eq!(fresh.status, 200);
}

#[tokio::test]
async fn the_current_password_cannot_be_guessed_by_who_sits_down_at_the_browser() {
    let (campus, mut browser) = settled().await;
    let guess = || Some(json!({ "current": "wrong", "fresh": "another-harbour-28" }));
    for _ in 0..5 {
        assert_eq!(browser.post(&campus, "/api/password", guess()).await.status, 422);
    }
    assert_eq!(browser.post(&campus, "/api/password", guess()).await.code(), "slow-down");
}

#[tokio::test]
async fn no_row_shows_whose_it_is() {
    let (campus, _) = settled().await;
    Browser::default().logs_in(&campus, NUMBER, "wrong-harbour").await;
    let auth: Vec<_> = campus
        .rows()
        .await
        .into_iter()
        .filter(|it| {
            let pk = it["pk"].as_s().expect("a key");
            pk.starts_with("LOGIN#")
                || pk.starts_with("THROTTLE#")
                || it["sk"].as_s().is_ok_and(|it| it.starts_with("SESSION#"))
        })
        .collect();
    assert!(auth.len() >= 5, "two names, a session, failures of a name and of an address");
    let text = format!("{auth:?}");
    for known in [NUMBER, ID, &ID[..17], "13900", "林小满", PASSWORD, "203.0.113.7"] {
        assert!(!text.contains(known), "{known}");
    }
}

#[tokio::test]
async fn a_login_is_one_read_and_one_write() {
    let (campus, _) = settled().await;
    let answer = Browser::default().logs_in(&campus, NUMBER, PASSWORD).await;
    assert_eq!((answer.cost.reads, answer.cost.writes), (1, 1), "{:?}", answer.cost);
}
