use super::{Pair, order};
use channel::{Channel, ChannelError, Checkout, Closing};
use domain::{Fault, FaultKind, Order, Outcome, Scene, Way};
use sandbox::{How, Misdeed, On};

/// What leaves us not knowing.
fn vague() -> [Misdeed; 8] {
    [
        Misdeed::LostAsk,
        Misdeed::LostAnswer,
        Misdeed::ErrorBefore,
        Misdeed::ErrorAfter,
        Misdeed::Accepted,
        Misdeed::TooMany,
        Misdeed::Unsigned,
        Misdeed::Probe,
    ]
}

async fn unsure<T>(call: impl Future<Output = Result<T, ChannelError>>) {
    let Err(error) = call.await else { panic!("it cannot know") };
    assert_eq!((error.kind(), error.code()), (FaultKind::Unavailable, "provider-unsure"));
}

async fn placed(us: &dyn Channel, order: &Order) -> String {
    let Checkout::Qr { content, .. } = us.place(order).await.expect("placed") else {
        panic!("a code")
    };
    content
}

#[tokio::test]
async fn whatever_goes_wrong_with_a_code_the_next_try_brings_the_same() {
    for pair in Pair::both() {
        let (us, order) = (pair.us(), order(Scene::Pc, Way::Qr));
        let code = placed(us, &order).await;
        for misdeed in vague().into_iter().chain([Misdeed::Tampered]) {
            pair.misbehaves(On::Place, misdeed);
            unsure(us.place(&order)).await;
            assert_eq!(placed(us, &order).await, code);
        }
    }
}

#[tokio::test]
async fn whatever_goes_wrong_with_a_query_it_is_not_an_outcome() {
    for pair in Pair::both() {
        let (us, order) = (pair.us(), pair.at_the_cashier(Scene::Pc).await);
        pair.pays(&order, How::Silent);
        for misdeed in vague().into_iter().chain([Misdeed::Tampered]) {
            pair.misbehaves(On::Query, misdeed);
            unsure(us.query(&order)).await;
            assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))));
        }
    }
}

#[tokio::test]
async fn a_close_whose_end_is_unknown_can_be_repeated() {
    for misdeed in vague() {
        let pair = Pair::new();
        let (us, order) = (pair.us(), pair.at_the_cashier(Scene::Pc).await);
        pair.misbehaves(On::Close, misdeed);
        unsure(us.close(&order)).await;
        assert_eq!(us.close(&order).await.expect("closed"), Closing::Closed);
        assert_eq!(us.query(&order).await.expect("closed"), Outcome::Closed);
    }
}

#[tokio::test]
async fn a_refusal_by_name_is_understood() {
    let pair = Pair::new();
    let (us, order) = (pair.us(), order(Scene::Pc, Way::Qr));
    let named = |code: &str| Misdeed::Reject { status: 200, code: code.to_owned() };
    for (code, expected) in [
        ("ACQ.TRADE_HAS_SUCCESS", "order-already-paid"),
        ("ACQ.TRADE_HAS_CLOSE", "order-closed"),
        ("ACQ.MERCHANT_STATUS_NOT_NORMAL", "provider-refused"),
        ("AQC.SYSTEM_ERROR", "provider-unsure"),
    ] {
        pair.misbehaves(On::Place, named(code));
        assert_eq!(us.place(&order).await.expect_err("refused").code(), expected, "{code}");
    }
}
