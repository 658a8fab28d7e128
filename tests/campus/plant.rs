//! Bugs on request: each changes what the platform says to the outside as a slip in its code would,
//! so that the simulation can show that it would have noticed.

use serde_json::Value;

/// A bug, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plant {
    #[default]
    None,
    /// `create-order` holds a bill whoever else holds it.
    HoldsRegardless,
    /// `settle-payment` marks the order paid and forgets the bills.
    BillsForgotten,
    /// `settle-payment` books without looking whether the order or its bills still are as it read.
    BooksBlindly,
    /// Money that cannot be booked is written down nowhere.
    DisputesForgotten,
    /// `settle-payment` does not look at the amount that arrived.
    AmountIgnored,
    /// A receipt is thanked for before it is safe.
    ThanksTooEarly,
    /// Nobody asks about an order of which no notice came.
    NeverChased,
    /// A closed order keeps its bills.
    NeverReleased,
    /// Any receipt makes a new dispute or booking: the inbox is not keyed by the transaction.
    DisputesRepeat,
}

impl Plant {
    /// Every bug.
    pub const ALL: [Self; 9] = [
        Self::HoldsRegardless,
        Self::BillsForgotten,
        Self::BooksBlindly,
        Self::DisputesForgotten,
        Self::AmountIgnored,
        Self::ThanksTooEarly,
        Self::NeverChased,
        Self::NeverReleased,
        Self::DisputesRepeat,
    ];

    /// Changes what is asked of the table.
    pub(crate) fn twist(self, operation: &str, ask: &mut Value) {
        if self == Self::None || operation != "TransactWriteItems" {
            return;
        }
        let Some(writes) = ask["TransactItems"].as_array_mut() else { return };
        match self {
            Self::HoldsRegardless => {
                for write in writes.iter_mut().filter(|it| updates(it, "SET hold_by")) {
                    unconditioned(&mut write["Update"], "owed >= :amount", &[":now"]);
                }
            }
            Self::BillsForgotten => writes.retain(|it| !updates(it, "SET owed")),
            Self::BooksBlindly => {
                for write in writes.iter_mut().filter(|it| updates(it, "SET owed")) {
                    unconditioned(&mut write["Update"], "attribute_exists(pk)", &[":me"]);
                }
                overwrite(writes, "paid");
            }
            Self::DisputesForgotten => {
                let dispute = |it: &Value| it["Put"]["Item"]["sk"]["S"] == "DISPUTE";
                if writes.iter().all(dispute) {
                    // A transaction needs a write; this one harms nobody.
                    for write in writes.iter_mut() {
                        write["Put"]["Item"]["sk"]["S"] = "NOTHING".into();
                    }
                } else {
                    writes.retain(|it| !dispute(it));
                }
            }
            Self::NeverReleased => {
                let releases = |it: &Value| {
                    let update = it["Update"]["UpdateExpression"].as_str();
                    update.is_some_and(|it| it.starts_with("REMOVE hold_by"))
                };
                writes.retain(|it| !releases(it));
            }
            Self::DisputesRepeat => {
                let put = writes.iter_mut().filter(|it| it["Put"]["Item"]["sk"]["S"] == "DISPUTE");
                for write in put {
                    let number = crate::clock::draw().to_string();
                    let pk = write["Put"]["Item"]["pk"]["S"].as_str().unwrap_or_default();
                    write["Put"]["Item"]["pk"]["S"] = format!("{pk}#{number}").into();
                }
            }
            Self::None | Self::AmountIgnored | Self::ThanksTooEarly | Self::NeverChased => {}
        }
    }

    /// Changes a message on its way to a queue. `None`: it is dropped, and called sent.
    pub(crate) fn swaps(
        self,
        queue: &str,
        body: &str,
        asked: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        match (self, queue) {
            (Self::NeverChased, "chase") => None,
            // As a settling that ignored the amount would: as if what was asked had arrived.
            (Self::AmountIgnored, "receipts") => {
                let mut receipt: Value = serde_json::from_str(body).unwrap_or_default();
                if let Some(amount) = asked(receipt["number"].as_str().unwrap_or_default()) {
                    receipt["amount"] = amount.into();
                }
                Some(receipt.to_string())
            }
            _ => Some(body.to_owned()),
        }
    }
}

fn updates(write: &Value, with: &str) -> bool {
    write["Update"]["UpdateExpression"].as_str().is_some_and(|it| it.contains(with))
}

/// Leaves `condition` alone in place of a write's own, and takes away what then is not named.
fn unconditioned(write: &mut Value, condition: &str, unnamed: &[&str]) {
    write["ConditionExpression"] = condition.into();
    if let Some(values) = write["ExpressionAttributeValues"].as_object_mut() {
        values.retain(|name, _| !unnamed.contains(&name.as_str()));
    }
}

/// Writes an order in state `is` whatever it was before.
fn overwrite(writes: &mut [Value], is: &str) {
    for write in writes.iter_mut() {
        let put = &mut write["Put"];
        if put["Item"]["state"]["M"]["is"]["S"] == is
            && let Some(put) = put.as_object_mut()
        {
            put.retain(|name, _| !name.contains("Expression"));
        }
    }
}
