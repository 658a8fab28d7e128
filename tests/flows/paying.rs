//! A bill is paid, from the home page to the home page.

use crate::{ROOM, TUITION};
use campus::{ADA, BEN, Campus};
use domain::OrderNumber;
use sandbox::How;
use serde_json::json;

#[tokio::test]
async fn a_student_pays_and_owes_nothing() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    assert_eq!(campus.owed(ADA).await, "4800.00");

    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;

    assert_eq!(campus.owed(ADA).await, "0.00");
    assert_eq!(campus.state(order).await, "paid");
    let payments = campus.sees(ADA, "/api/payments").await;
    assert_eq!(payments.body["totals"]["paid"], "4800.00", "{}", payments.text);
}

#[tokio::test]
async fn several_bills_are_paid_by_one_order() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;

    let order = campus.opens(ADA, &[(&tuition, "4800.00"), (&room, "1200.00")]).await;
    let home = campus.sees(ADA, "/api/arrears").await;
    assert_eq!(home.body["pending"], "6000.00");
    assert_eq!(home.body["bills"][0]["held_by"], order.order.to_string());
    campus.is_paid(order).await;
    campus.settles().await;

    let home = campus.sees(ADA, "/api/arrears").await;
    assert_eq!((&home.body["owed"], &home.body["pending"]), (&json!("0.00"), &json!("0.00")));
    assert!(home.body["bills"][0]["held_by"].is_null(), "{}", home.text);
}

#[tokio::test]
async fn a_computer_shows_a_code_and_a_telephone_jumps() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;

    let (_, at_computer) = campus.orders(ADA, &[(&tuition, "4800.00")]).await;
    let body = json!({
        "lines": [{"bill": room, "amount": "1200.00"}], "channel": "wechat", "scene": "mobile", "way": "page",
    });
    let on_telephone = campus.ask(campus.ordering(ADA, campus.draws_order_id(), &body)).await;

    assert_eq!(at_computer.body["checkout"]["kind"], "qr");
    let content = at_computer.body["checkout"]["content"].as_str().unwrap_or_default();
    assert!(content.starts_with("weixin://"), "{content}");
    assert_eq!(on_telephone.body["checkout"]["kind"], "jump", "{}", on_telephone.text);
    let url = on_telephone.body["checkout"]["url"].as_str().unwrap_or_default();
    assert!(url.contains("redirect_url=https%3A%2F%2Fpay.example.edu.cn"), "{url}");
}

#[tokio::test]
async fn asking_again_finds_the_same_order() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let (order, first) = campus.orders(ADA, &[(&tuition, "4800.00")]).await;
    let body = json!({
        "lines": [{"bill": tuition, "amount": "4800.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });

    campus.later(std::time::Duration::from_secs(3));
    let again = campus.ask(campus.ordering(ADA, order.order, &body)).await;

    assert_eq!(again.status, 201);
    assert_eq!(again.body["order"], first.body["order"]);
    assert_eq!(again.body["checkout"], first.body["checkout"]);
    assert_eq!(campus.books().await.orders.len(), 1);
}

#[tokio::test]
async fn an_order_id_with_other_contents_is_refused() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let (order, _) = campus.orders(ADA, &[(&tuition, "4800.00")]).await;
    let before = campus.everything().await;
    let other = json!({
        "lines": [{"bill": tuition, "amount": "1000.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });

    let answer = campus.ask(campus.ordering(ADA, order.order, &other)).await;

    assert_eq!((answer.status, answer.code()), (409, "order-differs"));
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn a_paid_order_asked_for_again_is_shown_and_not_sold_twice() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let (order, _) = campus.orders(ADA, &[(&tuition, "4800.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;
    let body = json!({
        "lines": [{"bill": tuition, "amount": "4800.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });

    let again = campus.ask(campus.ordering(ADA, order.order, &body)).await;

    assert_eq!(again.status, 201, "{}", again.text);
    assert_eq!(again.body["order"]["state"], "paid");
    assert_eq!(again.body["checkout"]["kind"], "none");
}

#[tokio::test]
async fn nobody_sees_or_touches_an_order_of_somebody_else() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let stolen = OrderNumber { payer: BEN.parse().expect("a person"), ..order };
    let before = campus.everything().await;

    for path in ["", "/check", "/close"] {
        let method = if path.is_empty() { "GET" } else { "POST" };
        let path = format!("/api/orders/{}{path}", stolen.order);
        let answer = campus.ask(campus.says(BEN, method, &path, None)).await;
        assert_eq!((answer.status, answer.code()), (404, "no-such-order"), "{path}");
        assert!(!answer.text.contains("4800") && !answer.text.contains(ADA), "{}", answer.text);
    }

    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn money_in_excess_is_kept_apart_and_the_first_is_booked() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;

    for announcement in campus.pays(order, How::PayTwice).expect("payable") {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;

    let books = campus.books().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
    assert_eq!(books.disputes.len(), 1);
    assert_eq!(books.disputes[0].reason.code(), "paid-twice");
    assert_eq!(books.disputes[0].receipt.amount.to_string(), "4800.00");
}

#[tokio::test]
async fn too_little_money_goes_on_the_bill_where_the_school_says_so() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;

    for announcement in campus.pays(order, How::PayLess).expect("payable") {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;

    let books = campus.books().await;
    assert_eq!(books.disputes[0].reason.code(), "amount-differs");
    assert_eq!(books.disputes[0].receipt.amount.to_string(), "4799.99");
    assert_eq!(campus.state(order).await, "disputed");
    let home = campus.sees(ADA, "/api/arrears").await;
    assert_eq!((&home.body["owed"], &home.body["pending"]), (&json!("0.01"), &json!("0.00")));
}
