//! What `connector/openapi.json` says is what we say and what we take: a school writes its
//! connector from the description, not from this code.

use super::{
    NONCE, SIGNATURE, TIMESTAMP, bridge, notice_of, now, order, paid, paid_notice, refund, saying,
    silent, statements, told,
};
use domain::Way;
use http::Request;
use serde_json::{Value, json};

const DESCRIPTION: &str = include_str!("../connector/openapi.json");

fn description() -> Value {
    serde_json::from_str(DESCRIPTION).expect("JSON")
}

/// Whether `value` is as `schema` says: as much of JSON Schema as the description uses. A word
/// that is not known here fails the test, because it would check nothing.
fn fits(all: &Value, schema: &Value, value: &Value) -> bool {
    schema.as_object().expect("a schema").iter().all(|(word, wants)| match word.as_str() {
        "description" => true,
        "$ref" => {
            let name = wants.as_str().expect("a name").strip_prefix('#').expect("in here");
            fits(all, all.pointer(name).expect("it is there"), value)
        }
        "oneOf" => {
            let choices = wants.as_array().expect("a list").iter();
            choices.filter(|it| fits(all, it, value)).count() == 1
        }
        "type" => match wants.as_array() {
            Some(types) => types.iter().any(|it| is(it, value)),
            None => is(wants, value),
        },
        "const" => value == wants,
        "enum" => wants.as_array().expect("a list").contains(value),
        "required" => {
            let names = wants.as_array().expect("a list").iter();
            names.map(|it| it.as_str().expect("a name")).all(|it| value.get(it).is_some())
        }
        "properties" => wants
            .as_object()
            .expect("properties")
            .iter()
            .all(|(name, inner)| value.get(name).is_none_or(|it| fits(all, inner, it))),
        "additionalProperties" => {
            assert_eq!(wants, false);
            let known = schema["properties"].as_object().expect("properties");
            value.as_object().is_none_or(|it| it.keys().all(|name| known.contains_key(name)))
        }
        "items" => value.as_array().is_none_or(|it| it.iter().all(|it| fits(all, wants, it))),
        "minimum" => value.as_i64().is_none_or(|it| it >= wants.as_i64().expect("a number")),
        "maximum" => value.as_i64().is_none_or(|it| it <= wants.as_i64().expect("a number")),
        "minLength" => length(value).is_none_or(|it| it >= wants.as_u64().expect("a number")),
        "maxLength" => length(value).is_none_or(|it| it <= wants.as_u64().expect("a number")),
        "pattern" => value.as_str().is_none_or(|it| matches(wants.as_str().expect("one"), it)),
        "format" => value.as_str().is_none_or(|it| it.parse::<domain::Timestamp>().is_ok()),
        other => panic!("the description says {other}, which nobody here knows"),
    })
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().expect("a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    }
}

fn length(value: &Value) -> Option<u64> {
    value.as_str().map(|it| it.chars().count() as u64)
}

/// The few patterns of the description.
fn matches(pattern: &str, text: &str) -> bool {
    let all = |most: std::ops::RangeInclusive<usize>, fits: fn(u8) -> bool| {
        most.contains(&text.len()) && text.bytes().all(fits)
    };
    match pattern {
        "^[0-9A-Z]{32}$" => all(32..=32, |it| it.is_ascii_digit() || it.is_ascii_uppercase()),
        "^[!-~]+$" => all(1..=usize::MAX, |it| it.is_ascii_graphic()),
        "^[0-9]+$" => all(1..=usize::MAX, |it| it.is_ascii_digit()),
        "^[0-9A-Za-z]{16,64}$" => all(16..=64, |it| it.is_ascii_alphanumeric()),
        "^[0-9a-f]{64}$" => all(64..=64, |it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it)),
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
            let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
            let parts: Vec<_> = text.split('-').collect();
            parts.iter().map(|it| it.len()).eq([4, 2, 2]) && parts.iter().all(|it| digits(it))
        }
        "^(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/])" => {
            let here = ["127.0.0.1", "localhost", "[::1]"].map(|it| format!("http://{it}"));
            let end = |it: &str| text.strip_prefix(it).is_some_and(|it| it.starts_with([':', '/']));
            text.starts_with("https://") || here.iter().any(|it| end(it))
        }
        other => panic!("nobody here knows the pattern {other}"),
    }
}

fn fits_header(all: &Value, request: &Request<Vec<u8>>) {
    for (name, sort) in [(TIMESTAMP, "Timestamp"), (NONCE, "Nonce"), (SIGNATURE, "Signature")] {
        let parameter = &all["components"]["parameters"][sort];
        assert_eq!(parameter["name"].as_str().expect("a name").to_ascii_lowercase(), name);
        let value = request.headers()[name].to_str().expect("text");
        assert!(fits(all, &parameter["schema"], &json!(value)), "{name}: {value}");
    }
}

