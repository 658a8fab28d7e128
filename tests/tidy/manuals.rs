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

/// `file#what`: a test of that name in a Rust file, or those words as a browser's script says them,
/// one that `cargo verify` runs. Whether a run comes to say them, the run itself is asked.
fn is_there(proof: &str) -> bool {
    let Some((file, what)) = proof.split_once('#') else { return false };
    let path = root().join("tests").join(file);
    let Ok(text) = std::fs::read_to_string(path) else { return false };
    if let Some(script) = file.strip_prefix("browser/") {
        let run = read(&root().join("tests/verify/src/browser.rs"));
        return run.contains(&format!("\"{script}\""))
            && text.lines().filter_map(said).any(|it| it.contains(what));
    }
    is_test(&text, what)
}

/// Whether the Rust file `text` has a test called `name`.
pub(crate) fn is_test(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else { return false };
    // What stands between the function before and this one are its own attributes.
    let own = before.rsplit('}').next().unwrap_or_default();
    let mut attributes = own.lines().map(str::trim).filter(|it| it.starts_with("#["));
    own.contains("test]") && !attributes.any(|it| it.contains("ignore"))
}

/// What a script's line says: the last quoted words of a `must(…)`, or the name of a story.
fn said(line: &str) -> Option<&str> {
    let mut quoted = quoted(line);
    let (first, behind) = quoted.next()?;
    if line.contains("must(") {
        return Some(quoted.last().map_or(first, |(words, _)| words));
    }
    let begins = line.trim_start().starts_with('\'') && !first.is_empty();
    let story = [": () =>", ": async () =>", ": (browser) =>"];
    (begins && story.iter().any(|it| behind.starts_with(it))).then_some(first)
}

/// What stands in quotes on a line, each with what follows it.
fn quoted(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let at = rest.find(['\'', '`'])?;
        let (quote, inside) = rest[at..].split_at(1);
        let (words, behind) = inside.split_once(quote)?;
        rest = behind;
        Some((words, behind))
    })
}

#[test]
fn only_what_a_script_says_counts() {
    assert_eq!(said("  must(await seen('.a'), 'it is seen')"), Some("it is seen"));
    assert_eq!(said("  must(n === 1, `one: ${all.join(', ')}`)"), Some("one: ${all.join(', ')}"));
    assert_eq!(said("  'a story': () => visit({ at: '/a' }, async (page) => {"), Some("a story"));
    assert_eq!(said("  'another': async () => {"), Some("another"));
    assert_eq!(said("  await page.locator('.offer').click()"), None);
    assert_eq!(said("  device: 'pc',"), None);
    assert_eq!(said("  // a remark"), None);
}

#[test]
fn only_a_test_that_runs_is_one() {
    let text = "#[test]\nfn a() {}\n#[tokio::test]\n/// What to ignore.\nasync fn b() {}\nfn c() {}\n\
        #[test]\n#[cfg_attr(unix, ignore = \"slow\")]\nfn d() {}\n";
    assert!(is_test(text, "a") && is_test(text, "b"));
    assert!(!is_test(text, "c") && !is_test(text, "d") && !is_test(text, "e"));
}

#[test]
fn a_proof_that_is_not_there_is_seen() {
    assert!(is_there("tidy/manuals.rs#a_proof_that_is_not_there_is_seen"));
    assert!(!is_there("tidy/manuals.rs#no_such_test"));
    assert!(!is_there("tidy/manuals.rs#rows"));
    assert!(!is_there("tidy/no_such_file.rs#rows"));
    assert!(!is_there("a_test_without_a_file"));
    assert!(is_there("browser/journey.mjs#home owes less"));
    assert!(!is_there("browser/journey.mjs#.bar .btn-1"));
    assert!(!is_there("browser/shots.mjs#findings"));
    let table = "| S7 | a thing | `a.rs#b`, `c.mjs#d` | |\n| S8 | another | | by hand |";
    let rows = rows(table);
    assert_eq!((rows[&7].proofs.len(), rows[&8].instead), (2, "by hand"));
}
