//! A bill is paid, from the home page to the home page.

use campus::{ADA, Campus};
use sandbox::How;

const TUITION: &str = "2026-2027/学费";

#[tokio::test]
async fn a_student_pays_and_owes_nothing() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    assert_eq!(campus.owed(ADA).await, "4800.00");

    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;

    assert_eq!(campus.owed(ADA).await, "0.00");
    assert_eq!(campus.state(order).await, "paid");
    let payments = campus.sees(ADA, "/api/payments").await;
    assert_eq!(payments.body["total"], "4800.00", "{}", payments.text);
}

#[tokio::test]
async fn a_notice_heard_twice_books_once() {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "1800.00")]).await;

    for announcement in campus.pays(order, How::NotifyTwice).expect("payable") {
        assert_eq!(campus.hears(&announcement).await.status, 200);
    }
    campus.settles().await;

    assert_eq!(campus.owed(ADA).await, "3000.00");
    assert!(campus.books().await.disputes.is_empty());
}
