//! `paycli audit` recounts every fen from the entries: a healthy school passes, and whatever somebody
//! changed in a table is found.

use crate::refunds::{does, paid, proposes, wants};
use campus::{ADA, Campus, Row};
use sandbox::How;

/// What the audit says of `campus`, and whether all of it adds up.
pub(crate) async fn recount(campus: &Campus) -> (bool, String) {
    let mut said = Vec::new();
    let sound = paycli::recount(&campus.store, &mut said).await.is_ok();
    (sound, String::from_utf8(said).expect("a text"))
}

/// Every fen of `campus` adds up.
pub(crate) async fn holds(campus: &Campus) {
    let (sound, said) = recount(campus).await;
    assert!(sound, "{said}");
}

/// Ada paid twice, some of the first went back, the second is on its way, and one more was too little.
async fn school() -> Campus {
    let (campus, order, [tuition, _]) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[(&tuition, "800.00")])).await;
    does(&campus, 2, &number, "approve").await;
    campus.gives_back().await;
    let books = campus.owes(ADA, "2026-2027/教材费", "99.00").await;
    let twice = campus.opens(ADA, &[(&books, "99.00")]).await;
    for announcement in campus.pays(twice, How::PayTwice).expect("payable") {
        campus.hears(&announcement).await;
    }
    campus.settles().await;
    campus
}

#[tokio::test]
async fn a_healthy_school_passes() {
    let campus = Box::pin(school()).await;
    let (sound, said) = recount(&campus).await;
    assert!(sound, "{said}");
    for line in ["payments             3", "refunds              2", "received       6198.00"] {
        assert!(said.contains(line), "{line} in {said}");
    }
    assert_eq!(recount(&campus).await.1, said, "and says the same again");
}

/// Changes the first row whose keys begin so, past all code.
async fn plant(campus: &Campus, (pk, sk): (&str, &str), change: impl FnOnce(&mut Row)) {
    let begins =
        |it: &Row, name: &str, with: &str| it[name].as_s().is_ok_and(|text| text.starts_with(with));
    let mut rows = campus.rows().await;
    rows.retain(|it| begins(it, "pk", pk) && begins(it, "sk", sk));
    rows.sort_by_key(|it| it["sk"].as_s().expect("a text").clone());
    let was = rows.into_iter().next().expect("such a row");
    let mut is = was.clone();
    change(&mut is);
    campus.tampers(was, Some(is)).await;
}

/// Drops the row with those keys.
async fn drops(campus: &Campus, pk: &str, sk: &str) {
    let rows = campus.rows().await;
    let at =
        |it: &Row, name: &str, with: &str| it[name].as_s().is_ok_and(|text| text.starts_with(with));
    let row = rows.into_iter().find(|it| at(it, "pk", pk) && at(it, "sk", sk));
    campus.tampers(row.expect("such a row"), None).await;
}

#[track_caller]
fn is_found((sound, said): (bool, String), words: &str) {
    assert!(!sound && said.contains(words), "{words:?} in {said}");
}

fn number(row: &mut Row, name: &str, by: i64) {
    let was = row.get(name).map_or("0", |it| it.as_n().expect("a number"));
    let was: i64 = was.parse().expect("a number");
    row.insert(name.to_owned(), aws_sdk_dynamodb::types::AttributeValue::N((was + by).to_string()));
}

/// The text at `path` of a row, through its maps.
fn text(row: &mut Row, path: &[&str], value: &str) {
    use aws_sdk_dynamodb::types::AttributeValue::{M, S};
    let (first, rest) = path.split_first().expect("a path");
    match row.get_mut(*first) {
        Some(M(inner)) if !rest.is_empty() => text(inner, rest, value),
        Some(it) => *it = S(value.to_owned()),
        None => panic!("no {first} in {row:?}"),
    }
}

#[tokio::test]
async fn an_amount_changed_in_an_entry_is_found() {
    let campus = Box::pin(school()).await;
    plant(&campus, ("PERSON#", "ENTRY#00000003"), |it| {
        text(it, &["event", "receipt", "amount"], "5999.99");
    })
    .await;
    is_found(recount(&campus).await, "ADA001 entry 3: the chain breaks");
}

#[tokio::test]
async fn a_dropped_entry_is_found_in_the_middle_and_at_the_end() {
    let campus = Box::pin(school()).await;
    drops(&campus, "PERSON#", "ENTRY#00000004").await;
    is_found(recount(&campus).await, "ADA001 entry 5: the chain breaks");

    let campus = Box::pin(school()).await;
    let rows = campus.rows().await;
    let entries = rows.iter().filter_map(|it| it["sk"].as_s().ok()?.strip_prefix("ENTRY#"));
    let last = entries.max().expect("entries").to_owned();
    drops(&campus, "PERSON#", &format!("ENTRY#{last}")).await;
    is_found(recount(&campus).await, "no entry says that refund");
}

