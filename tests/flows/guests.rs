//! What guests do with orders, who may be anybody: they pay, and nobody is kept from paying.

use crate::TUITION;
use crate::identify::{guest, school};
use crate::login::Browser;
use campus::{ADA, Answer, BEN, Campus};
use domain::{OrderId, OrderNumber};
use sandbox::How;
use serde_json::{Value, json};
use std::time::Duration;

/// Everything that ADA owes, by `channel`.
fn all(channel: &str) -> Value {
    let lines = json!([{ "bill": TUITION, "amount": "3000.00" }]);
    let way = if channel == "abc" { "page" } else { "qr" };
    json!({ "lines": lines, "channel": channel, "scene": "pc", "way": way })
}

fn number(order: OrderId) -> OrderNumber {
    OrderNumber { order, payer: ADA.parse().expect("a person") }
}

impl Browser {
    async fn orders(&mut self, campus: &Campus, body: &Value) -> (OrderId, Answer) {
        let order = campus.draws_order_id();
        (order, self.asks(campus, "PUT", &format!("/api/orders/{order}"), Some(body)).await)
    }

    async fn opens(&mut self, campus: &Campus, body: &Value) -> OrderId {
        let (order, answer) = self.orders(campus, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        order
    }

    async fn looks(&mut self, campus: &Campus, order: OrderId) -> Answer {
        self.asks(campus, "GET", &format!("/api/orders/{order}"), None).await
    }

    async fn closes(&mut self, campus: &Campus, order: OrderId) -> Answer {
        self.asks(campus, "POST", &format!("/api/orders/{order}/close"), None).await
    }

    async fn arrears(&mut self, campus: &Campus) -> Value {
        self.asks(campus, "GET", "/api/arrears", None).await.body
    }
}

#[tokio::test]
async fn a_guest_pays_and_sees_that_it_is_paid() {
    let (campus, facts) = school().await;
    let mut guest = guest(&campus, &facts).await;
    let ways = guest.asks(&campus, "GET", "/api/channels?scene=pc", None).await;
    assert_eq!(ways.status, 200, "{}", ways.text);
    let (order, answer) = guest.orders(&campus, &all("wechat")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(guest.arrears(&campus).await["bills"][0]["held_by"], json!(order));

    campus.is_paid(number(order)).await;
    campus.settles().await;

    let result = guest.looks(&campus, order).await;
    assert_eq!(result.body["state"], "paid", "{}", result.text);
    for text in [&answer.text, &result.text] {
        assert!(
            !text.contains(facts.name.expose()) && !text.contains(facts.number.expose()),
            "{text}"
        );
    }
    let home = guest.arrears(&campus).await;
    assert_eq!((&home["owed"], &home["bills"]), (&json!("0.00"), &json!([])));
    assert_eq!(campus.state(number(order)).await, "paid", "their own pages show it, too");
}

#[tokio::test]
async fn what_the_payer_does_is_not_shown_to_a_guest() {
    let (campus, facts) = school().await;
    let own = campus.draws_order_id();
    assert_eq!(campus.ask(campus.ordering(ADA, own, &all("wechat"))).await.status, 201);
    let mut guest = guest(&campus, &facts).await;
    let before = campus.everything().await;

    let home = guest.asks(&campus, "GET", "/api/arrears", None).await;
    assert_eq!(
        (&home.body["bills"][0]["held"], &home.body["bills"][0]["held_by"]),
        (&json!(true), &Value::Null)
    );
    let (_, held) = guest.orders(&campus, &all("wechat")).await;
    assert_eq!((held.status, held.code()), (409, "bill-held"));
    for text in [&home.text, &held.text] {
        assert!(!text.contains(&own.to_string()), "{text}");
    }
    // The number leaked all the same: it opens nothing.
    assert_eq!(guest.looks(&campus, own).await.code(), "no-such-order");
    let check = format!("/api/orders/{own}/check");
    assert_eq!(guest.asks(&campus, "POST", &check, None).await.code(), "no-such-order");
    assert_eq!(guest.closes(&campus, own).await.code(), "no-such-order");
    let path = format!("/api/orders/{own}");
    let again = guest.asks(&campus, "PUT", &path, Some(&all("wechat"))).await;
    assert!(again.status == 409 && again.body["checkout"].is_null(), "{}", again.text);
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn guests_do_not_see_each_other_and_pay_one_at_a_time() {
    let (campus, facts) = school().await;
    let books = campus.owes_whole(ADA, "2026-2027/教材费", "10.00").await;
    let mut mother = guest(&campus, &facts).await;
    let mut stranger = guest(&campus, &facts).await;
    let mut both = all("wechat");
    let more = json!({ "bill": books, "amount": "10.00" });
    both["lines"].as_array_mut().expect("lines").push(more);
    let order = mother.opens(&campus, &both).await;

    assert_eq!(stranger.looks(&campus, order).await.code(), "no-such-order");
    assert_eq!(stranger.closes(&campus, order).await.code(), "no-such-order");
    let (_, busy) = stranger.orders(&campus, &both).await;
    assert_eq!((busy.status, busy.code()), (409, "another-guest"), "{}", busy.text);
    let (_, own) = mother.orders(&campus, &both).await;
    assert_eq!(own.code(), "bill-held");
    assert!(own.text.contains(&order.to_string()), "their own is told: {}", own.text);
    let path = format!("/api/orders/{order}");
    assert_eq!(mother.asks(&campus, "PUT", &path, Some(&both)).await.status, 201, "asked again");

    assert_eq!(mother.closes(&campus, order).await.status, 200);
    stranger.opens(&campus, &both).await;
}

/// A stranger holds the bills all day long, if they are let.
#[tokio::test]
async fn a_payer_closes_a_guests_order_and_has_peace_to_pay() {
    let (campus, facts) = school().await;
    let mut stranger = guest(&campus, &facts).await;
    let theirs = stranger.opens(&campus, &all("wechat")).await;
    let home = campus.sees(ADA, "/api/arrears").await;
    let bills = home.body["bills"].as_array().expect("bills").iter();
    let held: Vec<_> = bills.filter(|it| it["held"] == json!(true)).collect();
    assert_eq!((held.len(), &held[0]["held_by"]), (1, &json!(theirs)), "the payer is told");

    assert_eq!(campus.closes(number(theirs)).await.status, 200);

    let (_, away) = stranger.orders(&campus, &all("wechat")).await;
    assert_eq!(
        (away.status, away.code(), away.header("retry-after")),
        (429, "guests-away", Some("1800"))
    );
    let mut another = guest(&campus, &facts).await;
    assert_eq!(another.orders(&campus, &all("wechat")).await.1.code(), "guests-away");
    let own = campus.draws_order_id();
    let answer = campus.ask(campus.ordering(ADA, own, &all("wechat"))).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(campus.closes(number(own)).await.status, 200);

    campus.later(Duration::from_mins(30));
    guest(&campus, &facts).await.opens(&campus, &all("wechat")).await;
}

/// What nobody can close at its provider, or reach there, still does not keep the payer waiting.
#[tokio::test]
async fn a_guests_order_that_its_provider_cannot_close_lets_the_bills_go() {
    for channel in ["abc", "wechat"] {
        let (campus, facts) = school().await;
        let mut stranger = guest(&campus, &facts).await;
        let (theirs, answer) = stranger.orders(&campus, &all(channel)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        if channel == "wechat" {
            campus.bank(sandbox::Bank::go_down);
        } else {
            campus.goes(&answer.body["checkout"]);
        }

        let closed = campus.closes(number(theirs)).await;
        assert_eq!(
            (closed.status, &closed.body["state"]),
            (200, &json!("open")),
            "{}",
            closed.text
        );
        campus.bank(sandbox::Bank::behave);
        let own = campus.draws_order_id();
        let answer = campus.ask(campus.ordering(ADA, own, &all("wechat"))).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        campus.is_paid(number(own)).await;
        campus.settles().await;

        // The stranger pays after all: their money is kept for them, and nothing is paid twice.
        for told in campus.pays(number(theirs), How::Anyway).expect("any order") {
            assert_eq!(campus.hears(&told).await.status, 200);
        }
        campus.settles().await;
        let books = campus.books().await;
        assert_eq!(campus.owed(ADA).await, "0.00");
        assert_eq!(campus.state(number(own)).await, "paid");
        assert_eq!(books.disputes.len(), 1, "{channel}");
        campus.chases().await;
    }
}

#[tokio::test]
async fn a_guest_of_one_person_reaches_nothing_of_another() {
    let (campus, facts) = school().await;
    campus.admits(BEN).await;
    let bill = campus.owes_whole(BEN, TUITION, "10.00").await;
    let bens = campus.opens(BEN, &[(&bill, "10.00")]).await;
    let mut guest = guest(&campus, &facts).await;

    assert_eq!(guest.looks(&campus, bens.order).await.code(), "no-such-order");
    assert_eq!(guest.closes(&campus, bens.order).await.code(), "no-such-order");
    assert_eq!(campus.state(bens).await, "open");
}
