use super::{Pair, order};
use channel::{ChannelError, Checkout, Doubt, NoticeError};
use domain::{Outcome, Way};
use sandbox::{How, Misdeed, On};

#[tokio::test]
async fn whatever_goes_wrong_with_an_answer_is_a_doubt() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    let reject = Misdeed::Reject { status: 200, code: "99".to_owned() };
    for misdeed in [
        Misdeed::LostAsk,
        Misdeed::LostAnswer,
        Misdeed::ErrorBefore,
        Misdeed::ErrorAfter,
        Misdeed::TooMany,
        Misdeed::Accepted,
        Misdeed::Unsigned,
        Misdeed::Probe,
        Misdeed::Tampered,
        reject,
    ] {
        pair.misbehaves(On::Query, misdeed.clone());
        let outcome = pair.us().query(&order).await;
        assert!(matches!(outcome, Err(ChannelError::Unsure(_))), "{misdeed:?} {outcome:?}");
        let outcome = pair.us().query(&order).await.expect("an outcome");
        assert_eq!(outcome, Outcome::Paid(receipt.clone()), "after {misdeed:?}");
    }
}

#[tokio::test]
async fn a_doubt_says_what_is_wrong_with_the_signature() {
    let pair = Pair::new();
    let (order, _) = pair.paid().await;
    let doubt = async |misdeed| {
        pair.misbehaves(On::Query, misdeed);
        match pair.us().query(&order).await {
            Err(ChannelError::Unsure(Doubt::Unproved(error))) => error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(doubt(Misdeed::Unsigned).await, NoticeError::Unsigned);
    assert_eq!(doubt(Misdeed::Probe).await, NoticeError::UnknownKey);
    assert_eq!(doubt(Misdeed::Tampered).await, NoticeError::Forged);
}

/// 05, and success when it is asked again.
#[tokio::test]
async fn a_payment_that_is_still_under_way_is_pending() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    pair.misbehaves(On::Query, Misdeed::Pending);
    assert_eq!(pair.us().query(&order).await.expect("an outcome"), Outcome::Pending);
    assert_eq!(pair.us().query(&order).await.expect("an outcome"), Outcome::Paid(receipt));
}

/// They drew the code and we never saw it: the payer cannot scan it, and pays in another way.
#[tokio::test]
async fn a_lost_code_is_never_a_second_order() {
    let pair = Pair::new();
    let order = order(Way::Qr);
    pair.misbehaves(On::Place, Misdeed::LostAnswer);
    assert!(matches!(pair.us().place(&order).await, Err(ChannelError::Unsure(_))));
    assert!(matches!(pair.us().place(&order).await, Err(ChannelError::Unsure(_))));
    assert_eq!(pair.bank(|bank| bank.trades().count()), 1);

    let pair = Pair::new();
    pair.misbehaves(On::Place, Misdeed::LostAsk);
    assert!(matches!(pair.us().place(&order).await, Err(ChannelError::Unsure(_))));
    let placed = pair.us().place(&order).await;
    assert!(matches!(placed, Ok(Checkout::Qr { .. })), "{placed:?}");
}

#[tokio::test]
async fn a_gateway_that_fails_shows_the_payer_a_page() {
    let pair = Pair::new();
    let order = order(Way::Page);
    let fields = super::form(pair.us().place(&order).await.expect("placed"));
    pair.misbehaves(On::Place, Misdeed::ErrorBefore);
    assert_eq!(pair.posts(&fields).status(), 500);
    assert_eq!(pair.us().query(&order).await.expect("an outcome"), Outcome::Pending);
    assert_eq!(pair.posts(&fields).status(), 303, "the payer tries again");
    pair.pays(&order, How::Silent);
    let outcome = pair.us().query(&order).await.expect("an outcome");
    assert!(matches!(outcome, Outcome::Paid(_)), "{outcome:?}");
}
