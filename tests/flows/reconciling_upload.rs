//! An officer brings a statement: the form, its many wrongs, and lines that cross midnight.

use crate::reconciling::{NEXT_NOON, ONE_DAY, campus, codes, misbehaves, pays_by};
use campus::{ADA, Campus, Line, Plan};
use domain::ChannelKind::{self, Bocom};
use domain::reconcile::{ReportState, Source};
use domain::{Day, OrderId, OrderNumber};
use sandbox::{How, Misdeed, On};
use std::time::Duration;

pub(crate) const HEAD: &str = "交易流水号,订单号,金额,时间,类型,退款号,手续费";

/// A payment as the bank has it: its own number, and the order's.
pub(crate) struct Paid {
    pub(crate) transaction: String,
    pub(crate) number: String,
}

/// Ada paid 4,800 yuan through 交通银行 on `day`, and it is the next noon.
async fn paid(how: How) -> (Campus, Day, Paid) {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    let order = pays_by(&campus, &tuition, Bocom, how).await;
    let paid = bank_says(&campus, order);
    campus.later(NEXT_NOON);
    (campus, day, paid)
}

pub(crate) fn bank_says(campus: &Campus, order: OrderNumber) -> Paid {
    let number = order.to_string();
    let of = |bank: &mut sandbox::Bank| {
        let trade = bank.trade(&number).expect("an order that the bank knows");
        trade.payments.first().expect("paid").id.clone()
    };
    Paid { transaction: campus.bank_of(Bocom, of), number }
}

impl Paid {
    fn row(&self, rest: &str) -> String {
        format!("{},{},{rest}", self.transaction, self.number)
    }

    /// The whole file, with one payment of 4,800 yuan.
    pub(crate) fn file(&self) -> String {
        format!("{HEAD}\r\n{}\r\n合计,1,4800.00,,,,\r\n", self.row("4800.00,,支付,,9.60"))
    }
}

async fn agrees(file: &[u8], what: &str, campus: &Campus, day: Day) {
    let answer = campus.brings(Bocom, day, file).await;
    assert_eq!(answer.status, 200, "{what}: {}", answer.text);
    let report = campus.report(Bocom, day).await;
    assert_eq!(codes(&report), Vec::<&str>::new(), "{what}: {report:#?}");
    assert_eq!((report.agreed.payments, report.fees_fen), (1, 960), "{what}");
    assert_eq!(report.source, Source::Upload);
}

#[tokio::test]
async fn a_file_is_read_as_banks_and_offices_write_it() {
    let (campus, day, paid) = paid(How::Pay).await;
    assert!(campus.reconciles(Plan::fair()).await);
    let waits = campus.reported(Bocom, day).await.expect("looked at").state;
    assert_eq!(waits, ReportState::Upload);

    let plain = paid.file();
    agrees(plain.as_bytes(), "UTF-8", &campus, day).await;
    let (gbk, _, _) = encoding_rs::GBK.encode(&plain);
    agrees(&gbk, "GBK", &campus, day).await;
    let ticks = format!(
        "{HEAD},\n`{},`{},`4,800.00,,`支付,,`9.60,\n`合计,`1,`4800.00,,,,,\n",
        paid.transaction, paid.number
    );
    let ticks = ticks.replace("`4,800.00", "\"`4,800.00\"");
    agrees(ticks.as_bytes(), "backticks and commas at the end", &campus, day).await;
    let time = format!("{day} 09:00:00");
    let titled = format!(
        "交通银行对账单\n\n{HEAD}\n{}\n合计,1笔,4800,,,,\n",
        paid.row(&format!("4800,{time},,,9.6"))
    );
    agrees(titled.as_bytes(), "a title, a time, no kind", &campus, day).await;
}

#[tokio::test]
async fn a_workbook_is_read_as_well() {
    let (campus, day, paid) = paid(How::Pay).await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(HEAD.split(',')) {
        sheet.write(0, column, name).expect("written");
    }
    sheet.write(1, 0, &paid.transaction).expect("written");
    sheet.write(1, 1, &paid.number).expect("written");
    sheet.write(1, 2, 4800).expect("written");
    sheet.write(1, 6, "9.60").expect("written");
    sheet.write(2, 0, "合计").expect("written");
    sheet.write(2, 1, 1).expect("written");
    sheet.write(2, 2, 4800).expect("written");
    agrees(&book.save_to_buffer().expect("a workbook"), "XLSX", &campus, day).await;
}

