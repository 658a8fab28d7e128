//! Signing in with what people mistype and attackers try; the usual way in is in `entering`.

use campus::{ADA, Answer, Ask, Campus};
use domain::{Purpose, Role};
use identity::Facts;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

pub(crate) const OWN: &str = "银杏-7-lantern";

/// A browser: it keeps cookies, and sends each where it belongs.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) async fn asks(
        &mut self,
        campus: &Campus,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let ask = Ask { cookies: self.sent(path), ..campus.says(ADA, method, path, body) };
        let answer = campus.ask(ask).await;
        for name in ["__Host-at", "__Secure-rt"] {
            match answer.cookie(name) {
                Some("") => drop(self.cookies.remove(name)),
                Some(value) => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
                None => {}
            }
        }
        answer
    }

    /// The cookies that go to `path`.
    pub(crate) fn sent(&self, path: &str) -> Vec<String> {
        let goes =
            |it: &(&String, &String)| it.0 != "__Secure-rt" || path.starts_with("/api/session");
        let cookies = self.cookies.iter().filter(goes);
        cookies.map(|(name, value)| format!("{name}={value}")).collect()
    }

    pub(crate) async fn logs_in(&mut self, campus: &Campus, user: &str, password: &str) -> Answer {
        self.logs_in_with(campus, json!({ "user": user, "password": password })).await
    }

    /// As the page does it: a captcha is solved when one is asked for.
    async fn logs_in_with(&mut self, campus: &Campus, mut body: Value) -> Answer {
        let answer = self.asks(campus, "POST", "/api/login", Some(&body)).await;
        if answer.code() != "captcha-needed" {
            return answer;
        }
        body["proof"] = campus.solves(Purpose::Login);
        self.asks(campus, "POST", "/api/login", Some(&body)).await
    }

    async fn refreshes(&mut self, campus: &Campus) -> Answer {
        self.asks(campus, "POST", "/api/session/refresh", None).await
    }

    async fn home(&mut self, campus: &Campus) -> u16 {
        self.asks(campus, "GET", "/api/arrears", None).await.status
    }

    async fn chooses(&mut self, campus: &Campus, current: Option<&str>, fresh: &str) -> Answer {
        let body = match current {
            Some(current) => json!({ "current": current, "fresh": fresh }),
            None => json!({ "fresh": fresh }),
        };
        self.asks(campus, "POST", "/api/password", Some(&body)).await
    }
}

fn tail(facts: &Facts) -> String {
    facts.id_number.as_ref().expect("an ID number").expose()[12..].to_owned()
}

fn number(facts: &Facts) -> String {
    facts.number.expose().to_owned()
}

fn next(answer: &Answer) -> &str {
    answer.body["next"].as_str().unwrap_or_default()
}

/// A student with a password of their own, in a browser that is signed in.
pub(crate) async fn settled(campus: &Campus) -> (Facts, Browser) {
    let facts = campus.admits(ADA).await;
    let mut browser = Browser::default();
    let first = browser.logs_in(campus, &number(&facts), &tail(&facts)).await;
    assert_eq!((first.status, next(&first)), (200, "first-password"), "{}", first.text);
    let chosen = browser.chooses(campus, None, OWN).await;
    assert_eq!(chosen.status, 204, "{}", chosen.text);
    (facts, browser)
}

#[tokio::test]
async fn the_last_character_of_an_id_number_may_be_typed_small() {
    let sequence = (1..999).find(|it| campus::id_number(*it).expose().ends_with('X'));
    let campus = Campus::of("wwoc").await;
    let facts = campus.admits_as(ADA, Role::Payer, sequence.expect("one in eleven")).await;
    let id = facts.id_number.as_ref().expect("an ID number").expose().to_owned();
    let tail = tail(&facts);

    for (user, password) in [
        (id.clone(), tail.clone()),
        (id.to_lowercase(), tail.to_lowercase()),
        (id.to_lowercase(), tail.clone()),
    ] {
        let answer = Browser::default().logs_in(&campus, &user, &password).await;
        assert_eq!((answer.status, next(&answer)), (200, "first-password"), "{}", answer.text);
    }
}

#[tokio::test]
async fn six_zeros_open_with_name_and_id_tail_where_the_school_says_so() {
    let campus = Campus::open().await;
    let facts = campus.admits(ADA).await;
    let zeros = |name: &str, tail: &str| json!({"user": number(&facts), "password": "000000", "name": name, "id_tail": tail});

    let mut browser = Browser::default();
    let bare = browser.logs_in(&campus, &number(&facts), "000000").await;
    let wrong = browser.logs_in_with(&campus, zeros("别人", &tail(&facts))).await;
    campus.later(Duration::from_hours(1));
    let named = zeros(facts.name.expose(), &tail(&facts));
    let right = browser.logs_in_with(&campus, named).await;

    assert_eq!((bare.code(), wrong.code()), ("wrong-credentials", "wrong-credentials"));
    assert_eq!((right.status, next(&right)), (200, "first-password"), "{}", right.text);
}

