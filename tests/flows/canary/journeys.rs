use super::watch::Watch;
use crate::TUITION;
use crate::login::Browser;
use crate::office::{HEAD, Office};
use crate::owners::{PASSWORD, TABLE, Yard};
use campus::{ADA, Ask, Campus, Mishap, Plan};
use identity::Facts;
use sandbox::How;
use serde_json::{Value, json};

/// What `facts` says of somebody, who chose the password of the yard.
fn person(watch: &mut Watch, facts: &Facts) {
    let id = facts.id_number.as_ref().expect("an ID number").expose();
    watch.shown("name", facts.name.expose());
    watch.shown("number", facts.number.expose());
    watch.never("an ID number", id);
    watch.never("the tail of an ID number", &id[id.len() - 6..]);
}

/// What is in the requests of a yard.
async fn yard(watch: &mut Watch) -> Yard {
    let yard = Yard::open().await;
    person(watch, &yard.facts);
    for password in [PASSWORD, "another-harbour-28"] {
        watch.never("a password", password);
    }
    for phone in ["13800001234", "+8613800001234", "138 0000 1234"] {
        watch.never("a phone number", phone);
    }
    for signed in [&yard.ada, &yard.elsewhere, &yard.clerk] {
        watch.never("an access token", &signed.access);
        watch.never("a refresh token", &signed.refresh);
    }
    yard.campus.listens();
    yard
}

/// Every route, asked as its pages ask it, by nobody, with every typed word in the wrong place, and
/// while tables and queues fail.
pub(crate) async fn every_route(watch: &mut Watch) {
    for (route, who, _) in TABLE {
        let yard = yard(watch).await;
        let ask = yard.ask(route);
        typed(watch, &ask);
        yard.campus.ask(ask.clone()).await;
        let cookies = yard.rightful(*who).cookies();
        for wrong in misplaced(&ask) {
            yard.campus.ask(Ask { cookies: cookies.clone(), ..wrong }).await;
        }
        for plan in [Plan::at(1, Mishap::LostAnswer), Plan::during(2, 5, Mishap::Throttle)] {
            // Some routes call nobody.
            let plan = plan.if_it_comes_to_that();
            yard.campus.call(plan, Ask { cookies: cookies.clone(), ..ask.clone() }).await;
        }
        yard.campus.ask(Ask { cookies, ..ask }).await;
        watch.looks(route, &yard.campus).await;
    }
}

/// Whatever is typed in `ask` and is nobody's business.
fn typed(watch: &mut Watch, ask: &Ask) {
    let body = ask.body.as_deref().and_then(|it| serde_json::from_str(it).ok());
    let mut left = vec![body.unwrap_or(Value::Null)];
    while let Some(Value::Object(fields)) = left.pop() {
        for what in ["password", "current", "fresh", "phone", "id_number", "token"] {
            if let Some(text) = fields.get(what).and_then(Value::as_str) {
                watch.never(what, text);
            }
        }
        left.extend(fields.into_iter().map(|it| it.1).filter(Value::is_object));
    }
}

/// `ask` with each of its texts as a list, and as the name of a field that nobody knows.
fn misplaced(ask: &Ask) -> Vec<Ask> {
    let body = ask.body.as_deref().and_then(|it| serde_json::from_str::<Value>(it).ok());
    let Some(Value::Object(fields)) = body else { return Vec::new() };
    let mut all = Vec::new();
    for (name, value) in &fields {
        let mut wrong = fields.clone();
        wrong.insert(name.clone(), json!([value]));
        all.push(wrong.clone());
        wrong.insert(name.clone(), json!({ "typed": value }));
        all.push(wrong);
    }
    all.into_iter().map(|it| Ask { body: Some(json!(it).to_string()), ..ask.clone() }).collect()
}

