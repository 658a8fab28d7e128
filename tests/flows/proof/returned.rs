//! Papers about money that went back: what they say, and what is true of them now.

use super::{checks, paper::Paper, prints};
use crate::TUITION;
use crate::refunds::{does, goes_back, paid, paid_with, proposes, wants};
use campus::{ADA, Campus};
use domain::OrderNumber;
use sandbox::How;
use serde_json::{Value, json};

/// What Ada's paper about `order` says.
async fn paper(campus: &Campus, order: OrderNumber) -> Paper {
    let answer = prints(campus, ADA, order.order).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    Paper::read(&answer.bytes)
}

/// What whoever checks `paper` hears.
async fn now(campus: &Campus, paper: &Paper) -> Value {
    let answer = checks(campus, paper.token()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

/// Whether it changed since it was printed, what it proves, and what was paid, went back, is going
/// back and stands.
fn told(now: &Value) -> (bool, String) {
    let text = |name: &str| now[name].as_str().expect("text");
    let names = ["standing", "paid", "returned", "going", "stands"];
    (now["changed"].as_bool().expect("a word"), names.map(text).join(" "))
}

#[track_caller]
fn says(paper: &Paper, lines: &[&str]) {
    for line in lines {
        assert!(paper.said.iter().any(|it| it == line), "{line} is not in {:?}", paper.said);
    }
}

#[tokio::test]
async fn a_paper_about_money_of_which_some_went_back_says_what_stands() {
    let (campus, order, [tuition, _]) = paid().await;
    let before = paper(&campus, order).await;
    says(&before, &["缴费凭证", "合计（大写）", "¥6,000.00"]);
    assert_eq!(
        told(&now(&campus, &before).await),
        (false, "whole 6000.00 0.00 0.00 6000.00".into())
    );

    goes_back(&campus, &wants(&campus, order, &[(&tuition, "800.00")])).await;

    let after = paper(&campus, order).await;
    let stands = ["现有效（大写）", "人民币伍仟贰佰元整", "¥5,200.00"];
    says(&after, &["缴费凭证", "已部分退回", "已缴（大写）", "¥6,000.00", "已退回", "−¥800.00"]);
    says(&after, &stands);
    assert!(after.said.concat().contains("其中 800.00 元已经退回"), "{:?}", after.said);
    let seen = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await.body;
    let at = seen["refunds"][0]["at"].as_str().expect("an instant").parse().expect("an instant");
    says(&after, &[&format!("{}（北京时间）", domain::beijing_time(at))]);

    let part = "part 6000.00 800.00 0.00 5200.00".to_owned();
    let (old, new) = (now(&campus, &before).await, now(&campus, &after).await);
    assert_eq!((told(&old), told(&new)), ((true, part.clone()), (false, part)));
    assert_eq!(old["returns"], json!([{ "at": seen["refunds"][0]["at"], "amount": "800.00" }]));
    assert_eq!(
        (&old["lines"][0]["returned"], &old["lines"][1]["returned"]),
        (&json!("800.00"), &json!("0.00"))
    );
}

#[tokio::test]
async fn a_paper_about_money_that_all_went_back_does_not_read_as_paid() {
    let (campus, order, _) = paid().await;
    let before = paper(&campus, order).await;
    goes_back(&campus, &wants(&campus, order, &[])).await;

    let after = paper(&campus, order).await;
    says(
        &after,
        &["退款凭证", "已全部退回", "曾缴（大写）", "现有效（大写）", "人民币零元整", "¥0.00"],
    );
    let all = after.said.concat();
    assert!(all.contains("本凭证证明退款，不证明已经缴费。"), "{all}");
    assert!(!all.contains("缴费凭证") && !all.contains("已由"), "{all}");

    let nothing = "nothing 6000.00 6000.00 0.00 0.00".to_owned();
    assert_eq!(told(&now(&campus, &before).await), (true, nothing.clone()));
    assert_eq!(told(&now(&campus, &after).await), (false, nothing));
}

/// A paper is not printed quickly between the two officers' words and the bank's.
#[tokio::test]
async fn money_that_is_promised_back_is_told_and_told_no_more_if_it_stays() {
    let (campus, order, [tuition, _]) = paid().await;
    let before = paper(&campus, order).await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[(&tuition, "800.00")])).await;

    let promised = paper(&campus, order).await;
    says(&promised, &["缴费凭证", "退回办理中", "合计（大写）", "正在退回", "¥800.00"]);
    let going = "whole 6000.00 0.00 800.00 6000.00".to_owned();
    assert_eq!(told(&now(&campus, &before).await), (true, going.clone()));
    assert_eq!(told(&now(&campus, &promised).await), (false, going));

    assert_eq!(does(&campus, 1, &number, "withdraw").await.status, 200);
    assert!(!now(&campus, &before).await["changed"].as_bool().expect("a word"), "as it was");
    assert!(now(&campus, &promised).await["changed"].as_bool().expect("a word"));
    assert_eq!(prints(&campus, ADA, order.order).await.bytes.len(), {
        let again = prints(&campus, ADA, order.order).await;
        assert_eq!(Paper::read(&again.bytes).token(), before.token(), "the same paper again");
        again.bytes.len()
    });
}

/// Money that came wrong and was put on bills paid them all the same.
#[tokio::test]
async fn money_that_an_officer_put_on_bills_has_a_paper_of_what_it_paid() {
    let campus = Campus::of("wwoc").await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    for announcement in campus.pays(order, How::PayLess).expect("the bank takes it") {
        campus.hears(&announcement).await;
    }
    campus.settles().await;
    let refused = prints(&campus, ADA, order.order).await;
    assert_eq!((refused.status, refused.code()), (409, "not-paid"), "it lies nowhere yet");

    let body = json!({ "number": order, "transaction": paid_with(&campus, order) });
    let answer = campus.officer(1, "POST", "/api/office/disputes/apply", Some(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);

    let listed = campus.sees(ADA, "/api/payments").await.body;
    let came = listed["payments"][0]["paid"].as_str().expect("yuan").to_owned();
    assert_ne!(came, "4800.00");
    let paper = paper(&campus, order).await;
    let now = now(&campus, &paper).await;
    assert_eq!(told(&now), (false, format!("whole {came} 0.00 0.00 {came}")));
    says(&paper, &["缴费凭证", "合计（大写）"]);
}
