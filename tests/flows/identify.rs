//! The manual's double entry (S17): a name and a number open paying, and nothing that a stranger
//! should not have. What such a guest does with orders is in `guests`.

use crate::login::Browser;
use crate::powers::use_their_grants;
use crate::{ROOM, TUITION};
use campus::{ADA, Answer, BEN, CHEN, Campus, Plan};
use domain::{Bill, Money, Purpose, Role};
use identity::Facts;
use serde_json::{Value, json};
use std::time::Duration;

/// The school that lets guests in, with ADA, who owes tuition of which part is lent and paid.
pub(crate) async fn school() -> (Campus, Facts) {
    let campus = Campus::of("wwoc").await;
    let facts = campus.admits(ADA).await;
    let yuan = |text: &str| text.parse::<Money>().expect("an amount");
    let tuition = campus::new_bill(TUITION, "4800.00");
    let (loan, paid_elsewhere) = (yuan("1000.00"), yuan("800.00"));
    campus.bills(ADA, Bill { loan, paid_elsewhere, ..tuition }).await;
    let room = campus::new_bill(ROOM, "1200.00");
    campus.bills(ADA, Bill { paid_elsewhere: yuan("1200.00"), ..room }).await;
    (campus, facts)
}

pub(crate) fn entry(name: &str, user: &str) -> Value {
    json!({ "name": name, "user": user })
}

/// What ADA's classmates know of her.
pub(crate) fn known(facts: &Facts) -> Value {
    entry(facts.name.expose(), facts.number.expose())
}

pub(crate) fn asked(campus: &Campus, first: &Value, second: &Value) -> Value {
    json!({ "first": first, "second": second, "proof": campus.solves(Purpose::Identify) })
}

/// Somebody says in `browser` who they are, twice.
pub(crate) async fn says(campus: &Campus, browser: &mut Browser, who: &Value) -> Answer {
    let body = asked(campus, who, who);
    browser.asks(campus, "POST", "/api/identify", Some(&body)).await
}

/// A guest who pays for ADA, in a browser of their own.
pub(crate) async fn guest(campus: &Campus, facts: &Facts) -> Browser {
    let mut browser = Browser::default();
    let answer = says(campus, &mut browser, &known(facts)).await;
    assert_eq!((answer.status, &answer.body["next"]), (200, &json!("home")), "{}", answer.text);
    browser
}

