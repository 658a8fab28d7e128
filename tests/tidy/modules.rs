//! A file that nothing mentions is compiled by nobody: whatever it tests, it tests nothing.

use crate::files::{files, read, root, shown};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 4] = ["functions", "infra", "shared", "tests"];

#[test]
fn every_file_is_a_part_of_something() {
    let sources: Vec<_> = FOLDERS.iter().flat_map(|it| files(it, &[".rs"])).collect();
    let named = named(&sources);
    let lost = sources.iter().filter(|it| !begins(it) && !named.contains(*it) && !is_declared(it));
    let lost: Vec<_> = lost.map(|it| shown(it)).collect();
    assert!(lost.is_empty(), "no `mod` mentions {lost:#?}");
}

/// Whether Cargo finds `file` by itself.
fn begins(file: &Path) -> bool {
    let beside_a_manifest =
        || file.ancestors().nth(2).is_some_and(|it| it.join("Cargo.toml").is_file());
    ["main", "lib", "build"].contains(&name(file))
        || match file.parent().map(name) {
            Some("bin" | "examples") => true,
            Some("tests") => beside_a_manifest(),
            _ => false,
        }
}

/// The files that a manifest or a `#[path]` names.
fn named(sources: &[PathBuf]) -> BTreeSet<PathBuf> {
    let manifests = FOLDERS.iter().flat_map(|it| files(it, &["Cargo.toml"]));
    let mut named = BTreeSet::new();
    for file in manifests.chain(sources.iter().cloned()) {
        let folder = file.parent().unwrap_or(root().as_path()).to_owned();
        let text = read(&file);
        let paths = text.split("path = \"").skip(1).filter_map(|it| it.split_once('"'));
        named.extend(paths.filter_map(|(path, _)| folder.join(path).canonicalize().ok()));
    }
    named
}

/// Whether the module above says `mod` of `file`.
fn is_declared(file: &Path) -> bool {
    let module = if name(file) == "mod" { file.parent() } else { Some(file) };
    let Some((module, folder)) = module.and_then(|it| Some((name(it), it.parent()?))) else {
        return false;
    };
    let within = ["main.rs", "lib.rs", "mod.rs"].map(|it| folder.join(it));
    let above = within.into_iter().chain([folder.with_extension("rs")]);
    above.filter(|it| it.is_file()).any(|it| read(&it).lines().any(|line| declares(line, module)))
}

fn declares(line: &str, module: &str) -> bool {
    let before = line.trim().strip_suffix(';').and_then(|it| it.strip_suffix(module));
    before.is_some_and(|it| it == "mod " || (it.starts_with("pub") && it.ends_with(" mod ")))
}

fn name(path: &Path) -> &str {
    path.file_stem().and_then(|it| it.to_str()).unwrap_or_default()
}

#[test]
fn a_file_that_no_module_mentions_is_seen() {
    assert!(declares("mod asks;", "asks") && declares("    pub(crate) mod asks;", "asks"));
    assert!(!declares("// mod asks;", "asks") && !declares("mod tasks;", "asks"));
    let tests = root().join("tests");
    assert!(is_declared(&tests.join("tidy/modules.rs")));
    assert!(is_declared(&tests.join("flows/sso/wrong.rs")));
    assert!(!is_declared(&tests.join("flows/no_such_module.rs")));
    assert!(begins(&tests.join("flows/main.rs")) && !begins(&tests.join("flows/sso.rs")));
}
