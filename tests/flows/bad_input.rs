//! Every field of every request, wrong in every way that people, programs and attackers find: each
//! is answered with a problem that has a stable code, and nothing anywhere changes.

use crate::{ROOM, TUITION};
use campus::{ADA, Answer, Ask, BEN, Campus};
use domain::OrderId;
use serde_json::{Value, json};

/// What is wrong, the request, and the code that must be answered: empty for any stable one.
pub(crate) type Case = (String, Ask, &'static str);

pub(crate) struct School {
    pub(crate) campus: Campus,
    pub(crate) tuition: String,
    pub(crate) order: OrderId,
    bens: OrderId,
}

pub(crate) async fn school() -> School {
    let campus = Campus::open().await;
    for student in [ADA, BEN] {
        campus.admits(student).await;
    }
    let tuition = campus.owes(ADA, TUITION, "5500.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
    let books = campus.owes(BEN, "2026-2027/教材费", "900.00").await;
    let order = campus.opens(ADA, &[(&room, "1200.00")]).await.order;
    let bens = campus.opens(BEN, &[(&books, "900.00")]).await.order;
    School { campus, tuition: tuition.to_string(), order, bens }
}

/// Asks for all of `cases`; each is refused, and nothing changes.
pub(crate) async fn all_are_refused(campus: &Campus, cases: Vec<Case>) {
    assert!(!cases.is_empty());
    let before = campus.everything().await;
    for (what, ask, code) in cases {
        let answer = campus.ask(ask).await;
        is_a_problem(&what, &answer);
        assert!(code.is_empty() || answer.code() == code, "{what}: {}", answer.text);
    }
    assert_eq!(campus.everything().await, before);
}

#[track_caller]
fn is_a_problem(what: &str, answer: &Answer) {
    let text = &answer.text;
    assert!((400..500).contains(&answer.status), "{what}: {} {text}", answer.status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}: {text}");
    let slug =
        |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
    assert!(slug(answer.code()), "{what}: {text}");
    assert_eq!(answer.body["status"], answer.status, "{what}: {text}");
    assert_eq!(answer.body["type"], format!("/problems/{}", answer.code()), "{what}: {text}");
    for error in answer.body["errors"].as_array().into_iter().flatten() {
        assert!(slug(error["code"].as_str().unwrap_or_default()), "{what}: {text}");
    }
}

/// `base` with the value at `pointer` replaced, or taken away.
fn with(base: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut body = base.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    match (body.pointer_mut(parent).expect("there"), value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(name.to_owned(), value)),
        (Value::Object(fields), None) => drop(fields.remove(name)),
        (list, Some(value)) => list[name.parse::<usize>().expect("a place")] = value,
        (list, None) => drop(list.as_array_mut().expect("a list").remove(0)),
    }
    body
}

/// What stands in place of a text or of anything else, of a wrong kind.
fn wrong_kinds() -> Vec<Option<Value>> {
    let kinds = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!([]),
        json!({}),
        json!(""),
    ];
    std::iter::once(None).chain(kinds.map(Some)).collect()
}

