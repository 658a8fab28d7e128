use crate::page::{self, LINES, SUMS};
use config::School;
use domain::beijing_time;
use domain::reconcile::{DayReport, Reported};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

pub(crate) const CONTENT_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The columns of both sides' amounts.
const AMOUNTS: [u16; 2] = [2, 3];

/// The report as a workbook: sums, and every line that somebody has to look at. Numbers of orders
/// and payments are text, so that no spreadsheet rounds them or computes what somebody wrote there.
pub(crate) fn write(
    school: &School,
    reported: &Reported,
    report: &DayReport,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    sums(book.add_worksheet(), school, reported, report)?;
    lines(book.add_worksheet(), report)?;
    book.save_to_buffer()
}

fn sums(
    sheet: &mut Worksheet,
    school: &School,
    reported: &Reported,
    report: &DayReport,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name("汇总")?.set_landscape().set_paper_size(9);
    sheet.set_column_width(0, 26)?.set_column_width(2, 18)?.set_column_width(4, 18)?;
    sheet.write_with_format(0, 0, format!("{} 每日对账报告", school.name), &bold)?;
    let facts = [
        ("渠道", school.channel_name(report.channel).to_owned()),
        ("商户号", report.merchant.0.clone()),
        ("账单日", report.day.to_string()),
        ("来源", page::source(report).to_owned()),
        ("对账时间", beijing_time(reported.at)),
        ("手续费合计", page::signed(report.fees_fen)),
        ("差异笔数", report.exceptions.len().to_string()),
    ];
    let mut row = 1;
    for (name, value) in facts {
        sheet.write(row, 0, name)?.write(row, 1, value)?;
        row += 1;
    }
    row += 1;
    for (column, name) in (0..).zip(SUMS) {
        sheet.write_with_format(row, column, name, &bold)?;
    }
    for (name, it) in page::sums(report) {
        row += 1;
        sheet.write(row, 0, name)?.write(row, 1, it.payments)?.write(row, 3, it.refunds)?;
        amount(sheet, (row, 2), &it.paid.to_string())?;
        amount(sheet, (row, 4), &it.returned.to_string())?;
    }
    row += 3;
    for (column, name) in (0..).zip(["制表：", "", "复核：", "", "财务负责人："]) {
        sheet.write(row, column, name)?;
    }
    Ok(())
}

/// Yuan as a number that the office's spreadsheet can add up. A cell has no other kind of number
/// than this; nothing is computed with it here, and it shows the fen that were written.
fn amount(sheet: &mut Worksheet, (row, column): (u32, u16), yuan: &str) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("#,##0.00");
    match yuan.parse::<f64>() {
        Ok(number) => sheet.write_with_format(row, column, number, &format).map(drop),
        Err(_) => sheet.write_string(row, column, yuan).map(drop),
    }
}

fn lines(sheet: &mut Worksheet, report: &DayReport) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name("差异与待查")?.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?;
    for (column, (name, width)) in (0..).zip(LINES.into_iter().zip([12, 8, 14, 14, 36, 36, 34, 60]))
    {
        sheet.write_with_format(0, column, name, &bold)?.set_column_width(column, width)?;
    }
    for (row, cells) in (1..).zip(page::lines(report)) {
        for (column, cell) in (0..).zip(cells) {
            if AMOUNTS.contains(&column) {
                amount(sheet, (row, column), &cell)?;
            } else {
                sheet.write_string(row, column, cell)?;
            }
        }
    }
    Ok(())
}
