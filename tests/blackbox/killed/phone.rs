//! A browser whose owner presses the button again until somebody answers.

use crate::bank::now;
use crate::payer::Town;
use crate::web::Answer;
use domain::{PersonId, Role};
use identity::{Caller, Scope};
use serde_json::Value;
use std::time::{Duration, Instant};

/// How long somebody presses a button again and again before they complain.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) struct Phone<'a> {
    town: &'a Town<'a>,
    cookie: String,
    /// Answers that did not come, or said that we made a mistake.
    pub(crate) failures: usize,
}

impl<'a> Phone<'a> {
    /// That of `person`, who signed in just now.
    pub(crate) fn of(person: PersonId, role: Role, town: &'a Town<'a>) -> Self {
        let name = person.to_string();
        let caller = Caller {
            person,
            role,
            session: format!("{name:0>16}").parse().expect("a session's name"),
            scope: Scope::Full,
            login: format!("{name:0>22}").try_into().expect("an index"),
        };
        let token = town.tokens.issue(&town.stage.keys.signer, &caller, now());
        Self { town, cookie: format!("__Host-at={token}"), failures: 0 }
    }

    /// Asks until the answer is `good`. No answer, a good one that says something else and one that
    /// says to come again are tried again; any other is wrong.
    pub(crate) async fn insists(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        good: impl Fn(&Answer) -> bool,
    ) -> Answer {
        let began = Instant::now();
        let mut wait = Duration::from_millis(400);
        loop {
            let answer = self.ask(method, path, body).await;
            let said = answer.as_ref().map(|it| (it.status, it.body.clone()));
            match answer {
                Some(answer) if good(&answer) => return answer,
                Some(answer) if answer.status.is_success() => {}
                Some(answer) if answer.status.is_server_error() => self.failures += 1,
                Some(_) => panic!("{method} {path}: {said:?}"),
                None => self.failures += 1,
            }
            assert!(began.elapsed() < PATIENCE, "{method} {path} says {said:?} to the end");
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_secs(3));
        }
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let ask = self.town.stage.request(method, path).header("sec-fetch-site", "same-origin");
        let ask = ask.header("x-pay-csrf", "1").header("content-type", "application/json");
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = ask.header("cookie", &self.cookie).body(body).expect("a request");
        self.town.web.ask(request).await
    }
}
