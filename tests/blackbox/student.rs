use crate::bank::now;
use crate::stage::{Stage, eventually, somebody};
use crate::web::{self, Answer};
use domain::{Bill, Gender, IdNumber, Money, OrderId, Origin, Person, PersonId, Role};
use http::StatusCode;
use identity::{Chance, Facts};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{PersonFate, PersonWrite};

/// A student with a browser: keeps cookies, says what the site's pages say.
pub(crate) struct Student<'a> {
    stage: &'a Stage,
    number: String,
    tail: String,
    cookies: BTreeMap<String, String>,
}

/// An order as its payer knows it.
pub(crate) struct Opened {
    pub(crate) id: String,
    /// What the bank calls it.
    pub(crate) number: String,
}

/// The password that everybody chooses.
const CHOSEN: &str = "seventeen blue umbrellas";

impl<'a> Student<'a> {
    /// Somebody the school knows, who owes `amount` for 学费 and has never been here.
    pub(crate) async fn known(stage: &'a Stage, amount: &str) -> Self {
        let id = somebody();
        let id_number = id_number();
        let person = person(id, &id_number);
        let number = person.number.expose().to_owned();
        let tail = id_number.tail().to_owned();
        let facts = Facts {
            phone: None,
            name: person.name.clone(),
            number: person.number.clone(),
            id_number: Some(id_number),
        };
        let until = now() + std::time::Duration::from_hours(24);
        let rules = stage.school.login;
        let door = stage.keys.vault.new_credential((id, Role::Payer), &facts, rules, until);
        let door = stage.store.credential_puts(&door.expect("facts can be sealed"));
        let bills = vec![(bill(amount), None)];
        let write = PersonWrite { person: PersonFate::New(person), bills, at: now() };
        let written = stage.store.import_person(&write, door.expect("a credential")).await;
        written.expect("nobody has this id");
        Self { stage, number, tail, cookies: BTreeMap::new() }
    }

    /// Somebody whom the school knows by these words alone.
    pub(crate) fn of(stage: &'a Stage, number: &str, id_number: &IdNumber) -> Self {
        let (number, tail) = (number.to_owned(), id_number.tail().to_owned());
        Self { stage, number, tail, cookies: BTreeMap::new() }
    }

    /// Somebody who owes `amount` and has signed in and chosen a password.
    pub(crate) async fn signed_in(stage: &'a Stage, amount: &str) -> Self {
        let mut student = Self::known(stage, amount).await;
        student.comes_first().await;
        student
    }

