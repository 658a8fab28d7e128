use crate::page::{self, LINES, SUMS};
use config::School;
use domain::beijing_time;
use domain::reconcile::{DayReport, Reported};
use std::fmt::Write;

/// Lines that fit a page which somebody reads before signing it; the workbook has all.
const SHOWN: usize = 200;

const STYLE: &str = "@page{size:A4 landscape;margin:14mm}\
    body{font:10pt/1.5 'Noto Sans SC','PingFang SC','Microsoft YaHei',SimSun,sans-serif;\
    color:#000;background:#fff;max-width:269mm;margin:8mm auto}\
    h1{font-size:16pt;text-align:center;margin:0}h2{font-size:11pt;margin:5mm 0 1mm}\
    table{border-collapse:collapse;width:100%}th,td{border:.3mm solid #333;padding:1mm 1.5mm;\
    text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#f0f0f0}\
    thead{display:table-header-group}tr{break-inside:avoid}\
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
    .facts{display:flex;flex-wrap:wrap;gap:1mm 8mm;margin:3mm 0}\
    .sign{display:flex;gap:8mm;margin-top:12mm;break-inside:avoid}\
    .sign p{flex:1;border-top:.3mm solid #000;padding-top:1mm}\
    @media print{body{margin:0;max-width:none}}";

/// The report as one page that holds all it needs, to be printed and signed.
pub(crate) fn page(school: &School, reported: &Reported, report: &DayReport) -> String {
    let (name, channel) = (escaped(&school.name), escaped(school.channel_name(report.channel)));
    let mut page = format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{name} {channel} {day} 对账单</title><style>{STYLE}</style></head><body>\
         <h1>{name} 每日对账报告</h1><div class=\"facts\"><span>渠道：{channel}</span>\
         <span>商户号：{merchant}</span><span>账单日：{day}</span><span>来源：{source}</span>\
         <span>对账时间：{at}</span></div>",
        day = report.day,
        merchant = escaped(&report.merchant.0),
        source = page::source(report),
        at = beijing_time(reported.at),
    );
    sums(&mut page, report);
    lines(&mut page, report);
    page.push_str(
        "<div class=\"sign\"><p>制表</p><p>复核</p><p>财务负责人</p><p>日期</p></div></body></html>",
    );
    page
}

fn sums(page: &mut String, report: &DayReport) {
    page.push_str("<h2>一、汇总（单位：元）</h2>");
    table(
        page,
        &SUMS,
        page::sums(report).into_iter().map(|(name, it)| {
            let counts = [it.payments.to_string(), it.paid.to_string()];
            let back = [it.refunds.to_string(), it.returned.to_string()];
            [vec![name.to_owned()], counts.to_vec(), back.to_vec()].concat()
        }),
    );
    let fees = page::signed(report.fees_fen);
    let many = report.exceptions.len();
    put(page, format_args!("<p>手续费合计：{fees} 元。差异：{many} 笔。</p>"));
}

fn lines(page: &mut String, report: &DayReport) {
    page.push_str("<h2>二、差异与待查</h2>");
    let all = page::lines(report);
    let many = page::lines(report).count();
    if many == 0 {
        return page.push_str("<p>无。平台与渠道逐笔一致。</p>");
    }
    table(page, &LINES, all.take(SHOWN).map(Vec::from));
    if many > SHOWN {
        put(page, format_args!("<p>共 {many} 笔，此处列前 {SHOWN} 笔，其余见 Excel 文件。</p>"));
    }
}

fn table(page: &mut String, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    page.push_str("<table><thead><tr>");
    for it in head {
        put(page, format_args!("<th>{}</th>", escaped(it)));
    }
    page.push_str("</tr></thead><tbody>");
    for row in rows {
        page.push_str("<tr>");
        for it in row {
            let number = !it.is_empty()
                && it.len() < 20
                && it.bytes().all(|it| b"0123456789.-".contains(&it));
            let class = if number { " class=\"n\"" } else { "" };
            put(page, format_args!("<td{class}>{}</td>", escaped(&it)));
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table>");
}

fn put(page: &mut String, text: std::fmt::Arguments<'_>) {
    page.write_fmt(text).expect("a text takes any text");
}

/// What a provider or a file said is text and never part of the page.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            it => out.push(it),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_others_wrote_is_never_part_of_the_page() {
        let text = "<img src=x onerror='alert(1)'>&\"";
        assert_eq!(escaped(text), "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&quot;");
    }
}
