//! Somebody at the office's window forgot their password.

use crate::browser::{self, Browser, ID, NUMBER, PASSWORD};
use crate::office::Office;
use campus::{ADA, Answer, Ask, BEN, Campus};
use domain::{Device, Entrance, Role, UserName};
use identity::{Caller, Chance, RefreshToken};
use serde_json::json;
use store::StoreError;

const PATH: &str = "/api/office/reset";

async fn resets(campus: &Campus, user: &str, name: &str) -> Answer {
    let body = json!({ "user": user, "name": name }).to_string();
    let office = Office { campus };
    campus.ask(office.ask("POST", PATH.to_owned(), Some(body), "application/json")).await
}

#[tokio::test]
async fn the_office_puts_somebody_back_to_the_initial_password() {
    for user in [NUMBER, ID] {
        let (campus, mut theirs) = browser::settled().await;
        for _ in 0..5 {
            Browser::default().logs_in(&campus, NUMBER, "wrong-wrong").await;
        }
        let answer = resets(&campus, user, " 林小满 ").await;
        assert_eq!(
            (answer.status, &answer.body["name"]),
            (200, &json!("林小满")),
            "{}",
            answer.text
        );
        assert_eq!(answer.body["until"], "2026-12-04T01:00:00Z", "after initial_days");

        assert_eq!(theirs.get(&campus, "/api/me").await.code(), "signed-out");
        assert_eq!(theirs.refreshes(&campus).await.status, 401);
        let old = Browser::default().logs_in(&campus, NUMBER, PASSWORD).await;
        assert_eq!(old.code(), "wrong-credentials");
        let first = theirs.logs_in(&campus, NUMBER, "13900X").await;
        assert_eq!(first.body["next"], "first-password", "nobody waits for earlier failures");
        assert_eq!(theirs.chooses(&campus, "another-Lantern-9").await.status, 204);
        let kept = campus.everything().await;
        assert!(kept.contains("RESET#2026-09-05T01:00:00Z"), "who did it when is kept");
        assert!(kept.contains("by_person"), "by whom");
    }
}

#[tokio::test]
async fn who_proved_themselves_by_what_was_reset_meanwhile_does_not_come_in() {
    let (campus, _) = browser::settled().await;
    let user = UserName::read(NUMBER).expect("a user name");
    let was = campus.store.credential(&campus.keys.vault.login(&user)).await.expect("known");
    let caller = Caller::entering(&was, Entrance::Password, Chance::REAL);
    let device = Device::of("a browser");
    let token = RefreshToken::first(&caller, Chance::REAL);
    let session = token.begin(&caller, (Entrance::Password, device), campus.now());
    assert_eq!(resets(&campus, NUMBER, "林小满").await.status, 200);

    let before = campus.everything().await;
    let late = campus.store.begin_session(&session, &was).await;
    assert!(matches!(late, Err(StoreError::Raced)), "{late:?}");
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_wrong_number_or_name_throws_nobody_out() {
    let (campus, mut theirs) = browser::settled().await;
    let colleague = campus.admits_as(ADA, Role::Office, 7).await;
    campus.was_written();
    for (user, name, status, code, field) in [
        ("21039999", "林小满", 422, "nobody-there", "user: unknown-person"),
        ("nobody at all", "林小满", 422, "nobody-there", "user: unknown-person"),
        (NUMBER, "林大满", 422, "not-this-person", "name: differs"),
        (NUMBER, "", 422, "not-this-person", "name: differs"),
        (colleague.number.expose(), colleague.name.expose(), 403, "not-a-payer", ": "),
    ] {
        let answer = resets(&campus, user, name).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{user} {name}");
        assert_eq!(answer.wrong_field(), field);
    }
    for body in [
        json!({}),
        json!({"user": NUMBER}),
        json!({"user": NUMBER, "name": "林小满", "password": "x"}),
    ] {
        let office = Office { campus: &campus };
        let ask = office.ask("POST", PATH.to_owned(), Some(body.to_string()), "application/json");
        assert_eq!(campus.ask(ask).await.code(), "malformed-body", "{body}");
    }
    assert!(!campus.was_written());
    assert_eq!(theirs.get(&campus, "/api/me").await.status, 200);
}

#[tokio::test]
async fn only_the_office_resets() {
    let (campus, mut theirs) = browser::settled().await;
    campus.admits_as(BEN, Role::Payer, 3).await;
    let body = json!({ "user": NUMBER, "name": "林小满" });
    let payer = campus.ask(campus.says(BEN, "POST", PATH, Some(&body))).await;
    assert_eq!((payer.status, payer.code()), (403, "wrong-role"));
    let stranger = Ask { cookies: Vec::new(), ..campus.says(BEN, "POST", PATH, Some(&body)) };
    let stranger = campus.ask(stranger).await;
    assert_eq!((stranger.status, stranger.code()), (401, "signed-out"));
    assert_eq!(theirs.get(&campus, "/api/me").await.status, 200);
}
