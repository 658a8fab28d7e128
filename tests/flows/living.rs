//! 生活缴费: a fee that nobody owed before is paid at once (S44, S45).

use crate::TUITION;
use crate::identify::{guest, school};
use campus::{ADA, Answer, Campus};
use domain::catalogue::TargetRule;
use domain::{OrderId, OrderNumber};
use sandbox::How;
use serde_json::{Value, json};

async fn campus() -> Campus {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_living("power", true, rooms()).await;
    campus
}

fn rooms() -> TargetRule {
    TargetRule::Room { buildings: vec!["6".to_owned(), "7".to_owned()] }
}

/// The body that asks to pay `amount` of the electricity in `room`.
fn power(room: &str, amount: &str) -> Value {
    asking(&json!({ "fee": "power", "target": room, "amount": amount }))
}

fn asking(living: &Value) -> Value {
    json!({ "living": living, "channel": "wechat", "scene": "pc", "way": "qr" })
}

fn number(order: OrderId) -> OrderNumber {
    OrderNumber { order, payer: ADA.parse().expect("a person") }
}

async fn asks(campus: &Campus, body: &Value) -> (OrderNumber, Answer) {
    let order = campus.draws_order_id();
    (number(order), campus.ask(campus.ordering(ADA, order, body)).await)
}

