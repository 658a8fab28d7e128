//! Payments: money that lies or lay on bills, as its payer's list and a proof tell of it.

use crate::ledger::{Ledger, Received, RefundShare, ShareState};
use crate::{
    Category, Line, Money, Order, OrderId, OrderNumber, PaymentKind, Receipt, Span, Timestamp,
};
use serde::Serialize;
use std::cmp::Reverse;

/// Money that was put on an order's bills, at once or by a later decision, and what of that went
/// back since: a line of 已缴费查询, and what a proof proves. Money that only came is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment<'a> {
    money: &'a Received,
}

/// What was paid of one bill, and what of that went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PaidLine {
    /// The bill, and what was paid of it.
    #[serde(flatten)]
    pub line: Line,
    pub returned: Money,
}

/// What all payments that are to be shown come to, on whatever page they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PaidTotals {
    pub count: usize,
    pub paid: Money,
    /// What of it went back since, whenever that was.
    pub returned: Money,
}

/// Some of a payment that went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Return {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub amount: Money,
}

impl Ledger {
    /// All payments, in the order in which their money was kept.
    pub fn payments(&self) -> impl Iterator<Item = Payment<'_>> {
        let on_bills = self.moneys().iter().filter(|it| !it.parts.is_empty());
        on_bills.map(|money| Payment { money })
    }

    /// Those of `kind` whose money the provider took within `span`, the last one first.
    pub fn payments_of(&self, (span, kind): (Span, PaymentKind)) -> Vec<Payment<'_>> {
        let shown =
            |it: &Payment<'_>| span.holds(it.receipt().paid_at) && kind.shows(it.category());
        let mut payments: Vec<_> = self.payments().filter(shown).collect();
        payments.reverse();
        payments.sort_by_key(|it| Reverse(it.receipt().paid_at));
        payments
    }
}

impl<'a> Payment<'a> {
    /// Payments that a page shows; more only where the provider took them at one instant.
    pub const PAGE: usize = 20;

    /// A page of `all`, which are in the order of [`Ledger::payments_of`]: those from `before` on, and
    /// where the next page begins, if there is one. A cursor is a place in time and nothing else.
    pub fn page(all: &[Self], before: Option<Timestamp>) -> (&[Self], Option<Timestamp>) {
        let at = |it: &Self| it.receipt().paid_at;
        let from = before.map_or(0, |before| all.partition_point(|it| at(it) >= before));
        let rest = &all[from..];
        let last = rest.get(Self::PAGE - 1).map(at);
        let end = last.map_or(rest.len(), |last| rest.partition_point(|it| at(it) >= last));
        (&rest[..end], last.filter(|_| end < rest.len()))
    }

    /// The money, as its provider told of it.
    pub fn receipt(&self) -> &'a Receipt {
        &self.money.receipt
    }

    /// The order for which the money came.
    pub fn order(&self) -> OrderId {
        self.number().order
    }

    /// That order's number at the provider.
    pub fn number(&self) -> OrderNumber {
        self.money.receipt.number
    }

    /// What kind of debt it pays: all bills of an order are of one.
    pub fn category(&self) -> Category {
        self.money.parts.first().map_or(Category::Tuition, |it| it.bill.category())
    }

    /// What was put on bills.
    pub fn paid(&self) -> Money {
        self.money.parts.iter().map(|it| it.amount).sum()
    }

    /// What of that went back.
    pub fn returned(&self) -> Money {
        self.returns().map(|it| it.amount).sum()
    }

    /// What of it is promised back and not back yet.
    pub fn going(&self) -> Money {
        self.taken_off(ShareState::Open).map(|it| it.amount).sum()
    }

    /// Each time that some of it went back, the first one first.
    pub fn returns(&self) -> impl Iterator<Item = Return> + use<'a> {
        let done = self.taken_off(ShareState::Done);
        done.filter_map(|it| Some(Return { at: it.ended?, amount: it.amount }))
    }

    /// Each bill of `order`, for which it came, that it paid something of: with the order's words.
    pub fn lines(&self, order: &Order) -> Vec<PaidLine> {
        let line = |line: &Line| {
            let (amount, returned) =
                (self.money.put_on(&line.bill), self.money.returned(&line.bill));
            let line = Line { amount, ..line.clone() };
            (!amount.is_zero()).then_some(PaidLine { line, returned })
        };
        order.lines.iter().filter_map(line).collect()
    }

    /// How many bills it paid something of.
    pub fn width(&self) -> usize {
        self.money.parts.len()
    }

    /// When some of what `bill` was paid went back, the last time.
    pub fn returned_at(&self, line: &PaidLine) -> Option<Timestamp> {
        let mut done: Vec<_> = self.taken_off(ShareState::Done).collect();
        done.retain(|it| it.parts.iter().any(|part| part.bill == line.line.bill));
        done.into_iter().filter_map(|it| it.ended).max()
    }

    /// Refunds of what lies on bills. What never lay on one was no payment.
    fn taken_off(self, state: ShareState) -> impl Iterator<Item = &'a RefundShare> + use<'a> {
        let refunds = self.money.refunds.iter();
        refunds.filter(move |it| it.state == state && !it.parts.is_empty())
    }
}

impl PaidTotals {
    /// What `payments` come to.
    pub fn of(payments: &[Payment<'_>]) -> Self {
        Self {
            count: payments.len(),
            paid: payments.iter().map(Payment::paid).sum(),
            returned: payments.iter().map(Payment::returned).sum(),
        }
    }
}

#[cfg(test)]
mod tests;
