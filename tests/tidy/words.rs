//! Words that do not belong in the repository.

use crate::files::{files, read, root, shown};

/// Every text that people wrote.
fn texts() -> Vec<(String, String)> {
    let endings = [".rs", ".toml", ".yaml", ".md", ".ts", ".vue", ".css", ".mjs"];
    let folders = ["functions", "shared", "infra", "tests", "static-site/src", "static-site/test"];
    let files = folders.iter().flat_map(|it| files(it, &endings));
    // This file has to say the words in order to look for them.
    let files = files.filter(|it| !it.ends_with("tests/tidy/words.rs"));
    files.map(|it| (shown(&it), read(&it))).collect()
}

#[track_caller]
fn is_absent(word: &str, why: &str) {
    let holds = |(name, text): &(String, String)| {
        let place = text.lines().position(|it| it.contains(word))?;
        Some(format!("{name}:{}", place + 1))
    };
    let found: Vec<_> = texts().iter().filter_map(holds).collect();
    assert!(found.is_empty(), "{word} ({why}): {found:#?}");
}

#[test]
fn an_exception_has_a_reason() {
    is_absent("#[allow", "expect it, with a reason");
    is_absent("#![allow", "expect it, with a reason");
}

#[test]
fn nothing_is_left_for_later() {
    for word in ["TODO", "FIXME", "XXX", "unimplemented!(", "todo!("] {
        is_absent(word, "do it or say in the README that it is not done");
    }
}

#[test]
fn no_test_is_left_out() {
    is_absent("#[ignore", "a test that does not run tests nothing");
    is_absent("#[should_panic", "compare the error");
}

#[test]
fn no_machine_is_named() {
    for word in ["/Users/", "/root/", "/work/"] {
        is_absent(word, "it is somebody's machine");
    }
}

#[test]
fn nothing_is_called_by_a_word_that_says_nothing() {
    let empty = ["manager", "service", "helper", "helpers", "util", "utils", "misc", "common"];
    for folder in ["functions", "shared", "infra", "tests", "static-site/src"] {
        for file in files(folder, &[".rs", ".ts", ".vue"]) {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
            assert!(!empty.contains(&stem.as_str()), "{}", shown(&file));
        }
    }
}

/// Whoever registers agrees to the notice that the site shows, and to no other.
#[test]
fn the_site_asks_to_agree_to_the_notice_that_the_platform_knows() {
    let site = read(&root().join("static-site/src/flow/register.ts"));
    let said = site.split_once("export const CONSENT = '").and_then(|it| it.1.split_once('\''));
    assert_eq!(said.map(|it| it.0), Some(domain::Registration::CONSENT));
}

/// Whoever types a reason or a note is stopped where the platform would stop them.
#[test]
fn the_site_takes_as_many_characters_as_the_platform() {
    let site = read(&root().join("static-site/src/flow/refunds.ts"));
    let most = |name: &str| {
        let said = site.split_once(&format!("export const {name} = "))?.1;
        said.lines().next()?.parse::<usize>().ok()
    };
    assert_eq!(most("REASON_MOST"), Some(domain::RefundAsk::REASON_CHARS_MAX));
    assert_eq!(most("NOTE_MOST"), Some(domain::RefundEnd::NOTE_CHARS_MAX));
}

/// An officer reads in their own words why money does not go back, whatever the reason.
#[test]
fn the_site_has_words_for_every_refusal_of_a_refund() {
    let refusals: Vec<_> = ["ask.rs", "end.rs"]
        .iter()
        .flat_map(|it| codes(&read(&root().join(format!("shared/domain/src/refund/{it}")))))
        .collect();
    assert!(refusals.len() > 10, "{refusals:?}");
    // Only a provider's answer meets these, and no officer hears it.
    let unheard = ["refund-not-the-providers", "refund-amount-differs"];
    for tongue in ["zh", "en"] {
        let words = read(&root().join(format!("static-site/src/words/{tongue}-money.ts")));
        let said = |it: &&String| words.contains(&format!("'no-{it}':"));
        let missing: Vec<_> =
            refusals.iter().filter(|it| !unheard.contains(&it.as_str()) && !said(it)).collect();
        assert!(missing.is_empty(), "{tongue}: {missing:?}");
    }
}

/// The codes that a file's `Fault`s have.
fn codes(source: &str) -> Vec<String> {
    let fault = source.split("fn code(&self) -> &'static str {").nth(1).unwrap_or_default();
    let arms = fault.split("\n    }\n").next().unwrap_or_default();
    arms.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}
