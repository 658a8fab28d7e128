//! The tables: dynoxide in this very process, asked without a socket.

use crate::books::Row;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::types::AttributeValue as Kept;
use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What the table answers: a status and JSON.
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// `operation` done on `database`, as DynamoDB would do and say it.
pub(crate) fn answer(database: &Database, operation: &str, ask: Value) -> Said {
    match dispatch(database, operation, ask) {
        Ok(body) => Said { status: 200, body },
        Err(error) => Said { status: error.status_code(), body: error.to_json() },
    }
}

macro_rules! operations {
    ($database:ident, $operation:ident, $ask:ident: $($name:literal $method:ident,)*) => {
        match $operation {
            $($name => {
                let ask = serde_json::from_value($ask).map_err(unread)?;
                serde_json::to_string(&$database.$method(ask)?).map_err(unread)
            })*
            other => Err(DynoxideError::ValidationException(format!("{other} is not known here"))),
        }
    };
}

fn dispatch(database: &Database, operation: &str, ask: Value) -> Result<String, DynoxideError> {
    operations! { database, operation, ask:
        "BatchGetItem" batch_get_item,
        "BatchWriteItem" batch_write_item,
        "CreateTable" create_table,
        "DeleteItem" delete_item,
        "DescribeTable" describe_table,
        "GetItem" get_item,
        "PutItem" put_item,
        "Query" query,
        "Scan" scan,
        "TransactGetItems" transact_get_items,
        "TransactWriteItems" transact_write_items,
        "UpdateItem" update_item,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn unread(error: serde_json::Error) -> DynoxideError {
    DynoxideError::SerializationException(error.to_string())
}

impl Said {
    pub(crate) fn throttled() -> Self {
        Self::refused("ThrottlingException", &Value::Null)
    }

    /// What is said of a transaction that met another one at its first row.
    pub(crate) fn conflict(ask: &Value) -> Self {
        let items = ask["TransactItems"].as_array().map_or(1, Vec::len);
        let reason =
            |place| json!({"Code": if place == 0 { "TransactionConflict" } else { "None" }});
        Self::refused("TransactionCanceledException", &(0..items).map(reason).collect())
    }

    fn refused(kind: &str, reasons: &Value) -> Self {
        let kind = format!("com.amazonaws.dynamodb.v20120810#{kind}");
        let body = json!({
            "__type": kind, "message": "by request", "CancellationReasons": reasons,
        });
        Self { status: 400, body: body.to_string() }
    }

    pub(crate) fn response(self) -> HttpResponse {
        let status = StatusCode::try_from(self.status).expect("a status");
        let mut response = HttpResponse::new(status, SdkBody::from(self.body));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        response
    }
}

/// Every row of `table`, as the client would read it.
pub(crate) fn rows(database: &Database, table: &str) -> Vec<Row> {
    let (mut rows, mut next) = (Vec::new(), None);
    loop {
        let mut ask = json!({ "TableName": table, "ConsistentRead": true });
        if let Some(next) = next {
            ask["ExclusiveStartKey"] = json!(next);
        }
        let ask = serde_json::from_value(ask).expect("a scan");
        let page = database.scan(ask).expect("a table");
        rows.extend(page.items.into_iter().flatten().map(row));
        next = page.last_evaluated_key;
        if next.is_none() {
            return rows;
        }
    }
}

fn row(item: HashMap<String, Kept>) -> Row {
    item.into_iter().map(|(name, it)| (name, value(it))).collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no row of ours holds sets or bytes of money")]
fn value(kept: Kept) -> AttributeValue {
    match kept {
        Kept::S(text) => AttributeValue::S(text),
        Kept::N(number) => AttributeValue::N(number),
        Kept::BOOL(it) => AttributeValue::Bool(it),
        Kept::L(list) => AttributeValue::L(list.into_iter().map(value).collect()),
        Kept::M(fields) => AttributeValue::M(row(fields)),
        Kept::B(bytes) => AttributeValue::B(bytes.into()),
        _ => AttributeValue::Null(true),
    }
}
