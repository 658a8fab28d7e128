use super::{Pair, later, refund};
use channel::{ChannelError, Heard};
use domain::{Refunded, Transaction};
use sandbox::{Misdeed, On};

#[tokio::test]
async fn a_refund_is_taken_then_told_then_known() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    let refund = refund(&order, &receipt, 1, 100_000);
    let absent = pair.us().query_refund(&order, &refund).await.expect("an answer");
    assert_eq!(absent, Refunded::Absent);

    let taken = pair.us().refund(&order, &refund).await.expect("an answer");

    assert_eq!(taken, Refunded::Pending, "that they took it is not yet money");
    let Some(Heard::Refund { number, refunded }) = pair.hears_of_refund() else {
        panic!("a notice")
    };
    assert_eq!(number, refund.number().to_string());
    let Refunded::Done(returned) = &refunded else { panic!("{refunded:?}") };
    assert_eq!(returned.amount, refund.amount);
    let known = pair.us().query_refund(&order, &refund).await.expect("an answer");
    assert_eq!(known, refunded);
    let again = pair.us().refund(&order, &refund).await.expect("an answer");
    assert_eq!(again, refunded, "the same number gives back once");
    assert_eq!(pair.bank(|bank| bank.trades().next().map(sandbox::Trade::refunded)), Some(100_000));
}

#[tokio::test]
async fn no_more_goes_back_than_came() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    let asked = async |name, fen| {
        pair.us().refund(&order, &refund(&order, &receipt, name, fen)).await.expect("an answer")
    };
    let failed = |code: &str| Refunded::Failed { code: code.to_owned() };
    assert_eq!(asked(1, 480_001).await, failed("36"));
    assert_eq!(asked(2, 300_000).await, Refunded::Pending);
    assert_eq!(asked(3, 180_001).await, failed("36"));
    assert_eq!(asked(4, 180_000).await, Refunded::Pending);
    assert_eq!(asked(5, 1).await, failed("45"));

    let mut unknown = receipt.clone();
    unknown.transaction = Transaction("420202612310000000000".to_owned());
    let refunded = pair.us().refund(&order, &refund(&order, &unknown, 6, 1)).await;
    assert_eq!(refunded.expect("an answer"), failed("35"));
}

#[tokio::test]
async fn one_that_waits_is_done_a_little_later() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    let refund = refund(&order, &receipt, 1, 480_000);
    pair.misbehaves(On::Refund, Misdeed::Pending);
    assert_eq!(pair.us().refund(&order, &refund).await.expect("taken"), Refunded::Pending);
    assert_eq!(pair.hears_of_refund(), None);
    let known = async || pair.us().query_refund(&order, &refund).await.expect("an answer");
    assert_eq!(known().await, Refunded::Pending);
    later(5);
    assert!(matches!(known().await, Refunded::Done(_)));
    assert!(pair.hears_of_refund().is_some());
}

#[tokio::test]
async fn a_lost_answer_gives_back_once() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    let refund = refund(&order, &receipt, 1, 480_000);
    for misdeed in [Misdeed::LostAsk, Misdeed::ErrorBefore, Misdeed::LostAnswer] {
        pair.misbehaves(On::Refund, misdeed);
        let unsure = pair.us().refund(&order, &refund).await;
        assert!(matches!(unsure, Err(ChannelError::Unsure(_))), "{unsure:?}");
    }
    let again = pair.us().refund(&order, &refund).await.expect("an answer");
    assert!(matches!(again, Refunded::Done(_)), "{again:?}");
    assert_eq!(pair.bank(|bank| bank.trades().next().map(sandbox::Trade::refunded)), Some(480_000));
    pair.misbehaves(On::QueryRefund, Misdeed::Accepted);
    let unsure = pair.us().query_refund(&order, &refund).await;
    assert!(matches!(unsure, Err(ChannelError::Unsure(_))), "{unsure:?}");
}

#[tokio::test]
async fn one_that_fails_was_taken_first() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    let refund = refund(&order, &receipt, 1, 480_000);
    pair.misbehaves(On::Refund, Misdeed::Fail);
    assert_eq!(pair.us().refund(&order, &refund).await.expect("taken"), Refunded::Pending);
    let failed = Refunded::Failed { code: "60".to_owned() };
    assert_eq!(pair.us().query_refund(&order, &refund).await.expect("an answer"), failed);
    assert_eq!(pair.us().refund(&order, &refund).await.expect("an answer"), failed);
    let another = super::refund(&order, &receipt, 2, 480_000);
    assert_eq!(pair.us().refund(&order, &another).await.expect("taken"), Refunded::Pending);
}
