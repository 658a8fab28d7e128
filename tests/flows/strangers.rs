//! Whoever is not signed in, or comes from another site's page, gets nothing and changes nothing.

use crate::bad_input::{Case, School, all_are_refused, school};
use campus::{ADA, Ask};
use domain::Role;
use serde_json::json;
use std::time::Duration;

/// Every page and button of a payer's.
fn everything_a_payer_asks(school: &School) -> Vec<Ask> {
    let School { campus, tuition, order, .. } = school;
    let body = json!({
        "lines": [{"bill": tuition, "amount": "5500.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });
    vec![
        campus.ordering(ADA, campus.draws_order_id(), &body),
        campus.says(ADA, "GET", &format!("/api/orders/{order}"), None),
        campus.says(ADA, "POST", &format!("/api/orders/{order}/check"), None),
        campus.says(ADA, "POST", &format!("/api/orders/{order}/close"), None),
        campus.says(ADA, "GET", "/api/orders", None),
        campus.says(ADA, "GET", "/api/payments", None),
        campus.says(ADA, "GET", "/api/arrears", None),
        campus.says(ADA, "GET", "/api/me", None),
    ]
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_of_this_school_that_still_holds() {
    let school = school().await;
    let elsewhere = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJBREEwMDEifQ.";
    let valid = school.campus.token(ADA.parse().expect("a person"), Role::Payer);
    let cut = valid[..valid.len() - 2].to_owned();
    let mut cases: Vec<Case> = Vec::new();
    for cookies in [vec![], vec![""], vec!["__Host-at="], vec!["__Host-at=x"]] {
        for mut ask in everything_a_payer_asks(&school) {
            ask.cookies = cookies.iter().map(|it| (*it).to_owned()).collect();
            cases.push((
                format!("{} {} with {cookies:?}", ask.method, ask.path),
                ask,
                "signed-out",
            ));
        }
    }
    for token in [elsewhere.to_owned(), cut, valid.replace('.', "")] {
        for mut ask in everything_a_payer_asks(&school) {
            ask.cookies = vec![format!("__Host-at={token}")];
            cases.push((
                format!("{} {} with a bad token", ask.method, ask.path),
                ask,
                "signed-out",
            ));
        }
    }
    all_are_refused(&school.campus, cases).await;

    let late = everything_a_payer_asks(&school);
    school.campus.later(Duration::from_mins(10));
    let late = late.into_iter().map(|ask| (format!("late {}", ask.path), ask, "signed-out"));
    all_are_refused(&school.campus, late.collect()).await;
}

#[tokio::test]
async fn another_site_cannot_press_our_buttons() {
    let school = school().await;
    let changes = everything_a_payer_asks(&school).into_iter().filter(|it| it.method != "GET");
    let mut cases: Vec<Case> = Vec::new();
    for ask in changes {
        let what = format!("{} {}", ask.method, ask.path);
        let mut bare = ask.clone();
        bare.headers.retain(|it| it.0 != "x-pay-csrf");
        cases.push((format!("{what} without the header"), bare, "foreign-page"));
        let mut foreign = ask.clone();
        foreign.headers.retain(|it| it.0 != "sec-fetch-site");
        foreign.headers.push(("sec-fetch-site".into(), "cross-site".into()));
        cases.push((format!("{what} from another site"), foreign, "foreign-page"));
    }
    all_are_refused(&school.campus, cases).await;
}