#[tokio::test]
async fn every_wrong_of_a_file_is_told_by_row_and_column_and_changes_nothing() {
    let (campus, day, paid) = paid(How::Silent).await;
    campus.forgets(Line::Chase);
    let total = "合计,1,4800.00,,,,";
    let with = |row: String| format!("{HEAD}\n{row}\n{total}\n");
    let rounded = format!("4.2E+27,{},4800.00,,,,", paid.number);
    let files = [
        (with(paid.row("4800.001,,支付,,")), "wrong-cells", "row 2 金额: split-fen"),
        (with(paid.row("-4800.00,,支付,,")), "wrong-cells", "row 2 金额: negative"),
        (with(paid.row("0.00,,支付,,")), "wrong-cells", "row 2 金额: zero"),
        (with(paid.row("四千八百,,支付,,")), "wrong-cells", "row 2 金额: not-an-amount"),
        (with(paid.row("4800.00,昨天,支付,,")), "wrong-cells", "row 2 时间: not-a-time"),
        (
            with(paid.row(&format!("4800.00,{} 08:00:00,支付,,", day.moved(-2)))),
            "wrong-cells",
            "row 2 时间: another-day",
        ),
        (
            with(paid.row(&format!("4800.00,{},支付,,", day.moved(2)))),
            "wrong-cells",
            "row 2 时间: another-day",
        ),
        (with(paid.row("4800.00,,撤销,,")), "wrong-cells", "row 2 类型: not-a-kind"),
        (with(paid.row("4800.00,,退款,,")), "wrong-cells", "row 2 退款号: missing"),
        (with(paid.row("4800.00,,支付,R1,")), "wrong-cells", "row 2 退款号: not-a-refund"),
        (with(paid.row("4800.00,,支付,,很多")), "wrong-cells", "row 2 手续费: not-an-amount"),
        (with(rounded), "wrong-cells", "row 2 交易流水号: scientific"),
        (with(",,4800.00,,,,".to_owned()), "wrong-cells", "row 2 交易流水号: missing"),
        (with(paid.row("4800.00,,支付,,,多")), "wrong-cells", "row 2 交易流水号: columns"),
        (format!("{HEAD}\n{}\n", paid.row("4800.00,,支付,,")), "no-total", ": "),
        (paid.file().replace("合计,1", "合计,2"), "other-total", "合计 订单号: other-total"),
        (
            paid.file().replace("合计,1,4800", "合计,1,4801"),
            "other-total",
            "合计 金额: other-total",
        ),
        (format!("{}{}\n", paid.file(), paid.row("1.00,,,,")), "behind-total", ": "),
        (paid.file().replace("金额", "多少"), "no-column", "金额: missing"),
        (String::new(), "empty-file", ": "),
        ("<html><table></table></html>".to_owned(), "web-page", ": "),
    ];
    for (file, code, field) in files {
        let before = campus.messages().len();
        let answer = campus.brings(Bocom, day, file.as_bytes()).await;
        assert_eq!((answer.status, answer.code()), (422, code), "{file}: {}", answer.text);
        assert_eq!(answer.wrong_field(), field, "{file}");
        let state = campus.reported(Bocom, day).await.expect("told").state;
        assert_eq!(state, ReportState::Refused { code: code.to_owned() });
        assert_eq!(campus.messages().len(), before, "{file}");
    }
    let today = campus.brings(Bocom, day.moved(1), paid.file().as_bytes()).await;
    assert_eq!(today.code(), "day-not-over");
    assert_eq!(campus.owed(ADA).await, "4800.00");

    // The right file after all the wrong ones.
    assert_eq!(campus.brings(Bocom, day, paid.file().as_bytes()).await.status, 200);
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
}

/// An officer's file makes no money: only what the provider confirms is booked.
#[tokio::test]
async fn a_file_brings_no_money_that_the_provider_does_not_confirm() {
    let (campus, day, paid) = paid(How::Silent).await;
    campus.forgets(Line::Chase);
    let made_up = paid.file().replace(&paid.transaction, "MADE-UP-1");
    let less = paid.file().replace("4800.00", "4799.00");
    // A number such as ours, of an order that nobody opened.
    let number: OrderNumber = paid.number.parse().expect("a number");
    let nobodys = OrderNumber { order: OrderId::from_bits(7), ..number }.to_string();
    let nobodys = paid.file().replace(&paid.number, &nobodys);
    for file in [made_up, less, nobodys] {
        lies_in_the_books(&campus, day, &file, 0).await;
    }
    for misdeed in [Misdeed::LostAsk, Misdeed::LostAnswer, Misdeed::Tampered] {
        misbehaves(&campus, Bocom, On::Query, misdeed);
        lies_in_the_books(&campus, day, &paid.file(), 0).await;
    }
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "4800.00");

    lies_in_the_books(&campus, day, &paid.file(), 1).await;
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
    agrees(paid.file().as_bytes(), "once it is booked", &campus, day).await;
}

