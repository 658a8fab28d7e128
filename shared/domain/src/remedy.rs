//! What becomes of money that could not be booked, by the school's rule.

use crate::ledger::{Part, Received};
use crate::{
    Asking, Bill, Category, Decider, DisputeReason, HeardBy, Money, Order, OrderNumber, Promise,
    ReceiptKey, Refund, RefundId, RefundOrder, RefundState, Timestamp,
};
use serde::Deserialize;

/// What a school does about disputed money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// It goes on the order's bills as far as they still owe it; the rest goes back.
    Apply,
    /// It goes back.
    Refund,
    /// An officer decides.
    Ask,
}

/// `[disputes]`: a school's rule for each reason. Money for an order that is not there, or for
/// another merchant account, is always an officer's to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedies {
    pub paid_twice: Remedy,
    pub amount_differs: Remedy,
    pub no_longer_owed: Remedy,
    pub seat_gone: Remedy,
}

/// What is to be done about money next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Nothing is left of it to decide about.
    Nothing,
    /// An officer decides.
    Ask,
    Apply(Applying),
    Refund(Box<Promise>),
}

/// The proof that disputed money may go on bills. Only the domain makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applying {
    receipt: ReceiptKey,
    number: OrderNumber,
    parts: Vec<Part>,
    /// Whether nothing is left of the money then.
    all: bool,
}

impl Remedies {
    fn of(self, reason: DisputeReason) -> Remedy {
        match reason {
            DisputeReason::NoSuchOrder | DisputeReason::OtherMerchant => Remedy::Ask,
            DisputeReason::PaidTwice => self.paid_twice,
            DisputeReason::AmountDiffers { .. } => self.amount_differs,
            DisputeReason::NoLongerOwed => self.no_longer_owed,
            DisputeReason::SeatGone => self.seat_gone,
        }
    }
}

impl Received {
    /// What the school's `rules` do about this money, which came for `order`, whose payer has
    /// `bills`. A refund that failed is never tried again by rule: an officer has to look.
    pub fn resolve(
        &self,
        rules: Remedies,
        (order, bills): (Option<&Order>, &[Bill]),
        now: Timestamp,
    ) -> Resolution {
        let (Some(reason), false) = (self.disputed, self.left().is_zero()) else {
            return Resolution::Nothing;
        };
        let remedy = if self.by_rule() { rules.of(reason) } else { Remedy::Ask };
        match (remedy, order) {
            (Remedy::Ask, _) | (_, None) => Resolution::Ask,
            (Remedy::Refund, Some(_)) => Resolution::Refund(Box::new(self.back(reason, now))),
            (Remedy::Apply, Some(order)) => match self.onto(order, bills, now) {
                Some(applying) => Resolution::Apply(applying),
                None => Resolution::Refund(Box::new(self.back(reason, now))),
            },
        }
    }

    /// Whether the rule may decide about it: not where a refund failed, and not where nothing but a
    /// statement says that the money came. A file that calls payments by other numbers than their
    /// notices do would have every one of them given back.
    fn by_rule(&self) -> bool {
        let stated = self.receipt.heard.is_some_and(|it| it.by == HeardBy::Statement);
        self.refunds.is_empty() && !stated
    }

    /// What an officer puts on the bills of `order`, if they take any of it.
    pub fn onto(&self, order: &Order, bills: &[Bill], now: Timestamp) -> Option<Applying> {
        let (mut left, mut parts) = (self.left(), Vec::new());
        for line in &order.lines {
            let bill = bills.iter().find(|it| it.id == line.bill);
            let takes = bill.map_or(Money::ZERO, |it| takes(it, now)).min(left);
            if !takes.is_zero() {
                left = left.minus(takes).unwrap_or(Money::ZERO);
                parts.push(Part { bill: line.bill.clone(), amount: takes });
            }
        }
        let (receipt, number) = (self.receipt.key(), self.receipt.number);
        (!parts.is_empty()).then(|| Applying { receipt, number, parts, all: left.is_zero() })
    }

    fn back(&self, reason: DisputeReason, now: Timestamp) -> Promise {
        self.promised(RefundOrder {
            refund: Refund {
                id: RefundId::by_rule(&self.receipt, self.refunds.len()),
                payer: self.receipt.number.payer,
                receipt: self.receipt.clone(),
                amount: self.left(),
                reason: reason.words().to_owned(),
                opened: now,
            },
            parts: Vec::new(),
            reopens: false,
            whole: true,
            by_hand: false,
            by: Decider::Rule,
            state: RefundState::Approved { by: Decider::Rule, at: now },
            asking: Asking::default(),
        })
    }
}

/// How much of it `bill` takes from money that was not meant so: nothing while an order is being
/// paid, and only what is owed in parts anyway. A living fee was told to nobody yet, and an
/// enrolment costs its price or nothing.
fn takes(bill: &Bill, now: Timestamp) -> Money {
    match bill.category() {
        Category::Tuition | Category::Other if bill.held(now).is_none() => bill.owed(),
        Category::Tuition | Category::Other | Category::Living | Category::Enrolment => Money::ZERO,
    }
}

impl Applying {
    /// The money that is applied.
    pub fn receipt(&self) -> &ReceiptKey {
        &self.receipt
    }

    /// The order for which it came.
    pub fn number(&self) -> OrderNumber {
        self.number
    }

    /// How much goes on which bill.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether nothing is left of the money then.
    pub fn is_all(&self) -> bool {
        self.all
    }
}

impl DisputeReason {
    /// Why money goes back, for its payer and their bank to read.
    const fn words(self) -> &'static str {
        match self {
            Self::NoSuchOrder | Self::OtherMerchant => "订单不符退款",
            Self::PaidTwice => "重复缴费退款",
            Self::AmountDiffers { .. } => "金额不符退款",
            Self::NoLongerOwed => "费用已缴清退款",
            Self::SeatGone => "名额已满退款",
        }
    }
}
