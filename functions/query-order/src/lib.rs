//! `GET /api/orders/{id}`: what became of an order, as we know it.
//! `POST /api/orders/{id}/check`: 我已付款，帮我查. The provider is asked; what it says goes the way of
//! every receipt, and the page sees the result a moment later.

mod lately;

pub use lately::Lately;

use channel::{ChannelError, Channels};
use config::Kept;
use domain::{Clock, HeardBy, Order, OrderId, OrderMoneyView, OrderState, Outcome};
use edge::{Problem, Reply, Request};
use futures::future::try_join_all;
use identity::Tokens;
use queue::Receipts;
use serde::Serialize;
use store::{Store, StoreError};

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub lately: Lately,
    pub receipts: Receipts,
    pub store: Store,
    pub tokens: Tokens,
}

/// The order, and what its provider says.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CheckOrderAnswer)]
pub struct Answer {
    order: OrderMoneyView,
    provider: Said,
}

/// What a provider says of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    Paid,
    Unpaid,
    /// It gave no clear answer: the order is not to be paid again before it does.
    Unknown,
}

#[tracing::instrument(skip_all, fields(order.id))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    match edge::route(&request) {
        "GET /api/orders/{id}" => show(deps, &request).await,
        "POST /api/orders/{id}/check" => check(deps, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    get, path = "/api/orders/{id}", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderMoneyView)),
)]
pub async fn show(deps: &Deps, request: &Request) -> Reply {
    let order = order(deps, request).await?;
    edge::ok(&seen(deps, &order).await?)
}

#[utoipa::path(
    post, path = "/api/orders/{id}/check", params(("id" = OrderId, Path)),
    responses((status = 200, body = Answer)),
)]
pub async fn check(deps: &Deps, request: &Request) -> Reply {
    let order = order(deps, request).await?;
    let provider = ask(deps, &order).await?;
    edge::ok(&Answer { order: seen(deps, &order).await?, provider })
}

async fn order(deps: &Deps, request: &Request) -> Result<Order, Problem> {
    let payer = deps.tokens.paying(edge::token(request), deps.clock.now())?;
    let id: OrderId = edge::path(request, "id")?;
    tracing::Span::current().record("order.id", tracing::field::display(id));
    let order = deps.store.own_order(&payer.presence(), id).await?;
    Ok(order.shown_to(payer.guest().as_ref()).ok_or(StoreError::NoSuchOrder)?)
}

/// What the payer sees of `order`. One that waits to be paid is asked about every few seconds: of
/// its payer's ledger one row is read, and the rest only if their money moved since it was opened.
async fn seen(deps: &Deps, order: &Order) -> Result<OrderMoneyView, Problem> {
    if order.state == OrderState::Open && !moved_since(deps, order).await? {
        return Ok(OrderMoneyView::plain(order));
    }
    let ledger = deps.store.ledger(order.payer).await?;
    let numbers = ledger.refunds_of(order);
    let refunds = try_join_all(numbers.into_iter().map(|it| deps.store.refund(it))).await?;
    let refunds: Vec<_> = refunds.into_iter().flatten().collect();
    Ok(OrderMoneyView::of(order, &ledger, &refunds))
}

/// Whether any of the payer's money moved since `order` was opened: some may have come for it through
/// another merchant account, which leaves it open.
async fn moved_since(deps: &Deps, order: &Order) -> Result<bool, Problem> {
    let last = deps.store.last_entry(order.payer).await?;
    Ok(last.is_some_and(|it| it.at() > order.opened))
}

async fn ask(deps: &Deps, order: &Order) -> Result<Said, Problem> {
    if let OrderState::Paid { .. } = order.state {
        return Ok(Said::Paid);
    }
    if deps.lately.was_unpaid(order.id, deps.clock.now()) {
        return Ok(Said::Unpaid);
    }
    let channels = deps.channels.at(deps.clock.now()).await?;
    match channels.query(order).await {
        Ok(Outcome::Paid(receipt)) => {
            let receipt = receipt.heard(HeardBy::Asking, deps.clock.now());
            deps.receipts.push(&receipt).await?;
            Ok(Said::Paid)
        }
        Ok(Outcome::Pending | Outcome::Closed | Outcome::Absent) => {
            deps.lately.unpaid(order.id, deps.clock.now());
            Ok(Said::Unpaid)
        }
        Err(ChannelError::Unsure(doubt)) => {
            tracing::warn!("the provider gave no clear answer: {doubt}");
            Ok(Said::Unknown)
        }
        Err(error) => Err(error.into()),
    }
}