/// Right, wrong, unknown, and what people mistype: another's field, a blank, the wrong case.
pub(crate) async fn signing_in(watch: &mut Watch) {
    let campus = Campus::open().await;
    let facts = campus.admits(ADA).await;
    campus.listens();
    person(watch, &facts);
    let id = facts.id_number.as_ref().expect("an ID number").expose().to_owned();
    let tail = id[id.len() - 6..].to_owned();
    let mistyped = "silver-kettle-91";
    watch.never("a mistyped password", mistyped);
    watch.never("a chosen password", "copper-lantern-44");
    let mut browser = Browser::default();
    for user in [facts.number.expose(), &id, "nobody-of-that-name", mistyped] {
        for password in [mistyped, &id, " "] {
            browser.logs_in(&campus, user, password).await;
        }
        campus.later(std::time::Duration::from_hours(24));
    }
    let first = browser.logs_in(&campus, facts.number.expose(), &tail).await;
    assert_eq!(first.body["next"], "first-password", "{}", first.text);
    for fresh in [tail.as_str(), &id, mistyped, "copper-lantern-44"] {
        let chosen = json!({ "fresh": fresh });
        browser.asks(&campus, "POST", "/api/password", Some(&chosen)).await;
    }
    for (method, path) in [
        ("GET", "/api/me"),
        ("POST", "/api/session/refresh"),
        ("GET", "/api/sessions"),
        ("POST", "/api/session/logout"),
        ("GET", "/api/me"),
    ] {
        browser.asks(&campus, method, path, None).await;
    }
    watch.looks("signing in", &campus).await;
}

/// Good rows and bad ones, looked at and written, with a person in every one of them.
pub(crate) async fn the_offices_file(watch: &mut Watch) {
    let campus = Campus::open().await;
    campus.listens();
    let (name, id) = ("诸葛无忌", "370682200708179702");
    watch.shown("name", name);
    watch.never("an ID number in a file", id);
    watch.never("the tail of an ID number in a file", &id[12..]);
    watch.never("a wrong ID number in a file", "370682200708179703");
    let file = [
        HEAD,
        "2301000002,诸葛无忌,女,370682200708179702,2026-2027,学费,4800.00,0,0,是",
        "2301000003,诸葛无忌,女,370682200708179703,2026-2027,学费,4800.00,0,0,是",
        "2301000004,诸葛无忌,女,370682200708179702,2026-2027,学费,x,0,0,是",
        "370682200708179702,370682200708179702,诸葛无忌,诸葛无忌,诸葛无忌,学费,1,0,0,是",
    ];
    let office = Office { campus: &campus };
    let import = office.sends(format!("{}\r\n", file.join("\r\n")).as_bytes()).await;
    let seen = office.previews(&import).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert!(seen.body["problem_count"].as_u64() > Some(1), "{}", seen.text);
    office.applies(&import).await;
    watch.looks("the office's file", &campus).await;
}

/// An order through each channel: forged, paid, asked for, closed, too little, told twice.
pub(crate) async fn money(watch: &mut Watch) {
    let mut campus = Campus::with_every_channel().await;
    campus.leaves_receipts();
    let facts = campus.admits(ADA).await;
    person(watch, &facts);
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    campus.listens();
    for kind in domain::ChannelKind::ALL {
        for how in [How::Forge, How::PayLess, How::Pay] {
            let body = json!({
                "lines": [{ "bill": tuition, "amount": "100.00" }],
                "channel": kind, "scene": "pc", "way": "qr",
            });
            let order = campus.draws_order_id();
            campus.ask(campus.ordering(ADA, order, &body)).await;
            let number = domain::OrderNumber { order, payer: ADA.parse().expect("a person") };
            for told in campus.pays(number, how).unwrap_or_default() {
                campus.hears(&told).await;
                campus.hears(&told).await;
            }
            campus.settles().await;
            campus.checks(number).await;
            campus.settles().await;
            campus.closes(number).await;
            campus.later(std::time::Duration::from_hours(3));
            campus.chases().await;
            campus.settles().await;
        }
    }
    for path in ["/api/arrears", "/api/orders?period=all", "/api/payments?period=all"] {
        campus.sees(ADA, path).await;
    }
    watch.looks("money", &campus).await;
}