#[tokio::test]
async fn an_entry_that_was_put_in_is_found() {
    let campus = Box::pin(school()).await;
    plant(&campus, ("PERSON#", "ENTRY#00000005"), |it| {
        it.insert(
            "sk".to_owned(),
            aws_sdk_dynamodb::types::AttributeValue::S("ENTRY#99999999".to_owned()),
        );
    })
    .await;
    is_found(recount(&campus).await, "the chain breaks");
}

#[tokio::test]
async fn a_bill_that_says_something_else_is_found() {
    let campus = Box::pin(school()).await;
    plant(&campus, ("PERSON#", "BILL#2026-2027/学费"), |it| {
        number(it, "paid_here", 1);
        number(it, "owed", -1);
    })
    .await;
    is_found(recount(&campus).await, "says that 4000.01 was paid, and 4000.00 lies on it");

    let campus = Box::pin(school()).await;
    plant(&campus, ("PERSON#", "BILL#"), |it| number(it, "owed", 1)).await;
    is_found(recount(&campus).await, "a row cannot be read: BILL#");

    let campus = Box::pin(school()).await;
    plant(&campus, ("PERSON#", "BILL#2026-2027/学费"), |it| {
        number(it, "due", -100);
        number(it, "owed", -100);
    })
    .await;
    is_found(recount(&campus).await, "what the office did not");
}

/// The debt would be forgotten without a fen missing anywhere.
#[tokio::test]
async fn a_bill_that_was_stated_and_is_gone_is_found() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.owes(ADA, "2026-2027/教材费", "99.00").await;
    holds(&campus).await;
    drops(&campus, "PERSON#", "BILL#2026-2027/教材费").await;
    is_found(recount(&campus).await, "the office stated bill 2026-2027/教材费, which is not there");
}

/// The next arrears file is judged by these two.
#[tokio::test]
async fn what_a_bill_says_of_refunds_is_recounted() {
    for (name, by, words) in [
        ("returned", -1, "says that 799.99 went back from it, and 800.00 did"),
        ("undue", 1, "says that 0.01 of what went back is due no more, and 0.00 is"),
    ] {
        let campus = Box::pin(school()).await;
        let rows = campus.rows().await;
        let of =
            |it: &&Row| it.get("returned").is_some_and(|it| it.as_n().is_ok_and(|n| n == "80000"));
        let bill = rows.iter().find(of).expect("the bill of which something went back");
        let key = bill["sk"].as_s().expect("a text").clone();
        plant(&campus, ("PERSON#", &key), |it| number(it, name, by)).await;
        is_found(recount(&campus).await, words);
    }
}

#[tokio::test]
async fn an_order_that_is_paid_without_an_entry_is_found() {
    let campus = Box::pin(school()).await;
    let rows = campus.rows().await;
    let order =
        rows.into_iter().find(|it| it["sk"].as_s().is_ok_and(|sk| sk.starts_with("ORDER#")));
    let mut more = order.expect("an order");
    let id = campus.draws_order_id().to_string();
    text(&mut more, &["sk"], &format!("ORDER#{id}"));
    text(&mut more, &["id"], &id);
    campus.tampers(more.clone(), Some(more)).await;
    is_found(recount(&campus).await, &format!("order {id} is paid, and no entry says so"));
}

#[tokio::test]
async fn a_refund_in_another_state_is_found() {
    let campus = Box::pin(school()).await;
    plant(&campus, ("REFUND#", "REFUND"), |it| text(it, &["reopens"], "")).await;
    is_found(recount(&campus).await, "nobody's row: REFUND#");

    let campus = Box::pin(school()).await;
    plant(&campus, ("REFUND#", "REFUND"), |it| text(it, &["refund", "amount"], "1.00")).await;
    is_found(recount(&campus).await, "was opened, and it is not there like that");
}

#[tokio::test]
async fn what_is_missing_from_lists_and_days_is_found() {
    let campus = Box::pin(school()).await;
    drops(&campus, "DAY#", "PAY#").await;
    is_found(recount(&campus).await, "is missing from its provider's day");

    let campus = Box::pin(school()).await;
    drops(&campus, "DAY#", "REFUND#").await;
    is_found(recount(&campus).await, "is missing from its provider's day");

    let campus = Box::pin(school()).await;
    drops(&campus, "REFUNDS", "").await;
    is_found(recount(&campus).await, "staff's list does not say so");

    let campus = Box::pin(school()).await;
    drops(&campus, "RECEIPT#", "DISPUTE").await;
    is_found(recount(&campus).await, "there is no such dispute");
}
