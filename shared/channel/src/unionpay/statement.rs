use super::Unionpay;
use super::answer::Fate;
use super::message::Message;
use crate::text::{beijing, fen, from_beijing};
use crate::{ChannelError, Doubt, Stated, Torn};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{ChannelKind, Day, LineKind, Statement, StatementLine, Timestamp, Transaction};
use encoding_rs::GBK;
use flate2::read::ZlibDecoder;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of the columns of a row; one blank stands between two. The last takes what is left.
const WIDTHS: [usize; 41] = [
    3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21,
    15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32,
];

/// Columns, counted from nought.
const TIME: usize = 4;
const AMOUNT: usize = 6;
const QUERY_ID: usize = 9;
const NUMBER: usize = 11;
const FEE: usize = 15;
const TYPE: usize = 19;
const ORIGIN_ID: usize = 26;
const MERCHANT: usize = 27;
const ORIGIN_NUMBER: usize = 40;

/// Unpacked bytes of the longest file we take: two hundred thousand rows.
const LONGEST: u64 = 128 << 20;

impl Unionpay {
    /// What they booked on the clearing day that they call `day`.
    pub(super) async fn stated(&self, day: Day) -> Result<Stated, ChannelError> {
        let answer = self.fetch(self.statement_ask(day)).await?;
        let settled = answer.text("settleDate").is_none_or(|it| it == beijing(day.start(), "%m%d"));
        if answer.text("merId") != Some(&self.merchant.0) || !settled {
            return Err(Doubt::Torn(Torn::Foreign).into());
        }
        match answer.text("respCode").unwrap_or_default() {
            // They have no file of a day without trades, and none yet of a day that they still
            // count: it is there by the afternoon of the day after.
            "98" if self.outside.clock.now() < Day::of(day.end()).end() => Ok(Stated::NotYet),
            "98" => Ok(Stated::Empty),
            code if Fate::of(code) == Fate::Done => {
                let lines = self.lines(&answer, day).ok_or(Doubt::Torn(Torn::Cut))?;
                if lines.is_empty() {
                    return Ok(Stated::Empty);
                }
                let (channel, merchant) = (ChannelKind::Unionpay, self.merchant.clone());
                Ok(Stated::Day(Statement { channel, merchant, day, lines }))
            }
            _ => Err(answer.refused()),
        }
    }

    /// The lines of the file in `answer`; all or none.
    fn lines(&self, answer: &Message, day: Day) -> Option<Vec<StatementLine>> {
        let mut lines = Vec::new();
        for file in files(answer.bytes("fileContent")?)? {
            for row in file.split(|it| *it == b'\n') {
                let row = row.strip_suffix(b"\r").unwrap_or(row);
                // What ends a file of other systems stands for itself.
                if !row.is_empty() && row != b"\x1a" {
                    lines.push(line(row, &self.merchant.0, day)?);
                }
            }
        }
        Some(lines)
    }
}

/// The files of ordinary trades in `content`: base64 of zlib of a ZIP archive.
pub(super) fn files(content: &[u8]) -> Option<Vec<Vec<u8>>> {
    let packed = STANDARD.decode(content).ok()?;
    let mut archive = Vec::new();
    ZlibDecoder::new(packed.as_slice()).take(LONGEST).read_to_end(&mut archive).ok()?;
    let mut archive = ZipArchive::new(Cursor::new(archive)).ok()?;
    let mut files = Vec::new();
    for place in 0..archive.len() {
        let member = archive.by_index(place).ok()?;
        // `INN26092288ZM_777290058110097`: eleven characters, and which sort it is. What stands in
        // the others (`ZME_`) is not published.
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        if !name.starts_with("INN") || name.get(11..14) != Some("ZM_") {
            tracing::warn!(channel = "unionpay", file.bytes = member.size(), "{name} is not read");
            continue;
        }
        let mut file = Vec::new();
        let read = member.take(LONGEST).read_to_end(&mut file).ok()?;
        if read as u64 == LONGEST {
            return None;
        }
        files.push(file);
    }
    // An archive without any is not a statement.
    (!files.is_empty()).then_some(files)
}

/// The columns of `row`, cut by bytes and only then read: a name in Chinese would shift the rest.
pub(super) fn columns(row: &[u8]) -> Option<Vec<String>> {
    let mut rest = row;
    let mut columns = Vec::with_capacity(WIDTHS.len());
    for (place, width) in WIDTHS.into_iter().enumerate() {
        if place > 0 {
            rest = rest.strip_prefix(b" ")?;
        }
        let (column, after) = rest.split_at_checked(width)?;
        // Without a mark of byte order to look for, which could only be chance.
        let (text, _) = GBK.decode_without_bom_handling(column);
        columns.push(text.trim().to_owned());
        rest = after;
    }
    (rest.is_empty() || rest.starts_with(b" ")).then_some(columns)
}

fn line(row: &[u8], merchant: &str, day: Day) -> Option<StatementLine> {
    let columns = columns(row)?;
    let text = |place: usize| columns[place].clone();
    let transaction = |place: usize| Some(Transaction(text(place))).filter(|it| !it.0.is_empty());
    if text(MERCHANT) != merchant || text(NUMBER).is_empty() {
        return None;
    }
    let refund = match columns[TYPE].as_str() {
        "01" => false,
        "04" | "31" => true,
        // Of money that moved in a way we do not know, no statement can be made.
        _ => return None,
    };
    Some(StatementLine {
        kind: if refund { LineKind::Refund } else { LineKind::Payment },
        number: text(if refund { ORIGIN_NUMBER } else { NUMBER }),
        refund: refund.then(|| text(NUMBER)),
        transaction: transaction(if refund { ORIGIN_ID } else { QUERY_ID })?,
        amount: fen(&columns[AMOUNT]).ok()?,
        fee_fen: fee(&columns[FEE])?,
        at: Some(near(&columns[TIME], day)?),
        said_at: text(TIME),
    })
}

/// A letter and twelve digits of fen: `D` is taken from the merchant, `C` is given.
fn fee(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let (letter, digits) = text.split_at_checked(1)?;
    let amount = i64::try_from(fen(digits).ok()?.fen()).ok()?;
    match letter {
        "D" => Some(amount),
        "C" => Some(-amount),
        _ => None,
    }
}

/// Month to second, in the year that brings it closest to `day`.
fn near(text: &str, day: Day) -> Option<Timestamp> {
    let year: i16 = beijing(day.start(), "%Y").parse().ok()?;
    let instant = |year: i16| from_beijing(&format!("{year}{text}"), "%Y%m%d%H%M%S").ok();
    let years = [year - 1, year, year + 1].into_iter().filter_map(instant);
    years.min_by_key(|it| it.duration_since(day.start()).abs())
}
