//! A bill has one live order: two tabs, two telephones, two parents at once.

use crate::{ROOM, TUITION};
use campus::{ADA, Campus, Plan};
use domain::{
    Ask, Basket, ChannelKind, Merchant, Order, OrderNumber, Payables, Scene, Terms, Wanted, Way,
};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_second_tab_is_told_which_order_has_the_bill() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
    let first = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let before = campus.everything().await;

    let (_, second) = campus.orders(ADA, &[(&room, "1200.00"), (&tuition, "4800.00")]).await;

    assert_eq!((second.status, second.code()), (409, "bill-held"));
    assert!(second.text.contains(&first.order.to_string()), "{}", second.text);
    assert_eq!(campus.everything().await, before, "the other bill is not held either");
}

#[tokio::test]
async fn a_hold_that_ran_out_is_taken_over() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let first = campus.opens(ADA, &[(&tuition, "4800.00")]).await;

    campus.later(Duration::from_mins(20) - Duration::from_secs(1));
    let (_, early) = campus.orders(ADA, &[(&tuition, "4800.00")]).await;
    campus.later(Duration::from_secs(1));
    let second = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    campus.is_paid(second).await;
    campus.settles().await;
    campus.chases().await;

    assert_eq!(early.code(), "bill-held");
    assert_eq!(campus.state(first).await, "closed");
    assert_eq!(campus.state(second).await, "paid");
    assert_eq!(campus.owed(ADA).await, "0.00");
}

/// Both have read the bills before either writes: the condition alone decides.
#[tokio::test]
async fn two_orders_that_race_for_a_bill_cannot_both_open() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let bills = campus.store.bills(ADA.parse().expect("a person")).await.expect("bills");
    let terms = Terms {
        rules: campus.school.rules(),
        payee: "a school".to_owned(),
        merchant: Merchant("1900000001".to_owned()),
        minutes: 15,
        clock: domain::Clock::new(campus::clock::now),
    };
    let ask = || Ask {
        id: campus.draws_order_id(),
        payer: ADA.parse().expect("a person"),
        guest: None,
        basket: Basket::Bills(vec![Wanted {
            bill: tuition.clone(),
            amount: "4800.00".parse().expect("money"),
        }]),
        channel: ChannelKind::Wechat,
        scene: Scene::Pc,
        way: Way::Qr,
        wallet_user: None,
        client_ip: String::new(),
    };

    let (first, second) = (ask(), ask());
    let there = Payables { bills: &bills, batch: None, living: None };
    let one = Order::open(first.clone(), there, &terms).expect("nobody holds it");
    let other = Order::open(second.clone(), there, &terms).expect("nobody holds it");
    let won = campus.store.open(one, &first, campus.now()).await;
    let lost = campus.store.open(other, &second, campus.now()).await;

    assert!(won.is_ok());
    assert!(matches!(lost, Err(store::StoreError::BillHeld)), "{lost:?}");
    assert_eq!(campus.books().await.orders.len(), 1);
}

#[tokio::test]
async fn of_two_tabs_at_the_same_moment_one_wins_and_one_is_told() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let body = json!({
        "lines": [{"bill": tuition, "amount": "4800.00"}], "channel": "wechat", "scene": "pc", "way": "qr",
    });
    let slow = |pace: &[u64]| Plan { pace: pace.to_vec(), ..Plan::fair() };
    let asks = [(); 2].map(|()| campus.ordering(ADA, campus.draws_order_id(), &body));
    let [one, other] = asks;

    let (one, other) =
        tokio::join!(campus.call(slow(&[5, 20]), one), campus.call(slow(&[6, 10]), other));

    let (one, other) = (one.expect("alive"), other.expect("alive"));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(campus.books().await.orders.len(), 1);
}

/// R14: an old order, closed here, is paid after all while a newer one holds the bill.
#[tokio::test]
async fn money_for_an_old_order_is_booked_and_the_newer_order_then_is_disputed() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let old = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    assert_eq!(campus.closes(old).await.status, 200);
    let new = campus.opens(ADA, &[(&tuition, "4800.00")]).await;

    for order in [old, new] {
        pays_anyway(&campus, order).await;
    }

    let books = campus.books().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
    assert_eq!(
        (campus.state(old).await, campus.state(new).await),
        ("paid".into(), "disputed".into())
    );
    assert_eq!(books.disputes[0].reason.code(), "no-longer-owed");
    assert!(books.bills.values().all(|it| it.hold_by.is_none()));
}

async fn pays_anyway(campus: &Campus, order: OrderNumber) {
    for announcement in campus.pays(order, sandbox::How::Anyway).expect("any order") {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;
}
