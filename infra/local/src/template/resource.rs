//! Tables and queues as the template describes them.

use std::time::Duration;

use serde_json::Value;

use super::{TemplateError, intrinsic::Scope};

/// One table, ready for `CreateTable`.
#[derive(Debug, Clone)]
pub struct TableSpec {
    /// The logical id, which is the table's name here.
    pub name: String,
    /// The `CreateTable` request.
    pub create: Value,
    /// The attribute by which rows expire, if they do.
    pub expires_by: Option<String>,
}

/// One queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueSpec {
    /// The logical id, which is the queue's name here.
    pub name: String,
    /// How long a received message stays hidden.
    pub visibility: Duration,
    /// How long a new message waits.
    pub delay: Duration,
    /// How long a message is kept.
    pub retention: Duration,
    /// Where messages go that nobody manages to handle.
    pub redrive: Option<Redrive>,
}

/// When a queue gives a message up, and where it puts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrive {
    /// The dead-letter queue.
    pub to: String,
    /// Receives after which the message moves there.
    pub after: u32,
}

pub(super) fn table(id: &str, raw: &Value, scope: &Scope) -> Result<TableSpec, TemplateError> {
    const COPIED: [&str; 5] = [
        "AttributeDefinitions",
        "KeySchema",
        "GlobalSecondaryIndexes",
        "LocalSecondaryIndexes",
        "BillingMode",
    ];
    let properties = scope.resolve(raw)?;
    let mut create = serde_json::Map::from_iter([("TableName".to_owned(), id.into())]);
    for name in COPIED {
        if let Some(it) = properties.get(name) {
            create.insert(name.to_owned(), it.clone());
        }
    }
    let ttl = &properties["TimeToLiveSpecification"];
    let expires_by = (ttl["Enabled"] == true).then(|| ttl["AttributeName"].as_str()).flatten();
    Ok(TableSpec {
        name: id.to_owned(),
        create: Value::Object(create),
        expires_by: expires_by.map(str::to_owned),
    })
}

pub(super) fn queue(id: &str, raw: &Value, scope: &Scope) -> Result<QueueSpec, TemplateError> {
    let properties = scope.resolve(raw)?;
    let seconds = |name: &'static str, default: u64| match properties.get(name) {
        None => Ok(Duration::from_secs(default)),
        Some(it) => it.as_u64().map(Duration::from_secs).ok_or_else(|| TemplateError::Property {
            resource: id.to_owned(),
            property: name,
            wanted: "a whole number of seconds",
        }),
    };
    Ok(QueueSpec {
        name: id.to_owned(),
        visibility: seconds("VisibilityTimeout", 30)?,
        delay: seconds("DelaySeconds", 0)?,
        retention: seconds("MessageRetentionPeriod", 4 * 24 * 3600)?,
        redrive: properties.get("RedrivePolicy").map(|it| redrive(id, it)).transpose()?,
    })
}

fn redrive(id: &str, policy: &Value) -> Result<Redrive, TemplateError> {
    let wrong =
        |property, wanted| TemplateError::Property { resource: id.to_owned(), property, wanted };
    let to = policy["deadLetterTargetArn"].as_str().and_then(|it| it.rsplit(':').next());
    let after = policy["maxReceiveCount"].as_u64().and_then(|it| u32::try_from(it).ok());
    Ok(Redrive {
        to: to.ok_or_else(|| wrong("deadLetterTargetArn", "a queue's ARN"))?.to_owned(),
        after: after.ok_or_else(|| wrong("maxReceiveCount", "a whole number"))?,
    })
}
