//! R52: the tables are brought back as they were an hour ago. What providers took since is money
//! all the same: the night's sweep asks about every order that is open again.

use crate::TUITION;
use campus::{ADA, BEN, CHEN, Campus, Line, Plan};
use sandbox::How;
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
