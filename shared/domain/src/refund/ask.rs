//! What an officer asks to be given back, held against what there is.

use crate::ledger::{Ledger, Part, Received};
use crate::{
    Asking, BillId, Category, ChannelKind, Decider, DisputeReason, Fault, FaultKind, FieldFault,
    Money, Order, OrderNumber, PersonId, Refund, RefundEnd, RefundError, RefundId, RefundOrder,
    RefundState, Timestamp, Transaction,
};
use jiff::ToSpan;

/// What an officer wants to be given back of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundAsk {
    /// Drawn by whoever asks, so that asking again is the same.
    pub id: RefundId,
    /// The order for which the money came.
    pub number: OrderNumber,
    /// The provider's number of the payment.
    pub transaction: Transaction,
    /// How much of what it paid on which bill. Without it: all that lies on no bill, or else all
    /// that lies on bills.
    pub lines: Option<Vec<Part>>,
    /// Its bills owe it again.
    pub reopens: bool,
    /// It is given back past the provider, at the window or by bank.
    pub by_hand: bool,
    /// Why, as the payer and their bank may read it.
    pub reason: String,
}

/// The proof that money may go back: nobody else was promised it. Only the domain makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    refund: RefundOrder,
    /// Whether nothing is left then of money that lies on no bill.
    last: bool,
}

/// Why a refund is not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposeError {
    #[error("no such money came for that order")]
    UnknownPayment,
    #[error("nothing of it is left to be given back")]
    NothingLeft,
    #[error("the provider gives nothing of it back any more")]
    ByHandOnly,
    #[error("the refund cannot be as it was asked for")]
    Fields(Vec<FieldFault>),
}

impl RefundAsk {
    /// Characters of a reason. WeChat shows 80 bytes of it, which are so many of Chinese.
    pub const REASON_CHARS_MAX: usize = 26;
}

impl RefundOrder {
    /// The refund that the officer `by` asks for at `now`, by the payer's `ledger` and the order for
    /// which the money came, if there is one.
    pub fn propose(
        ask: &RefundAsk,
        (ledger, order): (&Ledger, Option<&Order>),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Promise, ProposeError> {
        let named = |it: &&Received| {
            it.receipt.number == ask.number && it.receipt.transaction == ask.transaction
        };
        let money = ledger.moneys().iter().find(named).ok_or(ProposeError::UnknownPayment)?;
        let (amount, parts) = wanted(ask, money)?;
        if !ask.by_hand && (order.is_none() || !money.is_returned(now)) {
            return Err(ProposeError::ByHandOnly);
        }
        let refund = Refund {
            id: ask.id,
            payer: ask.number.payer,
            receipt: money.receipt.clone(),
            amount,
            reason: ask.reason.trim().to_owned(),
            opened: now,
        };
        Ok(money.promised(Self {
            refund,
            parts,
            reopens: ask.reopens,
            whole: ask.lines.is_none(),
            by_hand: ask.by_hand,
            by: Decider::Officer(by),
            state: RefundState::Proposed,
            asking: Asking::default(),
        }))
    }

    /// Whether this is the refund that `by` opened with `ask`: then asking again is no other ask.
    pub fn repeats(&self, ask: &RefundAsk, by: PersonId) -> Result<(), RefundError> {
        let receipt = &self.refund.receipt;
        let lines = match &ask.lines {
            None => self.whole,
            Some(lines) => !self.whole && *lines == self.parts,
        };
        let same = lines
            && self.refund.id == ask.id
            && (receipt.number, &receipt.transaction) == (ask.number, &ask.transaction)
            && (self.reopens, self.by_hand) == (ask.reopens, ask.by_hand)
            && self.refund.reason == ask.reason.trim()
            && self.by == Decider::Officer(by);
        if same { Ok(()) } else { Err(RefundError::Differs) }
    }
}

/// How much is to go back, and from which bills.
fn wanted(ask: &RefundAsk, money: &Received) -> Result<(Money, Vec<Part>), ProposeError> {
    let parts = match &ask.lines {
        Some(lines) => lines.clone(),
        None if money.left().is_zero() => all(money),
        None => Vec::new(),
    };
    if parts.is_empty() && ask.lines.is_none() && money.left().is_zero() {
        return Err(ProposeError::NothingLeft);
    }
    let mut faults = Vec::new();
    faults.extend(text_fault("reason", &ask.reason, RefundAsk::REASON_CHARS_MAX));
    if ask.lines.as_ref().is_some_and(Vec::is_empty) {
        faults.push(FieldFault::new("lines", "empty"));
    }
    for (nth, part) in parts.iter().enumerate() {
        faults.extend(line_fault(money, &parts[..nth], part, nth));
    }
    let owed_before = |it: &Part| has_an_amount_due(&it.bill);
    if ask.reopens && (parts.is_empty() || !parts.iter().all(owed_before)) {
        faults.push(FieldFault::new("reopens", "not-owed-before"));
    }
    if !faults.is_empty() {
        return Err(ProposeError::Fields(faults));
    }
    let on_bills: Money = parts.iter().map(|it| it.amount).sum();
    Ok((if parts.is_empty() { money.left() } else { on_bills }, parts))
}

/// All of `money` that lies on bills and is promised to nobody.
fn all(money: &Received) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for Part { bill, .. } in &money.parts {
        let amount = money.returnable(bill);
        if !amount.is_zero() && parts.iter().all(|it| it.bill != *bill) {
            parts.push(Part { bill: bill.clone(), amount });
        }
    }
    parts
}

