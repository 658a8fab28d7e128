use super::{NOW, Pair, at, now, ours};
use channel::{ChannelError, Stated};
use domain::{
    ChannelKind, Day, Fault as _, LineKind, Order, Outcome, Refund, RefundId, Scene, Timestamp,
};
use sandbox::{Fault, How, Misdeed, On};
use std::sync::atomic::Ordering;

const DAY: i64 = 24 * 3600;

/// The next morning at ten.
fn morning() -> Timestamp {
    at(NOW + DAY + 2 * 3600)
}

fn day() -> Day {
    Day::of(now())
}

impl Pair {
    /// A day on which two orders were paid and something of the first was given back.
    async fn day() -> (Self, Order, Refund) {
        let pair = Self::new();
        let order = ours(Scene::Pc);
        let mut other = ours(Scene::Mobile);
        other.id = domain::OrderId::from_bits(9);
        for (order, second) in [(&order, 5), (&other, 65)] {
            pair.channels.place(order).await.expect("placed");
            let number = order.number().to_string();
            pair.bank(|bank| bank.pay(&number, How::Silent, at(NOW + second))).expect("open");
        }
        let Ok(Outcome::Paid(receipt)) = pair.channels.query(&order).await else { panic!("paid") };
        let (id, payer) = (RefundId::from_bits(1), order.payer);
        let amount = domain::Money::from_fen(40_000).expect("an amount");
        let reason = "重复缴费".to_owned();
        let refund = Refund { id, payer, receipt, amount, reason, opened: now() };
        pair.clock.store(NOW + 100, Ordering::Relaxed);
        pair.channels.refund(&order, &refund).await.expect("done");
        pair.clock.store(NOW + DAY + 2 * 3600, Ordering::Relaxed);
        (pair.at(morning), order, refund)
    }

    /// The same bank, met by a platform whose clock shows another time.
    fn at(self, clock: fn() -> Timestamp) -> Self {
        let outside = channel::Outside { clock: domain::Clock::new(clock), ..self.outside };
        let secret = serde_json::json!({ "wechat": super::keys().account() }).to_string();
        let channels = channel::Channels::of_secret(secret.as_bytes(), &super::places(), &outside);
        Self { outside, channels: channels.expect("the keys work"), ..self }
    }

    async fn stated(&self) -> Result<Stated, ChannelError> {
        self.channels.get(ChannelKind::Wechat).expect("offered").statement(day()).await
    }

    fn errs(&self, fault: Misdeed) {
        let on = Some(On::Statement);
        self.bank(|bank| bank.misbehave(Fault { on, times: 1, fault, slow_ms: 0 }));
    }
}

#[tokio::test]
async fn a_day_is_told_line_by_line_on_the_next_morning() {
    let (pair, order, refund) = Pair::day().await;

    let Ok(Stated::Day(statement)) = pair.stated().await else { panic!("a day") };

    let told: Vec<_> =
        statement.lines.iter().map(|it| (it.kind, it.amount.fen(), it.fee_fen)).collect();
    let paid = (LineKind::Payment, 480_000, 2880);
    assert_eq!(told, [paid, paid, (LineKind::Refund, 40_000, 0)]);
    let [first, _, back] = &statement.lines[..] else { panic!("three lines") };
    assert_eq!(first.number, order.number().to_string());
    assert_eq!(first.at, Some(at(NOW + 5)));
    assert_eq!(back.refund, Some(refund.number().to_string()));
    assert_eq!(back.transaction, refund.receipt.transaction);
}

#[tokio::test]
async fn before_nine_the_day_is_not_made_and_an_idle_day_is_empty() {
    let pair = Pair::new().at(|| at(NOW + DAY));
    pair.clock.store(NOW + DAY, Ordering::Relaxed);
    assert_eq!(pair.stated().await.expect("said"), Stated::NotYet);
    let pair = Pair::new().at(morning);
    pair.clock.store(morning().as_second(), Ordering::Relaxed);
    assert_eq!(pair.stated().await.expect("said"), Stated::Empty);
    // A day that is not over is not asked for at all.
    assert_eq!(Pair::new().stated().await.expect("said"), Stated::NotYet);
}

#[tokio::test]
async fn a_statement_with_a_flaw_is_refused_whole() {
    let (pair, ..) = Pair::day().await;
    for fault in [Misdeed::Cut, Misdeed::WrongTotal, Misdeed::WrongHash] {
        pair.errs(fault.clone());
        let error = pair.stated().await.expect_err("refused");
        assert_eq!(error.code(), "provider-unsure", "{fault:?}");
        assert!(matches!(pair.stated().await, Ok(Stated::Day(_))), "good the next time");
    }
    pair.errs(Misdeed::NotYet);
    assert_eq!(pair.stated().await.expect("said"), Stated::NotYet);
}

#[tokio::test]
async fn a_line_that_is_missing_shows_only_when_books_are_compared() {
    let (pair, ..) = Pair::day().await;
    pair.errs(Misdeed::MissingLine);
    let Ok(Stated::Day(statement)) = pair.stated().await else { panic!("a day") };
    assert_eq!(statement.lines.len(), 2);
}

#[tokio::test]
async fn the_accounts_movements_add_up_too() {
    let (pair, ..) = Pair::day().await;
    let wechat = pair.wechat();

    let flows = wechat.flows(day()).await.expect("a bill").expect("made");

    let told: Vec<_> = flows.iter().map(|it| it.fen).collect();
    assert_eq!(told, [480_000, -2880, 480_000, -2880, -40_000]);
    for pair in flows.windows(2) {
        assert_eq!(pair[0].balance_fen + pair[1].fen, pair[1].balance_fen);
    }
    pair.errs(Misdeed::WrongTotal);
    assert_eq!(wechat.flows(day()).await.expect_err("refused").code(), "provider-unsure");
}