/// Brings `file`, whose line is missing here, and of which the provider confirms `confirmed`.
async fn lies_in_the_books(campus: &Campus, day: Day, file: &str, confirmed: usize) {
    let answer = campus.brings(Bocom, day, file.as_bytes()).await;
    assert_eq!(answer.status, 200, "{file}: {}", answer.text);
    assert_eq!(codes(&campus.report(Bocom, day).await), ["missing-here"], "{file}");
    let receipts = campus.messages().iter().filter(|it| it.line == Line::Receipts).count();
    assert_eq!(receipts, confirmed, "{file}");
    campus.later(Duration::from_secs(1));
}

/// Some files name another serial number than notices do, and some name another order.
#[tokio::test]
async fn a_payment_that_is_not_named_as_we_have_it_is_told_and_not_booked_again() {
    let (campus, day, paid) = paid(How::Pay).await;
    let serial = paid.file().replace(&paid.transaction, "SERIAL-9");
    let order = paid.file().replace(&paid.number, "SHOP-1");
    for file in [serial, order] {
        let answer = campus.brings(Bocom, day, file.as_bytes()).await;
        assert_eq!(answer.status, 200, "{file}: {}", answer.text);
        assert_eq!(codes(&campus.report(Bocom, day).await), ["state"], "{file}");
        assert_eq!(campus.messages().iter().filter(|it| it.line == Line::Receipts).count(), 0);
        campus.later(Duration::from_secs(1));
    }
}

#[tokio::test]
async fn a_file_does_not_take_the_place_of_the_providers_own_statement() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    pays_by(&campus, &tuition, ChannelKind::Wechat, How::Pay).await;
    campus.later(NEXT_NOON);
    assert!(campus.reconciles(Plan::fair()).await);
    let report = campus.report(ChannelKind::Wechat, day).await;

    let nothing = format!("{HEAD}\n合计,0,0.00,,,,\n");
    let answer = campus.brings(ChannelKind::Wechat, day, nothing.as_bytes()).await;
    assert_eq!((answer.status, answer.code()), (409, "statement-by-provider"), "{}", answer.text);
    assert_eq!(campus.report(ChannelKind::Wechat, day).await, report);
}

#[tokio::test]
async fn a_line_that_crosses_midnight_is_found_on_the_other_day() {
    let (campus, day, paid) = paid(How::Pay).await;
    let nothing = format!("{HEAD}\n合计,0,0.00,,,,\n");
    campus.brings(Bocom, day, nothing.as_bytes()).await;
    assert_eq!(campus.report(Bocom, day).await.pooled.len(), 1);

    for late in 1..=3 {
        campus.later(ONE_DAY);
        let file = if late == 2 { paid.file() } else { nothing.clone() };
        let answer = campus.brings(Bocom, day.moved(late), file.as_bytes()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let report = campus.report(Bocom, day.moved(late)).await;
        assert_eq!(codes(&report), Vec::<&str>::new(), "{late}: {report:#?}");
        assert_eq!(report.crossed.len(), usize::from(late == 2));
    }
}

/// Every kind of difference at once, through one file.
#[tokio::test]
async fn each_kind_of_difference_is_told_by_its_name() {
    let (campus, day, paid) = paid(How::Pay).await;
    let foreign = "99,SHOP-1,5.00,,支付,,";
    let unknown = "98,SHOP-2,5.00,,退款,R-1,";
    let file = [
        HEAD.to_owned(),
        paid.row("4799.00,,支付,,"),
        paid.row("4799.00,,支付,,"),
        foreign.to_owned(),
        unknown.to_owned(),
        "合计,4,9598.00,,,,".to_owned(),
    ];
    let answer = campus.brings(Bocom, day, file.join("\n").as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let report = campus.report(Bocom, day).await;
    let mut told = codes(&report);
    told.sort_unstable();
    assert_eq!(told, ["amount", "duplicate", "unknown", "unknown"], "{report:#?}");
    assert!(report.adds_up());
    assert_eq!(campus.messages().iter().filter(|it| it.line == Line::Receipts).count(), 0);
}

#[tokio::test]
async fn a_statement_is_for_a_channel_that_the_school_has() {
    let (campus, day, paid) = paid(How::Pay).await;
    let path = format!("/api/office/statements/cash/{day}");
    assert_eq!(campus.office("PUT", &path, None).await.code(), "no-such-channel");
    let path = format!("/api/office/statements/{}/{day}", ChannelKind::Bocom);
    assert_eq!(campus.office("PUT", &path, None).await.code(), "content-type");
    let huge = vec![b'1'; 4 * 1024 * 1024 + 1];
    assert_eq!(campus.brings(Bocom, day, &huge).await.code(), "body-too-long");
    assert_eq!(campus.brings(Bocom, day, paid.file().as_bytes()).await.status, 200);
}
