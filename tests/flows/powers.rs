//! Sign-in's functions do all that the template lets them do, and nothing else.

use crate::login::{Browser, OWN, settled};
use crate::owners::Yard;
use campus::{Ask, Campus, Use, granted};
use domain::Entrance;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn sign_in_has_the_grants_it_needs() {
    let campus = Campus::open().await;
    let (facts, mut browser) = settled(&campus).await;
    let number = facts.number.expose();
    let id = facts.id_number.as_ref().expect("an ID number").expose();

    for user in [number, id, "21039999"] {
        for password in ["wrong", OWN] {
            Browser::default().logs_in(&campus, user, password).await;
            campus.later(Duration::from_secs(1));
        }
    }
    let mut thief = browser.clone();
    browser.asks(&campus, "GET", "/api/me", None).await;
    browser.binds(&campus, 1).await;
    for current in ["wrong", OWN] {
        let body = json!({"current": current, "fresh": "another-Lantern-9"});
        browser.asks(&campus, "POST", "/api/password", Some(&body)).await;
    }
    browser.asks(&campus, "POST", "/api/session/refresh", None).await;
    campus.later(Duration::from_secs(11));
    thief.asks(&campus, "POST", "/api/session/refresh", None).await;
    browser.asks(&campus, "POST", "/api/session/logout", None).await;

    use_their_grants(
        &campus,
        &["change-password", "login", "logout", "refresh-session", "show-me"],
    );
}

#[tokio::test]
async fn whoever_is_in_has_the_grants_they_need() {
    let yard = Yard::open().await;
    for route in [
        "GET /api/sessions",
        "DELETE /api/sessions/{id}",
        "DELETE /api/sessions",
        "PUT /api/me/phone",
    ] {
        let ask = Ask { cookies: yard.ada.cookies(), ..yard.ask(route) };
        yard.comes(Entrance::Password).await;
        assert_eq!(yard.campus.ask(ask).await.status / 100, 2, "{route}");
    }
    let wrong = r#"{"phone":"13800001234","password":"wrong"}"#.to_owned();
    let ask = Ask { cookies: yard.ada.cookies(), ..yard.ask("PUT /api/me/phone") };
    yard.campus.ask(Ask { body: Some(wrong), ..ask }).await;

    use_their_grants(&yard.campus, &["change-phone", "end-sessions", "list-sessions"]);
}

/// The functions called `names` were seen to do all that the template lets them do, and no more.
#[track_caller]
pub(crate) fn use_their_grants(campus: &Campus, names: &[&str]) {
    let ours = |it: &&Use| names.contains(&it.0);
    let (used, granted) = (campus.used(), granted());
    let missing: Vec<_> = used.difference(&granted).filter(ours).collect();
    let idle: Vec<_> = granted.difference(&used).filter(ours).collect();
    assert!(missing.is_empty(), "the template does not grant {missing:?}");
    assert!(idle.is_empty(), "the template grants what nobody needs: {idle:?}");
}
