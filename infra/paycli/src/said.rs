use serde::Deserialize;

/// How the platform would read the file: its words, as far as a terminal shows them.
#[derive(Deserialize)]
pub(crate) struct Preview {
    pub(crate) sheets: Vec<String>,
    pub(crate) sheet: String,
    pub(crate) header: Vec<String>,
    pub(crate) header_row: u32,
    pub(crate) batch: Option<InBatch>,
    pub(crate) mapping: Vec<Mapping>,
    pub(crate) unsure: Vec<Question>,
    pub(crate) rows: usize,
    pub(crate) students: usize,
    pub(crate) totals: Totals,
    pub(crate) by_item: Vec<Item>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) problem_count: usize,
    pub(crate) duplicates: usize,
    pub(crate) ready: bool,
}

#[derive(Deserialize)]
pub(crate) struct InBatch {
    pub(crate) id: String,
    pub(crate) title: String,
}

#[derive(Deserialize)]
pub(crate) struct Mapping {
    pub(crate) field: String,
    pub(crate) column: usize,
    pub(crate) heading: String,
    pub(crate) how: String,
}

#[derive(Deserialize)]
pub(crate) struct Question {
    pub(crate) field: String,
    pub(crate) candidates: Vec<usize>,
}

#[derive(Deserialize)]
pub(crate) struct Totals {
    pub(crate) due: String,
    pub(crate) exempt: String,
    pub(crate) loan: String,
    pub(crate) paid: String,
    pub(crate) owed: String,
}

#[derive(Deserialize)]
pub(crate) struct Item {
    #[serde(rename = "item")]
    pub(crate) name: String,
    pub(crate) rows: usize,
    pub(crate) owed: String,
}

#[derive(Deserialize)]
pub(crate) struct Problem {
    pub(crate) row: u32,
    pub(crate) column: Option<String>,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) value: Option<String>,
}

/// What one call wrote.
#[derive(Deserialize)]
pub(crate) struct Applied {
    pub(crate) next: Option<usize>,
    pub(crate) of: usize,
    pub(crate) created: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    pub(crate) refused: Vec<Problem>,
}
