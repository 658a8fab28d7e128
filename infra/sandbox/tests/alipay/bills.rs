use super::{Pair, later, refund};
use channel::Stated;
use domain::{Day, Fault, LineKind};
use sandbox::{Misdeed, On};

fn today() -> Day {
    "2026-01-01".parse().expect("a day")
}

/// A day with a payment, a refund of a part of it, and another payment; then the next noon.
async fn a_day() -> Pair {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    pair.us().refund(&order, &refund(&order, &receipt, 1, 80_000)).await.expect("given");
    later(60);
    pair.paid().await;
    later(28 * 3600);
    pair
}

#[tokio::test]
async fn a_day_is_stated_as_it_was() {
    let pair = a_day().await;
    let stated = pair.us().statement(today()).await.expect("stated");
    let Stated::Day(statement) = stated else { panic!("{stated:?}") };
    assert_eq!(statement.merchant, *pair.us().merchant());
    let lines: Vec<_> =
        statement.lines.iter().map(|it| (it.kind, it.amount.fen(), it.fee_fen)).collect();
    let expected = [
        (LineKind::Payment, 480_050, 2_880),
        (LineKind::Refund, 80_000, 0),
        (LineKind::Payment, 480_050, 2_880),
    ];
    assert_eq!(lines, expected);
    let (payment, back) = (&statement.lines[0], &statement.lines[1]);
    assert_eq!((&back.number, &back.transaction), (&payment.number, &payment.transaction));
    assert_eq!((payment.refund.as_ref(), back.refund.as_ref().map(String::len)), (None, Some(32)));
    assert_eq!(payment.said_at, "2026-01-01 08:00:00");
    assert_eq!(payment.at.map(domain::Timestamp::as_second), Some(super::NOW));
}

#[tokio::test]
async fn a_line_that_is_missing_is_for_the_books_to_find() {
    let pair = a_day().await;
    pair.misbehaves(On::Statement, Misdeed::MissingLine);
    let stated = pair.us().statement(today()).await.expect("stated");
    assert!(matches!(stated, Stated::Day(statement) if statement.lines.len() == 2));
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_no_statement() {
    let pair = a_day().await;
    for misdeed in [
        Misdeed::Cut,
        Misdeed::WrongTotal,
        Misdeed::WrongHash,
        Misdeed::LostAnswer,
        Misdeed::ErrorAfter,
        Misdeed::Tampered,
    ] {
        pair.misbehaves(On::Statement, misdeed.clone());
        let error = pair.us().statement(today()).await.expect_err("no statement");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
        assert!(matches!(pair.us().statement(today()).await, Ok(Stated::Day(_))));
    }
}

#[tokio::test]
async fn a_day_is_not_stated_before_it_is_over_and_booked() {
    let pair = Pair::new();
    pair.paid().await;
    assert_eq!(pair.us().statement(today()).await.expect("today"), Stated::NotYet);
    // Half past midnight, then nine in the morning.
    later(16 * 3600 + 1800);
    assert_eq!(pair.us().statement(today()).await.expect("too early"), Stated::NotYet);
    later(8 * 3600 + 1800);
    pair.misbehaves(On::Statement, Misdeed::NotYet);
    assert_eq!(pair.us().statement(today()).await.expect("not yet"), Stated::NotYet);
    assert!(matches!(pair.us().statement(today()).await, Ok(Stated::Day(_))));
    let before = "2025-12-30".parse().expect("a day");
    assert_eq!(pair.us().statement(before).await.expect("nothing"), Stated::Empty);
}

#[tokio::test]
async fn a_link_to_a_bill_is_good_for_half_a_minute() {
    let pair = a_day().await;
    let mut asked = pair.signed("alipay.data.dataservice.bill.downloadurl.query", |it| {
        it["biz_content"] = r#"{"bill_type":"trade","bill_date":"2026-01-01"}"#.into();
    });
    asked = asked.replace("\\/", "/");
    let url = asked.split('"').find(|it| it.contains("/bill/")).expect("a link").to_owned();
    later(29);
    assert!(pair.gets(&url).body().starts_with(b"PK"));
    later(1);
    assert_eq!(pair.gets(&url).status(), 403);
}
