use super::{NOW, Pair, at, now, ours};
use channel::{ChannelError, Heard, Notice};
use domain::{
    ChannelKind, Fault as _, Money, Order, Outcome, Refund, RefundId, Refunded, Scene, Timestamp,
};
use http::Method;
use sandbox::{Announcement, Fault, How, Misdeed, On};
use std::sync::atomic::Ordering;

impl Pair {
    /// A paid order and a refund of `fen` of it.
    async fn paid(&self, fen: u64) -> (Order, Refund) {
        let order = ours(Scene::Pc);
        self.channels.place(&order).await.expect("placed");
        let number = order.number().to_string();
        self.bank(|bank| bank.pay(&number, How::Silent, now())).expect("open");
        let Ok(Outcome::Paid(receipt)) = self.channels.query(&order).await else { panic!("paid") };
        let refund = Refund {
            id: RefundId::from_bits(1),
            payer: order.payer,
            receipt,
            amount: money(fen),
            reason: "重复缴费".to_owned(),
            opened: now(),
        };
        (order, refund)
    }

    async fn asks(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.channels.refund(order, refund).await
    }

    /// What the bank tells of refunds, as the platform hears it.
    fn told(&self, now: Timestamp) -> Vec<Heard> {
        let announcements = self.bank(sandbox::Bank::announcements);
        let heard = |it: &Announcement| {
            let (parts, body) = self.bank(|bank| bank.notice(it, now)).into_parts();
            assert_eq!(parts.uri, "https://pay.example.edu.cn/api/notify/wechat");
            let (headers, query) = (parts.headers, String::new());
            let notice = Notice { method: Method::POST, query, headers, body };
            self.channels.read(ChannelKind::Wechat, &notice, now).expect("believed")
        };
        announcements.iter().map(heard).collect()
    }

    fn wrongs(&self, on: On, fault: Misdeed) {
        self.bank(|bank| bank.misbehave(Fault { on: Some(on), times: 1, fault, slow_ms: 0 }));
    }
}

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

fn next(refund: &Refund, bits: u128, fen: u64) -> Refund {
    Refund { id: RefundId::from_bits(bits), amount: money(fen), ..refund.clone() }
}

#[tokio::test]
async fn money_goes_back_once_however_often_it_is_asked_for() {
    let pair = Pair::new();
    let (order, refund) = pair.paid(40_000).await;
    let looked = pair.channels.query_refund(&order, &refund).await;
    assert_eq!(looked.expect("said"), Refunded::Absent);

    let first = pair.asks(&order, &refund).await.expect("done");
    let again = pair.asks(&order, &refund).await.expect("done");

    let Refunded::Done(returned) = &first else { panic!("{first:?}") };
    assert_eq!((returned.amount, returned.at), (refund.amount, Some(now())));
    assert!(returned.refund.starts_with("50320260101"));
    assert_eq!(again, first);
    assert_eq!(pair.channels.query_refund(&order, &refund).await.expect("said"), first);
    let number = refund.number().to_string();
    assert_eq!(pair.told(now()), [Heard::Refund { number, refunded: first }]);
    // The order is still one for which money came.
    assert!(matches!(pair.channels.query(&order).await, Ok(Outcome::Paid(_))));
}

#[tokio::test]
async fn no_more_goes_back_than_came() {
    let pair = Pair::new();
    let (order, refund) = pair.paid(400_000).await;
    pair.asks(&order, &refund).await.expect("most of it");
    let error = pair.asks(&order, &next(&refund, 2, 80_001)).await.expect_err("too much");
    assert!(
        matches!(error, ChannelError::Refused { status: 400, code, .. } if code == "INVALID_REQUEST")
    );
    let rest = pair.asks(&order, &next(&refund, 3, 80_000)).await.expect("the rest");
    assert!(matches!(rest, Refunded::Done(_)));
    let error = pair.asks(&order, &next(&refund, 4, 1)).await.expect_err("nothing is left");
    assert_eq!(error.code(), "provider-refused");
}

