//! Orders and payments as the lists of them say them.

use domain::ledger::Ledger;
use domain::{
    Became, ChannelKind, Money, Order, OrderId, OrderView, PaidLine, PaidTotals, Payment,
    Timestamp, Totals, Transaction,
};
use serde::Serialize;

/// A page of orders, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OrdersAnswer {
    pub(crate) orders: Vec<ListedOrder>,
    /// Say it as `cursor` to see older ones.
    #[schema(required)]
    pub(crate) next: Option<OrderId>,
    /// What the whole period comes to; only the first page says it.
    #[schema(required)]
    pub(crate) totals: Option<Totals>,
}

/// A page of payments, the last one first.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PaymentsAnswer {
    pub(crate) payments: Vec<PaymentView>,
    /// Say it as `cursor` to see older ones.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub(crate) next: Option<Timestamp>,
    /// What the whole period comes to; only the first page says it.
    #[schema(required)]
    pub(crate) totals: Option<PaidTotals>,
}

/// An order in a list.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ListedOrder {
    #[serde(flatten)]
    order: OrderView,
    /// What became of money that did not simply pay it.
    #[schema(required)]
    became: Option<Became>,
}

/// Money that was put on bills.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Payment)]
pub(crate) struct PaymentView {
    /// The order for which it came. More than one payment may have come for it.
    order: OrderId,
    number: String,
    /// When the provider took the money.
    #[schema(value_type = String, format = DateTime)]
    paid_at: Timestamp,
    channel: ChannelKind,
    transaction: Transaction,
    /// What was put on bills of it.
    paid: Money,
    /// What of that went back.
    returned: Money,
    /// What of that is promised back and not back yet.
    going: Money,
    lines: Vec<PaidLine>,
    /// What became of money for the same order that did not simply pay it, or went back.
    #[schema(required)]
    became: Option<Became>,
}

impl ListedOrder {
    /// `order`, and what its payer's `ledger` says of its money.
    pub(crate) fn of(order: &Order, ledger: &Ledger) -> Self {
        Self { order: order.into(), became: ledger.became(order.number()) }
    }
}

impl PaymentView {
    /// `payment` of `order`, and what its payer's `ledger` says of that.
    pub(crate) fn of((payment, order): (&Payment<'_>, &Order), ledger: &Ledger) -> Self {
        let receipt = payment.receipt();
        Self {
            order: order.id,
            number: order.number().to_string(),
            paid_at: receipt.paid_at,
            channel: receipt.channel,
            transaction: receipt.transaction.clone(),
            paid: payment.paid(),
            returned: payment.returned(),
            going: payment.going(),
            lines: payment.lines(order),
            became: ledger.became(order.number()),
        }
    }
}
