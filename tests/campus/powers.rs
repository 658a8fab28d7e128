//! What a function does to tables and queues, in the words of its grants.

use serde_json::{Value, json};
use serde_yaml_ng::Value as Yaml;
use std::collections::BTreeSet;

/// A function's folder, the table or queue, and the action, as a policy names it.
pub type Use = (&'static str, String, String);

/// What a policy would have to allow for `operation`.
pub(crate) fn uses(who: &'static str, operation: &str, ask: &Value) -> Vec<Use> {
    let table = |it: &Value| {
        let name = it["TableName"].as_str().unwrap_or_default();
        name.rsplit('-').next().unwrap_or_default().to_owned()
    };
    let used = |thing: String, action: &str| (who, thing, action.to_owned());
    match operation {
        "SendMessage" => {
            let url = ask["QueueUrl"].as_str().unwrap_or_default();
            vec![used(url.rsplit('/').next().unwrap_or_default().to_owned(), "sqs:SendMessage")]
        }
        "TransactWriteItems" => {
            let writes = ask["TransactItems"].as_array().into_iter().flatten();
            let kinds = [
                ("Put", "dynamodb:PutItem"),
                ("Update", "dynamodb:UpdateItem"),
                ("Delete", "dynamodb:DeleteItem"),
                ("ConditionCheck", "dynamodb:ConditionCheckItem"),
            ];
            let of = |write: &Value| {
                let (kind, action) = kinds.iter().find(|(kind, _)| write.get(kind).is_some())?;
                Some(used(table(&write[kind]), action))
            };
            writes.filter_map(of).collect()
        }
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = ask["RequestItems"].as_object().into_iter().flatten();
            let action = format!("dynamodb:{operation}");
            tables.map(|(name, _)| used(table(&json!({ "TableName": name })), &action)).collect()
        }
        _ => vec![used(table(ask), &format!("dynamodb:{operation}"))],
    }
}

/// What the template grants each function on tables and queues.
pub fn granted() -> BTreeSet<Use> {
    let text = include_str!("../../infra/template.yaml");
    let template: Yaml = serde_yaml_ng::from_str(text).expect("the template is YAML");
    let resources = template["Resources"].as_mapping().expect("resources");
    let mut granted = BTreeSet::new();
    for function in &crate::gateway::template().functions {
        let resource = &resources[&Yaml::from(function.name.as_str())];
        for policy in list(&resource["Properties"]["Policies"]) {
            for statement in list(&policy["Statement"]) {
                let Some(thing) = thing(&statement["Resource"]) else { continue };
                for action in list(&statement["Action"]) {
                    let action = action.as_str().expect("an action").to_owned();
                    granted.insert((function.folder.as_str(), thing.clone(), action));
                }
            }
        }
    }
    granted
}

fn list(yaml: &Yaml) -> impl Iterator<Item = &Yaml> {
    yaml.as_sequence().into_iter().flatten()
}

/// The table or queue that a grant names, as a campus calls it. Secrets are no such thing.
fn thing(resource: &Yaml) -> Option<String> {
    let Yaml::Tagged(tagged) = resource else { return None };
    let name = tagged.value.as_str()?.strip_suffix(".Arn")?;
    let name = name.strip_suffix("Table").or(name.strip_suffix("Queue"))?;
    Some(name.to_lowercase())
}
