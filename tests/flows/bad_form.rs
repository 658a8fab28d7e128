//! Queries and bodies that cannot be what they should be.

use crate::bad_input::{Case, School, all_are_refused, school};
use campus::{ADA, Ask};
use serde_json::json;

#[tokio::test]
async fn a_query_with_anything_wrong_in_it_lists_nothing() {
    let School { campus, .. } = school().await;
    let mut cases: Vec<Case> = Vec::new();
    for (query, code) in [
        ("period=", ""),
        ("period=yesterday", ""),
        ("period=TODAY", ""),
        ("period=today&period=month", ""),
        ("period=custom", "days-missing"),
        ("period=custom&from=2026-09-01", "days-missing"),
        ("period=custom&from=2026-09-02&to=2026-09-01", "ends-before-it-begins"),
        ("period=custom&from=2026-02-30&to=2026-03-01", ""),
        ("period=custom&from=20260901&to=20260902", ""),
        ("period=custom&from=%EF%BC%92026-09-01&to=2026-09-02", ""),
        ("period=custom&from=-2026-09-01&to=2026-09-02", ""),
        ("period=custom&from=99999-09-01&to=99999-09-02", ""),
        ("period=today&from=2026-09-01", "days-foreign"),
        ("cursor=", ""),
        ("cursor=0", ""),
        ("cursor=zzzzzzzzzzzzzzzzzzzzzzzzzz", ""),
        ("limit=1000000", ""),
        ("person=BEN002", ""),
    ] {
        for page in ["orders", "payments"] {
            let ask = campus.says(ADA, "GET", &format!("/api/{page}?{query}"), None);
            cases.push((format!("{page} {query}"), ask, code));
        }
    }
    for query in ["state=", "state=open", "state=SUCCESS", "kind=all"] {
        cases.push((
            query.into(),
            campus.says(ADA, "GET", &format!("/api/orders?{query}"), None),
            "",
        ));
    }
    for query in ["kind=", "kind=food", "state=all"] {
        cases.push((
            query.into(),
            campus.says(ADA, "GET", &format!("/api/payments?{query}"), None),
            "",
        ));
    }

    all_are_refused(&campus, cases).await;
}

#[tokio::test]
async fn a_body_that_cannot_be_one_is_refused() {
    let School { campus, tuition, .. } = school().await;
    let body = json!({
        "lines": [{"bill": tuition, "amount": "5500.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });
    let good = campus.ordering(ADA, campus.draws_order_id(), &body);
    let mut cases: Vec<Case> = Vec::new();
    let text = body.to_string();
    for (what, body) in [
        ("nothing", String::new()),
        ("no JSON", "lines=1".to_owned()),
        ("half", text[..text.len() - 1].to_owned()),
        ("more after it", format!("{text}{text}")),
        ("deep", "[".repeat(10_000)),
        ("a list", format!("[{text}]")),
        ("a field twice", text.replacen('{', "{\"scene\":\"pc\",", 1)),
    ] {
        cases.push((what.into(), Ask { body: Some(body), ..good.clone() }, "malformed-body"));
    }
    let long = format!("{text}{}", " ".repeat(70_000));
    cases.push(("long".into(), Ask { body: Some(long), ..good.clone() }, "body-too-long"));
    let mut form = good.clone();
    form.headers.retain(|it| it.0 != "content-type");
    cases.push(("without a type".into(), form.clone(), "content-type"));
    form.headers.push(("content-type".into(), "application/x-www-form-urlencoded".into()));
    cases.push(("a form".into(), form, "content-type"));

    all_are_refused(&campus, cases).await;
}
