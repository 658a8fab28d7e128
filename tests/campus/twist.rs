//! What planted bugs do to a transaction's writes.

use crate::errand::Errand;
use serde_json::{Map, Value, json};

/// Whether the function in `folder` is at work.
pub(crate) fn by(folder: &str) -> bool {
    Errand::current().is_some_and(|it| it.who == folder)
}

/// Whether `write` holds a bill for an order.
pub(crate) fn is_hold(write: &Value) -> bool {
    updates(write, "SET hold_by")
}

/// Whether `write` pays a bill.
pub(crate) fn is_payment(write: &Value) -> bool {
    updates(write, "paid_here = paid_here + :amount")
}

/// Whether `write` takes from a bill what went back.
pub(crate) fn takes_back(write: &Value) -> bool {
    updates(write, "paid_here = paid_here - :amount")
}

/// Whether `write` puts a row that must not be there yet.
pub(crate) fn is_new(write: &Value) -> bool {
    write["Put"]["ConditionExpression"] == "attribute_not_exists(pk)"
}

fn updates(write: &Value, with: &str) -> bool {
    write["Update"]["UpdateExpression"].as_str().is_some_and(|it| it.contains(with))
}

/// Whether `write` puts a row whose sort key begins like that.
pub(crate) fn is_put(write: &Value, sk: &str) -> bool {
    write["Put"]["Item"]["sk"]["S"].as_str().is_some_and(|it| it.starts_with(sk))
}

/// Whether `write` puts a row with that sort key.
pub(crate) fn is_row(write: &Value, sk: &str) -> bool {
    write["Put"]["Item"]["sk"]["S"] == sk
}

/// Whether `write` puts an order that is in that state.
pub(crate) fn is_state(write: &Value, is: &str) -> bool {
    is_put(write, "ORDER#") && write["Put"]["Item"]["state"]["M"]["is"]["S"] == is
}

/// A transaction needs a write; this one harms nobody.
pub(crate) fn nothing() -> Value {
    json!({ "Put": {
        "TableName": "inbox", "Item": { "pk": { "S": "NOTHING" }, "sk": { "S": "NOTHING" } },
    } })
}

/// Changes an object, if it is one.
pub(crate) fn shape(value: &mut Value, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some(object) = value.as_object_mut() {
        change(object);
    }
}

/// Leaves `condition` alone in place of a write's own, and takes away what then is not named.
pub(crate) fn unconditioned(write: &mut Value, condition: &str, unnamed: &[&str]) {
    write["ConditionExpression"] = condition.into();
    shape(&mut write["ExpressionAttributeValues"], |values| {
        values.retain(|name, _| !unnamed.contains(&name.as_str()));
    });
}

/// Says `new` for `old` in a write's expressions.
pub(crate) fn replace(write: &mut Value, old: &str, new: &str) {
    for name in ["UpdateExpression", "ConditionExpression"] {
        if let Some(said) = write[name].as_str() {
            write[name] = said.replace(old, new).into();
        }
    }
}
