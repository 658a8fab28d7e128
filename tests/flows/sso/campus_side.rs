//! A browser between two sites, and what the campus does beside it.

use crate::browser::Browser;
use campus::{Answer, Ask, CAS_URL, Campus, PUBLIC_URL};
use domain::{CredentialState, Gender, Origin, Person, PersonId, Role};
use http::Request;
use identity::Facts;
use sandbox::CasReply;
use std::time::Duration;
use store::{PersonFate, PersonWrite};

const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody with one browser, which keeps the cookies of each site apart.
#[derive(Clone, Default)]
pub(crate) struct Traveller {
    pub(crate) here: Browser,
    there: Option<String>,
}

impl Traveller {
    /// Somebody who is in already, and was never at the campus.
    pub(crate) fn of(here: Browser) -> Self {
        Self { here, there: None }
    }

    /// Presses the button of the login page; the address at the campus to which that leads.
    pub(crate) async fn leaves(&mut self, campus: &Campus, next: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(next.map(|it| ("next", it))).finish();
        let answer = self.here.get(campus, &format!("/api/sso/begin?{query}")).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let there = answer.header("location").expect("a way").to_owned();
        assert!(there.starts_with(&format!("{CAS_URL}/login?service=")), "{there}");
        there
    }

    /// Opens the campus's page; the way back, if somebody is signed on there.
    pub(crate) fn arrives(&self, campus: &Campus, there: &str) -> Option<String> {
        let mut request = Request::get(there);
        if let Some(cookie) = &self.there {
            request = request.header("cookie", cookie);
        }
        let answer = campus.cas_answers(request.body(Vec::new()).expect("an address"));
        location(&answer)
    }

    /// Types `user` at the campus; the way back, with a ticket.
    pub(crate) fn signs_on(&mut self, campus: &Campus, there: &str, user: &str) -> String {
        let (_, query) = there.split_once('?').expect("a query");
        let form = format!("{query}&{}", pairs(&[("username", user)]));
        let request = Request::post(format!("{CAS_URL}/login")).header("content-type", FORM);
        let answer = campus.cas_answers(request.body(form.into_bytes()).expect("an address"));
        let page = answer.answer.as_ref().expect("a page");
        let cookie = page.headers().get("set-cookie").expect("a cookie").to_str().expect("ASCII");
        self.there = cookie.split(';').next().map(str::to_owned);
        location(&answer).expect("a way back")
    }

    /// Follows the way back; the page of ours on which that ends.
    pub(crate) async fn returns(&mut self, campus: &Campus, back: &str) -> String {
        let path = back.strip_prefix(PUBLIC_URL).expect("an address of ours");
        let answer = self.here.get(campus, path).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let landed = answer.header("location").expect("a way");
        landed.strip_prefix(&format!("{PUBLIC_URL}/#")).expect("a page of ours").to_owned()
    }

    /// The whole way, as `user`.
    pub(crate) async fn enters(&mut self, campus: &Campus, user: &str) -> String {
        let there = self.leaves(campus, None).await;
        let back = self.signs_on(campus, &there, user);
        self.returns(campus, &back).await
    }

    /// Signs off at the campus; what it tells the platform.
    pub(crate) fn signs_off(&self, campus: &Campus) -> Vec<Vec<u8>> {
        let request = Request::get(format!("{CAS_URL}/logout"));
        let request = request.header("cookie", self.there.as_deref().unwrap_or_default());
        let answer = campus.cas_answers(request.body(Vec::new()).expect("an address"));
        answer.told.into_iter().map(Request::into_body).collect()
    }
}

/// The word with which a refusal ends.
pub(crate) fn word(landed: &str) -> Option<&str> {
    landed.strip_prefix("/login?sso=")
}

/// The campus's server posts `form`.
pub(crate) async fn log_out(campus: &Campus, form: &[u8]) -> Answer {
    posts(campus, FORM, form).await
}

pub(crate) async fn posts(campus: &Campus, kind: &str, body: &[u8]) -> Answer {
    let body = String::from_utf8(body.to_vec()).expect("a form is text");
    let headers = vec![("content-type".to_owned(), kind.to_owned())];
    let path = "/api/sso/return?state=of-some-trip".to_owned();
    let ask = Ask { method: "POST", path, headers, body: Some(body), ..Ask::default() };
    campus.ask(ask).await
}

/// The form that ends the sign-on which began with `ticket`.
pub(crate) fn ending(ticket: &str) -> Vec<u8> {
    let request = format!(
        "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
         <samlp:SessionIndex>{ticket}</samlp:SessionIndex></samlp:LogoutRequest>"
    );
    pairs(&[("logoutRequest", &request)]).into_bytes()
}

fn pairs(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn location(reply: &CasReply) -> Option<String> {
    let answer = reply.answer.as_ref().expect("a page");
    let place = answer.headers().get("location")?;
    Some(place.to_str().expect("ASCII").to_owned())
}

/// There is a student `number`, whom the office has disabled.
pub(crate) async fn disables(campus: &Campus, number: &str) {
    let person = Person {
        id: PersonId::from_bits(78),
        name: "沈知远".parse().expect("a name"),
        gender: Gender::Male,
        number: number.parse().expect("a number"),
        id_masked: String::new(),
        college: String::new(),
        major: String::new(),
        class: String::new(),
        role: Role::Payer,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    };
    let (name, number) = (person.name.clone(), person.number.clone());
    let facts = Facts { name, number, id_number: None, phone: None };
    let until = campus.now() + Duration::from_hours(1);
    let whose = (person.id, person.role);
    let new = campus.keys.vault.new_credential(whose, &facts, campus.school.login, until);
    let mut new = new.expect("sealed");
    new.credential.state = CredentialState::Disabled;
    let ways_in = campus.store.credential_puts(&new).expect("rows");
    let write =
        PersonWrite { person: PersonFate::New(person), bills: Vec::new(), at: campus.now() };
    campus.store.import_person(&write, ways_in).await.expect("imported");
}
