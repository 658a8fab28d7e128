use super::{Pair, later, now, refund};
use channel::{Closing, Heard};
use domain::{Fault, Money, Outcome, Refunded, Returned};
use sandbox::{Bank, Misdeed, On};

fn done(fen: u64) -> Returned {
    Returned { refund: String::new(), amount: Money::from_fen(fen).expect("an amount"), at: None }
}

#[tokio::test]
async fn money_goes_back_once_however_often_it_is_asked() {
    for pair in Pair::both() {
        let (us, (order, receipt)) = (pair.us(), pair.paid().await);
        let first = refund(&order, &receipt, 1, 80_000);
        assert_eq!(us.query_refund(&order, &first).await.expect("absent"), Refunded::Absent);
        let given = us.refund(&order, &first).await.expect("given");
        assert_eq!(given, Refunded::Done(done(80_000)));
        // A repeat moves nothing, which is told by a query.
        let again = us.refund(&order, &first).await.expect("given before");
        let told = Refunded::Done(Returned { at: Some(now()), ..done(80_000) });
        assert_eq!(again, told);
        assert_eq!(us.query_refund(&order, &first).await.expect("given"), told);

        let second = refund(&order, &receipt, 2, 400_050);
        assert_eq!(us.refund(&order, &second).await.expect("given"), Refunded::Done(done(400_050)));
        let trade = pair.trade(&order).expect("it is there");
        assert_eq!((trade.refunds.len(), trade.refunded()), (2, 480_050));

        // All of it went back; it had been paid all the same.
        assert_eq!(us.query(&order).await.expect("paid"), Outcome::Paid(receipt.clone()));
        assert_eq!(us.close(&order).await.expect("paid"), Closing::AlreadyPaid);
        let third = refund(&order, &receipt, 3, 1);
        let code = "ACQ.TRADE_HAS_CLOSE".to_owned();
        assert_eq!(us.refund(&order, &third).await.expect("refused"), Refunded::Failed { code });
        let again = us.refund(&order, &second).await.expect("given before");
        assert!(matches!(again, Refunded::Done(_)));
    }
}

#[tokio::test]
async fn more_than_was_paid_does_not_go_back() {
    let pair = Pair::new();
    let (us, (order, receipt)) = (pair.us(), pair.paid().await);
    us.refund(&order, &refund(&order, &receipt, 1, 400_000)).await.expect("given");
    let more = refund(&order, &receipt, 2, 80_051);
    let code = "ACQ.REASON_TRADE_REFUND_FEE_ERR".to_owned();
    assert_eq!(us.refund(&order, &more).await.expect("refused"), Refunded::Failed { code });
    let exact = refund(&order, &receipt, 3, 80_050);
    assert!(matches!(us.refund(&order, &exact).await, Ok(Refunded::Done(_))));
}

#[tokio::test]
async fn one_number_is_for_one_amount() {
    let pair = Pair::new();
    let (us, (order, receipt)) = (pair.us(), pair.paid().await);
    us.refund(&order, &refund(&order, &receipt, 1, 100)).await.expect("given");
    let other = refund(&order, &receipt, 1, 200);
    let error = us.refund(&order, &other).await.expect_err("our mistake");
    assert_eq!(error.code(), "provider-refused");
    assert_eq!(pair.trade(&order).expect("it is there").refunded(), 100);
}

#[tokio::test]
async fn a_refund_that_takes_its_time_is_pending_and_then_done() {
    let pair = Pair::new();
    let (us, (order, receipt)) = (pair.us(), pair.paid().await);
    let part = refund(&order, &receipt, 1, 100);
    pair.misbehaves(On::Refund, Misdeed::Pending);
    assert_eq!(us.refund(&order, &part).await.expect("taken"), Refunded::Pending);
    assert_eq!(us.query_refund(&order, &part).await.expect("not yet"), Refunded::Absent);
    assert_eq!(us.refund(&order, &part).await.expect("taken"), Refunded::Pending);
    later(5);
    assert!(matches!(us.query_refund(&order, &part).await, Ok(Refunded::Done(_))));
}

#[tokio::test]
async fn a_refund_that_they_do_not_allow_has_failed() {
    let pair = Pair::new();
    let (us, (order, receipt)) = (pair.us(), pair.paid().await);
    let part = refund(&order, &receipt, 1, 100);
    pair.misbehaves(On::Refund, Misdeed::Fail);
    let code = "ACQ.TRADE_NOT_ALLOW_REFUND".to_owned();
    assert_eq!(us.refund(&order, &part).await.expect("refused"), Refunded::Failed { code });
    assert_eq!(us.query_refund(&order, &part).await.expect("absent"), Refunded::Absent);
    assert!(pair.trade(&order).expect("it is there").refunds.is_empty());
}

#[tokio::test]
async fn a_refund_is_told_under_the_payments_name_and_is_no_second_payment() {
    for pair in Pair::both() {
        let (us, (order, receipt)) = (pair.us(), pair.paid().await);
        for (place, fen) in [(1, 80_050), (2, 400_000)] {
            let part = refund(&order, &receipt, place, fen);
            us.refund(&order, &part).await.expect("given");
            let told = pair.bank(Bank::announcements);
            let body = pair.tells(&told[0]).body;
            let status = if place == 1 { "=TRADE_SUCCESS" } else { "=TRADE_CLOSED" };
            assert!(String::from_utf8(body).expect("a form").contains(status));
            let number = part.number().to_string();
            let heard = pair.hears(&told[0]).expect("believed");
            assert_eq!(heard, Heard::Refund { number, refunded: Refunded::Pending });
        }
    }
}

#[tokio::test]
async fn a_call_whose_end_is_unknown_is_repeated_without_harm() {
    let deeds = [Misdeed::LostAnswer, Misdeed::ErrorAfter, Misdeed::Accepted, Misdeed::Unsigned];
    let pair = Pair::new();
    let (us, (order, receipt)) = (pair.us(), pair.paid().await);
    for (place, deed) in (1..).zip(deeds) {
        let part = refund(&order, &receipt, place, 100);
        pair.misbehaves(On::Refund, deed);
        let error = us.refund(&order, &part).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure");
        assert!(matches!(us.refund(&order, &part).await, Ok(Refunded::Done(_))));
    }
    assert_eq!(pair.trade(&order).expect("it is there").refunded(), 400);
}
