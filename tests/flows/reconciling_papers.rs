//! The report as a finance officer prints and signs it, and as a workbook.

use crate::ROOM;
use crate::powers::use_their_grants;
use crate::reconciling::{NEXT_NOON, campus, pays_by};
use crate::reconciling_upload::bank_says;
use crate::refunds::{goes_back, wants};
use campus::{ADA, Answer, Campus, Line, Plan};
use domain::{ChannelKind, Day, OrderNumber};
use sandbox::{Fault, How, Misdeed, On};
use sheet::Cell;

/// A day with one payment of which no notice came.
async fn reported() -> (Campus, Day, OrderNumber) {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    let order = pays_by(&campus, &tuition, ChannelKind::Wechat, How::Silent).await;
    campus.forgets(Line::Chase);
    campus.later(NEXT_NOON);
    assert!(campus.reconciles(Plan::fair()).await);
    (campus, day, order)
}

async fn paper(campus: &Campus, day: Day, ending: &str) -> Answer {
    let path = format!("/api/office/reports/wechat/{day}{ending}");
    let answer = campus.office("GET", &path, None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let name = format!("attachment; filename=\"wechat-{day}{ending}\"");
    if !ending.is_empty() {
        assert_eq!(answer.header("content-disposition"), Some(name.as_str()));
    }
    answer
}

#[tokio::test]
async fn the_page_has_all_that_is_signed_and_needs_nothing_else() {
    let (campus, day, order) = Box::pin(reported()).await;
    let page = paper(&campus, day, ".html").await.text;

    let facts =
        [campus.school.name.clone(), "微信支付".to_owned(), day.to_string(), order.to_string()];
    let words =
        ["4800.00", "平台漏单", "已按对账单补记", "手续费合计", "制表", "复核", "财务负责人"];
    for it in facts.iter().map(String::as_str).chain(words) {
        assert!(page.contains(it), "{it} is not on the page:\n{page}");
    }
    assert!(page.contains("@page{size:A4"), "it is not made for paper");
    for outside in ["<script", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "the page fetches something: {outside}");
    }
    campus.settles().await;
}

#[tokio::test]
async fn the_workbook_says_the_same_in_cells() {
    let (campus, day, order) = Box::pin(reported()).await;
    let file = paper(&campus, day, ".xlsx").await.bytes;
    let book = sheet::read(&file).expect("a workbook");

    let [sums, lines] = book.sheets.as_slice() else { panic!("two sheets") };
    let row = |sheet: &sheet::Sheet, first: &str| -> Vec<Cell> {
        let found = sheet.rows.iter().find(|it| it.cell(0).text() == first);
        found.unwrap_or_else(|| panic!("no row {first}")).cells.clone()
    };
    let number = |text: &str| Cell::Number(text.to_owned());
    assert_eq!(row(sums, "渠道对账单")[1..3], [number("1"), number("4800")]);
    assert_eq!(row(sums, "账单日")[1].text(), day.to_string());
    let told = row(lines, "平台漏单");
    assert_eq!((told[3].text(), told[4].text()), ("4800".into(), order.to_string().into()));
    campus.settles().await;
}

#[tokio::test]
async fn a_reader_of_programs_gets_the_report_itself() {
    let (campus, day, order) = Box::pin(reported()).await;
    let report = paper(&campus, day, "").await.body;
    let told = &report["exceptions"][0];
    assert_eq!(
        (&told["trouble"], &told["theirs"]["number"]),
        (&"missing-here".into(), &order.to_string().into())
    );
    assert_eq!(
        (&report["theirs"]["paid"], &report["source"]),
        (&"4800.00".into(), &"provider".into())
    );
    campus.settles().await;
}

/// Everything that the three functions may do they do here, and nothing else.
#[tokio::test]
async fn they_use_what_the_template_grants_them() {
    let (campus, day, order) = Box::pin(reported()).await;
    campus.settles().await;
    // A refund that is under way stands in the statement of the day on which it was asked for.
    let slow = Fault { on: Some(On::Refund), times: 1, fault: Misdeed::Pending, slow_ms: 0 };
    campus.bank_of(ChannelKind::Wechat, |bank| bank.misbehave(slow));
    goes_back(&campus, &wants(&campus, order, &[])).await;
    // The report of a day that heals is replaced once it has.
    campus.later(std::time::Duration::from_hours(2));
    assert!(campus.reconciles(Plan::fair()).await);
    paper(&campus, day, ".html").await;

    let room = campus.owes(ADA, ROOM, "4800.00").await;
    let today = campus.today();
    let paid = bank_says(&campus, pays_by(&campus, &room, ChannelKind::Bocom, How::Silent).await);
    campus.forgets(Line::Chase);
    campus.later(NEXT_NOON);
    let head = "交易流水号,订单号,金额,类型,退款号";
    let refund = format!("{}{ADA}", campus.draws_refund_id());
    for (amount, kind, refund) in
        [("1.00", "支付", ""), ("1.00", "退款", refund.as_str()), ("4800.00", "支付", "")]
    {
        let (transaction, number) = (&paid.transaction, &paid.number);
        let (line, sign) = (
            format!("{transaction},{number},{amount},{kind},{refund}"),
            if refund.is_empty() { "" } else { "-" },
        );
        let file = format!("{head}\n{line}\n合计,1,{sign}{amount},,\n");
        let answer = campus.brings(ChannelKind::Bocom, today, file.as_bytes()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        campus.later(std::time::Duration::from_secs(1));
    }
    campus.settles().await;
    assert!(campus.reconciles(Plan::fair()).await);
    use_their_grants(&campus, &["reconcile-day", "show-reports", "upload-statement"]);
}
