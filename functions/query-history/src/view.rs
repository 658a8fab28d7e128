use domain::ledger::Ledger;
use domain::{
    Became, ChannelKind, Line, Money, Order, OrderId, OrderState, OrderView, Timestamp, Totals,
    Transaction,
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

/// A page of payments, newest order first.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PaymentsAnswer {
    pub(crate) payments: Vec<Payment>,
    #[schema(required)]
    pub(crate) next: Option<OrderId>,
    /// What the whole period comes to; only the first page says it.
    #[schema(required)]
    pub(crate) totals: Option<Totals>,
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

/// A paid order.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Payment {
    order: OrderId,
    number: String,
    #[schema(value_type = String, format = DateTime)]
    paid_at: Timestamp,
    channel: ChannelKind,
    transaction: Transaction,
    total: Money,
    lines: Vec<Line>,
    /// What became of money that did not simply pay it, or went back.
    #[schema(required)]
    became: Option<Became>,
}

impl ListedOrder {
    /// `order`, and what its payer's `ledger` says of its money.
    pub(crate) fn of(order: &Order, ledger: &Ledger) -> Self {
        Self { order: order.into(), became: ledger.became(order.number()) }
    }
}

impl Payment {
    /// The payment of `order`, if it is paid, and what its payer's `ledger` says of it.
    pub(crate) fn of(order: Order, ledger: &Ledger) -> Option<Self> {
        let (number, became) = (order.number().to_string(), ledger.became(order.number()));
        let OrderState::Paid { receipt, .. } = order.state else { return None };
        Some(Self {
            order: order.id,
            number,
            paid_at: receipt.paid_at,
            channel: order.channel,
            transaction: receipt.transaction,
            total: order.total,
            lines: order.lines,
            became,
        })
    }
}
