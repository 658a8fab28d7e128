//! Somebody changes their phone number, and proves by their password that it is they.

use crate::owners::{PASSWORD, Signed, Yard};
use campus::{Answer, Ask, Mishap, Plan};
use domain::Entrance;
use serde_json::{Value, json};

const OWN: &str = "13800001234";

impl Yard {
    fn changing(&self, signed: &Signed, body: &Value) -> Ask {
        let ask = self.ask("PUT /api/me/phone");
        Ask { cookies: signed.cookies(), body: Some(body.to_string()), ..ask }
    }

    async fn changes(&self, signed: &Signed, phone: &str, password: &str) -> Answer {
        let body = json!({ "phone": phone, "password": password });
        self.campus.ask(self.changing(signed, &body)).await
    }

    async fn me(&self, signed: &Signed) -> Value {
        let ask = Ask { cookies: signed.cookies(), ..self.ask("GET /api/me") };
        let answer = self.campus.ask(ask).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body
    }

    /// The number that is sealed beside Ada's credential.
    async fn sealed_phone(&self) -> Option<String> {
        let credential = self.campus.store.credential(&self.ada.caller.login).await.expect("hers");
        let facts = self.campus.keys.vault.open_facts(credential.person, &credential.facts);
        facts.expect("opens").phone.map(|it| it.expose().to_owned())
    }
}

#[tokio::test]
async fn a_phone_number_is_shown_masked_and_kept_sealed() {
    let yard = Yard::open().await;
    let me = yard.me(&yard.ada).await;
    assert_eq!(
        (&me["phone"], &me["wechat"], &me["origin"]),
        (&Value::Null, &json!(false), &json!("school"))
    );

    let answer = yard.changes(&yard.ada, "+86 138-0000-1234", PASSWORD).await;

    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert_eq!(yard.me(&yard.ada).await["phone"], "138****1234");
    assert_eq!(yard.sealed_phone().await.as_deref(), Some(OWN));
    assert!(!yard.campus.everything().await.contains(OWN), "nowhere in clear");
    assert_eq!(yard.me(&yard.ben).await["phone"], Value::Null);
    assert_eq!(yard.me(&yard.elsewhere).await["phone"], "138****1234", "no session ends");

    assert_eq!(yard.changes(&yard.ada, "19900005678", PASSWORD).await.status, 204);
    assert_eq!(yard.me(&yard.ada).await["phone"], "199****5678");
}

#[tokio::test]
async fn without_the_password_nothing_changes_and_soon_one_waits() {
    let yard = Yard::open().await;
    let before = yard.me(&yard.ada).await;
    for _ in 0..5 {
        let wrong = yard.changes(&yard.ada, OWN, "quiet-harbour-28").await;
        assert_eq!((wrong.status, wrong.code()), (422, "wrong-password"));
        assert_eq!(wrong.wrong_field(), "password: wrong");
    }
    let waits = yard.changes(&yard.ada, OWN, PASSWORD).await;
    assert_eq!((waits.status, waits.code()), (429, "slow-down"), "the right one waits too");
    assert_eq!(yard.me(&yard.ada).await, before);
    assert_eq!(yard.sealed_phone().await, None);

    let login = Ask { ..yard.ask("POST /api/login") };
    assert_eq!(yard.campus.ask(login).await.code(), "slow-down", "one count for both doors");
    assert_eq!(yard.changes(&yard.ben, OWN, PASSWORD).await.status, 204, "hers alone");
}

#[tokio::test]
async fn whoever_never_chose_a_password_cannot_prove_it_by_one() {
    let yard = Yard::open().await;
    let newcomer = yard.newcomer_by(Entrance::Sso).await;
    let before = yard.campus.everything().await;
    for password in [PASSWORD, "", "000000"] {
        let answer = yard.changes(&newcomer, OWN, password).await;
        assert_eq!((answer.status, answer.code()), (409, "no-password"), "{}", answer.text);
    }
    let body = serde_json::json!({ "current": PASSWORD, "fresh": "another-Lantern-9" });
    let ask = yard.ask("POST /api/password");
    let ask = campus::Ask { cookies: newcomer.cookies(), body: Some(body.to_string()), ..ask };
    let answer = yard.campus.ask(ask).await;
    assert_eq!((answer.status, answer.code()), (409, "no-password"), "{}", answer.text);
    assert_eq!(yard.campus.everything().await, before, "and no failure is counted");
}

