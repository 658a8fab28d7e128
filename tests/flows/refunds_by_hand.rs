//! Money that is given back at the window or by bank, and refunds that a provider cannot make.

use crate::refunds::{does, paid, proposes, refunds, seen, waits, wants};
use campus::{ADA, Campus};
use domain::{ChannelKind, RefundState};
use sandbox::{Fault, Misdeed, On};
use serde_json::json;

async fn by_hand(campus: &Campus, number: &str, note: &str) -> (u16, String) {
    let path = format!("/api/office/refunds/{number}/by-hand");
    let answer = campus.officer(3, "POST", &path, Some(&json!({ "note": note }))).await;
    (answer.status, answer.code().to_owned())
}

fn wrong(campus: &Campus, fault: Misdeed, times: u32) {
    let fault = Fault { on: Some(On::Refund), times, fault, slow_ms: 0 };
    campus.bank(|bank| bank.misbehave(fault));
}

fn not_enough() -> Misdeed {
    Misdeed::Reject { status: 403, code: "NOT_ENOUGH".to_owned() }
}

#[tokio::test]
async fn what_is_given_back_by_hand_is_asked_of_nobody() {
    let (campus, order, _) = paid().await;
    let mut body = wants(&campus, order, &[]);
    body["by_hand"] = json!(true);
    let number = proposes(&campus, 1, &body).await;
    assert_eq!(by_hand(&campus, &number, "电汇").await.1, "refund-not-approved");
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    assert!(campus.messages().iter().all(|it| it.line != campus::Line::Refunds));
    let told = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await;
    let told = &told.body["refunds"][0];
    assert_eq!((&told["state"], &told["by_hand"]), (&json!("approved"), &json!(true)));

    assert_eq!(by_hand(&campus, &number, " ").await.1, "refund-invalid");
    assert_eq!(by_hand(&campus, &number, "电汇 2026-1").await.0, 200);

    assert_eq!(by_hand(&campus, &number, "电汇 2026-1").await.0, 200, "once more");
    assert_eq!(by_hand(&campus, &number, "现金").await.1, "refund-over");
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 0);
    assert_eq!(campus.owed(ADA).await, "6000.00");
    assert_eq!(seen(&campus, order).await, ["by-hand 6000.00"]);
    crate::recounting::holds(&campus).await;
}

/// R42: too little money at the provider is no failure; it is tried again, and staff sees it.
#[tokio::test]
async fn too_little_money_is_tried_again_and_seen_by_staff() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    wrong(&campus, not_enough(), 2);
    does(&campus, 2, &number, "approve").await;
    campus.gives_back().await;

    let list = waits(&campus).await;
    let refund = &list["refunds"][0];
    assert_eq!((&refund["trouble"], &refund["asked"]), (&json!("NOT_ENOUGH"), &json!(1)));

    campus.gives_back_for_an_hour().await;
    assert!(matches!(campus.refund(&number).await.state, RefundState::Done { .. }));
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 600_000, "once");
    crate::recounting::holds(&campus).await;
}

/// Two officers agreed that the provider gives it back: nobody gives it in cash instead, and while
/// the provider may have it nobody withdraws it. Once it says that it has nothing, an officer does,
/// and the provider is not asked any more.
#[tokio::test]
async fn nobody_gives_back_what_the_provider_may_be_giving_back() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    wrong(&campus, Misdeed::LostAsk, 1);
    does(&campus, 2, &number, "approve").await;
    campus.gives_back().await;

    assert_eq!(by_hand(&campus, &number, "电汇").await, (409, "refund-not-by-hand".to_owned()));
    assert_eq!(does(&campus, 1, &number, "withdraw").await.code(), "refund-on-its-way");

    wrong(&campus, not_enough(), Fault::ALWAYS);
    campus.gives_back_for_an_hour().await;
    assert_eq!(by_hand(&campus, &number, "电汇").await, (409, "refund-not-by-hand".to_owned()));
    assert_eq!(does(&campus, 1, &number, "withdraw").await.status, 200);
    campus.bank(sandbox::Bank::behave);
    campus.gives_back_for_an_hour().await;
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 0);
    crate::recounting::holds(&campus).await;
}

/// A final no leaves the money where it was, and the refund on the list until somebody has seen it.
#[tokio::test]
async fn a_failure_comes_back_to_the_list_and_may_be_proposed_anew() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    wrong(&campus, Misdeed::Fail, 1);
    does(&campus, 2, &number, "approve").await;
    campus.gives_back().await;

    assert_eq!(refunds(&campus).await, ["failed 6000.00"]);
    assert_eq!(waits(&campus).await["refunds"][0]["trouble"], "CLOSED");
    assert_eq!(seen(&campus, order).await, ["failed 6000.00"]);
    assert_eq!(campus.owed(ADA).await, "0.00");

    let again = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    does(&campus, 2, &again, "approve").await;
    campus.gives_back().await;
    assert_eq!(does(&campus, 1, &number, "withdraw").await.status, 200);
    assert!(refunds(&campus).await.is_empty());
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 600_000);
    assert_eq!(campus.owed(ADA).await, "6000.00");
    crate::recounting::holds(&campus).await;
}

/// R42: older than a year, no provider is asked.
#[tokio::test]
async fn money_of_long_ago_goes_back_by_hand() {
    let (campus, order, _) = paid().await;
    campus.later(std::time::Duration::from_hours(24 * 365));
    let path = format!("/api/office/refunds/{}", campus.draws_refund_id());
    let mut body = wants(&campus, order, &[]);

    let late = campus.officer(1, "PUT", &path, Some(&body)).await;

    assert_eq!((late.status, late.code()), (409, "refund-by-hand-only"));
    body["by_hand"] = json!(true);
    assert_eq!(campus.officer(1, "PUT", &path, Some(&body)).await.status, 200);
}

/// What a provider refuses for good ends there, with its word.
#[tokio::test]
async fn a_refusal_for_good_is_a_failure() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    let code = "USER_ACCOUNT_ABNORMAL".to_owned();
    wrong(&campus, Misdeed::Reject { status: 403, code: code.clone() }, 1);
    does(&campus, 2, &number, "approve").await;

    campus.gives_back().await;

    let RefundState::Failed { code: said, .. } = campus.refund(&number).await.state else {
        panic!("{:?}", campus.refund(&number).await)
    };
    assert_eq!(said, code);
}
