//! Bugs on request: each changes what the platform says to the outside, or what comes of it, as a
//! slip in its code would, so that the simulation can show that it would have noticed.

use crate::twist::by;
use serde_json::Value;

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
    /// A bill loses what is to go back before it went.
    RefundEarly,
    /// Money went back, and its bill says that it is paid.
    RefundForgotten,
    /// What a statement tells is booked once more under a number of our own.
    StatementTwice,
    /// What only a statement tells is told, and nothing comes of it.
    StatementForgotten,
    /// A student is shown another's rows.
    ReadsAnothers,
}

impl Plant {
    /// Every bug.
    pub const ALL: [Self; 35] = [
        Self::HoldsRegardless,
        Self::HoldsNothing,
        Self::HoldsForever,
        Self::NeverReleased,
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
        Self::RefundEarly,
        Self::RefundForgotten,
        Self::StatementTwice,
        Self::StatementForgotten,
        Self::ReadsAnothers,
    ];

    /// What comes onto a queue in place of a message, which is called sent in any case.
    pub(crate) fn swaps(
        self,
        queue: &str,
        body: String,
        asked: impl Fn(&str) -> Option<u64>,
    ) -> Vec<String> {
        let mut message: Value = serde_json::from_str(&body).unwrap_or_default();
        match (self, queue) {
            (Self::NeverChased, "chase") => return Vec::new(),
            (Self::StatementForgotten, "receipts") if by("reconcile-day") => return Vec::new(),
            (Self::StatementTwice, "receipts") if by("reconcile-day") => {
                let number = message["transaction"].as_str().unwrap_or_default();
                message["transaction"] = format!("{number}-1").into();
                return vec![body, message.to_string()];
            }
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
pub(crate) fn another(number: &Value) -> Value {
    let number = number.as_str().unwrap_or_default();
    let (refund, payer) = number.split_at(number.len().min(25));
    let last = if payer.starts_with('0') { '1' } else { '0' };
    format!("{refund}{last}{}", payer.get(1..).unwrap_or_default()).into()
}

fn yuan(fen: u64) -> Value {
    format!("{}.{:02}", fen / 100, fen % 100).into()
}