/// What is wrong with `part`, the `nth` that is asked for, after those `before` it.
fn line_fault(money: &Received, before: &[Part], part: &Part, nth: usize) -> Option<FieldFault> {
    let field = |name: &str| format!("lines[{nth}].{name}");
    let (put, most) = (money.put_on(&part.bill), money.returnable(&part.bill));
    let amount = |code| {
        let accept = (!most.is_zero()).then(|| most.to_string());
        Some(FieldFault { accept, ..FieldFault::new(field("amount"), code) })
    };
    if put.is_zero() {
        return Some(FieldFault::new(field("bill"), "not-paid-by-it"));
    }
    if before.iter().any(|it| it.bill == part.bill) {
        return Some(FieldFault::new(field("bill"), "bill-twice"));
    }
    // Whoever enrolled is in or out; a part of the price is neither.
    let is_whole = part.bill.category() != Category::Enrolment || part.amount == put;
    match part.amount {
        zero if zero.is_zero() => amount("zero"),
        more if more > most => amount("above-returnable"),
        _ if !is_whole => amount("only-whole"),
        _ => None,
    }
}

/// Whether somebody owed `bill` before it was paid, and can owe it again: nobody owes a living fee,
/// and whoever gives up an enrolment gives up the seat.
fn has_an_amount_due(bill: &BillId) -> bool {
    match bill.category() {
        Category::Tuition | Category::Other => true,
        Category::Living | Category::Enrolment => false,
    }
}

impl Received {
    /// Whether its provider still gives it back at `now`, as far as its own papers say; if they do
    /// not, the provider says so when it is asked. Of money for an order that we never had no
    /// provider could be told which, and for another account than ours none would listen.
    pub(crate) fn is_returned(&self, now: Timestamp) -> bool {
        let (days, most) = match self.receipt.channel {
            ChannelKind::Wechat => (Some(365), Some(50)),
            ChannelKind::Alipay => (Some(365), None),
            ChannelKind::Unionpay => (Some(330), None),
            ChannelKind::Bocom | ChannelKind::Abc | ChannelKind::Bridge => (None, None),
        };
        let nobodys = matches!(
            self.disputed,
            Some(DisputeReason::NoSuchOrder | DisputeReason::OtherMerchant)
        );
        let in_time = |days: i64| now < self.receipt.paid_at + (24 * days).hours();
        !nobodys && days.is_none_or(in_time) && most.is_none_or(|most| self.refunds.len() < most)
    }

    /// `refund`, for which there is enough of this money.
    pub(crate) fn promised(&self, refund: RefundOrder) -> Promise {
        let last = refund.parts.is_empty() && refund.refund.amount == self.left();
        Promise { refund, last }
    }
}

impl Promise {
    /// The refund that is opened.
    pub fn refund(&self) -> &RefundOrder {
        &self.refund
    }

    /// Whether nobody needs to decide about the rest of its money then: there is none.
    pub fn is_last(&self) -> bool {
        self.last
    }
}

impl RefundEnd {
    /// Characters of what an officer notes on giving money back by hand.
    pub const NOTE_CHARS_MAX: usize = 200;

    /// That the officer `by` gave it back past the provider, as `note` says.
    pub fn by_hand(by: PersonId, note: &str) -> Result<Self, ProposeError> {
        match text_fault("note", note, Self::NOTE_CHARS_MAX) {
            Some(fault) => Err(ProposeError::Fields(vec![fault])),
            None => Ok(Self::ByHand { by, note: note.trim().to_owned() }),
        }
    }
}

/// What is wrong with a sentence of an officer's, called `field`, of at most `most` characters.
fn text_fault(field: &str, text: &str, most: usize) -> Option<FieldFault> {
    let text = text.trim();
    let code = if text.is_empty() {
        "empty"
    } else if text.chars().count() > most {
        "too-long"
    } else if text.chars().any(char::is_control) {
        "unprintable"
    } else {
        return None;
    };
    Some(FieldFault::new(field, code))
}

impl Fault for ProposeError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::UnknownPayment => FaultKind::Missing,
            Self::NothingLeft | Self::ByHandOnly => FaultKind::Conflict,
            Self::Fields(_) => FaultKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::UnknownPayment => "no-such-payment",
            Self::NothingLeft => "nothing-to-refund",
            Self::ByHandOnly => "refund-by-hand-only",
            Self::Fields(_) => "refund-invalid",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Fields(faults) => faults.clone(),
            Self::UnknownPayment | Self::NothingLeft | Self::ByHandOnly => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
