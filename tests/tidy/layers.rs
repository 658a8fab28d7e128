//! Who may lean on whom. A new arrow is the heaviest kind of change, and begins here.

use crate::files::{folders, manifest};

/// The shared crates, and what of ours each may know.
const SHARED: [(&str, &[&str]); 12] = [
    ("channel", &["domain", "sha1-signature", "trail", "wire"]),
    ("config", &["domain"]),
    ("domain", &[]),
    ("edge", &["domain", "trail"]),
    ("identity", &["domain"]),
    ("queue", &["domain", "trail"]),
    ("sha1-signature", &[]),
    ("sheet", &["domain"]),
    ("sso", &["domain", "wire"]),
    ("store", &["domain"]),
    ("trail", &["domain"]),
    ("wire", &[]),
];

/// What of ours a crate leans on, tests aside.
fn leans(folder: &str) -> Vec<String> {
    let manifest = manifest(folder);
    let tables = ["dependencies", "build-dependencies"].iter().filter_map(|it| manifest.get(*it));
    let names = tables.filter_map(toml::Value::as_table).flat_map(|it| it.keys().cloned());
    let functions = folders("functions");
    let ours = |name: &String| {
        functions.contains(name)
            || SHARED.iter().any(|it| it.0 == name)
            || ["campus", "campus-tests", "local", "paycli", "sandbox", "verify"]
                .contains(&name.as_str())
    };
    names.filter(ours).collect()
}

#[test]
fn every_shared_crate_has_its_place() {
    let named: Vec<_> = SHARED.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(folders("shared"), named);
}

#[test]
fn shared_crates_lean_only_downwards() {
    for (name, allowed) in SHARED {
        let upward = leans(&format!("shared/{name}"));
        let upward: Vec<_> = upward.iter().filter(|it| !allowed.contains(&it.as_str())).collect();
        assert!(upward.is_empty(), "{name} must not know {upward:?}");
    }
}

#[test]
fn functions_lean_on_shared_crates_alone() {
    for function in folders("functions") {
        for name in leans(&format!("functions/{function}")) {
            assert!(SHARED.iter().any(|it| it.0 == name), "{function} must not know {name}");
        }
    }
}

/// But for a kind of signature that the cryptographic library does not make: nobody's reading of
/// any description.
#[test]
fn the_sandbox_knows_nothing_of_the_platform() {
    let mut known = leans("infra/sandbox");
    known.retain(|it| it != "sha1-signature");
    assert_eq!(known, Vec::<String>::new());
}

#[test]
fn what_runs_the_platform_does_not_hold_its_functions() {
    for name in ["local", "paycli"] {
        let functions = folders("functions");
        let held = leans(&format!("infra/{name}"));
        let held: Vec<_> = held.iter().filter(|it| functions.contains(it)).collect();
        assert!(held.is_empty(), "{name} must not hold {held:?}");
    }
}

/// The domain decides; it does not wait, look at the clock, or know any outside technology.
#[test]
fn the_domain_knows_no_technology() {
    let known = manifest("shared/domain");
    let known = known["dependencies"].as_table().expect("dependencies");
    let pure = [
        // A ledger's seals are SHA-256 over JSON: arithmetic, by the one crypto library there is.
        "aws-lc-rs",
        "encoding_rs",
        "hex",
        "jiff",
        "rust_decimal",
        "serde",
        "serde_json",
        "thiserror",
        "ulid",
        "unicode-normalization",
        "utoipa",
    ];
    let foreign: Vec<_> = known.keys().filter(|it| !pure.contains(&it.as_str())).collect();
    assert!(foreign.is_empty(), "the domain must not know {foreign:?}");
}

#[test]
fn versions_stand_in_one_table() {
    let crates = [("functions", folders("functions")), ("shared", folders("shared"))];
    let infra =
        folders("infra").into_iter().filter(|it| it != "runbooks" && it != "schools").collect();
    for (above, names) in crates.into_iter().chain([("infra", infra)]) {
        for name in names {
            is_versionless(&format!("{above}/{name}"));
        }
    }
    is_versionless("tests");
}

#[track_caller]
fn is_versionless(folder: &str) {
    let manifest = manifest(folder);
    let package = manifest["package"].as_table().expect("a package");
    for field in ["version", "edition", "publish"] {
        let inherited = package[field].get("workspace").and_then(toml::Value::as_bool);
        assert_eq!(inherited, Some(true), "{folder}: {field}");
    }
    // The one package with `unsafe` writes its lints out: the workspace's cannot be loosened.
    if folder != "shared/sha1-signature" {
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{folder}: lints");
    }
    for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(table) = manifest.get(table).and_then(toml::Value::as_table) else { continue };
        for (name, wanted) in table {
            let inherited = wanted.get("workspace").and_then(toml::Value::as_bool);
            assert_eq!(inherited, Some(true), "{folder}: {name}");
        }
    }
}
