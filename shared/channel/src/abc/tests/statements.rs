use super::{Bank, MERCHANT, gbk, hearing, hearing_as, is_unsure, parsed, secret, unsigned};
use crate::{Channel, Stated};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Day, LineKind, Statement, StatementLine};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;

const HEADER: &str = "商户号|交易类型|订单编号|交易时间|交易金额|商户账号|商户动账金额|客户账号|账户类型|\
                      商户回佣手续费|商户分期手续费|会计日期|主机流水号|9014流水号|原订单号";

fn day() -> Day {
    "2026-12-31".parse().expect("a day")
}

fn row(kind: &str, number: &str, amount: &str, reference: &str, original: &str) -> String {
    format!(
        "{MERCHANT}|{kind}|{number}|20261231235930|{amount}|190000000000000|{amount}|\
         6228480000000000000|401|0.60|0.00|20261231|463640663|{reference}|{original}"
    )
}

/// Two payments and a refund of the first.
fn rows() -> String {
    [
        HEADER.to_owned(),
        row("Sale", "A1", "6000.00", "REF1", ""),
        row("Sale", "A2", "0.01", "REF2", "A2"),
        row("Refund", "R1", "-100.00", "REF3", "A1"),
    ]
    .join("^^")
}

fn answer(rows: &str) -> Value {
    json!({
        "ReturnCode": "0000",
        "TrxType": "Settle",
        "SettleDate": "2026/12/31",
        "NumOfPayments": "2",
        "SumOfPayAmount": "6000.01",
        "NumOfRefunds": "1",
        "SumOfRefundAmount": "100.00",
        "DetailRecords": rows,
    })
}

fn packed(rows: &str) -> Value {
    let mut file = GzEncoder::new(Vec::new(), Compression::default());
    file.write_all(&gbk(rows)).expect("memory");
    let mut said = answer("");
    said["ZIPDetailRecords"] = json!(STANDARD.encode(file.finish().expect("memory")));
    said
}

async fn stated(said: &Value) -> Stated {
    let (us, _) = hearing(vec![Bank::new().says(said)]);
    us.statement(day()).await.expect("a statement")
}

async fn lines(said: &Value) -> Vec<StatementLine> {
    let stated = stated(said).await;
    let Stated::Day(Statement { lines, .. }) = stated else { panic!("{stated:?}") };
    lines
}

async fn is_refused(said: &Value) {
    let (us, _) = hearing(vec![Bank::new().says(said)]);
    is_unsure(us.statement(day()).await);
}

#[tokio::test]
async fn packed_or_plain_the_file_says_the_same() {
    let lines = lines(&packed(&rows())).await;
    assert_eq!(lines, self::lines(&answer(&rows())).await);
    let kinds: Vec<_> = lines.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [LineKind::Payment, LineKind::Payment, LineKind::Refund]);
    assert_eq!((lines[0].amount.fen(), lines[0].fee_fen), (600_000, 60));
    let back = &lines[2];
    assert_eq!(
        (&*back.number, back.refund.as_deref(), back.amount.fen()),
        ("A1", Some("R1"), 10_000)
    );
    assert_eq!(back.transaction, lines[0].transaction);
    assert_eq!(lines[0].at, Some("2026-12-31T23:59:30+08:00".parse().expect("an instant")));
}

#[tokio::test]
async fn columns_are_found_by_their_names() {
    let plain = lines(&answer(&rows())).await;
    let turned: Vec<_> =
        rows().split("^^").map(|it| it.split('|').rev().collect::<Vec<_>>().join("|")).collect();
    assert_eq!(lines(&answer(&turned.join("^^"))).await, plain);
    // Without a header they stand in the order that the bank describes.
    let (_, bare) =
        rows().split_once("^^").map(|(a, b)| (a.to_owned(), b.to_owned())).expect("rows");
    assert_eq!(lines(&answer(&bare)).await, plain);
    // The bank leaves empty cells at the end out.
    let short = rows().replace("|REF1|", "|REF1");
    assert_eq!(lines(&answer(&short)).await, plain);
    assert_eq!(lines(&answer(&format!("{}^^\r\n", rows()))).await, plain);
}

