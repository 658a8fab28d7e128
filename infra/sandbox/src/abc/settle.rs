//! The settle files: cards in one, wallets in the other.

use super::acts::{Act, Said};
use super::asks::{Ask, Refusal, beijing, yuan};
use super::keys::{BankSide, Keys};
use super::seal::gbk;
use crate::bank::{Desk, Misdeed, RefundState, Trade};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use std::io::Write;

const HEADER: &str = "商户号|交易类型|订单编号|交易时间|交易金额|商户账号|商户动账金额|客户账号|账户类型|\
                      商户回佣手续费|商户分期手续费|会计日期|主机流水号|9014流水号|原订单号";

/// A row of the file, and what of it the sums count.
struct Row {
    refund: bool,
    amount: u64,
    text: String,
}

/// `Settle` and `SettleAliWx`: what was booked on a day that is over.
pub(super) fn file(desk: &Desk, us: &BankSide, ask: &Ask, now: Timestamp) -> Act {
    ask.only(&["TrxType", "SettleDate", "ZIP"])?;
    let (kind, day) = (ask.text("TrxType")?, ask.short("SettleDate", 10)?);
    let wallets = match kind {
        "Settle" => false,
        "SettleAliWx" => true,
        _ => return Err(Refusal::new("AP5324", "交易类型不正确")),
    };
    let zip = match ask.text("ZIP")? {
        "0" => false,
        "1" => true,
        _ => return Err(Refusal::new("AP5324", "压缩标识不正确")),
    };
    if day >= beijing(now, "%Y/%m/%d") || desk.misdeed == Misdeed::NotYet {
        return Err(Refusal::new(Keys::NOT_YET, "对账单尚未生成"));
    }
    let of_kind = |it: &&Trade| it.more["wallet"] == wallets;
    let rows = desk.ledger.trades().filter(of_kind).flat_map(|trade| rows(trade, us, &day));
    let mut rows: Vec<_> = rows.collect();
    if desk.misdeed == Misdeed::MissingLine {
        rows.pop();
    }
    let mut facts = vec![("TrxType", kind.to_owned()), ("SettleDate", day)];
    // Of wallets the bank does not say its sums.
    if !wallets {
        facts.extend(sums(&rows, desk.misdeed == Misdeed::WrongTotal));
    }
    if desk.misdeed == Misdeed::Cut {
        rows.truncate(rows.len() / 2);
    }
    let lines = std::iter::once(HEADER).chain(rows.iter().map(|it| it.text.as_str()));
    let text = lines.collect::<Vec<_>>().join("^^");
    facts.push(("ZIP", if zip { "1" } else { "0" }.to_owned()));
    facts.push(if zip { ("ZIPDetailRecords", packed(&text)) } else { ("DetailRecords", text) });
    Ok(Said { facts, flat: false })
}

fn rows(trade: &Trade, us: &BankSide, day: &str) -> Vec<Row> {
    let wallet = trade.more["wallet"] == true;
    let booked = |at: Timestamp| beijing(at, "%Y/%m/%d") == day;
    let paid = trade.payments.iter().filter(|it| booked(it.at)).map(|payment| Fact {
        kind: if wallet { "weixinpay" } else { "Sale" },
        number: &trade.number,
        amount: payment.amount,
        at: payment.at,
        reference: &payment.id,
        original: if wallet { &trade.number } else { "" },
    });
    let done = trade.refunds.iter().filter(|it| it.state == RefundState::Done);
    let back = done.filter_map(|refund| {
        Some(Fact {
            kind: "Refund",
            number: &refund.number,
            amount: refund.amount,
            at: refund.settled.filter(|at| booked(*at))?,
            reference: &refund.id,
            original: &trade.number,
        })
    });
    paid.chain(back).map(|it| it.row(us)).collect()
}

/// What a row says.
struct Fact<'a> {
    kind: &'static str,
    number: &'a str,
    amount: u64,
    at: Timestamp,
    reference: &'a str,
    original: &'a str,
}

impl Fact<'_> {
    fn row(self, us: &BankSide) -> Row {
        let Self { kind, number, amount, at, reference, original } = self;
        let (merchant, said) = (&us.merchant_id, yuan(amount));
        let (time, day) = (beijing(at, "%Y%m%d%H%M%S"), beijing(at, "%Y%m%d"));
        let text = format!(
            "{merchant}|{kind}|{number}|{time}|{said}|190000000000000|{said}|6228480000000000000|\
             401|0.00|0.00|{day}|463640663|{reference}|{original}"
        );
        // A last cell that is empty is not written.
        let text = if original.is_empty() { text.trim_end_matches('|').to_owned() } else { text };
        Row { refund: kind == "Refund", amount, text }
    }
}

fn sums(rows: &[Row], wrong: bool) -> [(&'static str, String); 4] {
    let of = |refund| rows.iter().filter(move |it| it.refund == refund);
    let sum = |refund| of(refund).map(|it| it.amount).sum::<u64>();
    [
        ("NumOfPayments", of(false).count().to_string()),
        ("SumOfPayAmount", yuan(sum(false) + u64::from(wrong))),
        ("NumOfRefunds", of(true).count().to_string()),
        ("SumOfRefundAmount", yuan(sum(true))),
    ]
}

fn packed(text: &str) -> String {
    let mut file = GzEncoder::new(Vec::new(), Compression::default());
    file.write_all(&gbk(text)).expect("memory takes everything");
    STANDARD.encode(file.finish().expect("memory takes everything"))
}
