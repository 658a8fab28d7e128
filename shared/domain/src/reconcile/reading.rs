//! The columns and cells of a statement that was uploaded.

use super::UploadFault;
use crate::arrears::{Cell, Row};
use crate::{Day, LineKind, Money, Timestamp};
use jiff::civil::DateTime;
use jiff::tz;
use rust_decimal::Decimal;

/// A column of an uploaded statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Transaction,
    Number,
    Amount,
    Time,
    Kind,
    Refund,
    Fee,
}

impl Column {
    /// What it is called in the documented form.
    pub(super) fn heading(self) -> &'static str {
        HEADINGS[self as usize].1[0]
    }
}

/// Each column's heading as it is documented, and others by which it is known; whether it is needed.
const HEADINGS: [(Column, &[&str], bool); 7] = [
    (Column::Transaction, &["交易流水号", "流水号", "交易号", "transaction"], true),
    (Column::Number, &["订单号", "商户订单号", "order"], true),
    (Column::Amount, &["金额", "交易金额", "金额(元)", "amount"], true),
    (Column::Time, &["时间", "交易时间", "time"], false),
    (Column::Kind, &["类型", "交易类型", "kind"], false),
    (Column::Refund, &["退款号", "退款单号", "商户退款单号", "refund"], false),
    (Column::Fee, &["手续费", "手续费(元)", "fee"], false),
];

/// Rows above the header: a title and the like.
const ABOVE_MAX: usize = 10;

/// Characters of the longest number that any provider gives.
const CODE_MAX: usize = 64;

/// Where the columns stand.
pub(super) struct Columns {
    places: [Option<usize>; HEADINGS.len()],
    /// Cells of the header.
    width: usize,
}

impl Columns {
    /// Reads rows up to the header.
    pub(super) fn find<'a>(rows: &mut impl Iterator<Item = &'a Row>) -> Result<Self, UploadFault> {
        let mut lacks = HEADINGS[0].1[0];
        for row in rows.take(ABOVE_MAX) {
            let places = HEADINGS.map(|(_, names, _)| place(row, names));
            let needed = HEADINGS.iter().zip(&places).filter(|(it, _)| it.2);
            let missing: Vec<_> =
                needed.filter(|(_, place)| place.is_none()).map(|(it, _)| it.1[0]).collect();
            match missing.as_slice() {
                [] => return Ok(Self { places, width: row.cells.len() }),
                // A title is one cell; a header that lacks one column has the others.
                [one] | [one, _] => lacks = one,
                _ => {}
            }
        }
        Err(UploadFault::NoColumn(lacks))
    }

    pub(super) fn cell<'a>(&self, row: &'a Row, column: Column) -> &'a Cell {
        self.places[column as usize].map_or(&Cell::Empty, |it| row.cell(it))
    }

    /// Whether the row is the one that sums up the others.
    pub(super) fn is_total(row: &Row) -> bool {
        let first = row.cells.iter().find(|it| !it.is_blank()).map(Cell::text);
        first.is_some_and(|it| matches!(bare(&it), "合计" | "总计" | "total"))
    }

    /// Whether the row broke in the middle, or holds more than the header has names for. Empty cells
    /// behind the last are the comma that some programs write at the end of each line.
    pub(super) fn torn(&self, row: &Row) -> bool {
        let behind = row.cells.get(self.width..).unwrap_or_default();
        row.torn.is_some() || behind.iter().any(|it| !it.is_blank())
    }
}

fn place(row: &Row, names: &[&str]) -> Option<usize> {
    let is = |cell: &Cell| {
        let text = cell.text().replace('（', "(").replace('）', ")").to_ascii_lowercase();
        names.contains(&bare(&text))
    };
    row.cells.iter().position(is)
}

/// A cell without the marks by which programs keep a spreadsheet from making a number of it.
pub(super) fn bare(text: &str) -> &str {
    text.trim().trim_start_matches(['`', '\'']).trim()
}

