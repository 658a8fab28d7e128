//! What each endpoint costs: calls and units, as the table itself counts them.

use crate::enrolling::{enrols, exam, fee, wants_to_pay};
use crate::owners::Yard;
use crate::{ROOM, TUITION};
use campus::{ADA, Ask, Campus, Cost, Line, Plan};
use domain::{BillId, Entrance, OrderNumber};
use sandbox::How;

/// One line of the table: calls that read, calls that write, read units, write units, messages.
type Price = (u32, u32, u64, u64, u32);

fn price(cost: Cost) -> Price {
    (cost.reads, cost.writes, cost.rcu_tenths, cost.wcu_tenths, cost.messages)
}

/// Units are in tenths: a read unit is 10.
const PRICES: [(&str, Price); 25] = [
    ("home", (1, 0, 10, 0, 0)),
    ("create order, 1 bill", (2, 1, 15, 40, 1)),
    ("create order, 2 bills", (2, 1, 15, 60, 1)),
    // The write finds the order there, and is refused.
    ("create order again", (2, 1, 15, 0, 0)),
    // And the last row of the ledger: whether anything moved since it was opened.
    ("query order", (3, 0, 30, 0, 0)),
    ("check order", (3, 0, 30, 0, 1)),
    ("close order, 1 bill", (2, 1, 20, 40, 0)),
    // And the payer's ledger, which says what became of each.
    ("history of orders", (3, 0, 30, 0, 0)),
    // The payer's ledger, and the orders of what it says was paid.
    ("history of payments", (3, 0, 30, 0, 0)),
    ("notify", (0, 0, 0, 0, 1)),
    // The end of the ledger and the order; then the order, its bills, an entry and a line of the day.
    ("settle, 1 bill", (2, 1, 20, 80, 0)),
    ("settle a duplicate", (2, 0, 20, 0, 0)),
    ("settle, 2 bills", (2, 1, 20, 100, 0)),
    ("chase", (1, 0, 10, 0, 1)),
    ("refresh", (0, 1, 0, 10, 0)),
    // What ends goes from one table and is remembered in the other: two writes of a transaction.
    ("log out", (0, 1, 0, 40, 0)),
    ("list 2 sessions", (2, 0, 20, 0, 0)),
    ("end a session", (1, 1, 10, 40, 0)),
    ("end 2 other sessions", (2, 1, 20, 80, 0)),
    ("change phone", (2, 1, 50, 40, 0)),
    // The person's rows, the project, its seats; then the enrolment, its line and a seat.
    ("enrol", (3, 1, 30, 60, 0)),
    ("change an enrolment", (3, 1, 30, 20, 0)),
    ("enrolments", (2, 0, 15, 0, 0)),
    // The enrolment, the seat and the bill.
    ("state its bill", (3, 1, 30, 60, 0)),
    // And a seat.
    ("settle, with a seat", (2, 1, 20, 100, 0)),
];

#[tokio::test]
async fn every_endpoint_costs_what_the_table_says() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;

    let mut costs = alone(&campus, &tuition).await;
    costs.extend(together(&campus, &tuition, &room).await);
    costs.extend(Box::pin(sessions()).await);
    costs.extend(Box::pin(enrolling()).await);

    for (name, price) in PRICES {
        let (reads, writes, rcu, wcu, messages) = price;
        eprintln!(
            "{name:<22} {reads} reads {writes} writes {} RCU {} WCU {messages} messages",
            rcu / 10,
            wcu / 10
        );
    }
    // A table elsewhere is not asked what it costs; the calls are counted all the same.
    let metered = campus.is_metered();
    let costs: Vec<_> = costs.into_iter().map(|(name, cost)| (name, price(cost))).collect();
    for (name, expected) in PRICES {
        let found = costs.iter().find(|it| it.0 == name).expect(name);
        let (reads, writes, _, _, messages) = expected;
        let expected = if metered { expected } else { (reads, writes, 0, 0, messages) };
        assert_eq!(found.1, expected, "{name}");
    }
}

