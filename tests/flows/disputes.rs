//! Money that cannot be booked as it came: each school's rule puts it on bills, gives it back or asks
//! the office, and its payer sees what became of it (R3, R4, R14).

use crate::TUITION;
use crate::refunds::{does, paid_with, proposes, refunds, seen, waits};
use campus::{ADA, Campus};
use domain::{BillId, ChannelKind, OrderNumber};
use sandbox::{Fault, How, Misdeed, On};
use serde_json::{Value, json};

async fn campus(school: &'static str) -> (Campus, BillId) {
    let campus = Campus::of(school).await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    (campus, tuition)
}

/// Ada pays `order` like that, and all of it is booked or kept.
async fn pays(campus: &Campus, order: OrderNumber, how: How) {
    for announcement in campus.pays(order, how).expect("the bank takes it") {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;
}

/// Disputes that wait for the office, as `reason left`.
async fn undecided(campus: &Campus) -> Vec<String> {
    let text = |it: &Value, name: &str| it[name].as_str().unwrap_or_default().to_owned();
    let line = |it: &Value| format!("{} {}", text(it, "reason"), text(it, "left"));
    waits(campus).await["disputes"].as_array().expect("disputes").iter().map(line).collect()
}

/// What Ada sees of money beside what paid `order`: its reason, what is left, what lies on bills.
async fn surplus(campus: &Campus, order: OrderNumber) -> Vec<String> {
    let seen = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await;
    let line = |it: &Value| {
        let applied = it["applied"].as_array().expect("parts").iter();
        let applied: Vec<_> = applied.map(|it| it["amount"].as_str().expect("yuan")).collect();
        format!("{} {} {}", it["reason"], it["left"], applied.join("+")).replace('"', "")
    };
    seen.body["surplus"].as_array().expect("surplus").iter().map(line).collect()
}

async fn applies(campus: &Campus, order: OrderNumber) -> (u16, String) {
    let body = json!({ "number": order, "transaction": paid_with(campus, order) });
    let answer = campus.officer(1, "POST", "/api/office/disputes/apply", Some(&body)).await;
    (answer.status, answer.code().to_owned())
}

#[tokio::test]
async fn a_second_payment_goes_back_by_itself() {
    for school in ["xust", "wwoc"] {
        let (campus, tuition) = campus(school).await;
        let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
        pays(&campus, order, How::PayTwice).await;

        assert_eq!(surplus(&campus, order).await, ["paid-twice 0.00 "], "{school}");
        assert_eq!(seen(&campus, order).await, ["approved 4800.00"], "{school}");
        assert!(undecided(&campus).await.is_empty(), "{school}");
        campus.gives_back().await;

        assert_eq!(seen(&campus, order).await, ["done 4800.00"], "{school}");
        assert_eq!(campus.given_back_by(ChannelKind::Wechat), 480_000);
        assert_eq!(campus.owed(ADA).await, "0.00");
        assert!(refunds(&campus).await.is_empty(), "{school}");
        crate::recounting::holds(&campus).await;
    }
}

#[tokio::test]
async fn too_little_is_put_on_the_bill_or_the_office_is_asked() {
    let (campus, tuition) = campus("xust").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    pays(&campus, order, How::PayLess).await;
    assert_eq!(campus.owed(ADA).await, "0.01");
    assert_eq!(surplus(&campus, order).await, ["amount-differs 0.00 4799.99"]);
    assert!(undecided(&campus).await.is_empty());
    crate::recounting::holds(&campus).await;
}

#[tokio::test]
async fn where_the_office_is_asked_it_may_apply_the_money() {
    let (campus, tuition) = campus("wwoc").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    pays(&campus, order, How::PayLess).await;
    assert_eq!(campus.owed(ADA).await, "4800.00");
    assert_eq!(undecided(&campus).await, ["amount-differs 4799.99"]);
    assert_eq!(surplus(&campus, order).await, ["amount-differs 4799.99 "]);

    assert_eq!(applies(&campus, order).await.0, 200);

    assert_eq!(applies(&campus, order).await.0, 200, "once more");
    assert_eq!(campus.owed(ADA).await, "0.01");
    assert!(undecided(&campus).await.is_empty());
    assert_eq!(surplus(&campus, order).await, ["amount-differs 0.00 4799.99"]);
    crate::recounting::holds(&campus).await;
}

/// Late money for a closed order whose bills owe it still pays it (R3); where they do not, the
/// school's rule decides, and the office may put on them what they take and give back the rest.
#[tokio::test]
async fn late_money_for_a_closed_order() {
    for school in ["xust", "wwoc"] {
        let (campus, tuition) = campus(school).await;
        let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
        assert_eq!(campus.closes(order).await.status, 200);
        pays(&campus, order, How::Anyway).await;
        assert_eq!(campus.state(order).await, "paid", "{school}");
        assert_eq!(campus.owed(ADA).await, "0.00", "{school}");
        crate::recounting::holds(&campus).await;
    }
}

/// An order that was closed is paid late, when 3,000 of its bill were paid by another.
async fn late(school: &'static str) -> (Campus, OrderNumber) {
    let (campus, tuition) = campus(school).await;
    let first = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    assert_eq!(campus.closes(first).await.status, 200);
    let second = campus
        .opens(ADA, &[(&tuition, if school == "xust" { "3000.00" } else { "4800.00" })])
        .await;
    pays(&campus, second, How::Pay).await;
    pays(&campus, first, How::Anyway).await;
    (campus, first)
}

#[tokio::test]
async fn late_money_that_is_owed_no_more_goes_back_where_the_rule_says_so() {
    let (campus, first) = Box::pin(late("xust")).await;
    assert_eq!(seen(&campus, first).await, ["approved 4800.00"]);
    campus.gives_back().await;
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 480_000);
    assert_eq!(campus.owed(ADA).await, "1800.00");
    crate::recounting::holds(&campus).await;
}

