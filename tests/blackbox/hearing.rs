use crate::stage::Stage;
use crate::student::Student;

#[tokio::test]
async fn what_the_bank_did_not_say_is_not_believed() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;
    let order = lin.opens("4800.00").await;

    stage.pays(&order.number, "forge").await;

    for said in stage.told(&order.number).await {
        let status = said["status"].as_u64().expect("an answer came");
        assert!((400..500).contains(&status), "{said}");
    }
    assert_eq!(lin.sees(&order).await.body["state"], "open");
    assert_eq!(lin.owed().await, "4800.00");
}

#[tokio::test]
async fn a_notice_heard_twice_books_once() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;
    let order = lin.opens("1000.00").await;

    stage.pays(&order.number, "notify-twice").await;
    lin.awaits(&order, "paid").await;

    assert_eq!(lin.owed().await, "3800.00");
    let paid = lin.get("/api/payments?period=all&kind=all").await;
    assert_eq!(paid.body["payments"].as_array().map(Vec::len), Some(1), "{}", paid.body);
}