#[tokio::test]
async fn a_number_cannot_be_used_for_another_amount() {
    let pair = Pair::new();
    let (order, refund) = pair.paid(40_000).await;
    pair.asks(&order, &refund).await.expect("done");
    // They refuse, we look, and what is there is another refund than ours: unknown.
    let other = Refund { amount: money(50_000), ..refund };
    let error = pair.asks(&order, &other).await.expect_err("another refund");
    assert_eq!(error.code(), "provider-unsure");
}

#[tokio::test]
async fn nothing_goes_back_of_what_never_came() {
    let pair = Pair::new();
    let (order, mut refund) = pair.paid(40_000).await;
    refund.receipt.amount = money(480_001);
    let error = pair.asks(&order, &refund).await.expect_err("another sum");
    assert_eq!(error.code(), "provider-refused");
    refund.receipt.transaction.0 = "4200000000202601010000000009".to_owned();
    let error = pair.asks(&order, &refund).await.expect_err("no such payment");
    assert!(
        matches!(error, ChannelError::Refused { status: 404, code, .. } if code == "RESOURCE_NOT_EXISTS")
    );
    assert!(pair.told(now()).is_empty());
}

#[tokio::test]
async fn a_refund_may_take_its_time() {
    let pair = Pair::new();
    let (order, refund) = pair.paid(40_000).await;
    pair.wrongs(On::Refund, Misdeed::Pending);
    assert_eq!(pair.asks(&order, &refund).await.expect("taken"), Refunded::Pending);
    assert!(pair.told(now()).is_empty());
    let look = async || pair.channels.query_refund(&order, &refund).await.expect("said");
    assert_eq!(look().await, Refunded::Pending);

    pair.clock.store(NOW + 5, Ordering::Relaxed);

    let Refunded::Done(returned) = look().await else { panic!("done by now") };
    assert_eq!(returned.at, Some(at(NOW + 5)));
    let number = refund.number().to_string();
    let refunded = Refunded::Done(returned);
    assert_eq!(pair.told(at(NOW + 5)), [Heard::Refund { number, refunded }]);
}

#[tokio::test]
async fn an_answer_that_is_lost_does_not_give_back_twice() {
    for fault in [Misdeed::LostAnswer, Misdeed::ErrorAfter, Misdeed::Accepted] {
        let pair = Pair::new();
        let (order, refund) = pair.paid(40_000).await;
        pair.wrongs(On::Refund, fault);
        assert_eq!(pair.asks(&order, &refund).await.expect_err("lost").code(), "provider-unsure");
        let looked = pair.channels.query_refund(&order, &refund).await.expect("said");
        assert!(matches!(looked, Refunded::Done(_)));
        assert_eq!(pair.asks(&order, &refund).await.expect("again"), looked);
        assert_eq!(pair.told(now()).len(), 1);
    }
    let pair = Pair::new();
    let (order, refund) = pair.paid(40_000).await;
    pair.wrongs(On::Refund, Misdeed::TooMany);
    assert_eq!(pair.asks(&order, &refund).await.expect_err("busy").code(), "provider-unsure");
    let looked = pair.channels.query_refund(&order, &refund).await;
    assert_eq!(looked.expect("said"), Refunded::Absent);
}

#[tokio::test]
async fn a_refund_that_fails_is_told_and_leaves_the_money_for_another() {
    let pair = Pair::new();
    let (order, refund) = pair.paid(480_000).await;
    pair.wrongs(On::Refund, Misdeed::Fail);
    let failed = Refunded::Failed { code: "CLOSED".to_owned() };
    assert_eq!(pair.asks(&order, &refund).await.expect("taken"), failed);
    let number = refund.number().to_string();
    assert_eq!(pair.told(now()), [Heard::Refund { number, refunded: failed.clone() }]);
    assert_eq!(pair.asks(&order, &refund).await.expect("the same"), failed);
    // Under a new number it goes back.
    let again = pair.asks(&order, &next(&refund, 2, 480_000)).await.expect("done");
    assert!(matches!(again, Refunded::Done(_)));
}
