//! What fits in a head.

use crate::files::{files, read, shown};

const FILE_LINES_MAX: usize = 300;
const HANDLER_LINES_MAX: usize = 145;
const MAIN_LINES_MAX: usize = 30;
const FUNCTION_LINES_MAX: usize = 70;

#[test]
fn files_fit_in_a_head() {
    let mut long = Vec::new();
    for folder in ["functions", "shared", "infra", "tests"] {
        for file in files(folder, &[".rs", ".mjs"]) {
            let (lines, name) = (read(&file).lines().count(), shown(&file));
            let handler = name.starts_with("functions/");
            let max = match name.rsplit('/').next() {
                Some("main.rs") if handler => MAIN_LINES_MAX,
                Some("lib.rs") if handler => HANDLER_LINES_MAX,
                _ => FILE_LINES_MAX,
            };
            if lines > max {
                long.push(format!("{name} has {lines} lines, more than {max}"));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn functions_fit_on_a_screen() {
    let mut long = Vec::new();
    for folder in ["functions", "shared", "infra", "tests"] {
        for file in files(folder, &[".rs"]) {
            for (name, lines) in functions(&read(&file)) {
                if lines > FUNCTION_LINES_MAX {
                    long.push(format!("{}: {name} has {lines} lines", shown(&file)));
                }
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

/// The functions of a formatted file, with their lines.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<_> = text.lines().collect();
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let name = line.trim_start().split_once("fn ").filter(|(before, _)| {
            before
                .split_whitespace()
                .all(|it| ["async", "const"].contains(&it) || it.starts_with("pub"))
        });
        let Some((_, name)) = name else { continue };
        let name = name.split(['(', '<']).next().unwrap_or_default();
        // A trait's function has no body: it ends with its sentence.
        let body = lines[place..].iter().position(|it| it.ends_with(['{', ';']));
        let last = body.map_or(place, |it| place + it);
        if lines[last].ends_with(';') {
            found.push((name.to_owned(), last - place + 1));
            continue;
        }
        let end = format!("{}}}", " ".repeat(indent));
        let rest = lines[place..].iter().position(|it| *it == end);
        found.push((name.to_owned(), rest.map_or(1, |it| it + 1)));
    }
    found
}

#[test]
fn a_long_function_would_be_seen() {
    let text = format!(
        "impl It {{\n    pub(crate) async fn long(self) {{\n{}    }}\n}}\n",
        "        it();\n".repeat(80)
    );
    assert_eq!(functions(&text), [("long".to_owned(), 82)]);
    let told = format!("pub trait It {{\n    fn told(&self);\n{text}}}\n");
    assert_eq!(functions(&told)[0], ("told".to_owned(), 1));
}
