//! Whether the browser's scripts said what `tests/manuals.md` names them for. That the words stand
//! in a script proves nothing: its line may be one that no run comes to.

use std::collections::BTreeMap;

/// What each script said, in all of its runs.
pub(crate) type Said = BTreeMap<&'static str, String>;

/// The proofs of `table` that nobody said.
pub(crate) fn unsaid(table: &str, said: &Said) -> Vec<String> {
    let silent = |(script, words): &(&str, &str)| {
        !said.get(script).is_some_and(|it| it.lines().any(|line| says(line, words)))
    };
    let proofs = proofs(table).filter(silent);
    proofs.map(|(script, words)| format!("{script}#{words}")).collect()
}

/// How many things the scripts looked at and found to be so.
pub(crate) fn count(said: &Said) -> usize {
    said.values().flat_map(|it| it.lines()).filter(|it| it.starts_with(OK)).count()
}

/// What a script prints before the words of a `must` that held.
const OK: &str = "  ok ";

/// A story's name stands at the margin, and begins with the words.
fn says(line: &str, words: &str) -> bool {
    line.strip_prefix(OK).map_or_else(|| line.starts_with(words), |it| it.contains(words))
}

/// Every `browser/script#words` of the table.
fn proofs(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let rows = table.lines().filter(|it| it.starts_with("| S"));
    let named = rows.flat_map(|it| it.split('`').skip(1).step_by(2));
    named.filter_map(|it| it.strip_prefix("browser/")?.split_once('#'))
}

#[cfg(test)]
mod tests {
    use super::{Said, count, proofs, unsaid};

    const TABLE: &str = "\
| # | Feature | Proved by | Instead |
| S1 | a login | `browser/doors.mjs#the way in`, `flows/login.rs#some_test` | |
| S2 | a payment | `browser/journey.mjs#home owes less` | `paycli menu` prints it |";

    fn said(doors: &str, journey: &str) -> Said {
        Said::from([("doors.mjs", doors.to_owned()), ("journey.mjs", journey.to_owned())])
    }

    #[test]
    fn what_was_said_is_proved() {
        let said =
            said("the way in is open\n  ok a page\n", "pc 123\n  ok home owes less: 5 - 3 = 2\n");
        assert_eq!(unsaid(TABLE, &said), Vec::<String>::new());
        assert_eq!(count(&said), 2);
    }

    #[test]
    fn what_was_not_said_is_named() {
        let missing = |doors, journey| unsaid(TABLE, &said(doors, journey));
        assert_eq!(missing("  ok another thing", "  ok home owes less"), ["doors.mjs#the way in"]);
        // Neither a complaint nor another script's words are a proof.
        assert_eq!(missing("the way in", "Error: not so: home owes less").len(), 1);
        assert_eq!(missing("the way in\n  ok home owes less", "").len(), 1);
        assert_eq!(unsaid(TABLE, &Said::new()).len(), 2);
    }

    #[test]
    fn the_table_names_scripts() {
        assert!(proofs(include_str!("../../manuals.md")).count() > 40);
    }
}
