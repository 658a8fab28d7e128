use crate::bank::now;
use crate::stage::Stage;
use crate::student::{bill, id_number, order_id, person};
use crate::web::{Answer, Web};
use domain::{Money, OrderNumber, PersonId, Role};
use fastrand::Rng;
use http::StatusCode;
use identity::{Caller, Scope, Tokens};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::{PersonFate, PersonWrite};

/// By which channel, and what the bank then says: most pay by WeChat, most notices come. UnionPay's
/// code is told once and its orders end by themselves alone: whose code died with a process waits a
/// quarter of an hour, which is right, and too long for a test.
const CHANNELS: [&str; 5] = ["wechat", "wechat", "wechat", "alipay", "bocom"];
const HOWS: [&str; 10] = [
    "pay",
    "pay",
    "pay",
    "pay",
    "pay",
    "pay",
    "notify-twice",
    "notify-twice",
    "probe-first",
    "silent",
];

/// How long somebody presses a button again and again before they complain.
const PATIENCE: Duration = Duration::from_mins(2);

/// What students find when they go and pay.
pub(crate) struct Town<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) web: Web,
    pub(crate) tokens: Tokens,
}

/// A student at a phone, who tries again for as long as nobody answers.
pub(crate) struct Payer {
    nth: u32,
    pub(crate) id: PersonId,
    pub(crate) owes: Money,
    channel: &'static str,
    how: &'static str,
}

/// What a student did.
pub(crate) struct Paid {
    pub(crate) payer: Payer,
    pub(crate) number: OrderNumber,
    /// Answers that did not come, or said that we made a mistake.
    pub(crate) failures: usize,
}

impl Payer {
    /// Somebody whom the school knows by now, and who owes an amount of their own: money that goes
    /// to another's bill shows.
    pub(crate) async fn admitted(stage: &Stage, nth: usize, chance: &mut Rng) -> Self {
        let nth = u32::try_from(nth).expect("a school");
        let id = PersonId::from_bits(nth + 1);
        let owes = Money::from_fen(100_000 + 7 * u64::from(nth)).expect("an amount");
        let write = PersonWrite {
            person: PersonFate::New(person(id, &id_number())),
            bills: vec![(bill(&owes.to_string()), None)],
            at: now(),
        };
        // Nobody types a password here, so there is nothing to keep of one.
        let written = stage.store.import_person(&write, Vec::new()).await;
        written.expect("nobody has this id");
        let channel = CHANNELS[chance.usize(..CHANNELS.len())];
        Self { nth, id, owes, channel, how: HOWS[chance.usize(..HOWS.len())] }
    }

    /// Opens an order, pays it at the bank, and waits to owe nothing.
    pub(crate) async fn pays(self, town: &Town<'_>) -> Paid {
        let mut phone = Phone { town, cookie: self.cookie(town), failures: 0 };
        let (mut path, mut placed) = self.orders(&mut phone).await;
        while placed.status != StatusCode::CREATED {
            let closing = format!("{path}/close");
            let (nothing, done) = (json!({}), |it: &Answer| it.status == StatusCode::OK);
            let closed = phone.insists("POST", &closing, Some(&nothing), done).await;
            assert_eq!(closed.body["state"], "closed");
            (path, placed) = self.orders(&mut phone).await;
        }
        let number = placed.body["order"]["number"].as_str().expect("a number").to_owned();
        town.stage.pays(&number, self.how).await;
        phone.insists("GET", &path, None, |it| it.body["state"] == "paid").await;
        phone.insists("GET", "/api/arrears", None, |it| it.body["owed"] == "0.00").await;
        let number = number.parse().expect("a number of ours");
        Paid { payer: self, number, failures: phone.failures }
    }

    /// Asks for an order until there is one, or the provider does not say how to pay it: that is what
    /// becomes of a code that it told once, to a process that was killed. The page offers to close it.
    async fn orders(&self, phone: &mut Phone<'_>) -> (String, Answer) {
        let path = format!("/api/orders/{}", order_id());
        let ask = json!({
            "lines": [{"bill": "2026/学费", "amount": self.owes}],
            "channel": self.channel, "scene": "pc", "way": "qr",
        });
        let told =
            |it: &Answer| it.status == StatusCode::CREATED || it.body["code"] == "provider-unsure";
        let answer = phone.insists("PUT", &path, Some(&ask), told).await;
        (path, answer)
    }

    /// The cookie of somebody who signed in just now.
    fn cookie(&self, town: &Town<'_>) -> String {
        let caller = Caller {
            person: self.id,
            role: Role::Payer,
            session: format!("{:016}", self.nth).parse().expect("a session's name"),
            scope: Scope::Full,
            login: format!("{:022}", self.nth).try_into().expect("an index"),
        };
        let token = town.tokens.issue(&town.stage.keys.signer, &caller, now());
        format!("__Host-at={token}")
    }
}

struct Phone<'a> {
    town: &'a Town<'a>,
    cookie: String,
    failures: usize,
}

impl Phone<'_> {
    /// Asks until the answer is `good`. No answer, a good one that says something else and one that
    /// says to come again are tried again; any other is wrong.
    async fn insists(
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
