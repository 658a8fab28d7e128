//! Planted bugs that change what a transaction writes.

use crate::Plant;
use crate::plant::another;
use crate::twist::{
    by, is_hold, is_new, is_payment, is_put, is_row, is_state, nothing, replace, shape, takes_back,
    unconditioned,
};
use serde_json::{Value, json};

impl Plant {
    /// Changes what is asked of a table; `again`: it was asked word for word before.
    pub(crate) fn twist(self, operation: &str, ask: &mut Value, again: bool) {
        match operation {
            "TransactWriteItems" => {
                if self == Self::RetriesBookTwice && again {
                    shape(ask, |ask| ask.retain(|name, _| name != "ClientRequestToken"));
                }
                if let Some(writes) = ask["TransactItems"].as_array_mut() {
                    self.twist_orders(writes, again);
                    self.twist_moneys(writes);
                }
            }
            "Query" if self == Self::ReadsAnothers && by("list-arrears") => {
                ask["ExpressionAttributeValues"][":pk"]["S"] = "PERSON#ADA001".into();
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others do something elsewhere")]
    fn twist_orders(self, writes: &mut Vec<Value>, again: bool) {
        match self {
            Self::HoldsRegardless => {
                for write in writes.iter_mut().filter(|it| is_hold(it)) {
                    unconditioned(&mut write["Update"], "owed >= :amount", &[":now", ":yes"]);
                }
            }
            Self::HoldsNothing => writes.retain(|it| !is_hold(it)),
            Self::HoldsForever => {
                for write in writes.iter_mut().filter(|it| is_hold(it)) {
                    replace(&mut write["Update"], "hold_until <= :now", "hold_until < :owed_now");
                    shape(&mut write["Update"]["ExpressionAttributeValues"], |values| {
                        values.remove(":now");
                        values.insert(":owed_now".to_owned(), json!({ "N": "0" }));
                    });
                }
            }
            Self::NeverReleased => {
                let releases = |it: &Value| {
                    let update = it["Update"]["UpdateExpression"].as_str();
                    update.is_some_and(|it| it.starts_with("REMOVE hold_by"))
                };
                writes.retain(|it| !releases(it));
            }
            Self::BillsForgotten => writes.retain(|it| !is_payment(it)),
            Self::OwedForgotten => {
                for write in writes.iter_mut().filter(|it| is_payment(it)) {
                    replace(&mut write["Update"], "owed = owed - :amount", "owed = owed");
                }
            }
            Self::BooksBlindly => books_blindly(writes),
            Self::RetriesBookTwice if again => books_blindly(writes),
            Self::LateMoneyDropped => {
                let late = |it: &Value| {
                    is_state(it, "paid")
                        && it["Put"]["ExpressionAttributeValues"][":was"]["S"] == "closed"
                };
                if writes.iter().any(late) {
                    *writes = vec![nothing()];
                }
            }
            Self::TotalRewritten => {
                for write in writes.iter_mut().filter(|it| is_state(it, "paid")) {
                    write["Put"]["Item"]["total"]["S"] = "0.01".into();
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others do something elsewhere")]
    fn twist_moneys(self, writes: &mut Vec<Value>) {
        match self {
            Self::DisputesForgotten if writes.iter().any(|it| is_put(it, "DISPUTE")) => {
                writes.retain(|it| is_state(it, "closed"));
                writes.push(nothing());
            }
            Self::DisputesRepeat => {
                for write in writes.iter_mut().filter(|it| is_put(it, "DISPUTE")) {
                    let number = crate::clock::draw().to_string();
                    let pk = write["Put"]["Item"]["pk"]["S"].as_str().unwrap_or_default();
                    write["Put"]["Item"]["pk"]["S"] = format!("{pk}#{number}").into();
                }
            }
            Self::EntryForgotten if by("settle-payment") => {
                writes.retain(|it| !is_put(it, "ENTRY#"));
            }
            Self::EntryChanged if by("settle-payment") => {
                for write in writes.iter_mut().filter(|it| is_put(it, "ENTRY#")) {
                    write["Put"]["Item"]["at"]["S"] = "2026-01-01T00:00:00Z".into();
                }
            }
            Self::DayForgotten => writes.retain(|it| !is_put(it, "PAY#")),
            Self::ListForgotten => {
                writes.retain(|it| it["Put"]["Item"]["pk"]["S"] != "DISPUTES");
            }
            Self::RefundTwice => {
                let refund = writes.iter().find(|it| is_row(it, "REFUND")).cloned();
                writes.extend(refund.map(under_another_number));
            }
            Self::RefundTooMuch => {
                for write in writes.iter_mut().filter(|it| is_row(it, "REFUND")) {
                    let amount = &mut write["Put"]["Item"]["refund"]["M"]["amount"]["S"];
                    *amount = format!("1{}", amount.as_str().unwrap_or_default()).into();
                }
            }
            Self::RefundEarly => {
                let refund = writes.iter().find(|it| is_row(it, "REFUND") && is_new(it));
                let early = refund.map(|it| taken_from_bills(&it["Put"]["Item"]));
                writes.extend(early.unwrap_or_default());
            }
            Self::RefundForgotten => writes.retain(|it| !takes_back(it)),
            Self::PromiseForgotten if writes.iter().any(|it| is_row(it, "REFUND")) => {
                writes.retain(|it| !is_put(it, "ENTRY#"));
            }
            _ => {}
        }
    }
}

/// What a refund takes from its bills once it is done.
fn taken_from_bills(refund: &Value) -> Vec<Value> {
    let payer = refund["refund"]["M"]["payer"]["S"].as_str().unwrap_or_default();
    let parts = refund["parts"]["L"].as_array().into_iter().flatten();
    let taken = |part: &Value| {
        let text = |name: &str| part["M"][name]["S"].as_str().unwrap_or_default();
        let key = json!({
            "pk": { "S": format!("PERSON#{payer}") }, "sk": { "S": format!("BILL#{}", text("bill")) },
        });
        json!({ "Update": {
            "TableName": "core", "Key": key,
            "UpdateExpression": "SET paid_here = paid_here - :back, owed = owed + :back",
            "ExpressionAttributeValues": { ":back": { "N": text("amount").replace('.', "") } },
        } })
    };
    parts.map(taken).collect()
}

/// The write of `refund`, as of another one.
fn under_another_number(mut refund: Value) -> Value {
    let item = &mut refund["Put"]["Item"];
    let number = item["pk"]["S"].as_str().and_then(|it| it.strip_prefix("REFUND#"));
    let number = another(&number.unwrap_or_default().into());
    let number = number.as_str().unwrap_or_default();
    item["pk"]["S"] = format!("REFUND#{number}").into();
    item["refund"]["M"]["id"]["S"] = number[..26.min(number.len())].into();
    refund
}

/// Writes a payment whatever became of its order, its bills and its payer's ledger.
fn books_blindly(writes: &mut [Value]) {
    for write in writes.iter_mut().filter(|it| is_payment(it)) {
        unconditioned(&mut write["Update"], "attribute_exists(pk)", &[]);
    }
    if writes.iter().any(|it| is_state(it, "paid")) {
        for write in writes.iter_mut().filter(|it| is_put(it, "ENTRY#") || is_put(it, "PAY#")) {
            shape(&mut write["Put"], |put| put.retain(|name, _| !name.contains("Expression")));
        }
    }
    overwrite(writes, "paid");
}

/// Writes an order in state `is` whatever it was before.
fn overwrite(writes: &mut [Value], is: &str) {
    for write in writes.iter_mut().filter(|it| is_state(it, is)) {
        shape(&mut write["Put"], |put| put.retain(|name, _| !name.contains("Expression")));
    }
}
