use super::{NOW, Pair, TIME, later, order, refund};
use channel::{ChannelError, Stated};
use domain::{Day, LineKind, Order, Receipt, Statement, Way};
use sandbox::{How, Misdeed, On};

/// Ten in the morning of 2027-01-02, when the file of the first is made.
fn next_morning() {
    TIME.set(NOW + 600 + 24 * 3600 + 10 * 3600);
}

/// A payment of the old year's last minutes and a refund of the new year's first: one clearing day.
async fn booked(pair: &Pair) -> (Order, Receipt) {
    let (order, receipt) = pair.paid().await;
    later(1200);
    pair.us().refund(&order, &refund(&order, &receipt, 1, 100_000)).await.expect("taken");
    (order, receipt)
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

async fn stated(pair: &Pair) -> Result<Statement, ChannelError> {
    match pair.us().statement(day("2027-01-01")).await? {
        Stated::Day(statement) => Ok(statement),
        other @ (Stated::Empty | Stated::NotYet | Stated::Unsupported) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_clearing_day_is_told_line_by_line() {
    let pair = Pair::new();
    let (order, receipt) = booked(&pair).await;
    next_morning();

    let statement = stated(&pair).await.expect("a file");

    let [payment, refund] = statement.lines.as_slice() else { panic!("{statement:?}") };
    assert_eq!(payment.kind, LineKind::Payment);
    assert_eq!(payment.number, order.number().to_string());
    assert_eq!(payment.transaction, receipt.transaction);
    assert_eq!((payment.amount.fen(), payment.fee_fen), (480_000, 2_880));
    assert_eq!(payment.at, Some(receipt.paid_at));
    assert_eq!(refund.kind, LineKind::Refund);
    assert_eq!(refund.number, order.number().to_string());
    assert_eq!(refund.transaction, receipt.transaction);
    assert_eq!((refund.amount.fen(), refund.fee_fen), (100_000, -600));
    assert!(refund.refund.is_some());
}

#[tokio::test]
async fn a_file_is_made_on_the_next_morning_or_never() {
    let pair = Pair::new();
    booked(&pair).await;
    let said = async |text| pair.us().statement(day(text)).await.expect("an answer");
    assert_eq!(said("2027-01-01").await, Stated::NotYet);
    // The first day still counts when the second begins.
    TIME.set(NOW + 600 + 24 * 3600 + 60);
    assert_eq!(said("2027-01-01").await, Stated::NotYet);
    next_morning();
    assert!(matches!(said("2027-01-01").await, Stated::Day(_)));
    later(2 * 24 * 3600);
    assert_eq!(said("2027-01-02").await, Stated::Empty);
    assert!(matches!(said("2027-01-01").await, Stated::Day(_)));
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_a_doubt() {
    let pair = Pair::new();
    booked(&pair).await;
    next_morning();
    for misdeed in [Misdeed::Cut, Misdeed::WrongHash, Misdeed::Probe, Misdeed::LostAnswer] {
        pair.misbehaves(On::Statement, misdeed.clone());
        let stated = stated(&pair).await;
        assert!(matches!(stated, Err(ChannelError::Unsure(_))), "{misdeed:?} {stated:?}");
    }
    pair.misbehaves(On::Statement, Misdeed::MissingLine);
    assert_eq!(stated(&pair).await.expect("a file").lines.len(), 1, "the file does not show it");
    pair.misbehaves(On::Statement, Misdeed::NotYet);
    let stated = pair.us().statement(day("2027-01-01")).await.expect("an answer");
    assert_eq!(stated, Stated::NotYet);
}

#[tokio::test]
async fn payments_by_code_stand_in_the_same_file() {
    let pair = Pair::new();
    let order = order(Way::Qr);
    pair.us().place(&order).await.expect("placed");
    pair.pays(&order, How::PayTwice);
    next_morning();
    let statement = stated(&pair).await.expect("a file");
    assert_eq!(statement.lines.len(), 2);
    assert_ne!(statement.lines[0].transaction, statement.lines[1].transaction);
}
