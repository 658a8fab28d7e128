//! R52: the tables are brought back as they were an hour ago. What providers took since is money
//! all the same: the night's sweep asks about every order that is open again. What an officer gave
//! back since is told by the statement.

use crate::TUITION;
use crate::reconciling::{NEXT_NOON, codes};
use crate::refunds::{does, goes_back, paid, proposes, wants};
use campus::{ADA, BEN, CHEN, Campus, Line, Plan};
use domain::ChannelKind;
use sandbox::How;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn what_was_booked_after_the_backup_is_booked_again() {
    let campus = Campus::open().await;
    let mut orders = Vec::new();
    for id in [ADA, BEN, CHEN] {
        campus.admits(id).await;
        let tuition = campus.owes(id, TUITION, "4800.00").await;
        orders.push(campus.opens(id, &[(&tuition, "4800.00")]).await);
    }
    let backup = campus.backs_up().await;
    campus.is_paid(orders[0]).await;
    campus.pays(orders[1], How::Silent).expect("payable");
    campus.later(Duration::from_mins(5));
    campus.chases().await;
    campus.settles().await;
    let booked = campus.books().await;
    assert_eq!(campus.owed(ADA).await, "0.00");

    campus.restores(&backup).await;
    campus.forgets(Line::Chase);
    assert_eq!(campus.owed(ADA).await, "4800.00", "nothing is known of it");
    campus.later(Duration::from_hours(20));
    assert!(campus.sweeps(Plan::fair()).await);
    campus.chases().await;
    campus.settles().await;

    let states = [
        campus.state(orders[0]).await,
        campus.state(orders[1]).await,
        campus.state(orders[2]).await,
    ];
    assert_eq!(states, ["paid", "paid", "closed"]);
    let books = campus.books().await;
    let paid = |books: &campus::Books| {
        books.bills.iter().map(|(id, bill)| (id.clone(), bill.paid_here)).collect::<Vec<_>>()
    };
    assert_eq!(paid(&books), paid(&booked), "to the fen as before");
    assert!(books.disputes.is_empty());
}

/// The refund is forgotten, and its money is gone: nobody is asked to give it back once more. The day
/// says that it went back, and officers write it down by hand.
#[tokio::test]
async fn what_went_back_after_the_backup_is_told_and_goes_back_once() {
    let (campus, order, [tuition, _]) = paid().await;
    let day = campus.today();
    let backup = campus.backs_up().await;
    let number = goes_back(&campus, &wants(&campus, order, &[(&tuition, "800.00")])).await;
    assert_eq!(campus.owed(ADA).await, "800.00");

    campus.restores(&backup).await;
    assert_eq!(campus.owed(ADA).await, "0.00", "nothing is known of it");
    campus.later(NEXT_NOON);
    assert!(campus.sweeps(Plan::fair()).await);
    campus.chases().await;
    campus.gives_back().await;
    assert!(campus.reconciles(Plan::fair()).await);

    let report = campus.report(ChannelKind::Wechat, day).await;
    assert_eq!(codes(&report), ["state"], "{report:#?}");
    let told = report.exceptions[0].theirs.as_ref().expect("their line");
    assert_eq!(
        (told.refund.as_deref(), told.amount.to_string().as_str()),
        (Some(&*number), "800.00")
    );

    let mut body = wants(&campus, order, &[(&tuition, "800.00")]);
    body["by_hand"] = json!(true);
    let again = proposes(&campus, 1, &body).await;
    assert_eq!(does(&campus, 2, &again, "approve").await.status, 200);
    let path = format!("/api/office/refunds/{again}/by-hand");
    let note = json!({ "note": number });
    assert_eq!(campus.officer(3, "POST", &path, Some(&note)).await.status, 200);

    assert_eq!(campus.owed(ADA).await, "800.00", "as before");
    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 80_000, "once");
    crate::recounting::holds(&campus).await;
}
