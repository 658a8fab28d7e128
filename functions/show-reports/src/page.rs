//! A day's report with the words and the order in which all its forms say it.

use domain::reconcile::{DayReport, Exception, Move, Source, Tally, Trouble};
use domain::{Day, DayError, LineKind};
use std::str::FromStr;

/// How a day's report is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    /// A page to print.
    Html,
    Xlsx,
}

/// A day and how it is wanted, as the address names both.
pub(crate) struct Named(Day, Form);

impl Named {
    pub(crate) fn parts(self) -> (Day, Form) {
        (self.0, self.1)
    }
}

impl FromStr for Named {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let ends = |ending, form| text.strip_suffix(ending).map(|day: &str| (day, form));
        let (day, form) = ends(".html", Form::Html)
            .or_else(|| ends(".xlsx", Form::Xlsx))
            .unwrap_or((text, Form::Json));
        Ok(Self(day.parse()?, form))
    }
}

/// What stands above the sums.
pub(crate) const SUMS: [&str; 5] = ["", "收款笔数", "收款金额", "退款笔数", "退款金额"];

/// What stands above the lines to look at.
pub(crate) const LINES: [&str; 8] =
    ["类别", "类型", "平台金额", "渠道金额", "订单号", "退款号", "渠道流水号", "说明"];

/// Each sum of `report` by what it is called.
pub(crate) fn sums(report: &DayReport) -> [(&'static str, Tally); 7] {
    let tally =
        |moves: &[Move]| moves.iter().fold(Tally::default(), |sum, it| sum.and(it.kind, it.amount));
    [
        ("平台当日", report.ours),
        ("渠道对账单", report.theirs),
        ("核对一致", report.agreed),
        ("跨日一致（平台记在他日）", tally(&report.crossed)),
        ("跨日一致（渠道记在他日）", tally(&report.elsewhere)),
        ("渠道已列、退款在途", tally(&report.awaited)),
        ("待后续三日对账单", tally(&report.pooled)),
    ]
}

/// Fen as yuan, with a sign: a fee may be given back.
pub(crate) fn signed(fen: i64) -> String {
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// One line of the report of a statement from `source`, cell by cell.
fn cells(it: &Exception, source: Source) -> [String; 8] {
    let amount =
        |side: &Option<Move>| side.as_ref().map_or(String::new(), |it| it.amount.to_string());
    let either = it.ours.as_ref().or(it.theirs.as_ref());
    let said = |read: fn(&Move) -> String| either.map(read).unwrap_or_default();
    [
        it.trouble.title().to_owned(),
        kind(it.kind()).to_owned(),
        amount(&it.ours),
        amount(&it.theirs),
        said(|it| it.number.clone()),
        said(|it| it.refund.clone().unwrap_or_default()),
        said(|it| it.transaction.0.clone()),
        advice(it, source),
    ]
}

/// Every line of `report` that somebody reads, in the columns of [`LINES`].
pub(crate) fn lines(report: &DayReport) -> impl Iterator<Item = [String; 8]> {
    let told = report.exceptions.iter().map(|it| cells(it, report.source));
    told.chain(report.awaited.iter().map(awaited)).chain(report.pooled.iter().map(pooled))
}

/// A refund that the provider has, and of which we wait to hear that it is done.
fn awaited(it: &Move) -> [String; 8] {
    [
        "在途".to_owned(),
        kind(it.kind).to_owned(),
        String::new(),
        it.amount.to_string(),
        it.number.clone(),
        it.refund.clone().unwrap_or_default(),
        it.transaction.0.clone(),
        "平台已申请退款，待渠道确认到账".to_owned(),
    ]
}

/// What is still looked for.
fn pooled(it: &Move) -> [String; 8] {
    [
        "待查".to_owned(),
        kind(it.kind).to_owned(),
        it.amount.to_string(),
        String::new(),
        it.number.clone(),
        it.refund.clone().unwrap_or_default(),
        it.transaction.0.clone(),
        "渠道对账单未列，后续三日内核对".to_owned(),
    ]
}

fn kind(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Payment => "收款",
        LineKind::Refund => "退款",
    }
}

fn advice(it: &Exception, source: Source) -> String {
    match it.trouble {
        Trouble::Fee { kept, agreed } => {
            format!("{}：实收 {}，应收 {}", it.advice(source), signed(kept), signed(agreed))
        }
        Trouble::MissingThere => {
            let day = it.ours.as_ref().map(|it| format!("（平台日期 {}）", it.day));
            format!("{}{}", it.advice(source), day.unwrap_or_default())
        }
        Trouble::MissingHere
        | Trouble::Unknown
        | Trouble::Amount
        | Trouble::State
        | Trouble::Duplicate => it.advice(source).to_owned(),
    }
}

pub(crate) fn source(report: &DayReport) -> &'static str {
    match report.source {
        Source::Provider => "渠道接口下载",
        Source::Upload => "财务人员上传",
    }
}