/// A number of somebody's: letters, digits and few signs; empty if nothing stands there.
pub(super) fn code(cell: &Cell) -> Result<String, &'static str> {
    let text = cell.text();
    let text = bare(&text);
    match cell {
        Cell::Error(_) => return Err("error-value"),
        // A spreadsheet keeps fifteen digits; the rest became zeros, and nobody can tell which.
        Cell::Number(digits) if digits.len() > 15 || digits.contains(['e', 'E', '.']) => {
            return Err("scientific");
        }
        Cell::Text(text) if text.contains("E+") => return Err("scientific"),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) => {}
    }
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_|*.".contains(it);
    if text.contains('\u{FFFD}') {
        Err("damaged")
    } else if text.len() > CODE_MAX {
        Err("too-long")
    } else if text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("not-a-code")
    }
}

/// What must stand there.
pub(super) fn needed(text: String) -> Result<String, &'static str> {
    if text.is_empty() { Err("missing") } else { Ok(text) }
}

/// Which way the money went. Without a word it came.
pub(super) fn kind(cell: &Cell) -> Result<LineKind, &'static str> {
    match bare(&cell.text()).to_ascii_lowercase().as_str() {
        "" | "支付" | "交易" | "收款" | "消费" | "payment" => Ok(LineKind::Payment),
        "退款" | "退货" | "refund" => Ok(LineKind::Refund),
        _ => Err("not-a-kind"),
    }
}

/// More than nothing, in yuan: which way it went is said by its kind.
pub(super) fn amount(cell: &Cell) -> Result<Money, &'static str> {
    let fen = signed_fen(cell)?;
    let fen = u64::try_from(fen).map_err(|_| "negative")?;
    match Money::from_fen(fen) {
        Ok(Money::ZERO) => Err("zero"),
        Ok(amount) => Ok(amount),
        Err(_) => Err("too-large"),
    }
}

/// The provider's fee in fen; nothing if nothing stands there.
pub(super) fn fee(cell: &Cell) -> Result<i64, &'static str> {
    if bare(&cell.text()).is_empty() {
        return Ok(0);
    }
    signed_fen(cell).and_then(|it| i64::try_from(it).map_err(|_| "too-large"))
}

/// Yuan with at most two decimals as whole fen, signed, with thousands separators or without.
pub(super) fn signed_fen(cell: &Cell) -> Result<i128, &'static str> {
    match cell {
        Cell::Error(_) => return Err("error-value"),
        Cell::Bool(_) | Cell::Date(_) => return Err("not-an-amount"),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) => {}
    }
    let text = cell.text();
    let text = bare(&text);
    let plain = |it: char| it.is_ascii_digit() || ",.-".contains(it);
    if text.is_empty() {
        return Err("missing");
    } else if text.len() > 24
        || !text.chars().all(plain)
        || text.rfind('-').is_some_and(|it| it > 0)
    {
        return Err("not-an-amount");
    }
    let yuan: Decimal = ungrouped(text)?.parse().map_err(|_| "not-an-amount")?;
    let fen = yuan.checked_mul(Decimal::ONE_HUNDRED).ok_or("too-large")?;
    if fen.is_integer() { i128::try_from(fen).map_err(|_| "too-large") } else { Err("split-fen") }
}

/// The number without its separators, each of which stands before three digits.
fn ungrouped(text: &str) -> Result<String, &'static str> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches('-');
    let many = whole.contains(',');
    let fits = !part.contains(',') && (!many || first.len() <= 3) && groups.all(|it| it.len() == 3);
    if fits && !first.is_empty() { Ok(text.replace(',', "")) } else { Err("separators") }
}

/// When, if the file says more than the day; and what it says.
pub(super) fn time(cell: &Cell, day: Day) -> Result<(Option<Timestamp>, String), &'static str> {
    const CLOCKS: [&str; 4] =
        ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S"];
    let text = cell.text();
    let text = bare(&text);
    // The provider may cut its days at another hour than midnight, but not a day away.
    let near = |it: Day| it.days_since(day).abs() <= 1;
    if text.is_empty() {
        return Ok((None, String::new()));
    }
    if let Ok(named) = text.parse::<Day>() {
        return if near(named) { Ok((None, text.to_owned())) } else { Err("another-day") };
    }
    let read = CLOCKS.iter().find_map(|it| DateTime::strptime(it, text).ok());
    let zoned = read.and_then(|it| it.to_zoned(tz::offset(8).to_time_zone()).ok());
    let at = zoned.ok_or("not-a-time")?.timestamp();
    if near(Day::of(at)) { Ok((Some(at), text.to_owned())) } else { Err("another-day") }
}