    /// Signs in with the end of the ID number and chooses a password.
    pub(crate) async fn comes_first(&mut self) {
        let first = self.signs_in_with(&self.tail.clone()).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        assert_eq!(first.body["next"], "first-password");
        let changed = self.post("/api/password", &json!({"fresh": CHOSEN})).await;
        assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.body);
    }

    /// Types the number and `password` on the login page.
    pub(crate) async fn signs_in_with(&mut self, password: &str) -> Answer {
        let ask = json!({"user": self.number, "password": password});
        self.post("/api/login", &ask).await
    }

    /// Comes back with the chosen password, from another browser.
    pub(crate) async fn comes_back(&mut self) -> Answer {
        self.cookies.clear();
        self.signs_in_with(CHOSEN).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, Some(body)).await
    }

    /// What the home page says is owed.
    pub(crate) async fn owed(&mut self) -> String {
        let home = self.get("/api/arrears").await;
        assert_eq!(home.status, StatusCode::OK, "{}", home.body);
        home.body["owed"].as_str().expect("an amount").to_owned()
    }

    /// Asks to pay `amount` of what is owed, at a computer, by WeChat Pay.
    pub(crate) async fn opens(&mut self, amount: &str) -> Opened {
        self.opens_by("wechat", amount).await
    }

    /// The same by a code of `channel`.
    pub(crate) async fn opens_by(&mut self, channel: &str, amount: &str) -> Opened {
        let home = self.get("/api/arrears").await;
        let bill = home.body["bills"][0]["id"].clone();
        let id = order_id();
        let ask = json!({
            "lines": [{"bill": bill, "amount": amount}], "channel": channel, "scene": "pc",
            "way": "qr",
        });
        let path = format!("/api/orders/{id}");
        let answer = self.ask("PUT", &path, Some(&ask)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        assert_eq!(answer.body["checkout"]["kind"], "qr", "{}", answer.body);
        let number = answer.body["order"]["number"].as_str().expect("a number").to_owned();
        Opened { id: id.to_string(), number }
    }

    /// How `order` looks to this student.
    pub(crate) async fn sees(&mut self, order: &Opened) -> Answer {
        self.get(&format!("/api/orders/{}", order.id)).await
    }

    /// Waits until `order` is `state`.
    pub(crate) async fn awaits(&mut self, order: &Opened, state: &str) {
        let path = format!("/api/orders/{}", order.id);
        let stage = self.stage;
        let cookies = self.cookie_header();
        eventually(&format!("order {} is {state}", order.number), async || {
            let ask = stage.request("GET", &path).header("cookie", &cookies);
            let answer = web::send(ask.body(String::new()).expect("a request")).await;
            (answer.body["state"] == state).then_some(())
        })
        .await;
    }

    async fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let mut ask = self.stage.request(method, path).header("sec-fetch-site", "same-origin");
        if method != "GET" {
            ask = ask.header("x-pay-csrf", "1").header("content-type", "application/json");
        }
        if !self.cookies.is_empty() {
            ask = ask.header("cookie", self.cookie_header());
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = web::send(ask.body(body).expect("a request")).await;
        self.keep_cookies(&answer);
        answer
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, it)| format!("{name}={it}")).collect();
        pairs.join("; ")
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for header in answer.headers.get_all("set-cookie") {
            let text = header.to_str().expect("cookies are ASCII");
            let (name, rest) = text.split_once('=').expect("a cookie has a name");
            let value = rest.split(';').next().unwrap_or_default();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// As a browser draws it: the time, then chance.
pub(crate) fn order_id() -> OrderId {
    let ms = u128::try_from(now().as_millisecond()).expect("after 1970");
    OrderId::from_bits(ms << 80 | u128::from_le_bytes(Chance::REAL.bytes::<16>()) >> 48)
}

/// A student of the school.
pub(crate) fn person(id: PersonId, id_number: &IdNumber) -> Person {
    Person {
        id,
        name: "林小满".parse().expect("a name"),
        gender: Gender::Female,
        number: format!("21{id}").parse().expect("a number"),
        id_masked: id_number.masked(),
        college: "计算机学院".to_owned(),
        major: "软件工程".to_owned(),
        class: "2101".to_owned(),
        role: Role::Payer,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    }
}

/// 学费 of `amount`, of which any part may be paid.
pub(crate) fn bill(amount: &str) -> Bill {
    let zero = Money::ZERO;
    Bill {
        id: "2026/学费".parse().expect("a bill's name"),
        item: "学费".to_owned(),
        year: "2026".to_owned(),
        target: None,
        until: None,
        seat: None,
        due: amount.parse().expect("an amount"),
        exempt: zero,
        loan: zero,
        paid_elsewhere: zero,
        paid_here: zero,
        returned: zero,
        undue: zero,
        splittable: true,
        hold: None,
        paid_by: None,
    }
}

/// An ID number of a woman born on 13 March 2006, with a checksum that holds.
pub(crate) fn id_number() -> IdNumber {
    let drawn = u32::from_le_bytes(Chance::REAL.bytes::<4>());
    // The seventeenth digit is even for women. The district is drawn too: a shared stack must not
    // see the same number twice.
    let (order, district) = (100 + drawn % 450 * 2, 610_100 + drawn / 450 % 100);
    let text = format!("{district}20060313{order}");
    let digits: [u8; 17] = text.as_bytes().try_into().expect("17 digits");
    let check = IdNumber::checksum(&digits.map(|it| it - b'0'));
    format!("{text}{check}").parse().expect("an ID number")
}