#[tokio::test]
async fn a_guest_sees_what_paying_needs_and_no_more() {
    let (campus, facts) = school().await;
    let mut guest = guest(&campus, &facts).await;

    let home = guest.asks(&campus, "GET", "/api/arrears", None).await;

    assert_eq!(home.status, 200, "{}", home.text);
    let person =
        json!({ "name": "林**", "gender": "unknown", "id_number": "", "number": "********01" });
    assert_eq!((&home.body["guest"], &home.body["person"]), (&json!(true), &person));
    assert_eq!(home.body["owed"], "3000.00");
    let bills = home.body["bills"].as_array().expect("bills");
    assert_eq!(bills.len(), 1, "what is settled is nobody's business");
    let amounts = ["due", "exempt", "loan", "paid", "owed"].map(|it| &bills[0][it]);
    assert_eq!(amounts, ["3000.00", "0.00", "0.00", "0.00", "3000.00"], "nor is who lent");
    let id = facts.id_number.as_ref().expect("an ID number").expose();
    for secret in [facts.name.expose(), facts.number.expose(), id, &id[12..]] {
        assert!(!home.text.contains(secret), "{}", home.text);
    }

    let own = campus.sees(ADA, "/api/arrears").await;
    assert_eq!(
        (&own.body["guest"], &own.body["person"]["name"]),
        (&json!(false), &json!(facts.name.expose()))
    );
    assert_eq!(own.body["bills"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_number_counts_however_a_telephone_writes_it() {
    let sequence = (1..999).find(|it| campus::id_number(*it).expose().ends_with('X'));
    let campus = Campus::of("wwoc").await;
    let facts = campus.admits_as(ADA, Role::Payer, sequence.expect("one in eleven")).await;
    let (name, id) =
        (facts.name.expose(), facts.id_number.as_ref().expect("an ID number").expose());
    let wide: String = facts
        .number
        .expose()
        .chars()
        .map(|it| char::from_u32(u32::from(it) + 0xFEE0).expect("full width"))
        .collect();
    for user in [id.to_owned(), id.to_lowercase(), format!(" {id}\u{3000}"), wide] {
        let who = entry(&format!("{name} "), &user);
        let again = entry(name, &user.trim().to_uppercase());
        let body = asked(&campus, &who, &again);
        let answer = Browser::default().asks(&campus, "POST", "/api/identify", Some(&body)).await;
        assert_eq!(answer.status, 200, "{user}: {}", answer.text);
        campus.later(Duration::from_mins(20));
    }
}

#[tokio::test]
async fn what_is_typed_twice_must_be_the_same_and_a_slip_costs_nothing() {
    let (campus, facts) = school().await;
    let (name, number) = (facts.name.expose(), facts.number.expose());
    let before = campus.everything().await;
    for (second, field) in [
        (entry("林ADB001", number), "second.name: differs"),
        (entry(name, "2103ADA002"), "second.user: differs"),
        (entry("", number), "second.name: differs"),
    ] {
        let body = asked(&campus, &known(&facts), &second);
        let answer = Browser::default().asks(&campus, "POST", "/api/identify", Some(&body)).await;
        assert_eq!((answer.status, answer.code()), (422, "entries-differ"), "{}", answer.text);
        assert_eq!(answer.wrong_field(), field);
    }
    assert_eq!(campus.everything().await, before, "not even the captcha is spent");
}

#[tokio::test]
async fn a_captcha_is_asked_for_always_and_serves_once() {
    let (campus, facts) = school().await;
    let who = known(&facts);
    let mut browser = Browser::default();
    let mut asks = async |proof: Value| {
        let mut body = json!({ "first": who, "second": who, "proof": proof });
        if proof.is_null() {
            body.as_object_mut().expect("fields").remove("proof");
        }
        browser.asks(&campus, "POST", "/api/identify", Some(&body)).await
    };
    let other = campus.solves(Purpose::Login);
    let mut wrong = campus.solves(Purpose::Identify);
    wrong["answer"] = json!("?????");
    let right = campus.solves(Purpose::Identify);

    assert_eq!(asks(Value::Null).await.code(), "captcha-needed");
    assert_eq!(asks(other).await.code(), "captcha-wrong");
    assert_eq!(asks(wrong).await.code(), "captcha-wrong");
    assert_eq!(asks(right.clone()).await.status, 200);
    assert_eq!(asks(right).await.code(), "captcha-wrong", "replayed");
}

/// What a stranger hears, and what it costs us to say it.
#[tokio::test]
async fn unknown_wrong_disabled_and_staff_are_one_answer_at_one_cost() {
    let (campus, ada) = school().await;
    let ben = campus.admits(BEN).await;
    campus.disables(&ben).await;
    let clerk = campus.admits_as(CHEN, Role::Office, 7).await;

    let mut heard = Vec::new();
    for who in [
        entry(ada.name.expose(), "21039999"),
        entry("林别人", ada.number.expose()),
        known(&ben),
        known(&clerk),
        entry("", ada.number.expose()),
        entry(ada.name.expose(), "';--"),
    ] {
        let answer = says(&campus, &mut Browser::default(), &who).await;
        assert!(answer.cookie("__Host-at").is_none());
        heard.push((answer.status, answer.text, answer.cost.reads, answer.cost.writes));
        campus.later(Duration::from_mins(20));
    }

    assert!(heard[0].1.contains("not-found-there") && heard[0].0 == 401, "{}", heard[0].1);
    assert!(heard.iter().all(|it| (it.0, &it.1) == (heard[0].0, &heard[0].1)), "{heard:?}");
    assert!(heard.iter().all(|it| it.3 == heard[0].3), "{heard:?}");
}

/// Whoever knows the number only tries names; whoever knows both looks again and again.
#[tokio::test]
async fn each_look_at_one_person_counts_right_or_wrong() {
    for name in [None, Some("林别人")] {
        let (campus, facts) = school().await;
        let who = entry(name.unwrap_or(facts.name.expose()), facts.number.expose());
        for _ in 0..5 {
            assert_ne!(says(&campus, &mut Browser::default(), &who).await.status, 429);
        }
        let slow = says(&campus, &mut Browser::default(), &who).await;
        assert_eq!((slow.status, slow.code()), (429, "slow-down"), "{}", slow.text);
        assert!(slow.header("retry-after").is_some());
        campus.later(Duration::from_mins(1));
        assert_ne!(says(&campus, &mut Browser::default(), &who).await.status, 429, "not for good");
    }
}

/// R46: the whole class with its list in hand, from one address.
#[tokio::test]
async fn a_class_cannot_be_looked_through() {
    let (campus, facts) = school().await;
    let mut looked = 0;
    for number in 0..100 {
        let who = entry("林某", &format!("2103{number:04}"));
        if says(&campus, &mut Browser::default(), &who).await.status == 429 {
            break;
        }
        looked += 1;
    }
    assert_eq!(looked, 60, "sixty in a quarter of an hour");
    assert_eq!(says(&campus, &mut Browser::default(), &known(&facts)).await.status, 429);

    campus.later(Duration::from_mins(15));
    guest(&campus, &facts).await;
}

#[tokio::test]
async fn of_claims_at_the_same_moment_one_is_heard() {
    let (campus, facts) = school().await;
    let ask = || {
        let body = asked(&campus, &known(&facts), &known(&facts));
        let ask = campus.says(ADA, "POST", "/api/identify", Some(&body));
        campus::Ask { cookies: Vec::new(), ..ask }
    };
    let slow = |pace: &[u64]| Plan { pace: pace.to_vec(), ..Plan::fair() };
    let (one, other) =
        tokio::join!(campus.call(slow(&[5, 20]), ask()), campus.call(slow(&[6, 10]), ask()));

    let mut statuses = [one.expect("alive").status, other.expect("alive").status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn a_guests_session_ends_after_half_an_hour_whatever_is_done_in_it() {
    let (campus, facts) = school().await;
    let mut guest = guest(&campus, &facts).await;
    for _ in 0..3 {
        campus.later(Duration::from_mins(9));
        assert_eq!(guest.asks(&campus, "POST", "/api/session/refresh", None).await.status, 204);
        assert_eq!(guest.asks(&campus, "GET", "/api/me", None).await.code(), "limited");
    }
    campus.later(Duration::from_mins(3));
    assert_eq!(guest.asks(&campus, "POST", "/api/session/refresh", None).await.status, 401);
}

#[tokio::test]
async fn what_is_a_persons_own_is_not_a_guests() {
    let (campus, facts) = school().await;
    let mut guest = guest(&campus, &facts).await;
    let before = campus.everything().await;
    let password = json!({ "current": "a", "fresh": "another-Lantern-9" });
    let phone = json!({ "phone": "13800001234", "password": "a" });
    let code = json!({ "code": "C0DE" });
    for (method, path, body) in [
        ("GET", "/api/me", None),
        ("GET", "/api/orders", None),
        ("GET", "/api/payments", None),
        ("GET", "/api/sessions", None),
        ("DELETE", "/api/sessions", None),
        ("DELETE", "/api/sessions/aaaaaaaaaaaaaaaa", None),
        ("PUT", "/api/me/phone", Some(&phone)),
        ("POST", "/api/password", Some(&password)),
        ("POST", "/api/wechat", Some(&code)),
        ("DELETE", "/api/wechat", None),
    ] {
        let answer = guest.asks(&campus, method, path, body).await;
        assert_eq!((answer.status, answer.code()), (403, "limited"), "{method} {path}");
    }
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_school_may_have_no_such_way_in() {
    let campus = Campus::open().await;
    let facts = campus.admits(ADA).await;
    let answer = says(&campus, &mut Browser::default(), &known(&facts)).await;
    assert_eq!((answer.status, answer.code()), (404, "switched-off"));
}

#[tokio::test]
async fn identifying_has_the_grants_it_needs() {
    let (campus, facts) = school().await;
    guest(&campus, &facts).await;
    use_their_grants(&campus, &["identify-payer"]);
}
