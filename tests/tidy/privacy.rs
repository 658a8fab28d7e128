//! Nobody's words reach a log by a slip: what can be printed holds none, and what is logged is named.
//!
//! `tests/flows/canary` drives the journeys and looks; this catches the line before it is driven.

use crate::files::{files, read, shown};
use crate::harmless::HARMLESS;
use crate::spans::{fields, recorded};
use std::path::PathBuf;

/// What may stand in a line of a log: kinds, numbers of ours, counts, and errors, whose words are
/// ours. `person` and `by` are ids that we drew; not one of these is what somebody is called.
const LOGGED: [&str; 33] = [
    "asked",
    "by",
    "bytes",
    "channel",
    "code",
    "day",
    "doubt",
    "error",
    "event",
    "file.bytes",
    "lacks",
    "message.id",
    "order.id",
    "order.number",
    "orders",
    "person",
    "project",
    "provider.call",
    "provider.code",
    "provider.method",
    "provider.path",
    "provider.request_id",
    "provider.status",
    "provider.sub_code",
    "provider.trace",
    "reason",
    "refund",
    "refund.number",
    "sentence",
    "serial",
    "story",
    "trace",
    "word",
];

/// A word that says too little to be let through everywhere: where it may be logged, and what it is
/// there.
const LOGGED_THERE: (&str, &str, &str) =
    ("shared/channel/src/unionpay/statement.rs", "name", "a file's, in the provider's archive");

const MACROS: [&str; 6] = [
    "tracing::trace!(",
    "tracing::debug!(",
    "tracing::info!(",
    "tracing::warn!(",
    "tracing::error!(",
    "_span!(",
];

/// The structs and enums that hold a text and derive `Debug`.
fn printable(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut derived = false;
    let mut lines = source.lines().map(bare);
    while let Some(line) = lines.next() {
        if line.starts_with("#[derive(") {
            let mut whole = line;
            while !whole.contains(")]") {
                whole += &lines.next().unwrap_or_else(|| ")]".to_owned());
            }
            derived = whole.contains("Debug");
        } else if let Some(rest) = ["struct ", "enum "].iter().find_map(|it| after(&line, it)) {
            let name: String = rest.chars().take_while(|it| it.is_alphanumeric()).collect();
            let mut body = rest.to_owned();
            while !is_whole(&body) {
                let Some(next) = lines.next() else { break };
                body += &next;
            }
            if derived && holds_a_text(&body) {
                found.push(name);
            }
            derived = false;
        } else if line.starts_with("fn ") {
            derived = false;
        }
    }
    found
}

/// A line without its indent, its comment and what stands in quotes: braces there close nothing.
fn bare(line: &str) -> String {
    let code: String = line.split('"').step_by(2).collect();
    code.split("//").next().unwrap_or_default().trim().to_owned()
}

fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (before, rest) = line.split_once(word)?;
    (before.is_empty() || before.ends_with(' ')).then_some(rest)
}

/// Whether a struct's or an enum's braces are closed, or it ended without any. An array's length
/// has a `;` too: between braces it ends nothing.
fn is_whole(body: &str) -> bool {
    let count = |it| body.matches(it).count();
    if body.contains('{') { count('{') == count('}') } else { body.contains(';') }
}

fn holds_a_text(body: &str) -> bool {
    let words = body.split(|it: char| !it.is_alphanumeric() && it != '_');
    words.into_iter().any(|it| matches!(it, "String" | "str")) || body.contains("Vec<u8>")
}

/// The names in a call of a logging macro: of its fields, and of what its message holds.
fn named(call: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (fields, message) = call.split_once('"').unwrap_or((call, ""));
    // A field that says a constant text splits there too: look at each part on its own.
    let mut parts = vec![fields];
    parts.extend(message.split('"').skip(1).step_by(2));
    for field in parts.iter().flat_map(|it| it.split(',')) {
        let name =
            field.split('=').next().unwrap_or_default().trim().trim_start_matches(['%', '?']);
        let plain = |it: char| it.is_alphanumeric() || it == '_' || it == '.';
        if !name.is_empty() && name.chars().all(plain) {
            names.push(name.to_owned());
        }
    }
    for text in call.split('"').skip(1).step_by(2) {
        let held = text.split('{').skip(1).filter_map(|it| it.split('}').next());
        names.extend(
            held.filter(|it| !it.is_empty())
                .map(|it| it.split(':').next().unwrap_or(it).to_owned()),
        );
    }
    names
}

/// What the spans of `source` declare, and what is recorded into them.
fn of_spans(source: &str) -> Vec<String> {
    let declared = fields(source).into_iter().flat_map(named);
    declared.chain(recorded(source).into_iter().map(str::to_owned)).collect()
}

