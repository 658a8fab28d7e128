//! Every scenario of the study of what goes wrong elsewhere has a line in `tests/scenarios.md`, and
//! every line is true: it names tests that are there, or says why it does not apply. That none of
//! them is left out of a run, `words.rs` sees to.

use crate::files::{read, root, shown};
use crate::manuals::is_test;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Rows of the study: R1 to R53.
const ROWS: u32 = 53;

/// The test programs of `campus-tests`; every other first name is a package.
const PROGRAMS: [&str; 7] = ["blackbox", "flows", "peers", "simulation", "tidy", "untidy", "wire"];

/// Where packages live.
const FOLDERS: [&str; 4] = ["shared", "functions", "infra", "tests"];

/// One line of the table.
struct Row<'a> {
    scenario: &'a str,
    proofs: Vec<&'a str>,
    remark: &'a str,
}

#[test]
fn every_scenario_is_proved_or_explained() {
    let table = read(&root().join("tests/scenarios.md"));
    let rows = rows(&table);
    let missing: Vec<_> = (1..=ROWS).filter(|it| !rows.contains_key(it)).collect();
    assert!(missing.is_empty(), "no line for {missing:?}");
    assert_eq!(rows.len(), ROWS as usize, "a line too many");
    let mut wrong = Vec::new();
    for (number, row) in &rows {
        if row.scenario.is_empty() || (row.proofs.is_empty() && row.remark.is_empty()) {
            wrong.push(format!("R{number} is neither proved nor explained"));
        }
        for proof in &row.proofs {
            if let Err(why) = is_there(proof) {
                wrong.push(format!("R{number} names {proof}: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn rows(table: &str) -> BTreeMap<u32, Row<'_>> {
    let mut rows = BTreeMap::new();
    for line in table.lines().filter(|it| it.starts_with("| R")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", id, scenario, proofs, remark, ""] = cells[..] else {
            panic!("not four cells: {line}")
        };
        let number = id.trim_start_matches('R').parse().expect("a row's number");
        let proofs = proofs.split('`').skip(1).step_by(2).collect();
        let before = rows.insert(number, Row { scenario, proofs, remark });
        assert!(before.is_none(), "R{number} has two lines");
    }
    rows
}

/// `target::module::test`, as the runner prints it.
fn is_there(proof: &str) -> Result<(), String> {
    let names: Vec<&str> = proof.split("::").collect();
    let [target, modules @ .., test] = &names[..] else { return Err("not a test's name".into()) };
    let file = file_of(target, modules).ok_or("no such module")?;
    let text = read(&file);
    if is_test(&text, test) {
        Ok(())
    } else {
        Err(format!("no test of that name in {}", shown(&file)))
    }
}

/// The file in which the module lives; tests that stand below their code are in its own file.
fn file_of(target: &str, modules: &[&str]) -> Option<PathBuf> {
    let begins: Vec<PathBuf> = if PROGRAMS.contains(&target) {
        vec![root().join("tests").join(target)]
    } else {
        let package = target.replace('_', "-");
        let of = FOLDERS.iter().map(|it| root().join(it).join(&package));
        of.flat_map(|it| [it.join("src"), it.join("tests")]).collect()
    };
    begins.iter().find_map(|begin| {
        let inner = modules.strip_suffix(&["tests"]);
        let within = |modules: &[&str]| {
            let path = modules.iter().fold(begin.clone(), |path, it| path.join(it));
            let also = ["main.rs", "mod.rs", "lib.rs"].map(|it| path.join(it));
            std::iter::once(path.with_extension("rs")).chain(also).find(|it| it.is_file())
        };
        within(modules)
            .or_else(|| inner.and_then(within).filter(|it| read(it).contains("mod tests {")))
    })
}

#[test]
fn a_test_that_is_not_there_is_seen() {
    assert_eq!(is_there("tidy::scenarios::a_test_that_is_not_there_is_seen"), Ok(()));
    assert_eq!(
        is_there("domain::chase::tests::an_order_is_asked_about_until_it_is_decided"),
        Ok(())
    );
    assert_eq!(
        is_there("channel::wechat::tests::notices::a_true_notice_becomes_a_receipt"),
        Ok(())
    );
    assert_eq!(
        is_there("sandbox::wire::rotation::who_starts_without_any_key_fetches_them"),
        Ok(())
    );
    for wrong in [
        "tidy::scenarios::no_such_test",
        "tidy::scenarios::is_there",
        "tidy::no_such_file::is_there",
        "no_such_package::lib::is_there",
        "a_test_without_a_target",
        "",
    ] {
        assert!(is_there(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_line_is_read_as_it_stands() {
    let table = "| R7 | a thing | `a::b`, `c::d::e` | |\n| R8 | another | | not connected |";
    let rows = rows(table);
    assert_eq!((rows[&7].scenario, rows[&7].proofs.len(), rows[&7].remark), ("a thing", 2, ""));
    assert_eq!((rows[&8].proofs.len(), rows[&8].remark), (0, "not connected"));
}