#[tokio::test]
async fn late_money_that_is_owed_no_more_waits_where_the_rule_says_so() {
    let (campus, first) = Box::pin(late("wwoc")).await;
    assert_eq!(undecided(&campus).await, ["no-longer-owed 4800.00"]);
    assert_eq!(applies(&campus, first).await, (409, "nothing-takes-it".to_owned()));

    let body = json!({
        "number": first, "transaction": paid_with(&campus, first), "reason": "重复缴费退款",
    });
    let number = proposes(&campus, 1, &body).await;
    assert!(undecided(&campus).await.is_empty(), "it is spoken for");
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    campus.gives_back().await;
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 480_000);
    assert_eq!(campus.owed(ADA).await, "0.00");
    crate::recounting::holds(&campus).await;
}

/// A refund that the rule opened and the provider refused for good is the office's to look at.
#[tokio::test]
async fn a_rule_does_not_try_a_second_time() {
    let (campus, tuition) = campus("xust").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let fault = Fault { on: Some(On::Refund), times: 1, fault: Misdeed::Fail, slow_ms: 0 };
    campus.bank(|bank| bank.misbehave(fault));
    pays(&campus, order, How::PayTwice).await;
    campus.gives_back().await;

    assert_eq!(undecided(&campus).await, ["paid-twice 4800.00"]);
    assert_eq!(refunds(&campus).await, ["failed 4800.00"]);
    assert_eq!(seen(&campus, order).await, ["failed 4800.00"]);

    // The same money told again does not open it anew.
    let told = campus.checks(order).await;
    assert_eq!(told.status, 200);
    campus.settles().await;
    assert_eq!(undecided(&campus).await, ["paid-twice 4800.00"]);
    crate::recounting::holds(&campus).await;
}

/// Taken back before the provider was asked, what the rule wanted is the office's to decide.
#[tokio::test]
async fn the_office_may_stop_what_the_rule_wants() {
    let (campus, tuition) = campus("xust").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    pays(&campus, order, How::PayTwice).await;
    let number = waits(&campus).await["refunds"][0]["number"].as_str().expect("one").to_owned();

    assert_eq!(does(&campus, 1, &number, "withdraw").await.status, 200);
    campus.gives_back().await;

    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 0);
    assert_eq!(undecided(&campus).await, ["paid-twice 4800.00"]);
    crate::recounting::holds(&campus).await;
}
