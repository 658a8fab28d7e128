//! Registration, resets and an import that takes over do all that the template lets them do, and
//! nothing else.

use crate::browser::Browser;
use crate::office::{HEAD, Office};
use crate::powers::use_their_grants;
use crate::registering::{
    OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD, OFF_CAMPUS_PHONE, form, registers, with,
};
use campus::Campus;
use domain::{LoginIndex, Presence, Purpose, UserName};
use serde_json::json;

const FRESH: &str = "another-Lantern-9";

/// A campus on which somebody registered and is signed in.
async fn campus() -> Campus {
    let all = |it: &mut config::WaysIn| (it.phone_codes, it.security_question) = (true, true);
    let campus = Campus::with_ways_in("xust", all).await;
    let security = json!({"question": 2, "answer": "西安"});
    assert_eq!(registers(&campus, with(form(&campus), "security", security)).await.status, 202);
    signs_in(&campus, OFF_CAMPUS_PASSWORD).await;
    campus
}

async fn signs_in(campus: &Campus, password: &str) {
    let mut browser = Browser::default();
    let entered = browser.logs_in(campus, OFF_CAMPUS_ID, password).await;
    assert_eq!(entered.body["next"], "home", "{}", entered.text);
}

async fn forgets(campus: &Campus) {
    let mut browser = Browser::default();
    let proof = campus.solves(Purpose::Reset);
    let ask = json!({"user": OFF_CAMPUS_ID, "phone": OFF_CAMPUS_PHONE, "proof": proof});
    assert_eq!(browser.post(campus, "/api/password/code", Some(ask)).await.status, 202);
    let code = campus.texts().remove(0).code;
    for (code, status) in [("wrong", 422), (code.as_str(), 204)] {
        let ask = json!({
            "user": OFF_CAMPUS_ID, "phone": OFF_CAMPUS_PHONE, "code": code, "fresh": FRESH,
        });
        let answer = browser.post(campus, "/api/password/reset", Some(ask)).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let ask = json!({
        "user": OFF_CAMPUS_ID, "name": "买买提·艾力", "phone": OFF_CAMPUS_PHONE, "fresh": FRESH,
        "security": {"question": 2, "answer": "西安"}, "proof": campus.solves(Purpose::Reset),
    });
    assert_eq!(browser.post(campus, "/api/password/reset", Some(ask)).await.status, 204);
}

/// Somebody in the official account who bound the person whose number or ID number `user` is.
async fn binds(campus: &Campus, user: &str) {
    let login = campus.keys.vault.login(&UserName::read(user).expect("a user name"));
    let account = campus.store.account(&login).await.expect("read").expect("an account");
    let session = "campus-session-1".to_owned().try_into().expect("a session's id");
    let who = (&Presence { person: account.person, session }, &account.login);
    campus.store.bind(who, &wallet(), campus.now()).await.expect("bound");
    assert!(campus.store.bound(&wallet()).await.expect("read").is_some());
}

fn wallet() -> LoginIndex {
    "w".repeat(LoginIndex::LEN).try_into().expect("an index")
}

/// Whoever bound it does not come in by it any more.
async fn is_unbound(campus: &Campus, after: &str) {
    let bound = campus.store.bound(&wallet()).await.expect("read");
    assert!(bound.is_none(), "still bound after {after}");
}

#[tokio::test]
async fn they_have_the_grants_they_need() {
    let campus = campus().await;
    binds(&campus, OFF_CAMPUS_ID).await;
    forgets(&campus).await;
    is_unbound(&campus, "a reset").await;
    binds(&campus, OFF_CAMPUS_ID).await;
    signs_in(&campus, FRESH).await;
    let office = Office { campus: &campus };
    let row = format!("2301000001,买买提·艾力,女,{OFF_CAMPUS_ID},2026-2027,学费,5500.00,0,0,是");
    office.brings_in(format!("{HEAD}\r\n{row}\r\n").as_bytes()).await;
    let moved =
        format!("2301000001,买买提·艾力,女,{OFF_CAMPUS_ID},2026-2027,学费,5500.00,0,0,是,新学院");
    office.brings_in(format!("{HEAD},学院\r\n{moved}\r\n").as_bytes()).await;
    campus.announces_batch("books", -1, 24).await;
    let mut import = office.sends(format!("{HEAD}\r\n{row}\r\n").as_bytes()).await;
    import.ask["batch"] = json!("books");
    assert_eq!(office.applies(&import).await.status, 200);
    for _ in 0..2 {
        let mut browser = Browser::default();
        browser.logs_in(&campus, "2301000001", "13900X").await;
        assert_eq!(browser.chooses(&campus, FRESH).await.status, 204);
        binds(&campus, "2301000001").await;
        let body = json!({"user": "2301000001", "name": "买买提·艾力"}).to_string();
        let path = "/api/office/reset".to_owned();
        let ask = office.ask("POST", path, Some(body), "application/json");
        assert_eq!(campus.ask(ask).await.status, 200);
        is_unbound(&campus, "the office's reset").await;
    }

    use_their_grants(&campus, &["import-bills", "register", "reset-password", "reset-person"]);
}
