//! Everything that the colleges' manuals show has a line in `tests/manuals.md`, and every line is
//! true: it names tests that are there, or says what is done instead.

use crate::files::{read, root};
use std::collections::BTreeMap;

/// Rows of the study: S1 to S71.
const ROWS: u32 = 71;

/// One line of the table.
struct Row<'a> {
    feature: &'a str,
    proofs: Vec<&'a str>,
    instead: &'a str,
}

#[test]
fn every_feature_of_the_manuals_is_proved_or_explained() {
    let table = read(&root().join("tests/manuals.md"));
    let rows = rows(&table);
    let missing: Vec<_> = (1..=ROWS).filter(|it| !rows.contains_key(it)).collect();
    assert!(missing.is_empty(), "no line for {missing:?}");
    assert_eq!(rows.len(), ROWS as usize, "a line too many");
    let mut wrong = Vec::new();
    for (number, row) in &rows {
        if row.feature.is_empty() || (row.proofs.is_empty() && row.instead.is_empty()) {
            wrong.push(format!("S{number} is neither proved nor explained"));
        }
        let lost = row.proofs.iter().filter(|it| !is_there(it));
        wrong.extend(lost.map(|it| format!("S{number} names {it}, which is not there")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn rows(table: &str) -> BTreeMap<u32, Row<'_>> {
    let mut rows = BTreeMap::new();
    for line in table.lines().filter(|it| it.starts_with("| S")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", id, feature, proofs, instead, ""] = cells[..] else {
            panic!("not four cells: {line}")
        };
        let number = id.trim_start_matches('S').parse().expect("a row's number");
        let proofs = proofs.split('`').skip(1).step_by(2).collect();
        let before = rows.insert(number, Row { feature, proofs, instead });
        assert!(before.is_none(), "S{number} has two lines");
    }
    rows
}

/// `file#what`: a test of that name in a Rust file, or those words in a browser's script or a
/// site's test.
fn is_there(proof: &str) -> bool {
    let Some((file, what)) = proof.split_once('#') else { return false };
    let path = root().join("tests").join(file);
    let Ok(text) = std::fs::read_to_string(path) else { return false };
    if !file.ends_with(".rs") {
        return text.contains(what);
    }
    // What stands between the function before and this one are its own attributes.
    let begun = text.split_once(&format!("fn {what}("));
    begun
        .is_some_and(|(before, _)| before.rsplit('}').next().is_some_and(|it| it.contains("test]")))
}

#[test]
fn a_proof_that_is_not_there_is_seen() {
    assert!(is_there("tidy/manuals.rs#a_proof_that_is_not_there_is_seen"));
    assert!(!is_there("tidy/manuals.rs#no_such_test"));
    assert!(!is_there("tidy/manuals.rs#rows"));
    assert!(!is_there("tidy/no_such_file.rs#rows"));
    assert!(!is_there("a_test_without_a_file"));
    let table = "| S7 | a thing | `a.rs#b`, `c.mjs#d` | |\n| S8 | another | | by hand |";
    let rows = rows(table);
    assert_eq!((rows[&7].proofs.len(), rows[&8].instead), (2, "by hand"));
}