#[tokio::test]
async fn all_that_we_say_is_described() {
    let all = description();
    let (wire, heard) = saying(200, &json!({}));
    let us = bridge(wire);
    for way in [Way::Qr, Way::Page] {
        let (order, day) = (order(way), "2026-01-01".parse().expect("a day"));
        let refund = refund(&order, 100);
        assert!(us.place(&order).await.is_err() && us.query(&order).await.is_err());
        assert!(us.close(&order).await.is_err() && us.statement(day).await.is_err());
        assert!(us.refund(&order, &refund).await.is_err());
        assert!(us.query_refund(&order, &refund).await.is_err());
    }
    let mut said = std::collections::BTreeSet::new();
    for request in heard.lock().expect("one thread").iter() {
        let path = request.uri().path().strip_prefix("/bridge").expect("under it").to_owned();
        let call = &all["paths"][&path]["post"];
        let schema = &call["requestBody"]["content"]["application/json"]["schema"];
        let body: Value = serde_json::from_slice(request.body()).expect("JSON");
        assert!(fits(&all, schema, &body), "{path}: {body:#}");
        fits_header(&all, request);
        said.insert(path);
    }
    let described: Vec<_> = all["paths"].as_object().expect("paths").keys().collect();
    assert!(said.iter().eq(described), "each call is described, and no other");
}

/// `value` with something wrong in one place, for each place: absent, null, another type, another
/// text, and something that nobody asked for.
fn mistakes(value: &Value) -> Vec<Value> {
    let Value::Object(fields) = value else { return Vec::new() };
    let mut all = Vec::new();
    for (name, old) in fields {
        let mut without = value.clone();
        without.as_object_mut().expect("an object").remove(name);
        all.push(without);
        let others =
            [Value::Null, json!(7), json!("7"), json!(0), json!(-1), json!(1.5), json!("")];
        for other in others.into_iter().chain([json!({}), json!([old])]) {
            let mut changed = value.clone();
            changed[name] = other;
            all.push(changed);
        }
    }
    let mut more = value.clone();
    more["spare"] = json!(1);
    all.push(more);
    all
}

/// That `takes` takes what the schema of `name` describes, and nothing that it does not. Some
/// things only the platform can know (whose number, which day): there it may refuse more.
async fn check(name: &str, samples: &[Value], takes: impl AsyncFn(&Value) -> bool) {
    let all = description();
    let schema = &all["components"]["schemas"][name];
    for sample in samples {
        assert!(fits(&all, schema, sample), "{name} does not describe {sample}");
        assert!(takes(sample).await, "{sample} is not taken");
        for mistake in mistakes(sample) {
            let described = fits(&all, schema, &mistake);
            assert!(described || !takes(&mistake).await, "{mistake} is taken and not described");
        }
    }
}

#[tokio::test]
async fn all_that_we_take_is_described() {
    let order = order(Way::Qr);
    let refund = refund(&order, 100);
    let number = order.number().to_string();
    let back = refund.number().to_string();
    let stands = |state: &str| json!({ "state": state, "number": number });
    let took = async |said: &Value| told(said).place(&order).await.is_ok();
    check("Placed", &[json!({ "kind": "qr", "content": "x" })], took).await;
    let jump = json!({ "kind": "jump", "url": "https://b.cn/" });
    let page = super::order(Way::Page);
    check("Placed", &[jump], async |said| told(said).place(&page).await.is_ok()).await;
    let states = [paid(&order), stands("pending"), stands("closed"), stands("absent")];
    check("Became", &states, async |said| told(said).query(&order).await.is_ok()).await;
    let ended = [stands("closed"), stands("paid")];
    check("Ended", &ended, async |said| told(said).close(&order).await.is_ok()).await;
    let given = [
        json!({ "state": "done", "number": back, "refund": "", "amount": 100 }),
        json!({ "state": "done", "number": back, "refund": "", "amount": 100,
            "at": "2026-01-01T08:00:00Z" }),
        json!({ "state": "pending", "number": back }),
        json!({ "state": "failed", "number": back, "code": "E" }),
        json!({ "state": "absent", "number": back }),
    ];
    let took = async |said: &Value| told(said).query_refund(&order, &refund).await.is_ok();
    check("Given", &given, took).await;
}

#[tokio::test]
async fn statements_and_notices_are_described_too() {
    let day = "2026-01-01".parse().expect("a day");
    let booked = [statements::whole(), json!({ "state": "empty" }), json!({ "state": "not-yet" })];
    let took = async |said: &Value| told(said).statement(day).await.is_ok();
    check("Booked", &booked, took).await;
    for place in 0..2 {
        let took = async |line: &Value| {
            let mut whole = statements::whole();
            whole["lines"][place] = line.clone();
            let sum = if place == 0 { "payments" } else { "refunds" };
            whole[sum] = line["amount"].clone();
            told(&whole).statement(day).await.is_ok()
        };
        check("Line", &[statements::whole()["lines"][place].clone()], took).await;
    }
    let notices = [
        paid_notice(&order(Way::Qr)),
        json!({ "event": "refund-done", "merchant": super::MERCHANT, "number": "X1",
            "refund": "R1", "amount": 100 }),
        json!({ "event": "refund-failed", "merchant": super::MERCHANT, "number": "X1",
            "code": "E" }),
    ];
    let us = silent();
    check("Notice", &notices, async |said| us.read(&notice_of(said), now()).is_ok()).await;
}

#[tokio::test]
async fn a_refusal_is_described() {
    let samples = [json!({ "code": "paid" }), json!({ "code": "E", "message": "…" })];
    let order = order(Way::Qr);
    check("Refusal", &samples, async |said| {
        let error = bridge(saying(409, said).0).place(&order).await.expect_err("refused");
        domain::Fault::code(&error) != "provider-unsure"
    })
    .await;
}
