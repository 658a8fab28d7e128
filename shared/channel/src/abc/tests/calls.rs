use super::{
    Bank, at, hearing, hearing_as, is_unproved, is_unsure, known, order, parsed, receipt, secret,
    unsigned,
};
use crate::{Channel, Closing, NoticeError, Outside};
use domain::{Clock, Order, Outcome, Transaction, Way};
use serde_json::json;

#[tokio::test]
async fn a_payment_is_a_receipt() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    for status in ["04", "05"] {
        let (us, heard) = hearing(vec![Bank::new().knows(&known(&number, status))]);
        let mut expected = receipt(&order);
        // A query tells the order's time alone.
        expected.paid_at = order.opened;
        "2026/12/31 23:59:00".clone_into(&mut expected.said_at);
        assert_eq!(us.query(&order).await.expect("an answer"), Outcome::Paid(expected));
        let ask = parsed(&heard.lock().expect("no panic")[0])["Message"]["TrxRequest"].clone();
        assert_eq!(ask["PayTypeID"], "ImmediatePay");
        assert_eq!((&ask["OrderNo"], &ask["QueryDetail"]), (&json!(number), &json!("1")));
    }
}

#[tokio::test]
async fn the_banks_own_time_is_taken_where_it_is_told() {
    let order = order(Way::Page);
    let mut said = known(&order.number().to_string(), "04");
    said["HostDate"] = json!("2026/12/31");
    said["HostTime"] = json!("23:59:30");
    let (us, _) = hearing(vec![Bank::new().knows(&said)]);
    assert_eq!(us.query(&order).await.expect("an answer"), Outcome::Paid(receipt(&order)));
}

#[tokio::test]
async fn money_without_the_banks_reference_is_unknown_unless_the_order_names_it() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    let mut said = known(&number, "04");
    said["iRspRef"] = json!(" ");
    let (us, _) = hearing(vec![Bank::new().knows(&said)]);
    is_unproved(us.query(&order).await, NoticeError::Garbled);

    let mut secret = secret();
    secret["ask"] = json!({ "reference": "order" });
    let (us, _) = hearing_as(secret, vec![Bank::new().knows(&said)]);
    let outcome = us.query(&order).await.expect("an answer");
    let Outcome::Paid(receipt) = outcome else { panic!("{outcome:?}") };
    assert_eq!(receipt.transaction, Transaction(number));
}

#[tokio::test]
async fn an_order_ends_only_when_its_time_is_well_over() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    let answers =
        || vec![Bank::new().knows(&known(&number, "01")), Bank::new().knows(&known(&number, "99"))];
    for _ in 0..2 {
        let (us, _) = hearing(answers());
        assert_eq!(us.query(&order).await.expect("an answer"), Outcome::Pending);
        assert_eq!(us.query(&order).await.expect("an answer"), Outcome::Pending);
    }
    let clocks = [
        (Clock::new(|| at(super::NOW + 14 * 60 + 300)), Outcome::Pending),
        (Clock::new(|| at(super::NOW + 14 * 60 + 301)), Outcome::Closed),
    ];
    for (clock, outcome) in clocks {
        let (mut us, _) = hearing(answers());
        us.outside = Outside { clock, ..us.outside };
        assert_eq!(us.query(&order).await.expect("an answer"), outcome);
        assert_eq!(us.query(&order).await.expect("an answer"), outcome);
    }
}

#[tokio::test]
async fn every_other_status_is_pending_or_unknown() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    let (us, _) = hearing(vec![Bank::new().knows(&known(&number, "03"))]);
    assert_eq!(us.query(&order).await.expect("an answer"), Outcome::Pending);
    for status in ["00", "02", "07", "", "4", "004"] {
        let (us, _) = hearing(vec![Bank::new().knows(&known(&number, status))]);
        is_unsure(us.query(&order).await);
    }
}

#[tokio::test]
async fn refusals_are_unknown_but_for_codes_that_the_bank_confirmed() {
    let order = order(Way::Page);
    let says = |code: &str| Bank::new().says(&json!({ "ReturnCode": code, "ErrorMessage": "" }));
    let (us, _) = hearing(vec![says("APE009")]);
    assert_eq!(us.query(&order).await.expect("an answer"), Outcome::Absent);
    for answer in [says("APE400"), says("EUNKWN"), unsigned("APE009"), unsigned("0000"), vec![]] {
        let (us, _) = hearing(vec![answer]);
        is_unsure(us.query(&order).await);
    }
}

#[tokio::test]
async fn an_order_that_the_bank_never_heard_of_ends_with_its_time() {
    let order = order(Way::Page);
    let absent = Bank::new().says(&json!({ "ReturnCode": "APE009", "ErrorMessage": "" }));
    let (mut us, _) = hearing(vec![absent]);
    us.outside = Outside { clock: Clock::new(|| at(super::NOW + 14 * 60 + 301)), ..us.outside };
    assert_eq!(us.query(&order).await.expect("an answer"), Outcome::Closed);
}

#[tokio::test]
async fn what_no_payer_was_ever_shown_ends_with_its_time_whatever_the_banks_code_is() {
    let says = |code: &str| Bank::new().says(&json!({ "ReturnCode": code, "ErrorMessage": "" }));
    let never_shown = order(Way::Page);
    let shown = Order { placed: Some("{}".to_owned()), ..order(Way::Page) };
    let over = Clock::new(|| at(super::NOW + 14 * 60 + 301));
    let asked = async |order: &Order, clock, answers| {
        let (mut us, _) = hearing(answers);
        us.outside = Outside { clock, ..us.outside };
        us.query(order).await
    };
    let ended = asked(&never_shown, over, vec![says("APE400")]).await;
    assert_eq!(ended.expect("an answer"), Outcome::Closed);
    is_unsure(asked(&shown, over, vec![says("APE400")]).await);
    is_unsure(asked(&never_shown, Clock::new(super::now), vec![says("APE400")]).await);
    is_unsure(asked(&never_shown, over, vec![]).await);
    let known = Bank::new().knows(&known(&never_shown.number().to_string(), "04"));
    let paid = asked(&never_shown, over, vec![known]).await;
    assert!(matches!(paid, Ok(Outcome::Paid(_))), "{paid:?}");
}

#[tokio::test]
async fn an_answer_about_another_order_or_in_pieces_is_unknown() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    let bank = Bank::new();
    let mut other = known(&number, "04");
    other["OrderNo"] = json!("01KAJ8Z5T4Q9V7N2M6X3C1B0RD000007");
    let mut amount = known(&number, "04");
    amount[" OrderAmount"] = json!("6e3");
    let part = bank.says(&json!({ "ReturnCode": "0000", "Order": "e30" }));
    let none = bank.says(&json!({ "ReturnCode": "0000" }));
    for answer in [bank.knows(&other), bank.knows(&amount), bank.knows(&json!([])), part, none] {
        let (us, _) = hearing(vec![answer]);
        is_unsure(us.query(&order).await);
    }
}

#[tokio::test]
async fn an_order_closes_by_itself() {
    let (us, heard) = hearing(vec![]);
    assert_eq!(us.close(&order(Way::Page)).await.expect("an answer"), Closing::ByItself);
    assert!(heard.lock().expect("no panic").is_empty());
    assert!(!us.capabilities().closes);
}
