//! Somebody registered with an ID number before the school told us of its owner.

use crate::browser::Browser;
use crate::office::{HEAD, Office, counts, person};
use crate::registering::{OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD, form, registers, with};
use campus::{Campus, Mishap, Plan};
use domain::PersonId;
use serde_json::{Value, json};

const NUMBER: &str = "2301000001";

fn file(number: &str, name: &str) -> Vec<u8> {
    let row = format!("{number},{name},女,{OFF_CAMPUS_ID},2026-2027,学费,5500.00,0,0,是");
    format!("{HEAD}\r\n{row}\r\n").into_bytes()
}

/// A squatter who registered as `name` and is signed in.
async fn squatted(campus: &Campus, name: &str) -> (Browser, PersonId) {
    let answer = registers(campus, with(form(campus), "name", json!(name))).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    let mut browser = Browser::default();
    let entered = browser.logs_in(campus, OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD).await;
    assert_eq!(entered.body["next"], "home", "{}", entered.text);
    let number = browser.get(campus, "/api/me").await.body["number"].clone();
    let person = person(campus, number.as_str().expect("a number")).await;
    (browser, person.expect("a person"))
}

#[tokio::test]
async fn the_schools_word_takes_over_and_whoever_registered_is_out() {
    for school in ["xust", "wwoc"] {
        let campus = Campus::of(school).await;
        let (mut squatter, who) = squatted(&campus, "李丽").await;
        let own = campus.owes_whole(&who.to_string(), "2026-2027/培训费", "80.00").await;
        assert_eq!(own.to_string(), "2026-2027/培训费");
        let office = Office { campus: &campus };
        assert_eq!(office.brings_in(&file(NUMBER, "李丽")).await, [1, 0, 0, 0]);
        assert_eq!(person(&campus, NUMBER).await, Some(who), "one person");
        assert_eq!(person(&campus, &format!("X{who}")).await, None, "the old number is nobody's");

        for path in ["/api/me", "/api/arrears"] {
            let answer = squatter.get(&campus, path).await;
            assert_eq!((answer.status, answer.code()), (401, "signed-out"), "{path}");
        }
        assert_eq!(squatter.refreshes(&campus).await.status, 401);
        for user in [OFF_CAMPUS_ID, NUMBER] {
            let old = Browser::default().logs_in(&campus, user, OFF_CAMPUS_PASSWORD).await;
            assert_eq!(old.code(), "wrong-credentials", "{user}");
        }

        let mut owner = Browser::default();
        let first = owner.logs_in(&campus, NUMBER, "13900X").await;
        assert_eq!(first.body["next"], "first-password", "{}", first.text);
        assert_eq!(owner.chooses(&campus, "another-Lantern-9").await.status, 204);
        let me = owner.get(&campus, "/api/me").await.body;
        assert_eq!((&me["origin"], &me["number"]), (&json!("school"), &json!(NUMBER)));
        assert_eq!((&me["phone"], &me["wechat"]), (&Value::Null, &json!(false)));
        assert_eq!(owner.get(&campus, "/api/arrears").await.body["owed"], "5580.00");
        assert_eq!(office.brings_in(&file(NUMBER, "李丽")).await, [0, 0, 1, 0], "and only once");
        let stays = owner.get(&campus, "/api/me").await.status;
        assert_eq!(stays, 200, "importing again throws nobody out");
    }
}

