//! The file that an officer brings where the provider tells no statement a program could fetch.
//!
//! One table (CSV of any encoding, or a spreadsheet), a header, a row for each move of money, and a
//! last row 合计 without which nobody could tell a whole file from one that was cut:
//!
//! | 交易流水号 | 订单号 | 金额 | 时间 | 类型 | 退款号 | 手续费 |
//! |---|---|---|---|---|---|---|
//! | the provider's number | ours | yuan | `2026-11-21 08:00:00`, or empty | 支付 or 退款; empty is 支付 | of a refund | yuan, or empty |
//! | 合计 | rows | payments less refunds | | | | |

use super::reading::{self, Column, Columns};
use crate::arrears::{Row, Sheet};
use crate::{
    ChannelKind, Day, Fault, FaultKind, FieldFault, LineKind, Merchant, Statement, StatementLine,
};

/// Why a file is no statement. Nothing of it is used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadFault {
    #[error("the file has no column {0}")]
    NoColumn(&'static str),
    #[error("the file has no last row 合计, so it may be cut")]
    NoTotal,
    #[error("there is something behind the row 合计")]
    BehindTotal,
    #[error("the file's rows do not add up to its 合计: {0}")]
    OtherTotal(&'static str),
    #[error("some cells cannot be read")]
    Cells(Vec<FieldFault>),
}

/// Cells that are told to whoever brought the file; a page shows no more.
const FAULTS_MAX: usize = 50;

/// The statement of `day` that `sheets` hold, or all that is wrong with them.
pub fn read_upload(
    sheets: &[Sheet],
    channel: ChannelKind,
    merchant: &Merchant,
    day: Day,
) -> Result<Statement, UploadFault> {
    let rows = sheets.iter().map(|it| &it.rows).find(|it| it.iter().any(|row| !row.is_blank()));
    let rows = rows.map(Vec::as_slice).unwrap_or_default();
    let mut rows = rows.iter().filter(|it| !it.is_blank());
    let columns = Columns::find(&mut rows)?;
    let rows: Vec<&Row> = rows.collect();
    let total = rows.iter().position(|it| Columns::is_total(it)).ok_or(UploadFault::NoTotal)?;
    if total + 1 < rows.len() {
        return Err(UploadFault::BehindTotal);
    }
    let mut faults = Vec::new();
    let lines: Vec<StatementLine> =
        rows[..total].iter().filter_map(|row| line(&columns, row, day, &mut faults)).collect();
    if !faults.is_empty() {
        faults.truncate(FAULTS_MAX);
        return Err(UploadFault::Cells(faults));
    }
    adds_up(&columns, rows[total], &lines)?;
    Ok(Statement { channel, merchant: merchant.clone(), day, lines })
}

/// The line that `row` is; what is wrong with it goes to `faults`, cell by cell.
fn line(
    columns: &Columns,
    row: &Row,
    day: Day,
    faults: &mut Vec<FieldFault>,
) -> Option<StatementLine> {
    let mut told = |column: Column, code| {
        faults.push(FieldFault::new(format!("row {} {}", row.number, column.heading()), code));
    };
    if columns.torn(row) {
        told(Column::Transaction, "columns");
        return None;
    }
    let mut cell = |column: Column, read: Result<String, &'static str>| {
        read.map_err(|code| told(column, code)).ok()
    };
    let code = |column| reading::code(columns.cell(row, column));
    let transaction =
        cell(Column::Transaction, code(Column::Transaction).and_then(reading::needed));
    let number = cell(Column::Number, code(Column::Number).and_then(reading::needed));
    let refund = cell(Column::Refund, code(Column::Refund));
    let kind = reading::kind(columns.cell(row, Column::Kind));
    let kind = kind.map_err(|code| told(Column::Kind, code)).ok();
    let amount = reading::amount(columns.cell(row, Column::Amount));
    let amount = amount.map_err(|code| told(Column::Amount, code)).ok();
    let fee_fen = reading::fee(columns.cell(row, Column::Fee));
    let fee_fen = fee_fen.map_err(|code| told(Column::Fee, code)).ok();
    let time = reading::time(columns.cell(row, Column::Time), day);
    let time = time.map_err(|code| told(Column::Time, code)).ok();
    let refund = refund.filter(|it| !it.is_empty());
    let kind = kind?;
    match (kind, &refund) {
        (LineKind::Refund, None) => told(Column::Refund, "missing"),
        (LineKind::Payment, Some(_)) => told(Column::Refund, "not-a-refund"),
        (LineKind::Refund, Some(_)) | (LineKind::Payment, None) => {}
    }
    let transaction = crate::Transaction(transaction?);
    let ((at, said_at), number, amount, fee_fen) = (time?, number?, amount?, fee_fen?);
    Some(StatementLine { kind, number, refund, transaction, amount, fee_fen, at, said_at })
}

/// Refuses a file that says of itself to hold something else.
fn adds_up(columns: &Columns, total: &Row, lines: &[StatementLine]) -> Result<(), UploadFault> {
    let count = columns.cell(total, Column::Number).text().into_owned();
    let count = reading::bare(&count).trim_end_matches('笔').parse::<usize>();
    if count != Ok(lines.len()) {
        return Err(UploadFault::OtherTotal(Column::Number.heading()));
    }
    let signed = |it: &StatementLine| {
        let fen = i128::from(it.amount.fen());
        if it.kind == LineKind::Payment { fen } else { -fen }
    };
    let sum: i128 = lines.iter().map(signed).sum();
    match reading::signed_fen(columns.cell(total, Column::Amount)) {
        Ok(said) if said == sum => Ok(()),
        Ok(_) | Err(_) => Err(UploadFault::OtherTotal(Column::Amount.heading())),
    }
}

impl Fault for UploadFault {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoColumn(_) => "no-column",
            Self::NoTotal => "no-total",
            Self::BehindTotal => "behind-total",
            Self::OtherTotal(_) => "other-total",
            Self::Cells(_) => "wrong-cells",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::NoColumn(name) => vec![FieldFault::new(*name, "missing")],
            Self::OtherTotal(name) => vec![FieldFault::new(format!("合计 {name}"), "other-total")],
            Self::Cells(faults) => faults.clone(),
            Self::NoTotal | Self::BehindTotal => Vec::new(),
        }
    }
}