#[tokio::test]
async fn what_is_no_phone_number_is_refused_by_its_field() {
    let yard = Yard::open().await;
    let before = yard.campus.everything().await;
    for wrong in
        ["", "1380000123", "12800001234", "029-83858000", "１３８００００１２３４", "13800001234；"]
    {
        let answer = yard.changes(&yard.ada, wrong, PASSWORD).await;
        assert_eq!(
            (answer.status, answer.wrong_field().as_str()),
            (422, "phone: not-a-phone"),
            "{wrong}"
        );
    }
    for body in [
        json!({ "phone": OWN }),
        json!({ "password": PASSWORD }),
        json!({ "phone": 13_800_001_234_u64, "password": PASSWORD }),
        json!({ "phone": OWN, "password": PASSWORD, "person": "BEN002" }),
        json!([]),
    ] {
        let answer = yard.campus.ask(yard.changing(&yard.ada, &body)).await;
        assert_eq!((answer.status, answer.code()), (422, "malformed-body"), "{body}");
    }
    assert_eq!(yard.campus.everything().await, before);
}

#[tokio::test]
async fn a_password_that_changes_meanwhile_proves_nothing_any_more() {
    let yard = Yard::open().await;
    let store = &yard.campus.store;
    let read = store.credential(&yard.ada.caller.login).await.expect("hers");
    let ask = Ask { cookies: yard.elsewhere.cookies(), ..yard.ask("POST /api/password") };
    assert_eq!(yard.campus.ask(ask).await.status, 204);

    let phone = OWN.parse().expect("a number");
    let late = store.change_phone(&read, &read.facts, &phone).await;

    assert!(matches!(late, Err(store::StoreError::Raced)), "{late:?}");
    assert_eq!(yard.me(&yard.elsewhere).await["phone"], Value::Null);
}

#[tokio::test]
async fn of_two_numbers_at_once_one_is_kept_in_both_places() {
    let yard = Yard::open().await;
    let body = |phone| json!({ "phone": phone, "password": PASSWORD });
    let plan = || Plan { pace: vec![1], ..Plan::default() };
    let (one, other) = tokio::join!(
        yard.campus.call(plan(), yard.changing(&yard.ada, &body("13800001111"))),
        yard.campus.call(plan(), yard.changing(&yard.elsewhere, &body("13800002222"))),
    );

    let answers = [one.expect("alive"), other.expect("alive")];
    let mut heard: Vec<_> = answers.iter().map(|it| (it.status, it.code())).collect();
    heard.sort_unstable();
    assert_eq!(heard, [(204, ""), (503, "raced")]);
    let shown = yard.me(&yard.ada).await["phone"].as_str().expect("a number").to_owned();
    let kept = yard.sealed_phone().await.expect("a number");
    assert_eq!(&shown[7..], &kept[7..]);
}

#[tokio::test]
async fn whatever_befalls_the_change_both_places_agree() {
    for nth in 1..=6 {
        for mishap in Mishap::ALL {
            let yard = Yard::open().await;
            let body = json!({ "phone": OWN, "password": PASSWORD });
            let plan = Plan::during(nth, nth + 9, mishap).if_it_comes_to_that();
            yard.campus.call(plan, yard.changing(&yard.ada, &body)).await;

            let shown = yard.me(&yard.ada).await["phone"].as_str().map(str::to_owned);
            let kept = yard.sealed_phone().await;
            assert_eq!(shown.is_some(), kept.is_some(), "{mishap:?} at {nth}");
        }
    }
}

#[tokio::test]
async fn a_file_that_moves_her_to_another_class_leaves_her_phone() {
    let yard = Yard::open().await;
    let read = yard.campus.store.person(yard.ada.caller.person).await.expect("she");
    assert_eq!(yard.changes(&yard.ada, OWN, PASSWORD).await.status, 204);

    let moved = domain::Person { class: "2102".to_owned(), ..read };
    let write = store::PersonWrite {
        person: store::PersonFate::Changed(moved),
        bills: Vec::new(),
        at: yard.campus.now(),
    };
    yard.campus.store.import_person(&write, Vec::new()).await.expect("written");

    let me = yard.me(&yard.ada).await;
    assert_eq!((&me["class"], &me["phone"]), (&json!("2102"), &json!("138****1234")));
}