#[tokio::test]
async fn a_file_that_does_not_add_up_is_refused_whole() {
    let cut = rows().replace(&format!("^^{}", row("Sale", "A2", "0.01", "REF2", "A2")), "");
    is_refused(&answer(&cut)).await;
    is_refused(&packed(&cut)).await;
    is_refused(&answer(&rows().replace("6000.00", "6000.01"))).await;
    let names = ["NumOfPayments", "SumOfPayAmount", "NumOfRefunds", "SumOfRefundAmount"];
    for name in names {
        for wrong in ["3", "", "x", "-1"] {
            let mut said = answer(&rows());
            said[name] = json!(wrong);
            is_refused(&said).await;
        }
    }
    let mut silent = answer(&rows());
    for name in &names[..2] {
        silent[name] = json!("");
    }
    is_refused(&silent).await;
}

#[tokio::test]
async fn a_line_that_cannot_be_read_refuses_the_file() {
    for (from, to) in [
        (MERCHANT, "103880000000002"),
        ("|Sale|", "|VoidPay|"),
        ("|Sale|", "|Else|"),
        ("20261231235930", "20261331235930"),
        ("|6000.00|", "|6e3|"),
        ("|0.60|", "|x|"),
        ("REF2", ""),
        ("|A2|", "||"),
    ] {
        is_refused(&answer(&rows().replace(from, to))).await;
    }
    let mut other_day = answer(&rows());
    other_day["SettleDate"] = json!("2026/12/30");
    is_refused(&other_day).await;
    let mut torn = packed(&rows());
    torn["ZIPDetailRecords"] = json!("H4sIAAAAAAAA");
    is_refused(&torn).await;
}

#[tokio::test]
async fn wallets_are_a_file_of_their_own_that_may_not_say_its_sums() {
    let mut secret = secret();
    secret["settle"] = json!(["Settle", "SettleAliWx"]);
    let mut wallets =
        answer(&[HEADER.to_owned(), row("weixinpay", "W1", "0.04", "A8ECEP01", "W1")].join("^^"));
    for name in ["NumOfPayments", "SumOfPayAmount", "NumOfRefunds", "SumOfRefundAmount"] {
        wallets.as_object_mut().expect("an object").remove(name);
    }
    let bank = Bank::new();
    let answers = vec![bank.says(&answer(&rows())), bank.says(&wallets)];
    let (us, heard) = hearing_as(secret, answers);
    let Stated::Day(all) = us.statement(day()).await.expect("a statement") else { panic!() };
    assert_eq!(all.lines.len(), 4);
    assert_eq!((&*all.lines[3].number, all.lines[3].kind), ("W1", LineKind::Payment));
    let heard = heard.lock().expect("no panic").clone();
    let asks: Vec<_> = heard.iter().map(|it| parsed(it)["Message"]["TrxRequest"].clone()).collect();
    assert_eq!(asks[0], json!({ "TrxType": "Settle", "SettleDate": "2026/12/31", "ZIP": "1" }));
    assert_eq!(asks[1]["TrxType"], "SettleAliWx");
    // The first is whole or nothing is.
    is_refused(&wallets).await;
}

#[tokio::test]
async fn a_day_may_be_empty_or_not_told_yet() {
    let mut empty = answer("");
    for (name, value) in [
        ("NumOfPayments", "0"),
        ("SumOfPayAmount", "0.00"),
        ("NumOfRefunds", "0"),
        ("SumOfRefundAmount", "0"),
    ] {
        empty[name] = json!(value);
    }
    assert_eq!(stated(&empty).await, Stated::Empty);
    assert_eq!(stated(&json!({ "ReturnCode": "SET001" })).await, Stated::NotYet);
    assert_eq!(stated(&json!({ "ReturnCode": "SET002" })).await, Stated::Empty);
    let (us, _) =
        hearing(vec![unsigned("SET002"), Bank::new().says(&json!({ "ReturnCode": "APE001" }))]);
    is_unsure(us.statement(day()).await);
    is_unsure(us.statement(day()).await);
}
