use super::wire::{beijing, clearing_day, fee};
use crate::bank::{Desk, Misdeed, RefundState, Trade};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::GBK;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use jiff::{Timestamp, ToSpan};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Bytes of a row's columns.
const WIDTHS: [usize; 42] = [
    3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21,
    15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98,
];

/// What one row tells.
struct Row<'a> {
    trade: &'a Trade,
    merchant: &'a str,
    /// Our number of the transaction.
    id: &'a str,
    number: &'a str,
    amount: u64,
    at: Timestamp,
    /// Of a refund, the number of the payment.
    origin: Option<&'a str>,
}

/// The clearing day that `MMDD` names, if its file is made at `now`: on the next morning at nine.
pub(super) fn made(month_day: &str, now: Timestamp) -> Option<String> {
    let day = (1..=330_i64).find_map(|back| {
        let day = beijing(now - (back * 24).hours(), "%Y%m%d");
        (&day[4..] == month_day).then_some(day)
    })?;
    let yesterday = beijing(now - 24.hours(), "%Y%m%d");
    let early = beijing(now, "%H").parse().is_ok_and(|hour: u8| hour < 9);
    (day != yesterday || !early).then_some(day)
}

/// The file of `day`, packed, and its name; nothing on a day without trades.
pub(super) fn packed(desk: &Desk, merchant: &str, day: &str) -> Option<(String, String)> {
    let mut rows = Vec::new();
    for trade in desk.ledger.trades() {
        rows.extend(rows_of(trade, merchant, day));
    }
    if desk.misdeed == Misdeed::MissingLine {
        rows.pop();
    }
    let mut file = rows.concat();
    if rows.is_empty() {
        return None;
    }
    if desk.misdeed == Misdeed::Cut {
        file.truncate(file.len() - 300);
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let name = format!("INN{}88ZM_{merchant}", &day[2..]);
    archive.start_file(name, SimpleFileOptions::default()).expect("a member of memory");
    archive.write_all(&file).expect("memory takes it");
    let mut archive = archive.finish().expect("memory takes it").into_inner();
    if desk.misdeed == Misdeed::WrongHash {
        // A byte of the packed rows, just after the member's header of 30 bytes and its name.
        archive[90] ^= 0x55;
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&archive).expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    Some((format!("{merchant}_{day}.zip"), STANDARD.encode(packed)))
}

fn rows_of(trade: &Trade, merchant: &str, day: &str) -> Vec<Vec<u8>> {
    let on = |at: Timestamp| clearing_day(at, "%Y%m%d") == day;
    let payments = trade.payments.iter().filter(|it| on(it.at)).map(|it| {
        let (id, number) = (it.id.as_str(), trade.number.as_str());
        row(&Row { trade, merchant, id, number, amount: it.amount, at: it.at, origin: None })
    });
    let refunds = trade.refunds.iter().filter_map(|it| {
        let at = it.settled.filter(|at| it.state == RefundState::Done && on(*at))?;
        let (id, number, origin) = (it.id.as_str(), it.number.as_str(), Some(it.payment.as_str()));
        Some(row(&Row { trade, merchant, id, number, amount: it.amount, at, origin }))
    });
    payments.chain(refunds).collect()
}

fn row(row: &Row) -> Vec<u8> {
    let mut columns = vec![String::new(); WIDTHS.len()];
    let fee = fee(row.amount);
    let (taken, given) = if row.origin.is_none() { ('D', 'C') } else { ('C', 'D') };
    let mut set = |place: usize, text: &str| text.clone_into(&mut columns[place - 1]);
    set(1, if row.origin.is_none() { "S22" } else { "S30" });
    set(2, "00040000");
    set(3, "00040000");
    set(4, &row.id[row.id.len() - 6..]);
    set(5, &beijing(row.at, "%m%d%H%M%S"));
    set(6, "6216***********0018");
    set(7, &format!("{:012}", row.amount));
    set(8, "8220");
    set(9, "07");
    set(10, row.id);
    set(11, "01");
    set(12, row.number);
    set(13, "01");
    set(16, &format!("{taken}{fee:012}"));
    set(17, &format!("{given}{:012}", row.amount - fee));
    set(18, "0001");
    set(20, if row.origin.is_none() { "01" } else { "04" });
    set(21, if row.origin.is_none() { "01" } else { "00" });
    set(22, row.trade.more["bizType"].as_str().unwrap_or_default());
    set(23, "01");
    set(28, row.merchant);
    // Characters of two bytes: who counts characters is lost from here on.
    set(35, "学校缴费");
    if let Some(origin) = row.origin {
        set(27, origin);
        set(41, &row.trade.number);
    }
    let mut bytes = Vec::new();
    for (place, (text, width)) in columns.iter().zip(WIDTHS).enumerate() {
        if place > 0 {
            bytes.push(b' ');
        }
        let text = GBK.encode(text).0;
        bytes.extend_from_slice(&text);
        bytes.resize(bytes.len() + width - text.len(), b' ');
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}
