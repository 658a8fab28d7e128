//! Bugs on request: each changes what the platform says to the outside, or what comes of it, as a
//! slip in its code would, so that the simulation can show that it would have noticed.

use crate::twist::{
    by, is_hold, is_payment, is_put, is_row, is_state, nothing, replace, shape, unconditioned,
};
use serde_json::{Value, json};

/// A bug, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plant {
    #[default]
    None,
    /// `create-order` holds a bill whoever else holds it.
    HoldsRegardless,
    /// `create-order` opens an order without holding its bills.
    HoldsNothing,
    /// A hold that ran out keeps others from the bill all the same.
    HoldsForever,
    /// A closed order keeps its bills.
    NeverReleased,
    /// An order is closed whatever became of it meanwhile.
    ClosesBlindly,
    /// An order whose time has passed is closed without a question to its bank.
    ClosesUnasked,
    /// No clear answer is taken for the answer that nobody paid.
    UnknownIsNo,
    /// Nobody asks about an order of which no notice came.
    NeverChased,
    /// A receipt is thanked for before it is safe.
    ThanksTooEarly,
    /// A notice that nobody signed is thanked for.
    ThanksStrangers,
    /// A batch is done although some of it failed.
    BatchIsDone,
    /// An operator throws dead letters away.
    DeadLettersGone,
    /// `settle-payment` does not look at the amount that arrived.
    AmountIgnored,
    /// A fen is lost in a conversion.
    FenLost,
    /// A receipt says another channel than it came by.
    ChannelMistaken,
    /// A receipt pays another student's order.
    OrdersMixedUp,
    /// `settle-payment` marks the order paid and forgets the bills.
    BillsForgotten,
    /// A bill is paid and owes as much as before.
    OwedForgotten,
    /// `settle-payment` books without looking whether the order or its bills still are as it read.
    BooksBlindly,
    /// A transaction that is sent once more is done once more.
    RetriesBookTwice,
    /// Money for a closed order is dropped.
    LateMoneyDropped,
    /// A paid order's total becomes another.
    TotalRewritten,
    /// Money that cannot be booked is written down nowhere.
    DisputesForgotten,
    /// Any receipt makes a new dispute: the inbox is not keyed by the transaction.
    DisputesRepeat,
    /// Money moves without an entry in the ledger.
    EntryForgotten,
    /// An entry says other than what it was sealed with.
    EntryChanged,
    /// Money is not listed under its day.
    DayForgotten,
    /// Disputed money does not come onto the list of staff.
    ListForgotten,
    /// A refund is opened and promised to nobody in the ledger.
    PromiseForgotten,
    /// A refund is asked for under a second number when it is asked again.
    RefundTwice,
    /// A refund gives back more than it was opened for.
    RefundTooMuch,
    /// A student is shown another's rows.
    ReadsAnothers,
}

impl Plant {
    /// Every bug.
    pub const ALL: [Self; 32] = [
        Self::HoldsRegardless,
        Self::HoldsNothing,
        Self::HoldsForever,
        Self::NeverReleased,
        Self::ClosesBlindly,
        Self::ClosesUnasked,
        Self::UnknownIsNo,
        Self::NeverChased,
        Self::ThanksTooEarly,
        Self::ThanksStrangers,
        Self::BatchIsDone,
        Self::DeadLettersGone,
        Self::AmountIgnored,
        Self::FenLost,
        Self::ChannelMistaken,
        Self::OrdersMixedUp,
        Self::BillsForgotten,
        Self::OwedForgotten,
        Self::BooksBlindly,
        Self::RetriesBookTwice,
        Self::LateMoneyDropped,
        Self::TotalRewritten,
        Self::DisputesForgotten,
        Self::DisputesRepeat,
        Self::EntryForgotten,
        Self::EntryChanged,
        Self::DayForgotten,
        Self::ListForgotten,
        Self::PromiseForgotten,
        Self::RefundTwice,
        Self::RefundTooMuch,
        Self::ReadsAnothers,
    ];

    /// Changes what is asked of a table; `again`: it was asked word for word before.
    pub(crate) fn twist(self, operation: &str, ask: &mut Value, again: bool) {
        match operation {
            "TransactWriteItems" => {
                if self == Self::RetriesBookTwice && again {
                    shape(ask, |ask| ask.retain(|name, _| name != "ClientRequestToken"));
                }
                if let Some(writes) = ask["TransactItems"].as_array_mut() {
                    self.twist_writes(writes, again);
                }
            }
            "Query" if self == Self::ReadsAnothers && by("list-arrears") => {
                ask["ExpressionAttributeValues"][":pk"]["S"] = "PERSON#ADA001".into();
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others do something elsewhere")]
    fn twist_writes(self, writes: &mut Vec<Value>, again: bool) {
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
            Self::ClosesBlindly => overwrite(writes, "closed"),
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
            Self::PromiseForgotten if writes.iter().any(|it| is_row(it, "REFUND")) => {
                writes.retain(|it| !is_put(it, "ENTRY#"));
            }
            _ => {}
        }
    }

    /// What comes onto a queue in place of a message, which is called sent in any case.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others do something elsewhere")]
    pub(crate) fn swaps(
        self,
        queue: &str,
        body: String,
        asked: impl Fn(&str) -> Option<u64>,
    ) -> Vec<String> {
        let mut message: Value = serde_json::from_str(&body).unwrap_or_default();
        match (self, queue) {
            (Self::NeverChased, "chase") => return Vec::new(),
            (Self::RefundTwice, "refunds") => {
                message["number"] = another(&message["number"]);
                return vec![body, message.to_string()];
            }
            // As a settling that ignored the amount would: as if what was asked had arrived.
            (Self::AmountIgnored, "receipts") => {
                let number = message["number"].as_str().unwrap_or_default();
                message["amount"] = asked(number).map_or(Value::Null, yuan);
            }
            (Self::FenLost, "receipts") => {
                let amount = message["amount"].as_str().unwrap_or_default().replace('.', "");
                message["amount"] = yuan(amount.parse::<u64>().unwrap_or(2) - 1);
            }
            (Self::ChannelMistaken, "receipts") => message["channel"] = "bridge".into(),
            (Self::OrdersMixedUp, "receipts") => {
                let number = message["number"].as_str().unwrap_or_default();
                message["number"] = format!("{}ADA001", &number[..26.min(number.len())]).into();
            }
            _ => return vec![body],
        }
        vec![message.to_string()]
    }
}

/// Another number of a refund for the same payer.
fn another(number: &Value) -> Value {
    let number = number.as_str().unwrap_or_default();
    let (refund, payer) = number.split_at(number.len().min(25));
    let last = if payer.starts_with('0') { '1' } else { '0' };
    format!("{refund}{last}{}", payer.get(1..).unwrap_or_default()).into()
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

fn yuan(fen: u64) -> Value {
    format!("{}.{:02}", fen / 100, fen % 100).into()
}

/// Writes a payment whatever became of its order, its bills and its payer's ledger.
fn books_blindly(writes: &mut [Value]) {
    for write in writes.iter_mut().filter(|it| is_payment(it)) {
        unconditioned(&mut write["Update"], "attribute_exists(pk)", &[]);
    }
    if writes.iter().any(|it| is_state(it, "paid")) {
        for write in writes.iter_mut().filter(|it| is_put(it, "ENTRY#")) {
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
