use super::asks::Refusal;
use super::words::{archive, beijing, formed, in_yuan};
use crate::bank::{Desk, Misdeed, RefundState, Trade};
use encoding_rs::GBK;
use jiff::{Timestamp, ToSpan};
use std::collections::HashMap;

/// Files that may be fetched for half a minute.
#[derive(Default)]
pub(super) struct Links(HashMap<String, (Timestamp, Vec<u8>)>);

impl Links {
    const SECONDS: i64 = 30;

    pub(super) fn open(&mut self, token: &str, file: Vec<u8>, now: Timestamp) {
        self.0.retain(|_, (until, _)| now < *until);
        self.0.insert(token.to_owned(), (now + Self::SECONDS.seconds(), file));
    }

    pub(super) fn file(&self, token: &str, now: Timestamp) -> Option<Vec<u8>> {
        self.0.get(token).filter(|(until, _)| now < *until).map(|(_, file)| file.clone())
    }
}

/// The columns, as the provider has them.
const HEADER: &str = "\
    支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,\
    订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,\
    券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

/// What a day's rows add up to.
#[derive(Default)]
struct Sums {
    many: usize,
    fen: u64,
}

/// The archive of the bill of `day` (`2026-01-01`).
pub(super) fn file(
    desk: &Desk,
    seller: &str,
    day: &str,
    now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let refused = |name: &str| Refusal::new("40004", name);
    let right = day.len() == 10 && day.parse::<jiff::civil::Date>().is_ok();
    if !right || day >= formed(now, "%Y-%m-%d").as_str() {
        return Err(refused("INVAILID_ARGUMENTS"));
    }
    // Made on the next morning at nine.
    let yesterday = formed(now - 24.hours(), "%Y-%m-%d");
    if day == yesterday && formed(now, "%H").as_str() < "09" {
        return Err(refused("BILL_NOT_EXIST"));
    }
    let (mut rows, mut paid, mut back) = (Vec::new(), Sums::default(), Sums::default());
    for trade in desk.ledger.trades() {
        rows_of(trade, day, &mut rows);
    }
    if rows.is_empty() {
        return Err(refused("NO_BILL_DATA"));
    }
    if desk.misdeed == Misdeed::MissingLine {
        rows.pop();
    }
    for row in &rows {
        let sums = if row.back { &mut back } else { &mut paid };
        sums.many += 1;
        sums.fen += row.fen;
    }
    if desk.misdeed == Misdeed::WrongTotal {
        paid.fen += 1;
    }
    let rows: String = rows.into_iter().map(|row| row.text).collect();
    let text = detail(seller, day, now, &rows, [&paid, &back]);
    Ok(packed(desk, seller, day, &text))
}

fn packed(desk: &Desk, seller: &str, day: &str, text: &str) -> Vec<u8> {
    let (bytes, _, _) = GBK.encode(text);
    let mut bytes = bytes.into_owned();
    if desk.misdeed == Misdeed::Cut {
        bytes.truncate(bytes.len() * 2 / 3);
    }
    let (summary, _, _) = GBK.encode("#支付宝业务汇总查询\r\n");
    let plain = day.replace('-', "");
    let name = format!("{seller}0156_{plain}_业务明细");
    let summary = (format!("{name}(汇总).csv"), summary.into_owned());
    let mut archive = archive(&[summary, (format!("{name}.csv"), bytes)]);
    if desk.misdeed == Misdeed::WrongHash {
        let middle = archive.len() / 2;
        archive[middle] ^= 0x55;
    }
    archive
}

fn detail(seller: &str, day: &str, now: Timestamp, rows: &str, [paid, back]: [&Sums; 2]) -> String {
    let date: jiff::civil::Date = day.parse().expect("checked before");
    let next = date.tomorrow().expect("days go on");
    let (day, next) = (date.strftime("%Y年%m月%d日"), next.strftime("%Y年%m月%d日"));
    let (line, made) = ("-".repeat(41), formed(now, "%Y年%m月%d日 %H:%M:%S"));
    let sign = if back.fen > 0 { "-" } else { "" };
    [
        "#支付宝业务明细查询".to_owned(),
        format!("#账号：[{seller}0156]"),
        format!("#起始日期：[{day} 00:00:00]   终止日期：[{next} 00:00:00]"),
        format!("#{line}业务明细列表{line}"),
        HEADER.to_owned(),
        format!("{rows}#{line}业务明细列表结束{line}"),
        format!("#交易合计：{}笔，商家实收共{}元，商家优惠共0.00元", paid.many, in_yuan(paid.fen)),
        format!(
            "#退款合计：{}笔，商家实收退款共{sign}{}元，商家优惠退款共0.00元",
            back.many,
            in_yuan(back.fen)
        ),
        format!("#导出时间：[{made}]"),
        String::new(),
    ]
    .join("\r\n")
}

/// A row of the file.
struct Row {
    text: String,
    back: bool,
    fen: u64,
}

fn rows_of(trade: &Trade, day: &str, rows: &mut Vec<Row>) {
    let on = |at: Timestamp| formed(at, "%Y-%m-%d") == day;
    for payment in trade.payments.iter().filter(|it| on(it.at)) {
        let amount = in_yuan(payment.amount);
        // Six of a thousand, half a fen upwards.
        let fee = (payment.amount * 6 + 500) / 1000;
        let fee = if fee > 0 { format!("-{}", in_yuan(fee)) } else { in_yuan(0) };
        let text = row(trade, [&payment.id, "交易", &amount, "", &fee], payment.at);
        rows.push(Row { text, back: false, fen: payment.amount });
    }
    for refund in trade.refunds.iter().filter(|it| it.state == RefundState::Done) {
        let Some(at) = refund.settled.filter(|it| on(*it)) else { continue };
        let amount = format!("-{}", in_yuan(refund.amount));
        let text = row(trade, [&refund.payment, "退款", &amount, &refund.number, "0.00"], at);
        rows.push(Row { text, back: true, fen: refund.amount });
    }
}

fn row(trade: &Trade, [id, kind, amount, refund, fee]: [&str; 5], at: Timestamp) -> String {
    let (number, goods) = (&trade.number, &trade.description);
    let (opened, at) = (beijing(trade.opened), beijing(at));
    format!(
        "{id}\t,{number}\t,{kind},{goods},{opened},{at},,,\t,\t,*三(159****5620)\t,{amount},{amount},\
         0.00,0.00,0.00,0.00,0.00,\t,0.00,0.00,{refund}\t,{fee},0.00,\r\n"
    )
}
