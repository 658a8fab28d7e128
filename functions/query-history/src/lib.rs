//! `GET /api/orders`: 订单查询 by period and state (S46, S47).
//! `GET /api/payments`: 已缴费查询 by period and kind (S48, S49), by the time of payment.

use domain::{
    Category, ChannelKind, Clock, Day, Line, Money, Order, OrderId, OrderState, OrderView, Period,
    Presence, Shown, Span, Timestamp, Transaction,
};
use edge::{Problem, Reply, Request};
use identity::Tokens;
use serde::{Deserialize, Serialize};
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
    pub tokens: Tokens,
}

/// Which orders to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrdersAsk {
    #[serde(default)]
    period: Period,
    from: Option<Day>,
    to: Option<Day>,
    #[serde(default)]
    state: Shown,
    cursor: Option<OrderId>,
}

/// Which payments to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaymentsAsk {
    #[serde(default)]
    period: Period,
    from: Option<Day>,
    to: Option<Day>,
    #[serde(default)]
    kind: PaymentKind,
    cursor: Option<OrderId>,
}

/// 学费 or 其它收费.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentKind {
    #[default]
    All,
    Tuition,
    Other,
}

/// A page of orders, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct OrdersAnswer {
    orders: Vec<OrderView>,
    /// Say it as `cursor` to see older ones.
    #[schema(required)]
    next: Option<OrderId>,
}

/// A page of payments, newest order first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct PaymentsAnswer {
    payments: Vec<Payment>,
    /// The sum of the payments on this page.
    total: Money,
    #[schema(required)]
    next: Option<OrderId>,
}

/// A paid order.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Payment {
    order: OrderId,
    number: String,
    #[schema(value_type = String, format = DateTime)]
    paid_at: Timestamp,
    channel: ChannelKind,
    transaction: Transaction,
    total: Money,
    lines: Vec<Line>,
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let payer = deps.tokens.payer(edge::token(&request), deps.clock.now())?;
    if request.uri().path().ends_with("/payments") {
        payments(deps, &payer, &request).await
    } else {
        orders(deps, &payer, &request).await
    }
}

#[utoipa::path(
    get, path = "/api/orders", params(OrdersAsk),
    responses(
        (status = 200, body = OrdersAnswer),
        (status = "default", body = edge::ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn orders(deps: &Deps, payer: &Presence, request: &Request) -> Reply {
    let OrdersAsk { period, from, to, state, cursor } = edge::query(request)?;
    let span = span(deps, period, from, to)?;
    let page = deps.store.orders(payer, span, state, cursor).await?;
    let orders = page.orders.iter().map(OrderView::from).collect();
    edge::ok(&OrdersAnswer { orders, next: page.next })
}

#[utoipa::path(
    get, path = "/api/payments", params(PaymentsAsk),
    responses(
        (status = 200, body = PaymentsAnswer),
        (status = "default", body = edge::ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn payments(deps: &Deps, payer: &Presence, request: &Request) -> Reply {
    let PaymentsAsk { period, from, to, kind, cursor } = edge::query(request)?;
    let span = span(deps, period, from, to)?;
    let page = deps.store.payments(payer, span, cursor).await?;
    let payments: Vec<_> = page
        .orders
        .into_iter()
        .filter(|order| kind.shows(order.category()))
        .filter_map(payment)
        .collect();
    let total = payments.iter().map(|payment| payment.total).sum();
    edge::ok(&PaymentsAnswer { payments, total, next: page.next })
}

fn span(deps: &Deps, period: Period, from: Option<Day>, to: Option<Day>) -> Result<Span, Problem> {
    Ok(period.span(Day::of(deps.clock.now()), from, to)?)
}

fn payment(order: Order) -> Option<Payment> {
    let number = order.number().to_string();
    let OrderState::Paid { receipt, .. } = order.state else { return None };
    Some(Payment {
        order: order.id,
        number,
        paid_at: receipt.paid_at,
        channel: order.channel,
        transaction: receipt.transaction,
        total: order.total,
        lines: order.lines,
    })
}

impl PaymentKind {
    /// Whether payments of that kind are asked for.
    fn shows(self, category: Category) -> bool {
        match self {
            Self::All => true,
            Self::Tuition => category == Category::Tuition,
            Self::Other => category != Category::Tuition,
        }
    }
}
