//! A span has the fields that it declares: what is recorded into another is dropped without a word.

use crate::files::{files, folders, read};
use std::collections::BTreeSet;

/// What stands in `fields(…)` of each span that `source` declares.
pub(crate) fn fields(source: &str) -> Vec<&str> {
    let spans = source.split("#[tracing::instrument(").skip(1);
    let attributes = spans.map(|it| it.split(")]").next().unwrap_or_default());
    let within = attributes.filter_map(|it| it.split_once("fields(")).map(|it| it.1);
    within.map(|it| it.strip_suffix(')').unwrap_or(it)).collect()
}

/// The fields of those that are left open, to be recorded.
fn declared(source: &str) -> BTreeSet<&str> {
    let all = fields(source).into_iter().flat_map(|it| it.split(','));
    all.map(str::trim).filter(|it| !it.is_empty() && !it.contains(['=', '%', '?'])).collect()
}

/// The fields that `source` records into a span.
pub(crate) fn recorded(source: &str) -> BTreeSet<&str> {
    let calls = source.split(".record(\"").skip(1);
    calls.filter_map(|it| it.split_once('"')).map(|it| it.0).collect()
}

#[test]
fn what_is_recorded_is_declared_and_what_is_declared_is_recorded() {
    let functions = folders("functions").into_iter().map(|it| format!("functions/{it}/src"));
    let crates = folders("shared").into_iter().map(|it| format!("shared/{it}/src"));
    for folder in functions.chain(crates) {
        let sources: Vec<_> = files(&folder, &[".rs"]).iter().map(|it| read(it)).collect();
        let all = |of: fn(&str) -> BTreeSet<&str>| -> BTreeSet<&str> {
            sources.iter().flat_map(|it| of(it)).collect()
        };
        assert_eq!(all(recorded), all(declared), "{folder}");
    }
}

#[test]
fn a_field_that_nobody_declared_would_be_seen() {
    let source = "#[tracing::instrument(skip_all, fields(%day, order.id, asked = it.asked()))]\n\
                  fn it() {\n    span.record(\"refund.number\", 1);\n}\n";
    assert_eq!(declared(source), BTreeSet::from(["order.id"]));
    assert_eq!(recorded(source), BTreeSet::from(["refund.number"]));
}