/// Every call of a logging macro in `source`, up to the parenthesis that closes it.
fn calls(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for name in MACROS {
        for (place, _) in source.match_indices(name) {
            let rest = &source[place + name.len()..];
            let mut depth = 1;
            let end = rest.find(|it| {
                depth += match it {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                depth == 0
            });
            found.push(&rest[..end.unwrap_or(rest.len())]);
        }
    }
    found
}

/// What runs in production, without its tests.
fn sources() -> Vec<(PathBuf, String)> {
    let all = ["shared", "functions"].into_iter().flat_map(|it| files(it, &[".rs"]));
    let ours = all.filter(|it| !shown(it).contains("/tests"));
    let bare = |path: PathBuf| {
        let text = read(&path);
        let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        (path, text)
    };
    ours.map(bare).collect()
}

/// Where each type is that could be printed with a text in it.
fn found_printable() -> Vec<(String, String)> {
    let of = |(path, text): (PathBuf, String)| {
        printable(&text).into_iter().map(move |name| (shown(&path), name))
    };
    sources().into_iter().flat_map(of).collect()
}

fn is_harmless(path: &str, name: &str) -> bool {
    HARMLESS.iter().any(|it| (it.0, it.1) == (path, name))
}

#[test]
fn nothing_that_can_be_printed_holds_somebodys_words() {
    let found = found_printable();
    for (path, name) in &found {
        let known = is_harmless(path, name);
        assert!(known, "{path}: {name} holds a text and derives Debug: mask it");
    }
    let is_there = |(path, name, _): &&(&str, &str, &str)| {
        found.iter().any(|it| (it.0.as_str(), it.1.as_str()) == (*path, *name))
    };
    let gone: Vec<_> = HARMLESS.iter().filter(|it| !is_there(it)).collect();
    assert!(gone.is_empty(), "no such type any more: {gone:?}");
}

#[test]
fn no_line_of_a_log_names_what_is_somebodys() {
    let (mut strange, mut seen, mut once) = (Vec::new(), Vec::new(), false);
    for (path, text) in sources() {
        let told = calls(&text).into_iter().flat_map(named);
        for name in told.chain(of_spans(&text)) {
            let there = (shown(&path).as_str(), name.as_str()) == (LOGGED_THERE.0, LOGGED_THERE.1);
            once |= there;
            if !there && !LOGGED.contains(&name.as_str()) {
                strange.push(format!("{} logs {name}", shown(&path)));
            }
            seen.push(name);
        }
        for (place, _) in text.match_indices("tracing::instrument") {
            let rest = &text[place..];
            let rest = &rest[..rest.find(']').unwrap_or(rest.len())];
            if !rest.contains("(skip_all") {
                strange.push(format!("{}: {rest}] would log its arguments", shown(&path)));
            }
        }
    }
    assert!(strange.is_empty(), "{strange:#?}");
    let gone: Vec<_> = LOGGED.iter().filter(|it| !seen.iter().any(|one| one == *it)).collect();
    assert!(gone.is_empty(), "nothing logs {gone:?} any more");
    assert!(once, "nothing logs {LOGGED_THERE:?} any more");
}

#[test]
fn a_slip_would_be_seen() {
    let slip =
        "#[derive(Clone, Debug)]\npub struct Ask {\n    lock: [u8; 4],\n    password: String,\n}\n";
    assert_eq!(printable(slip), ["Ask"]);
    assert!(is_harmless("shared/domain/src/opening.rs", "Ask"), "an order's is known");
    assert!(!is_harmless("functions/login/src/lib.rs", "Ask"), "a login's is not by its name");
    assert_eq!(printable("#[derive(\n    Debug,\n)]\nstruct Code(String);"), ["Code"]);
    assert!(printable("#[derive(Clone)]\npub struct Ask {\n    user: String,\n}\n").is_empty());
    let slip = "#[derive(Debug)]\npub enum End {\n    #[error(\"}\")]\n    Done,\n    \
                ByHand { note: String },\n}\n";
    assert_eq!(printable(slip), ["End"]);
    assert!(
        printable("#[derive(Debug)]\nenum End {\n    Done { at: u32 }, // a str\n}").is_empty()
    );
    let [call] = calls("tracing::info!(code, user = %ask.user, \"let {name} in\");")[..] else {
        panic!("one call");
    };
    assert_eq!(named(call), ["code", "user", "name"]);
    let slip = "#[tracing::instrument(skip_all, fields(%day, user = ask.user))]\nfn it() {\n    \
                span.record(\"phone\", 1);\n}\n";
    assert_eq!(of_spans(slip), ["day", "user", "phone"]);
}