#[tokio::test]
async fn an_order_with_anything_wrong_in_it_is_not_opened() {
    let School { campus, tuition, .. } = school().await;
    let base = json!({
        "lines": [{"bill": tuition, "amount": "5500.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });
    let mut cases: Vec<Case> = Vec::new();
    let mut case = |what: String, body: Value, code| {
        cases.push((what, campus.ordering(ADA, campus.draws_order_id(), &body), code));
    };

    for field in
        ["/lines", "/lines/0", "/lines/0/bill", "/lines/0/amount", "/channel", "/scene", "/way"]
    {
        for value in wrong_kinds() {
            case(format!("{field} is {value:?}"), with(&base, field, value), "");
        }
        let long = "9".repeat(5000);
        case(format!("{field} is long"), with(&base, field, Some(long.into())), "");
    }
    for (amount, code) in AMOUNTS {
        let body = with(&base, "/lines/0/amount", Some(amount.into()));
        case(format!("the amount is {amount:?}"), body, code);
    }
    for bill in [
        "",
        "/",
        "学费",
        "2026-2027/",
        "/学费",
        "2026-2027/没有",
        "2026-2027/学费#",
        "../x/y",
        "\u{0}/a",
    ] {
        let body = with(&base, "/lines/0/bill", Some(bill.into()));
        case(format!("the bill is {bill:?}"), body, "");
    }
    case(
        "Ben's bill".into(),
        with(&base, "/lines/0/bill", Some("2026-2027/教材费".into())),
        "no-such-bill",
    );
    let line = &base["lines"][0];
    case("a bill twice".into(), with(&base, "/lines", Some(json!([line, line]))), "bill-twice");
    case("no lines".into(), with(&base, "/lines", Some(json!([]))), "line-count");
    case(
        "too many lines".into(),
        with(&base, "/lines", Some(vec![line.clone(); 51].into())),
        "line-count",
    );
    for channel in ["WECHAT", "wechat ", "ali-pay", "cash", "微信"] {
        case(
            format!("the channel is {channel}"),
            with(&base, "/channel", Some(channel.into())),
            "malformed-body",
        );
    }
    case("an unknown field".into(), with(&base, "/payer", Some(BEN.into())), "malformed-body");
    case(
        "a field of a line".into(),
        with(&base, "/lines/0/owed", Some("0.01".into())),
        "malformed-body",
    );

    all_are_refused(&campus, cases).await;
}

/// What is no amount that can be paid of a bill of 5500 (R18), and what it is called.
const AMOUNTS: [(&str, &str); 24] = [
    ("", "malformed-body"),
    ("0", "zero"),
    ("0.00", "zero"),
    ("-1", "malformed-body"),
    ("-5500.00", "malformed-body"),
    ("+5500.00", "malformed-body"),
    ("0.001", "malformed-body"),
    ("5500.001", "malformed-body"),
    ("1e3", "malformed-body"),
    ("5.5E3", "malformed-body"),
    ("５５００.００", "malformed-body"),
    ("￥5500.00", "malformed-body"),
    ("¥5500", "malformed-body"),
    ("5,500.00", "malformed-body"),
    ("5500.00 ", "malformed-body"),
    (" 5500.00", "malformed-body"),
    (".5", "malformed-body"),
    ("5500.", "malformed-body"),
    ("0x157C", "malformed-body"),
    ("NaN", "malformed-body"),
    ("Infinity", "malformed-body"),
    ("99999999999999999999999999999999", "malformed-body"),
    ("10000000.01", "malformed-body"),
    ("5500.01", "above-owed"),
];

#[tokio::test]
async fn an_order_id_that_is_none_names_nothing() {
    let School { campus, tuition, order, bens } = school().await;
    let body = json!({
        "lines": [{"bill": tuition, "amount": "5500.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });
    let mut cases: Vec<Case> = Vec::new();
    let good = order.to_string();
    for id in [
        "x".into(),
        "0".into(),
        "-1".into(),
        good.to_lowercase(),
        format!("{good}0"),
        good[1..].into(),
        "8ZZZZZZZZZZZZZZZZZZZZZZZZZ".into(),
        "０１".into(),
        "%00".into(),
        "..%2F..".into(),
        "a".repeat(3000),
    ] {
        for (method, path, body) in [
            ("PUT", format!("/api/orders/{id}"), Some(&body)),
            ("GET", format!("/api/orders/{id}"), None),
            ("POST", format!("/api/orders/{id}/check"), None),
            ("POST", format!("/api/orders/{id}/close"), None),
        ] {
            cases.push((
                format!("{method} {path}"),
                campus.says(ADA, method, &path, body),
                "not-an-order-id",
            ));
        }
    }
    let unknown = campus.draws_order_id();
    for id in [unknown, bens] {
        for (method, path) in [("GET", ""), ("POST", "/check"), ("POST", "/close")] {
            let path = format!("/api/orders/{id}{path}");
            cases.push((
                format!("{method} {path}"),
                campus.says(ADA, method, &path, None),
                "no-such-order",
            ));
        }
    }
    let long_ago = OrderId::first_at("2020-01-01T00:00:00Z".parse().expect("an instant"));
    let some_day = OrderId::first_at("2030-01-01T00:00:00Z".parse().expect("an instant"));
    for id in [long_ago, some_day] {
        cases.push((format!("{id}"), campus.ordering(ADA, id, &body), "clock-differs"));
    }
    cases.push(("another order's id".into(), campus.ordering(ADA, order, &body), "order-differs"));

    all_are_refused(&campus, cases).await;
}
