use super::{MERCHANT, NOW, at, bridge, saying, told};
use crate::Stated;
use domain::{Day, Fault, LineKind};
use serde_json::{Value, json};

fn day() -> Day {
    "2026-01-01".parse().expect("a day")
}

pub(super) fn whole() -> Value {
    json!({
        "state": "day",
        "merchant": MERCHANT,
        "day": "2026-01-01",
        "payments": 480_000,
        "refunds": 100,
        "lines": [
            {
                "kind": "payment", "number": "01J00000000000000000000000000007",
                "transaction": "T1", "amount": 480_000, "fee": 288,
                "at": "2026-01-01T08:00:00+08:00",
            },
            {
                "kind": "refund", "number": "01J00000000000000000000000000007", "refund": "X1",
                "transaction": "T1", "amount": 100, "fee": -1,
            },
        ],
    })
}

#[tokio::test]
async fn a_statement_has_every_line_and_adds_up() {
    let (wire, heard) = saying(200, &whole());
    let Ok(Stated::Day(statement)) = bridge(wire).statement(day()).await else {
        panic!("a statement")
    };
    assert_eq!((statement.day, statement.merchant.0.as_str()), (day(), MERCHANT));
    let [payment, refund] = &statement.lines[..] else { panic!("two lines") };
    assert_eq!(
        (payment.kind, payment.amount.fen(), payment.fee_fen),
        (LineKind::Payment, 480_000, 288)
    );
    assert_eq!(payment.at, Some(at(NOW)));
    assert_eq!((refund.kind, refund.amount.fen(), refund.fee_fen), (LineKind::Refund, 100, -1));
    assert_eq!((refund.refund.as_deref(), refund.at), (Some("X1"), None));
    let body: Value =
        serde_json::from_slice(heard.lock().expect("one thread")[0].body()).expect("JSON");
    assert_eq!(body, json!({ "merchant": MERCHANT, "day": "2026-01-01" }));
}

#[tokio::test]
async fn a_day_may_be_empty_or_not_yet_there() {
    let empty = told(&json!({ "state": "empty" })).statement(day()).await;
    assert_eq!(empty.expect("an answer"), Stated::Empty);
    let later = told(&json!({ "state": "not-yet" })).statement(day()).await;
    assert_eq!(later.expect("an answer"), Stated::NotYet);
}

#[tokio::test]
async fn a_statement_that_does_not_add_up_is_none() {
    let changed = |change: fn(&mut Value)| {
        let mut body = whole();
        change(&mut body);
        body
    };
    for body in [
        changed(|it| it["payments"] = json!(480_001)),
        changed(|it| it["refunds"] = json!(0)),
        changed(|it| drop(it["lines"].as_array_mut().expect("lines").pop())),
        changed(|it| it["day"] = json!("2026-01-02")),
        changed(|it| it["merchant"] = json!("school-2")),
        changed(|it| it["lines"][0]["refund"] = json!("X1")),
        changed(|it| it["lines"][1]["refund"] = Value::Null),
        changed(|it| it["lines"][0]["at"] = json!("noon")),
        changed(|it| it["lines"][0]["amount"] = json!(-1)),
    ] {
        let error = told(&body).statement(day()).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{body}");
    }
}