#[tokio::test]
async fn nobody_learns_who_exists() {
    let campus = Campus::open().await;
    let (facts, _) = settled(&campus).await;
    let known = Browser::default().logs_in(&campus, &number(&facts), "wrong").await;

    for user in ["21039999", "张三", "", "610113200603139017", &"9".repeat(3000)] {
        let unknown = Browser::default().logs_in(&campus, user, "wrong").await;
        assert_eq!((unknown.status, unknown.text), (known.status, known.text.clone()), "{user}");
    }
    assert_eq!((known.status, known.code()), (401, "wrong-credentials"));
    assert_eq!(known.cookie("__Host-at"), None);
}

#[tokio::test]
async fn two_tabs_that_refresh_at_once_both_go_on() {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    let mut tab = browser.clone();

    assert_eq!(browser.refreshes(&campus).await.status, 204);
    campus.later(Duration::from_secs(2));
    assert_eq!(tab.refreshes(&campus).await.status, 204);

    assert_eq!((browser.home(&campus).await, tab.home(&campus).await), (200, 200));
    assert_eq!(tab.refreshes(&campus).await.status, 204);
}

#[tokio::test]
async fn a_weak_password_is_refused_with_its_weakness() {
    let campus = Campus::open().await;
    let facts = campus.admits(ADA).await;
    let mut browser = Browser::default();
    browser.logs_in(&campus, &number(&facts), &tail(&facts)).await;
    let before = campus.everything().await;

    let holds = format!("my{}pass", number(&facts));
    for (fresh, weakness) in [
        ("", "too-short"),
        ("short7!", "too-short"),
        ("password1", "too-common"),
        ("P@ssw0rd", "too-common"),
        ("12345678", "too-common"),
        (&holds, "holds-your-facts"),
        (&"长".repeat(65), "too-long"),
    ] {
        let answer = browser.chooses(&campus, None, fresh).await;
        assert_eq!((answer.status, answer.code()), (422, "weak-password"), "{fresh}");
        assert_eq!(answer.wrong_field(), format!("fresh: {weakness}"), "{fresh}");
    }

    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_login_with_anything_wrong_in_it_changes_nothing() {
    let campus = Campus::open().await;
    let (facts, mut browser) = settled(&campus).await;
    let login = json!({"user": number(&facts), "password": OWN});
    let password = json!({"current": OWN, "fresh": "another-Lantern-9"});
    let before = campus.everything().await;

    for (path, base, fields) in [
        ("/api/login", &login, ["user", "password", "name", "id_tail", "proof"]),
        ("/api/password", &password, ["current", "fresh", "user", "person", "role"]),
    ] {
        for field in fields {
            for value in [json!(1), json!([]), json!({}), json!(true), json!(1.5)] {
                let mut body = base.clone();
                body[field] = value;
                let answer = browser.asks(&campus, "POST", path, Some(&body)).await;
                assert_eq!(
                    (answer.status, answer.code()),
                    (422, "malformed-body"),
                    "{path} {body}"
                );
            }
        }
        for field in ["user", "password", "fresh"] {
            let mut body = base.clone();
            if body.as_object_mut().expect("fields").remove(field).is_some() {
                let answer = browser.asks(&campus, "POST", path, Some(&body)).await;
                assert_eq!(answer.wrong_field(), format!("{field}: missing"), "{path}");
            }
        }
    }

    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_refresh_cookie_that_is_none_is_nobodys() {
    let campus = Campus::open().await;
    let (_, browser) = settled(&campus).await;
    let good = browser.cookies["__Secure-rt"].clone();
    let before = campus.everything().await;

    for cookie in
        ["", "x", "..", "ADA001.x.y", &good[1..], &good.replace('.', ""), &"9".repeat(5000)]
    {
        let ask = Ask {
            cookies: vec![format!("__Secure-rt={cookie}")],
            ..campus.says(ADA, "POST", "/api/session/refresh", None)
        };
        let answer = campus.ask(ask).await;
        assert_eq!((answer.status, answer.code()), (401, "signed-out"), "{cookie}");
    }

    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn an_officer_and_a_payer_keep_to_their_own_pages() {
    let campus = Campus::open().await;
    let facts = campus.admits_as(ADA, Role::Office, 7).await;
    let mut office = Browser::default();
    office.logs_in(&campus, &number(&facts), &tail(&facts)).await;
    assert_eq!(office.chooses(&campus, None, OWN).await.status, 204);

    let answer = Browser::default().logs_in(&campus, &number(&facts), OWN).await;
    let home = office.asks(&campus, "GET", "/api/arrears", None).await;

    assert_eq!(next(&answer), "office");
    assert_eq!((home.status, home.code()), (403, "wrong-role"));
}
