use crate::desk::Read;
use domain::BatchId;
use domain::arrears::{Field, Finding, How, Policy, Verdict, masked};
use domain::catalogue::Batch;
use serde::Serialize;
use std::collections::BTreeMap;

/// Problems that one answer names; their number is told in full.
const PROBLEMS_MAX: usize = 200;

/// Rows of the sample.
const SAMPLE: usize = 5;

/// How the file would be read.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ImportPreview)]
pub struct Answer {
    sheets: Vec<String>,
    sheet: String,
    header: Vec<String>,
    header_row: u32,
    /// The batch whose bills the rows become, if they do.
    #[schema(required)]
    batch: Option<InBatch>,
    mapping: Vec<Mapping>,
    /// What has to be decided: a field, or `sheet` where several hold arrears.
    unsure: Vec<Question>,
    rows: usize,
    students: usize,
    totals: Totals,
    by_item: Vec<Item>,
    problems: Vec<RowProblem>,
    problem_count: usize,
    duplicates: usize,
    /// A few rows by field, masked.
    sample: Vec<BTreeMap<&'static str, String>>,
    ready: bool,
}

/// The batch of an import.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ImportBatch)]
pub struct InBatch {
    id: BatchId,
    title: String,
}

/// A field and its column.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ImportMapping)]
pub struct Mapping {
    field: &'static str,
    column: usize,
    heading: String,
    how: How,
}

/// Something that only the office can decide.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ImportQuestion)]
pub struct Question {
    field: &'static str,
    candidates: Vec<usize>,
}

/// What the good rows add up to.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ImportTotals)]
pub struct Totals {
    due: String,
    exempt: String,
    loan: String,
    paid: String,
    owed: String,
}

/// An item of the file and what is owed for it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ImportItem)]
pub struct Item {
    #[serde(rename = "item")]
    name: String,
    rows: usize,
    owed: String,
}

/// A row, or a cell of it, that does not go in.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ImportProblem)]
pub struct RowProblem {
    row: u32,
    /// Its letter and heading.
    #[schema(required)]
    column: Option<String>,
    #[schema(required)]
    field: Option<&'static str>,
    code: &'static str,
    message: String,
    /// What stands there, masked.
    #[schema(required)]
    value: Option<String>,
}

/// What one call of apply wrote.
#[derive(Default, Serialize, utoipa::ToSchema)]
#[schema(as = ImportApplied)]
pub struct Applied {
    /// The student to go on from; null when all are done.
    #[schema(required)]
    pub(crate) next: Option<usize>,
    pub(crate) of: usize,
    /// Bills.
    pub(crate) created: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    pub(crate) refused: Vec<RowProblem>,
}

impl Answer {
    pub(crate) fn of(read: &Read, batch: Option<&Batch>, policy: Policy) -> Self {
        let sums = read.judgement.sums();
        let settled = read.layout.is_settled();
        let by_item = sums.by_item.into_iter();
        Self {
            sheets: read.sheets.clone(),
            sheet: read.sheet.name.clone(),
            header: read.layout.headings.clone(),
            header_row: read.layout.header_row,
            batch: batch.map(|it| InBatch { id: it.id.clone(), title: it.title.clone() }),
            mapping: mapping(read),
            unsure: questions(read),
            rows: sums.rows,
            students: read.judgement.students.len(),
            totals: Totals {
                due: sums.due.to_string(),
                exempt: sums.exempt.to_string(),
                loan: sums.loan.to_string(),
                paid: sums.paid.to_string(),
                owed: sums.owed.to_string(),
            },
            by_item: by_item
                .map(|(name, (rows, owed))| Item { name, rows, owed: owed.to_string() })
                .collect(),
            problems: read
                .judgement
                .findings()
                .take(PROBLEMS_MAX)
                .map(|it| RowProblem::of(it, read))
                .collect(),
            problem_count: read.judgement.findings().count(),
            duplicates: read.judgement.duplicates(),
            sample: sample(read),
            ready: settled && read.judgement.admits(policy),
        }
    }
}

fn mapping(read: &Read) -> Vec<Mapping> {
    let heading = |column: usize| read.layout.headings.get(column).cloned().unwrap_or_default();
    let mapped = read.layout.mapped.iter();
    mapped
        .map(|it| Mapping {
            field: it.field.slug(),
            column: it.column,
            heading: heading(it.column),
            how: it.how,
        })
        .collect()
}

fn questions(read: &Read) -> Vec<Question> {
    let fields = read.layout.unsure.iter();
    let mut questions: Vec<Question> = fields
        .map(|it| Question { field: it.field.slug(), candidates: it.candidates.clone() })
        .collect();
    if !read.layout.rivals.is_empty() {
        let candidates = [read.layout.sheet].iter().chain(&read.layout.rivals).copied().collect();
        questions.push(Question { field: "sheet", candidates });
    }
    questions
}

fn sample(read: &Read) -> Vec<BTreeMap<&'static str, String>> {
    let accepted = read.judgement.verdicts.iter().filter(|(_, it)| *it == Verdict::Accept);
    let rows = accepted.take(SAMPLE).filter_map(|(number, _)| {
        let found = read.sheet.rows.binary_search_by_key(number, |it| it.number);
        found.ok().map(|place| &read.sheet.rows[place])
    });
    rows.map(|row| {
        let shown =
            |field: Field, column| (field.slug(), masked(Some(field), &row.cell(column).text()));
        read.layout.mapped.iter().map(|it| shown(it.field, it.column)).collect()
    })
    .collect()
}

impl RowProblem {
    fn of(finding: &Finding, read: &Read) -> Self {
        let related = finding.related.map(|row| format!(" (row {row})")).unwrap_or_default();
        let heading = |column: usize| {
            let heading = read.layout.headings.get(column).map_or("", String::as_str);
            format!("{} {heading}", letters(column)).trim_end().to_owned()
        };
        Self {
            row: finding.row,
            column: finding.column.map(heading),
            field: finding.field.map(Field::slug),
            code: finding.fault.code(),
            message: format!("{}{related}", finding.fault),
            value: finding.value.clone(),
        }
    }

    /// A row that could be read and did not go in.
    pub(crate) fn of_row(row: u32, code: &'static str, message: String) -> Self {
        Self { row, column: None, field: None, code, message, value: None }
    }
}

/// A column as spreadsheets name it: A to Z, then AA.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).expect("below 26"));
    match (column / 26).checked_sub(1) {
        None => last.to_string(),
        Some(before) => format!("{}{last}", letters(before)),
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(letters).into();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
