//! A browser, and a student who signs in with it.

use campus::{Answer, Ask, Campus};
use domain::{Gender, IdNumber, Origin, Person, PersonId, Purpose, Role};
use identity::Facts;
use serde_json::{Value, json};
use std::time::Duration;
use store::{PersonFate, PersonWrite};

pub(crate) const NUMBER: &str = "21030101";
pub(crate) const ID: &str = "61011320060313900X";
pub(crate) const PASSWORD: &str = "quiet-harbour-27";

/// A browser: it keeps cookies and nothing else.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookies: Vec<(String, String)>,
}

impl Browser {
    pub(crate) async fn post(
        &mut self,
        campus: &Campus,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut headers = vec![
            ("x-pay-csrf".to_owned(), "1".to_owned()),
            ("sec-fetch-site".to_owned(), "same-origin".to_owned()),
        ];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        self.send(campus, ("POST", path), headers, body).await
    }

    pub(crate) async fn get(&mut self, campus: &Campus, path: &str) -> Answer {
        self.send(campus, ("GET", path), Vec::new(), None).await
    }

    pub(crate) async fn send(
        &mut self,
        campus: &Campus,
        (method, path): (&'static str, &str),
        headers: Vec<(String, String)>,
        body: Option<Value>,
    ) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = body.map(|it| it.to_string());
        let path = path.to_owned();
        let answer = campus.ask(Ask { method, path, headers, cookies, body, binary: false }).await;
        for (_, cookie) in answer.headers.iter().filter(|it| it.0 == "set-cookie") {
            let (pair, _) = cookie.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.retain(|it| it.0 != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// As the page does it: a captcha is solved when one is asked for.
    pub(crate) async fn logs_in(&mut self, campus: &Campus, user: &str, password: &str) -> Answer {
        let mut ask = json!({ "user": user, "password": password });
        let answer = self.post(campus, "/api/login", Some(ask.clone())).await;
        if answer.code() != "captcha-needed" {
            return answer;
        }
        ask["proof"] = campus.solves(Purpose::Login);
        self.post(campus, "/api/login", Some(ask)).await
    }

    pub(crate) async fn chooses(&mut self, campus: &Campus, fresh: &str) -> Answer {
        self.post(campus, "/api/password", Some(json!({ "fresh": fresh }))).await
    }

    pub(crate) async fn refreshes(&mut self, campus: &Campus) -> Answer {
        self.post(campus, "/api/session/refresh", None).await
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }
}

/// A school with one student, of whom an import told.
pub(crate) async fn school(id: &'static str, role: Role) -> Campus {
    let campus = Campus::of(id).await;
    let id_number: IdNumber = ID.parse().expect("an ID number");
    let person = Person {
        id: PersonId::from_bits(77),
        name: "林小满".parse().expect("a name"),
        gender: Gender::Female,
        number: NUMBER.parse().expect("a number"),
        id_masked: id_number.masked(),
        college: "计算机学院".to_owned(),
        major: "软件工程".to_owned(),
        class: "2101".to_owned(),
        role,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    };
    let (name, number) = (person.name.clone(), person.number.clone());
    let facts = Facts { name, number, id_number: Some(id_number), phone: None };
    let until = campus.now() + Duration::from_hours(90 * 24);
    let rules = campus.school.login;
    let new = campus.keys.vault.new_credential((person.id, role), &facts, rules, until);
    let ways_in = campus.store.credential_puts(&new.expect("sealed")).expect("rows");
    let write =
        PersonWrite { person: PersonFate::New(person), bills: Vec::new(), at: campus.now() };
    campus.store.import_person(&write, ways_in).await.expect("imported");
    campus
}

/// The same, after the student chose a password.
pub(crate) async fn settled() -> (Campus, Browser) {
    let campus = Box::pin(school("xust", Role::Payer)).await;
    let mut browser = Browser::default();
    assert_eq!(browser.logs_in(&campus, NUMBER, "13900x").await.body["next"], "first-password");
    assert_eq!(browser.chooses(&campus, PASSWORD).await.status, 204);
    (campus, browser)
}
