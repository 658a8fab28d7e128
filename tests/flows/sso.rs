//! Signed on by the campus: the way there and back, and everybody who should not be let in.

pub(crate) mod campus_side;
mod logging_out;
mod wrong;

use crate::browser::{Browser, NUMBER, school};
use campus::Campus;
use campus_side::{Traveller, word};
use domain::Role;
use serde_json::json;

#[tokio::test]
async fn somebody_whom_the_campus_knows_is_in_without_a_password() {
    let campus = school("xust", Role::Payer).await;
    let mut lin = Traveller::default();

    assert_eq!(lin.enters(&campus, NUMBER).await, "/home");
    let me = lin.here.get(&campus, "/api/me").await;
    assert_eq!((me.status, &me.body["name"]), (200, &json!("林小满")), "{}", me.text);
    assert_eq!(lin.here.get(&campus, "/api/arrears").await.status, 200);
    let sessions = lin.here.get(&campus, "/api/sessions").await;
    assert_eq!(sessions.body["sessions"][0]["entrance"], "sso", "{}", sessions.text);
    assert_eq!(lin.here.refreshes(&campus).await.status, 204);
    assert_eq!(lin.here.cookie("__Host-sso"), None, "the trip is over");

    // No password was chosen by it: the first one still opens the choice alone.
    let typed = Browser::default().logs_in(&campus, NUMBER, "13900x").await;
    assert_eq!(typed.body["next"], "first-password", "{}", typed.text);
}

#[tokio::test]
async fn signed_on_once_nobody_is_asked_again() {
    let campus = school("xust", Role::Payer).await;
    let mut lin = Traveller::default();
    lin.enters(&campus, NUMBER).await;

    let out = lin.here.post(&campus, "/api/session/logout", None).await;
    assert_eq!(out.status, 204);
    assert_eq!(lin.here.get(&campus, "/api/me").await.status, 401);
    let there = lin.leaves(&campus, None).await;
    let back = lin.arrives(&campus, &there).expect("the campus remembers");
    assert_eq!(lin.returns(&campus, &back).await, "/home");
    assert_eq!(lin.here.get(&campus, "/api/me").await.status, 200);
}

#[tokio::test]
async fn the_page_that_was_wanted_is_the_page_that_comes() {
    let campus = school("xust", Role::Payer).await;
    for (wanted, page) in [
        ("/tuition", "/tuition"),
        ("/orders?shown=paid", "/orders?shown=paid"),
        ("//evil.example/", "/home"),
        ("https://evil.example/", "/home"),
        ("/\\evil.example", "/home"),
        ("/x\r\nset-cookie: a=b", "/home"),
    ] {
        let mut lin = Traveller::default();
        let there = lin.leaves(&campus, Some(wanted)).await;
        let back = lin.signs_on(&campus, &there, NUMBER);
        assert_eq!(lin.returns(&campus, &back).await, page, "{wanted:?}");
    }
}

#[tokio::test]
async fn the_office_comes_in_as_the_office() {
    let campus = school("xust", Role::Office).await;
    let mut clerk = Traveller::default();
    clerk.enters(&campus, NUMBER).await;
    let me = clerk.here.get(&campus, "/api/me").await;
    assert_eq!(me.body["role"], "office", "{}", me.text);
    assert_eq!(clerk.here.get(&campus, "/api/arrears").await.code(), "wrong-role");
}

#[tokio::test]
async fn a_school_without_single_sign_on_has_none_of_it() {
    let campus = Campus::of("wwoc").await;
    let mut browser = Browser::default();
    for path in ["/api/sso/begin", "/api/sso/return?state=x&ticket=ST-1"] {
        let answer = browser.get(&campus, path).await;
        assert_eq!((answer.status, answer.code()), (404, "switched-off"), "{path}");
    }
    let told = campus_side::log_out(&campus, b"logoutRequest=x").await;
    assert_eq!((told.status, told.code()), (404, "switched-off"));
}

#[tokio::test]
async fn whom_we_do_not_know_the_campus_cannot_let_in() {
    let campus = school("xust", Role::Payer).await;
    campus_side::disables(&campus, "21030199").await;
    // Not imported; disabled; numbers that nobody can have, an ID number and another's name.
    for user in ["21030102", "21030199", "张三", "61011320060313900X", "'; --"] {
        let mut visitor = Traveller::default();
        let landed = visitor.enters(&campus, user).await;
        assert_eq!(word(&landed), Some("unknown"), "{user}");
        assert!(visitor.here.cookies.is_empty(), "{user}: {:?}", visitor.here.cookies);
    }
}
