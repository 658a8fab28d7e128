use super::network::{World, present};
use super::{keys, order};
use channel::{Checkout, Stated};
use domain::{
    ChannelKind, Day, LineKind, Money, Order, Outcome, Refund, RefundId, Refunded, Scene, Timestamp,
};
use jiff::{ToSpan, tz};
use std::sync::atomic::{AtomicI64, Ordering};

/// Seconds by which this file's world is ahead of ours.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn shifted() -> Timestamp {
    present() + AHEAD.load(Ordering::Relaxed).seconds()
}

/// Ten in the morning of the day after `day`, in Beijing.
fn morning_after(now: Timestamp) -> Timestamp {
    let zoned = now.to_zoned(tz::offset(8).to_time_zone());
    let next = zoned.date().tomorrow().expect("a day").at(10, 0, 0, 0);
    next.to_zoned(tz::offset(8).to_time_zone()).expect("an instant").timestamp()
}

/// From the entrance inside WeChat to the next morning's statement, over sockets.
#[tokio::test]
async fn a_payment_inside_wechat_is_given_back_and_stated() {
    let world = World::at(shifted, None).await;
    let channels = &world.merchant.channels;
    let wechat = channels.get(ChannelKind::Wechat).expect("offered");
    let wallet = channels.wallet(ChannelKind::Wechat).expect("it has one");

    let entrance = wallet.entrance(Scene::Wechat, "https://pay.example.edu.cn/back", "st8");
    let to = world.redirected(&entrance.expect("an entrance")).await;
    let code = to.split("code=").nth(1).and_then(|it| it.split('&').next()).expect("a code");
    let user = wallet.identify(code).await.expect("a user");
    let merchant = keys().bank.merchant_id;
    let order = Order { wallet_user: Some(user), ..order(Scene::Wechat, shifted(), &merchant) };
    assert!(matches!(channels.place(&order).await, Ok(Checkout::Wallet { .. })));
    world.pays(&order, "pay").await;
    assert_eq!(world.heard(1).await, [Ok(480_000)]);

    let Ok(Outcome::Paid(receipt)) = channels.query(&order).await else { panic!("paid") };
    let amount = Money::from_fen(40_000).expect("an amount");
    let (id, payer, reason) = (RefundId::from_bits(1), order.payer, "重复缴费".to_owned());
    let refund = Refund { id, payer, receipt, amount, reason, opened: shifted() };
    let refunded = channels.refund(&order, &refund).await.expect("done");
    assert!(matches!(refunded, Refunded::Done(_)), "{refunded:?}");
    assert_eq!(world.heard(2).await, [Ok(480_000), Err("refund")]);

    let (day, now) = (Day::of(shifted()), shifted());
    let morning = morning_after(now);
    AHEAD.fetch_add(morning.duration_since(now).as_secs(), Ordering::Relaxed);
    let Ok(Stated::Day(statement)) = wechat.statement(day).await else { panic!("a day") };
    let kinds: Vec<_> = statement.lines.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [LineKind::Payment, LineKind::Refund]);
}
