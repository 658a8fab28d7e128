use domain::{
    ChannelKind, Line, Money, Order, OrderId, OrderState, OrderView, Timestamp, Totals, Transaction,
};
use serde::Serialize;

/// A page of orders, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OrdersAnswer {
    pub(crate) orders: Vec<OrderView>,
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
}

impl Payment {
    /// The payment of `order`, if it is paid.
    pub(crate) fn of(order: Order) -> Option<Self> {
        let number = order.number().to_string();
        let OrderState::Paid { receipt, .. } = order.state else { return None };
        Some(Self {
            order: order.id,
            number,
            paid_at: receipt.paid_at,
            channel: order.channel,
            transaction: receipt.transaction,
            total: order.total,
            lines: order.lines,
        })
    }
}