async fn opens(campus: &Campus) -> OrderNumber {
    let (order, answer) = asks(campus, &power("6-412", "100.00")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    order
}

/// The payments for living fees that Ada sees.
async fn paid(campus: &Campus) -> Value {
    campus.sees(ADA, "/api/payments?kind=living").await.body["payments"].clone()
}

#[tokio::test]
async fn a_living_fee_is_paid_at_once() {
    let campus = campus().await;
    let (order, answer) = asks(&campus, &power("6-412", "100.00")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.body["order"]["category"], "living");
    assert_eq!(answer.body["checkout"]["kind"], "qr");

    campus.is_paid(order).await;
    campus.settles().await;

    assert_eq!(campus.state(order).await, "paid");
    let paid = paid(&campus).await;
    assert_eq!(
        (&paid[0]["paid"], &paid[0]["lines"][0]["target"]),
        (&json!("100.00"), &json!("6-412"))
    );
    let books = campus.books().await;
    let bill = books.bills.values().next().expect("the bill that it brought");
    assert_eq!((bill.due, bill.paid_here, bill.owed), (10_000, 10_000, 0));
}

#[tokio::test]
async fn so_many_living_fees_are_paid_at_once_and_no_more() {
    let campus = campus().await;
    let first = opens(&campus).await;
    for _ in 1..5 {
        opens(&campus).await;
    }
    let (_, sixth) = asks(&campus, &power("6-412", "100.00")).await;
    assert_eq!((sixth.status, sixth.code()), (409, "too-many-open"));
    campus.is_paid(first).await;
    campus.settles().await;
    opens(&campus).await;
}

/// S20: 当前欠费 is tuition and other fees, whatever becomes of a living fee.
#[tokio::test]
async fn a_living_fee_is_never_owed() {
    let campus = campus().await;
    campus.owes(ADA, TUITION, "4800.00").await;
    let arrears = async |what: &str| {
        let home = campus.sees(ADA, "/api/arrears").await;
        let bills = home.body["bills"].as_array().expect("bills").len();
        let sums = (&home.body["owed"], &home.body["pending"], bills);
        assert_eq!(sums, (&json!("4800.00"), &json!("0.00"), 1), "{what}: {}", home.text);
    };

    let open = opens(&campus).await;
    arrears("while it is open").await;
    assert_eq!(campus.closes(open).await.status, 200);
    arrears("closed").await;
    let late = opens(&campus).await;
    campus.later(std::time::Duration::from_mins(17));
    campus.chases().await;
    assert_eq!(campus.state(late).await, "closed");
    arrears("expired").await;
    let paid = opens(&campus).await;
    campus.is_paid(paid).await;
    campus.settles().await;
    arrears("paid").await;
}

#[tokio::test]
async fn asked_again_it_is_the_same_order() {
    let campus = campus().await;
    let (order, first) = asks(&campus, &power("6-412", "100.00")).await;

    let again = campus.ask(campus.ordering(ADA, order.order, &power("6-412", "100.00"))).await;

    assert_eq!(again.status, 201, "{}", again.text);
    assert_eq!(again.body, first.body);
    let books = campus.books().await;
    assert_eq!((books.orders.len(), books.bills.len()), (1, 1));
}

#[tokio::test]
async fn an_order_that_was_paid_is_shown_again_when_it_is_asked_for_again() {
    let campus = campus().await;
    let order = opens(&campus).await;
    campus.is_paid(order).await;
    campus.settles().await;
    campus.announces_living("power", false, rooms()).await;

    let again = campus.ask(campus.ordering(ADA, order.order, &power("6-412", "100.00"))).await;

    assert_eq!((again.status, &again.body["order"]["state"]), (201, &json!("paid")));
    assert_eq!(again.body["checkout"]["kind"], "none");
}

#[tokio::test]
async fn an_order_id_with_another_purchase_is_refused() {
    let campus = campus().await;
    campus.announces_living("water", true, rooms()).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = opens(&campus).await;
    let lines = json!([{ "bill": tuition, "amount": "4800.00" }]);
    let before = campus.everything().await;
    for body in [
        power("6-412", "105.00"),
        power("7-412", "100.00"),
        power("6-412", "1.00"),
        asking(&json!({ "fee": "water", "target": "6-412", "amount": "100.00" })),
        asking(&json!({ "fee": "none-such", "target": "6-412", "amount": "100.00" })),
        json!({ "lines": lines, "channel": "wechat", "scene": "pc", "way": "qr" }),
    ] {
        let answer = campus.ask(campus.ordering(ADA, order.order, &body)).await;
        assert_eq!((answer.status, answer.code()), (409, "order-differs"), "{body}");
    }
    assert_eq!(campus.everything().await, before, "nothing was written or queued");
    // Where nothing but the basket is new: the bills' order asked again as a living fee.
    let bills = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let before = campus.everything().await;
    let answer = campus.ask(campus.ordering(ADA, bills.order, &power("6-412", "100.00"))).await;
    assert_eq!((answer.status, answer.code()), (409, "order-differs"));
    assert_eq!(campus.everything().await, before, "nor now");
}

#[tokio::test]
async fn money_that_comes_after_closing_pays_it_all_the_same() {
    let campus = campus().await;
    let order = opens(&campus).await;
    assert_eq!(campus.closes(order).await.status, 200);

    pays_anyway(&campus, order).await;

    assert_eq!(campus.state(order).await, "paid");
    assert_eq!(paid(&campus).await[0]["paid"], "100.00");
    assert!(campus.books().await.disputes.is_empty());
    // What is paid is kept for good.
    campus.forgets_after(40).await;
    assert_eq!(campus.books().await.bills.len(), 1);
}

/// The bill of an order that nobody paid lies thirty days; who pays later than that gets a person.
#[tokio::test]
async fn money_that_comes_when_nothing_is_left_is_disputed() {
    let campus = campus().await;
    let order = opens(&campus).await;
    assert_eq!(campus.closes(order).await.status, 200);
    campus.forgets_after(29).await;
    assert_eq!(campus.books().await.bills.len(), 1, "money may still come");
    campus.forgets_after(2).await;
    assert!(campus.books().await.bills.is_empty());

    pays_anyway(&campus, order).await;

    let seen = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await;
    assert_eq!(
        (&seen.body["state"], &seen.body["received"]),
        (&json!("disputed"), &json!("100.00"))
    );
    assert_eq!(campus.books().await.disputes[0].reason.code(), "no-longer-owed");
}

async fn pays_anyway(campus: &Campus, order: OrderNumber) {
    for announcement in campus.pays(order, How::Anyway).expect("any order") {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;
}

#[tokio::test]
async fn what_it_is_for_and_how_much_follow_the_fees_own_rules() {
    let campus = campus().await;
    campus.announces_living("card", true, TargetRule::Card { digits: 8 }).await;
    campus.announces_living("closed", false, TargetRule::None).await;
    let before = campus.everything().await;
    let fee = |fee: &str, target: Value, amount: &str| {
        asking(&json!({ "fee": fee, "target": target, "amount": amount }))
    };
    for (body, field, accept) in [
        (power("9-412", "100.00"), "living.target: no-such-building", None),
        (power("6-4", "100.00"), "living.target: target-malformed", None),
        (power("", "100.00"), "living.target: target-missing", None),
        (fee("power", Value::Null, "100.00"), "living.target: target-missing", None),
        (fee("card", json!("6-412"), "100.00"), "living.target: target-malformed", None),
        (fee("card", json!("２０２３１２３４"), "100.00"), "living.target: target-malformed", None),
        (power("6-412", "0.00"), "living.amount: too-small", Some("10.00")),
        (power("6-412", "500.01"), "living.amount: above-most", Some("500.00")),
        (power("6-412", "52.00"), "living.amount: off-step", Some("50.00")),
        (fee("closed", Value::Null, "100.00"), "living.fee: fee-closed", None),
        (fee("none-such", Value::Null, "100.00"), "living.fee: fee-closed", None),
    ] {
        let (_, answer) = asks(&campus, &body).await;
        let status = if field.ends_with("fee-closed") { 409 } else { 422 };
        let found = (answer.status, answer.wrong_field());
        assert_eq!(found, (status, field.to_owned()), "{}", answer.text);
        assert_eq!(answer.body["errors"][0]["accept"].as_str(), accept, "{field}");
    }
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn an_order_pays_bills_or_a_living_fee() {
    let campus = campus().await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let mut both = power("6-412", "100.00");
    both["lines"] = json!([{ "bill": tuition, "amount": "4800.00" }]);
    let neither = json!({ "channel": "wechat", "scene": "pc", "way": "qr" });
    for body in [both, neither] {
        let (_, answer) = asks(&campus, &body).await;
        assert_eq!(answer.wrong_field(), "lines: lines-or-living", "{}", answer.text);
    }
    assert!(campus.books().await.orders.is_empty());
}

/// The bill belongs to the order that brought it: no other order pays it, open or closed.
#[tokio::test]
async fn the_bill_of_a_living_fee_is_not_paid_by_another_order() {
    let campus = campus().await;
    let order = opens(&campus).await;
    let bill = campus.books().await.bills.keys().next().expect("its bill").1.clone();
    for closed in [false, true] {
        if closed {
            assert_eq!(campus.closes(order).await.status, 200);
        }
        let (_, answer) = campus.orders(ADA, &[(&bill, "100.00")]).await;
        assert_eq!(answer.wrong_field(), "lines[0].bill: no-such-bill", "{}", answer.text);
    }
}

#[tokio::test]
async fn guests_pay_arrears_and_nothing_else() {
    let (campus, facts) = school().await;
    campus.announces_living("power", true, rooms()).await;
    let mut guest = guest(&campus, &facts).await;
    let path = format!("/api/orders/{}", campus.draws_order_id());

    let answer = guest.asks(&campus, "PUT", &path, Some(&power("6-412", "100.00"))).await;

    assert_eq!((answer.status, answer.code()), (403, "limited"), "{}", answer.text);
    assert!(campus.books().await.orders.is_empty());
}

/// A school that wants everything paid at once means what is owed.
#[tokio::test]
async fn arrears_do_not_keep_anybody_from_a_living_fee() {
    let campus = Campus::of("wwoc").await;
    campus.admits(ADA).await;
    campus.announces_living("power", true, rooms()).await;
    campus.owes(ADA, TUITION, "4800.00").await;

    let (_, answer) = asks(&campus, &power("6-412", "100.00")).await;

    assert_eq!(answer.status, 201, "{}", answer.text);
}
