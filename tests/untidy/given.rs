//! A file, read and judged the way the import does it.

use domain::Day;
use domain::arrears::{Judgement, Layout, Rules, Wish, judge, lay_out};
use sheet::Book;
use std::path::Path;

pub(crate) struct Given {
    pub(crate) layout: Layout,
    pub(crate) judgement: Judgement,
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/untidy/files");
    std::fs::read(folder.join(name)).expect("the file is in the repository")
}

pub(crate) fn json(name: &str) -> serde_json::Value {
    serde_json::from_slice(&bytes(name)).expect("JSON")
}

pub(crate) fn judged(bytes: &[u8], items: &[String]) -> Given {
    judged_as(bytes, items, &Wish::default())
}

pub(crate) fn judged_as(bytes: &[u8], items: &[String], wish: &Wish) -> Given {
    let Book { sheets } = sheet::read(bytes).expect("a readable file");
    let layout = lay_out(&sheets, wish).expect("a header and people below it");
    let today: Day = "2026-11-20".parse().expect("a day");
    let judgement = judge(&sheets[layout.sheet], &layout, &Rules { items, batch: None, today });
    Given { layout, judgement }
}

impl Given {
    /// Fails unless every column was recognised and the rows add up to `totals`.
    #[track_caller]
    pub(crate) fn adds_up_to(&self, totals: &serde_json::Value) {
        assert!(self.layout.is_settled(), "{:?} {:?}", self.layout.unsure, self.layout.rivals);
        let wrong: Vec<_> = self.judgement.findings().take(5).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let sums = self.judgement.sums();
        assert_eq!(sums.rows, totals["rows"]);
        assert_eq!(self.judgement.students.len(), totals["students"]);
        assert_eq!(sums.due.fen(), totals["due_fen"]);
        assert_eq!(sums.exempt.fen(), totals["exempt_fen"]);
        assert_eq!(sums.loan.fen(), totals["loan_fen"]);
        assert_eq!(sums.paid.fen(), totals["paid_fen"]);
        assert_eq!(sums.owed.fen(), totals["owed_fen"]);
        let by_item = totals["by_item"].as_object().expect("items");
        assert_eq!(sums.by_item.len(), by_item.len());
        for (item, expected) in by_item {
            let (rows, owed) = sums.by_item[item];
            assert_eq!(rows, expected["rows"], "{item}");
            assert_eq!(owed.fen(), expected["owed_fen"], "{item}");
        }
    }
}
