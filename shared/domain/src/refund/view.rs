//! Refunds and money that does not fit, as its payer sees them; the office's pages use the same words.

use crate::ledger::{Ledger, Part, Received, ShareState};
use crate::{
    DisputeReason, Money, Order, OrderNumber, OrderView, RefundNumber, RefundOrder, RefundState,
    Timestamp,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An order as its payer sees it, with what became of its money since.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OrderMoneyView {
    #[serde(flatten)]
    pub order: OrderView,
    /// What became of money that did not simply pay it.
    #[schema(required)]
    pub became: Option<Became>,
    /// What went back of it or will, oldest first.
    pub refunds: Vec<RefundView>,
    /// Money that came for it beside what paid it.
    pub surplus: Vec<SurplusView>,
}

/// What is most worth saying of money that came for an order and did not simply pay it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// Some of it lies nowhere: it is the office's to decide.
    Asked,
    /// It is on its way back.
    Going,
    /// It went back.
    Back,
    /// It lies on bills.
    Applied,
}

/// Money that goes back, as its payer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RefundView {
    pub amount: Money,
    pub state: RefundStateView,
    /// The office hands it over; the provider gives nothing back.
    pub by_hand: bool,
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub opened: Timestamp,
    /// When it ended, if it did.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub at: Option<Timestamp>,
}

/// Where money that goes back stands, in one word for everybody: rows, pages and the office's tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefundStateView {
    /// The office looks at it.
    Proposed,
    /// The provider is asked for it, or the office hands it over.
    Approved,
    Done,
    /// The provider does not give it back; the office finds another way.
    Failed,
    /// The office handed it over.
    ByHand,
    Withdrawn,
}

/// Money that could not be booked as it came, as its payer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SurplusView {
    pub amount: Money,
    pub reason: DisputeReasonView,
    /// What of it is still to be decided about.
    pub left: Money,
    /// What of it lies on bills by now.
    pub applied: Vec<Part>,
}

/// Why money could not be booked, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DisputeReasonView {
    NoSuchOrder,
    OtherMerchant,
    PaidTwice,
    AmountDiffers,
    NoLongerOwed,
    SeatGone,
}

impl Ledger {
    /// The money that came for `order`.
    fn of_order<'a>(&'a self, order: &Order) -> impl Iterator<Item = &'a Received> {
        let number = order.number();
        self.moneys().iter().filter(move |it| it.receipt.number == number)
    }

    /// What became of the money that came for the order `number`; nothing if all of it paid it.
    pub fn became(&self, number: OrderNumber) -> Option<Became> {
        let moneys = || self.moneys().iter().filter(|it| it.receipt.number == number);
        let mut disputed = moneys().filter(|it| it.disputed.is_some()).peekable();
        let is_disputed = disputed.peek().is_some();
        let any = |state| moneys().flat_map(|it| &it.refunds).any(|it| it.state == state);
        if disputed.any(|it| !it.left().is_zero()) {
            Some(Became::Asked)
        } else if any(ShareState::Open) {
            Some(Became::Going)
        } else if any(ShareState::Done) {
            Some(Became::Back)
        } else {
            is_disputed.then_some(Became::Applied)
        }
    }

    /// The refunds of money that came for `order`.
    pub fn refunds_of(&self, order: &Order) -> Vec<RefundNumber> {
        let refunds = self.of_order(order).flat_map(|it| &it.refunds);
        refunds.map(|it| RefundNumber { refund: it.id, payer: order.payer }).collect()
    }
}

impl OrderMoneyView {
    /// `order`, of which nothing became anything else.
    pub fn plain(order: &Order) -> Self {
        Self { order: order.into(), became: None, refunds: Vec::new(), surplus: Vec::new() }
    }

    /// `order` and its money, by its payer's `ledger` and the `refunds` of that money.
    pub fn of(order: &Order, ledger: &Ledger, refunds: &[RefundOrder]) -> Self {
        let mut refunds: Vec<_> = refunds.iter().map(RefundView::of).collect();
        refunds.sort_by_key(|it| it.opened);
        let surplus = ledger.of_order(order).filter_map(SurplusView::of).collect();
        Self { became: ledger.became(order.number()), refunds, surplus, ..Self::plain(order) }
    }
}

impl RefundView {
    fn of(order: &RefundOrder) -> Self {
        let (state, at) = (order.state.view(), order.state.ended_at());
        let refund = &order.refund;
        let (amount, opened, reason) = (refund.amount, refund.opened, refund.reason.clone());
        Self { amount, state, by_hand: order.by_hand, reason, opened, at }
    }
}

impl SurplusView {
    fn of(money: &Received) -> Option<Self> {
        let reason = money.disputed?.view();
        let (amount, left, applied) = (money.receipt.amount, money.left(), money.parts.clone());
        Some(Self { amount, reason, left, applied })
    }
}

impl RefundState {
    fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Proposed | Self::Approved { .. } => None,
            Self::Done { at, .. }
            | Self::Failed { at, .. }
            | Self::ByHand { at, .. }
            | Self::Withdrawn { at, .. } => Some(*at),
        }
    }
}

impl RefundStateView {
    /// Its word.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::ByHand => "by-hand",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl DisputeReason {
    /// It, without what is known besides.
    pub const fn view(self) -> DisputeReasonView {
        match self {
            Self::NoSuchOrder => DisputeReasonView::NoSuchOrder,
            Self::OtherMerchant => DisputeReasonView::OtherMerchant,
            Self::PaidTwice => DisputeReasonView::PaidTwice,
            Self::AmountDiffers { .. } => DisputeReasonView::AmountDiffers,
            Self::NoLongerOwed => DisputeReasonView::NoLongerOwed,
            Self::SeatGone => DisputeReasonView::SeatGone,
        }
    }

    /// Its word.
    pub const fn code(self) -> &'static str {
        self.view().slug()
    }
}

impl DisputeReasonView {
    /// Its word.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NoSuchOrder => "no-such-order",
            Self::OtherMerchant => "other-merchant",
            Self::PaidTwice => "paid-twice",
            Self::AmountDiffers => "amount-differs",
            Self::NoLongerOwed => "no-longer-owed",
            Self::SeatGone => "seat-gone",
        }
    }
}

impl fmt::Display for RefundStateView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl fmt::Display for DisputeReasonView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