#[tokio::test]
async fn another_name_is_for_the_office_to_decide() {
    let campus = Campus::open().await;
    let (mut squatter, who) = squatted(&campus, "张三丰").await;
    let office = Office { campus: &campus };
    let import = office.sends(&file(NUMBER, "李丽")).await;
    let applied = office.applies(&import).await;
    assert_eq!(counts(&applied), [0, 0, 0, 1]);
    assert_eq!(applied.body["refused"][0]["code"], "registered-differently");
    assert_eq!(squatter.get(&campus, "/api/arrears").await.body["owed"], "0.00");

    let id_number = OFF_CAMPUS_ID.parse().expect("an ID number");
    let released = paycli::release(&campus.store, &campus.keys.vault, id_number, campus.now());
    assert_eq!(released.await.expect("registered"), who);

    assert_eq!(squatter.get(&campus, "/api/me").await.code(), "signed-out");
    assert_eq!(office.brings_in(&file(NUMBER, "李丽")).await, [1, 0, 0, 0]);
    let owner = person(&campus, NUMBER).await.expect("imported");
    assert_ne!(owner, who, "a person of their own");
    let id_number = OFF_CAMPUS_ID.parse().expect("an ID number");
    let again = paycli::release(&campus.store, &campus.keys.vault, id_number, campus.now());
    assert!(matches!(again.await, Err(paycli::ReleaseError::OfTheSchool)));
    assert_eq!(campus.owed(&owner.to_string()).await, "5500.00");
}

#[tokio::test]
async fn a_number_that_is_somebody_elses_stays_theirs() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    let other =
        format!("{HEAD}\r\n{NUMBER},赵佳曦,女,370682200708179702,2026-2027,学费,1.00,0,0,是\r\n");
    office.brings_in(other.as_bytes()).await;
    let (mut squatter, _) = squatted(&campus, "李丽").await;

    let import = office.sends(&file(NUMBER, "李丽")).await;
    let applied = office.applies(&import).await;
    assert_eq!(applied.body["refused"][0]["code"], "identity-differs");
    assert_eq!(squatter.get(&campus, "/api/me").await.status, 200, "nothing was touched");
}

#[tokio::test]
async fn an_imported_id_number_cannot_be_registered() {
    let campus = Campus::open().await;
    let office = Office { campus: &campus };
    office.brings_in(&file(NUMBER, "李丽")).await;
    let before = person(&campus, NUMBER).await;
    assert_eq!(registers(&campus, form(&campus)).await.status, 202, "and nobody is told");

    let answer = Browser::default().logs_in(&campus, OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD).await;
    assert_eq!(answer.code(), "wrong-credentials");
    let first = Browser::default().logs_in(&campus, OFF_CAMPUS_ID, "13900X").await;
    assert_eq!(first.body["next"], "first-password");
    assert_eq!(person(&campus, NUMBER).await, before);
    assert!(!campus.everything().await.contains("CONSENT#"), "nothing of it was written");
    assert_eq!(campus.owed(&before.expect("imported").to_string()).await, "5500.00");
}

#[tokio::test]
async fn wherever_a_takeover_dies_the_owner_gets_everything_and_the_other_nothing() {
    for mishap in [Mishap::CrashBefore, Mishap::CrashAfter, Mishap::LostAnswer, Mishap::Conflict] {
        for call in 1..14 {
            let campus = Campus::open().await;
            let (mut squatter, who) = squatted(&campus, "李丽").await;
            let office = Office { campus: &campus };
            let import = office.sends(&file(NUMBER, "李丽")).await;

            let plan = Plan::at(call, mishap).if_it_comes_to_that();
            let _ = campus.call(plan, office.posts(&import, "apply")).await;
            let seen = squatter.get(&campus, "/api/arrears").await;
            assert_ne!(seen.body["owed"], "5500.00", "{mishap:?} at {call}: never their bills");
            let [created, changed, unchanged, refused] = counts(&office.applies(&import).await);

            assert_eq!((created + unchanged, changed, refused), (1, 0, 0), "{mishap:?} at {call}");
            assert_eq!(squatter.get(&campus, "/api/me").await.status, 401, "{mishap:?} at {call}");
            let mut owner = Browser::default();
            let first = owner.logs_in(&campus, NUMBER, "13900X").await;
            assert_eq!(first.body["next"], "first-password", "{mishap:?} at {call}");
            assert_eq!(campus.owed(&who.to_string()).await, "5500.00", "{mishap:?} at {call}");
        }
    }
}
