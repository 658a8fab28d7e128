//! YAML with short tags such as `!Ref`, turned into the long form that JSON templates have.

use serde_json::{Map, Number, Value, json};
use serde_yaml_ng::Value as Yaml;

use super::TemplateError;

/// `!Ref X` becomes `{"Ref": "X"}`, `!GetAtt A.B` becomes `{"Fn::GetAtt": ["A", "B"]}`, and so on.
pub(super) fn long_form(yaml: Yaml) -> Result<Value, TemplateError> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(it) => it.into(),
        Yaml::Number(it) => number(&it),
        Yaml::String(it) => it.into(),
        Yaml::Sequence(items) => {
            Value::Array(items.into_iter().map(long_form).collect::<Result<_, _>>()?)
        }
        Yaml::Mapping(entries) => {
            let mut object = Map::new();
            for (key, value) in entries {
                object.insert(key_text(key)?, long_form(value)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            tag_form(tag.trim_start_matches('!'), long_form(tagged.value)?)
        }
    })
}

fn tag_form(tag: &str, value: Value) -> Value {
    match (tag, value) {
        ("Ref" | "Condition", value) => json!({ tag: value }),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((&path, ""));
            json!({ "Fn::GetAtt": [resource, attribute] })
        }
        (_, value) => json!({ format!("Fn::{tag}"): value }),
    }
}

fn key_text(key: Yaml) -> Result<String, TemplateError> {
    match key {
        Yaml::String(it) => Ok(it),
        // `200:` and `true:` are legal keys in YAML.
        Yaml::Number(_) | Yaml::Bool(_) => Ok(serde_yaml_ng::to_string(&key)?.trim().to_owned()),
        Yaml::Null | Yaml::Sequence(_) | Yaml::Mapping(_) | Yaml::Tagged(_) => {
            Err(TemplateError::UnknownRef(format!("{key:?}")))
        }
    }
}

fn number(it: &serde_yaml_ng::Number) -> Value {
    it.as_i64()
        .map(Value::from)
        .or_else(|| it.as_u64().map(Value::from))
        .or_else(|| it.as_f64().and_then(Number::from_f64).map(Value::Number))
        .unwrap_or(Value::Null)
}
