//! A provider is away, for half an hour or for a day: that costs time, and no fen (R51).

use crate::TUITION;
use crate::channels::one_way_each;
use campus::{ADA, BEN, CHEN, Campus, Line, Plan};
use domain::{ChannelKind, OrderNumber, Scene, Way};
use sandbox::{Bank, How};
use serde_json::json;
use std::time::Duration;

type Route = (ChannelKind, Scene, Way, &'static str);

/// Somebody owes tuition and has come as far as the provider's cashier.
async fn at_the_cashier(campus: &Campus, id: &str, (kind, scene, way, _): Route) -> OrderNumber {
    campus.admits(id).await;
    let tuition = campus.owes(id, TUITION, "4800.00").await;
    let lines = json!([{ "bill": tuition, "amount": "4800.00" }]);
    let body = json!({ "lines": lines, "channel": kind, "scene": scene, "way": way });
    let order = campus.draws_order_id();
    let answer = campus.ask(campus.ordering(id, order, &body)).await;
    assert_eq!(answer.status, 201, "{kind}: {}", answer.text);
    campus.goes(&answer.body["checkout"]);
    OrderNumber { order, payer: id.parse().expect("a person") }
}

/// Lets minutes pass with all done that comes due. How often providers were asked.
async fn pass(campus: &Campus, minutes: u64) -> u32 {
    let mut asked = 0;
    for _ in 0..minutes {
        campus.later(Duration::from_mins(1));
        loop {
            let delivery = campus.deliver(Line::Chase, 4, Plan::fair()).await;
            if delivery.handed.is_empty() {
                break;
            }
            asked += delivery.cost.provider;
        }
        campus.settles().await;
    }
    asked
}

/// Three people pay by `route` without a word of its provider's: before it goes away for so many
/// minutes, while it is away, and not at all. In the end each has what is theirs.
async fn goes_away(route: Route, minutes: u64) {
    let campus = Campus::with_every_channel().await;
    let before = at_the_cashier(&campus, ADA, route).await;
    let during = at_the_cashier(&campus, BEN, route).await;
    let never = at_the_cashier(&campus, CHEN, route).await;
    campus.pays(before, How::Silent).expect("payable");
    campus.bank_of(route.0, Bank::go_down);
    let first = pass(&campus, 2).await;
    campus.pays(during, How::Silent).expect("payable");

    let asked = first + pass(&campus, minutes - 2).await;
    campus.sweeps(Plan::fair()).await;
    for order in [before, during, never] {
        assert_eq!(campus.state(order).await, "open", "{route:?}: nobody knows");
    }
    // Three orders at their own pace, which ends at a quarter of an hour.
    let patience = 3 * (10 + u32::try_from(minutes).expect("few") / 15);
    assert!(asked <= patience, "{route:?}: a provider that is away was asked {asked} times");
    campus.bank_of(route.0, Bank::behave);
    // Orders that nobody can close end by themselves, some of them two hours later.
    pass(&campus, 150).await;

    let states =
        [campus.state(before).await, campus.state(during).await, campus.state(never).await];
    assert_eq!(states, ["paid", "paid", "closed"], "{route:?}");
    let owed = [campus.owed(ADA).await, campus.owed(BEN).await, campus.owed(CHEN).await];
    assert_eq!(owed, ["0.00", "0.00", "4800.00"], "{route:?}");
    let books = campus.books().await;
    assert!(books.disputes.is_empty(), "{route:?}: {:?}", books.disputes);
    assert!(books.bills.values().all(|it| it.hold_by.is_none()), "{route:?}");
    assert!(campus.messages().is_empty(), "{route:?}: nobody asks any more");
    assert!(campus.pays(never, How::Pay).is_err(), "{route:?}");
}

#[tokio::test]
async fn half_an_hour_without_a_provider_costs_nothing_but_time() {
    for route in one_way_each() {
        goes_away(route, 30).await;
    }
}

#[tokio::test]
async fn a_day_without_a_provider_costs_nothing_but_time() {
    for route in one_way_each() {
        goes_away(route, 24 * 60).await;
    }
}

/// Thirty orders wait for a silent provider, and it is asked as if there were one; who chose
/// another provider is not kept waiting.
#[tokio::test]
async fn a_silent_provider_is_left_alone_and_keeps_nobody_elses_money_waiting() {
    let campus = Campus::with_every_channel().await;
    campus.admits(ADA).await;
    let mut orders = Vec::new();
    for number in 0..30 {
        let bill = campus.owes(ADA, &format!("2026-2027/项{number}"), "100.00").await;
        orders.push(campus.opens(ADA, &[(&bill, "100.00")]).await);
    }
    for order in &orders {
        campus.pays(*order, How::Silent).expect("payable");
    }
    campus.bank(Bank::go_down);
    let asked = pass(&campus, 10).await;

    let other = (ChannelKind::Unionpay, Scene::Pc, Way::Page, "form");
    let elsewhere = at_the_cashier(&campus, BEN, other).await;
    campus.pays(elsewhere, How::Silent).expect("payable");
    let also = pass(&campus, 1).await;
    assert_eq!(campus.state(elsewhere).await, "paid", "found within a minute");
    assert!(asked <= 12 && also <= 3, "asked {asked} and {also} times");

    let again = pass(&campus, 50).await;
    assert!(again <= 12, "asked {again} times in fifty minutes");
    campus.bank(Bank::behave);
    pass(&campus, 20).await;
    for order in orders {
        assert_eq!(campus.state(order).await, "paid");
    }
    assert_eq!(campus.owed(ADA).await, "0.00");
}

/// A provider is away for longer than the first day's questions and longer than any night's: the
/// order's own chain goes on, without a sweep.
#[tokio::test]
async fn an_order_is_asked_about_for_as_long_as_it_takes() {
    let campus = Campus::open().await;
    let wechat = (ChannelKind::Wechat, Scene::Pc, Way::Qr, "qr");
    let order = at_the_cashier(&campus, ADA, wechat).await;
    campus.pays(order, How::Silent).expect("payable");
    campus.bank(Bank::go_down);
    for _ in 0..3 * 24 * 4 {
        campus.later(Duration::from_mins(15));
        campus.chases().await;
    }
    assert_eq!((campus.state(order).await.as_str(), campus.messages().len()), ("open", 1));

    campus.bank(Bank::behave);
    pass(&campus, 16).await;

    assert_eq!((campus.state(order).await, campus.owed(ADA).await), ("paid".into(), "0.00".into()));
}

/// Each night adds a chain of its own to one that may still live, and each of them ends.
#[tokio::test]
async fn nights_do_not_add_up() {
    let campus = Campus::open().await;
    let wechat = (ChannelKind::Wechat, Scene::Pc, Way::Qr, "qr");
    at_the_cashier(&campus, ADA, wechat).await;
    campus.bank(Bank::go_down);
    for _ in 0..6 {
        for _ in 0..24 * 4 {
            campus.later(Duration::from_mins(15));
            campus.chases().await;
        }
        assert!(campus.sweeps(Plan::fair()).await);
        assert!(campus.messages().len() <= 3, "{} chains", campus.messages().len());
    }
    campus.bank(Bank::behave);
    pass(&campus, 16).await;
    assert!(campus.messages().is_empty());
}
