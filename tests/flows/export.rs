//! A student's own payments as a file for a spreadsheet.

use crate::{ROOM, TUITION};
use campus::{ADA, BEN, Campus, clock};
use domain::BillId;
use domain::catalogue::TargetRule;
use serde_json::json;

const HEADING: &str = "\u{feff}缴费时间(北京),订单号,项目,学年,金额,已退金额,\
    退回时间(北京),渠道,渠道流水号,收款方";

/// The rows of the file that Ada gets for `query`.
async fn rows(campus: &Campus, query: &str) -> Vec<String> {
    let file = campus.sees(ADA, &format!("/api/payments/export?{query}")).await;
    assert_eq!(file.status, 200, "{}", file.text);
    let mut rows = file.text.split_terminator("\r\n").map(str::to_owned);
    assert_eq!(rows.next().as_deref(), Some(HEADING));
    rows.collect()
}

async fn pays(campus: &Campus, lines: &[(&BillId, &str)]) -> String {
    let order = campus.opens(ADA, lines).await;
    campus.is_paid(order).await;
    campus.settles().await;
    order.to_string()
}

#[tokio::test]
async fn a_student_takes_their_payments_along() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    clock::set("2026-10-31T16:00:01Z".parse().expect("an instant"));
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
    let number = pays(&campus, &[(&tuition, "4800.00"), (&room, "1200.00")]).await;
    let paid = campus.sees(ADA, "/api/payments").await;
    let transaction =
        paid.body["payments"][0]["transaction"].as_str().expect("a number").to_owned();

    let file = campus.sees(ADA, "/api/payments/export?period=today").await;

    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"payments.csv\""));
    let row = |item: &str, sum: &str| {
        let when = "2026-11-01 00:00:01";
        format!("{when},{number},{item},2026-2027,{sum},0.00,,微信支付,{transaction},西安科技大学")
    };
    let expected = [row("学费", "4800.00"), row("住宿费", "1200.00")];
    assert_eq!(rows(&campus, "period=today").await, expected);
    assert!(rows(&campus, "kind=living").await.is_empty());
    let october = "period=custom&from=2026-10-01&to=2026-10-31";
    assert!(rows(&campus, october).await.is_empty());
}

/// What stands in a cell was typed by somebody in the office, or came in a file.
#[tokio::test]
async fn no_cell_is_a_formula() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let odd = campus.owes_whole(ADA, "2026-2027/=HYPERLINK(\"http:\",\"x\")", "1.00").await;
    pays(&campus, &[(&odd, "1.00")]).await;

    let rows = rows(&campus, "").await;

    assert!(rows[0].contains(",\"'=HYPERLINK(\"\"http:\"\",\"\"x\"\")\",2026-2027,"), "{rows:?}");
}

#[tokio::test]
async fn a_living_fee_says_for_what_it_was_paid() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let target = TargetRule::Room { buildings: vec!["6".to_owned()] };
    campus.announces_living("power", true, target).await;
    let living = json!({ "fee": "power", "target": "6-412", "amount": "50.00" });
    let body = json!({ "living": living, "channel": "wechat", "scene": "pc", "way": "qr" });
    let order = campus.draws_order_id();
    assert_eq!(campus.ask(campus.ordering(ADA, order, &body)).await.status, 201);
    campus.is_paid(domain::OrderNumber { order, payer: ADA.parse().expect("a person") }).await;
    campus.settles().await;

    let rows = rows(&campus, "kind=living").await;

    assert!(rows[0].contains(",生活费power 6-412,,50.00,"), "{rows:?}");
}

#[tokio::test]
async fn a_file_is_its_owners_alone() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    let tuition = campus.owes(BEN, TUITION, "4800.00").await;
    let order = campus.opens(BEN, &[(&tuition, "4800.00")]).await;
    campus.is_paid(order).await;
    campus.settles().await;

    assert!(rows(&campus, "").await.is_empty());
}

#[tokio::test]
async fn a_file_has_no_pages() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    for query in ["cursor=01KAJ8Z5T4Q9V7N2M6X3C1B0RD", "period=custom", "kind=food", "format=pdf"] {
        let answer = campus.sees(ADA, &format!("/api/payments/export?{query}")).await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text);
    }
}