/// Everything about being signed in: Ada is, in two browsers.
async fn sessions() -> Vec<(&'static str, Cost)> {
    let yard = Yard::open().await;
    let mut costs = Vec::new();
    for (name, route, more) in [
        ("list 2 sessions", "GET /api/sessions", 0),
        ("change phone", "PUT /api/me/phone", 0),
        ("end a session", "DELETE /api/sessions/{id}", 0),
        ("end 2 other sessions", "DELETE /api/sessions", 2),
        ("refresh", "POST /api/session/refresh", 0),
        ("log out", "POST /api/session/logout", 0),
    ] {
        for _ in 0..more {
            yard.comes(Entrance::Password).await;
        }
        let ask = Ask { cookies: yard.ada.cookies(), ..yard.ask(route) };
        let answer = yard.campus.ask(ask).await;
        assert!(answer.status < 300, "{name}: {}", answer.text);
        costs.push((name, answer.cost));
    }
    costs
}

/// Everything about an order of one bill.
async fn alone(campus: &Campus, tuition: &BillId) -> Vec<(&'static str, Cost)> {
    let mut costs = Vec::new();
    costs.push(("home", campus.sees(ADA, "/api/arrears").await.cost));
    let (closing, created) = campus.orders(ADA, &[(tuition, "4800.00")]).await;
    costs.push(("create order, 1 bill", created.cost));
    let line = serde_json::json!([{"bill": tuition, "amount": "4800.00"}]);
    let body = serde_json::json!({"lines": line, "channel": "wechat", "scene": "pc", "way": "qr"});
    let again = campus.ask(campus.ordering(ADA, closing.order, &body)).await;
    costs.push(("create order again", again.cost));
    campus.later(std::time::Duration::from_secs(10));
    costs.push(("chase", campus.deliver(Line::Chase, 10, Plan::fair()).await.cost));
    costs.push(("close order, 1 bill", campus.closes(closing).await.cost));

    let (paying, _) = campus.orders(ADA, &[(tuition, "4800.00")]).await;
    costs.push((
        "query order",
        campus.sees(ADA, &format!("/api/orders/{}", paying.order)).await.cost,
    ));
    costs.extend(paid(campus, paying, "settle, 1 bill").await);
    costs.push(("history of orders", campus.sees(ADA, "/api/orders").await.cost));
    costs.push(("history of payments", campus.sees(ADA, "/api/payments").await.cost));
    costs
}

/// An order of two bills, which is checked by its payer.
async fn together(campus: &Campus, tuition: &BillId, room: &BillId) -> Vec<(&'static str, Cost)> {
    let mut costs = Vec::new();
    let books = "2026-2027/教材费";
    let books = campus.owes_whole(ADA, books, "300.00").await;
    assert_ne!(*tuition, books);
    let (order, created) = campus.orders(ADA, &[(room, "1200.00"), (&books, "300.00")]).await;
    costs.push(("create order, 2 bills", created.cost));
    campus.pays(order, How::Silent).expect("payable");
    costs.push(("check order", campus.checks(order).await.cost));
    costs.push(("settle, 2 bills", campus.deliver(Line::Receipts, 1, Plan::fair()).await.cost));
    costs
}

/// Everything about an enrolment that has a seat.
async fn enrolling() -> Vec<(&'static str, Cost)> {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(exam(Some(1))).await;
    let mut costs = Vec::new();
    costs.push(("enrol", enrols(&campus, ADA, "full").await.cost));
    costs.push(("change an enrolment", enrols(&campus, ADA, "half").await.cost));
    costs.push(("enrolments", campus.sees(ADA, "/api/enrolments").await.cost));
    costs.push(("state its bill", wants_to_pay(&campus, ADA).await.cost));
    let order = campus.opens(ADA, &[(&fee(), "15.00")]).await;
    campus.is_paid(order).await;
    let settled = campus.deliver(Line::Receipts, 1, Plan::fair()).await.cost;
    costs.push(("settle, with a seat", settled));
    costs
}

async fn paid(
    campus: &Campus,
    order: OrderNumber,
    settle: &'static str,
) -> Vec<(&'static str, Cost)> {
    let told = campus.pays(order, How::Pay).expect("payable").remove(0);
    let notify = campus.hears(&told).await.cost;
    let first = campus.deliver(Line::Receipts, 1, Plan::fair()).await.cost;
    campus.hears(&told).await;
    let second = campus.deliver(Line::Receipts, 1, Plan::fair()).await.cost;
    vec![("notify", notify), (settle, first), ("settle a duplicate", second)]
}
