//! Finding and reading what is tested.

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests are in the root").to_owned()
}

#[track_caller]
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the folders in `folder`.
pub(crate) fn folders(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).expect(folder);
    let entries = entries.map(|it| it.expect("an entry")).filter(|it| it.path().is_dir());
    let mut names: Vec<_> =
        entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Every file below `folder` that ends in one of `endings`, but for what tools put there.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                let made =
                    ["node_modules", "target", "dist", "shots", ".git"].contains(&name.as_str());
                folders.extend((!made).then_some(path));
            } else if endings.iter().any(|it| name.ends_with(it)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// A crate's manifest.
#[track_caller]
pub(crate) fn manifest(folder: &str) -> toml::Table {
    let path = root().join(folder).join("Cargo.toml");
    read(&path).parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `infra/template.yaml` as plain JSON; `!Ref X` is `{"!Ref": "X"}`.
pub(crate) fn template() -> Value {
    let text = read(&root().join("infra/template.yaml"));
    plain(serde_yaml_ng::from_str(&text).expect("YAML"))
}

/// The template's resources of `kind`, with their properties.
pub(crate) fn resources(template: &Value, kind: &str) -> Vec<(String, Value)> {
    let all = template["Resources"].as_object().expect("resources").iter();
    let of_kind = all.filter(|(_, it)| it["Type"] == kind);
    of_kind.map(|(id, it)| (id.clone(), it.clone())).collect()
}

fn plain(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Tagged(tagged) => {
            Value::Object(Map::from_iter([(tagged.tag.to_string(), plain(tagged.value))]))
        }
        Yaml::Sequence(list) => list.into_iter().map(plain).collect(),
        Yaml::Mapping(pairs) => {
            let pair = |(key, value): (Yaml, Yaml)| {
                let key = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
                (key, plain(value))
            };
            Value::Object(pairs.into_iter().map(pair).collect())
        }
        Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) | Yaml::String(_) => {
            serde_json::to_value(yaml).expect("a plain value")
        }
    }
}
