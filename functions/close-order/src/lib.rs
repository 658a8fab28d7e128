//! `POST /api/orders/{id}/close`: the payer changed their mind. The provider closes first, and is
//! asked before and after, so that nobody pays an order that we call closed.

use channel::{Channels, Shut};
use config::Kept;
use domain::{Clock, ClosedBy, Fault, FaultKind, HeardBy, Order, OrderId, OrderState, OrderView};
use edge::{Problem, Reply, Request};
use identity::Tokens;
use queue::Receipts;
use store::{Store, StoreError};

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub receipts: Receipts,
    pub store: Store,
    pub tokens: Tokens,
}

#[utoipa::path(
    post, path = "/api/orders/{id}/close", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderView)),
)]
#[tracing::instrument(skip_all, fields(order.id))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let payer = deps.tokens.paying(edge::token(&request), deps.clock.now())?;
    let id: OrderId = edge::path(&request, "id")?;
    tracing::Span::current().record("order.id", tracing::field::display(id));

    let guest = payer.guest();
    let order = deps.store.own_order(&payer.presence(), id).await?;
    let order = order.shown_to(guest.as_ref()).ok_or(StoreError::NoSuchOrder)?;
    let sends_away = guest.is_none() && order.guest.is_some();
    let order = close(deps, order, sends_away).await?;
    edge::ok(&OrderView::from(&order))
}

/// Closes `order`. The person `sends_away` a guest who opened it for them: no guest holds their bills
/// again for a while, and where the provider cannot close it now, the bills are free all the same.
async fn close(deps: &Deps, order: Order, sends_away: bool) -> Result<Order, Problem> {
    match order.state {
        OrderState::Closed { .. } => return Ok(order),
        OrderState::Paid { .. } => return Err(Refusal::AlreadyPaid.into()),
        OrderState::Open => {}
    }
    if sends_away {
        deps.store.send_guests_away(order.payer, deps.clock.now()).await?;
    }
    let channels = deps.channels.at(deps.clock.now()).await?;
    match channels.shut(&order).await {
        Ok(Shut::Alive) | Err(_) if sends_away => {
            deps.store.let_go(&order).await?;
            Ok(order)
        }
        Err(error) => Err(error.into()),
        Ok(Shut::Paid(receipt)) => {
            let receipt = receipt.heard(HeardBy::Asking, deps.clock.now());
            deps.receipts.push(&receipt).await?;
            Err(Refusal::AlreadyPaid.into())
        }
        Ok(Shut::Dead) => {
            let closed = order.closed(ClosedBy::Payer, deps.clock.now());
            if deps.store.close(&closed).await? {
                Ok(closed)
            } else {
                Err(StoreError::Raced.into())
            }
        }
        Ok(Shut::Alive) => {
            let left = order.until.duration_since(deps.clock.now()).as_secs();
            Err(Refusal::ClosesByItself { seconds: u32::try_from(left.max(1)).unwrap_or(u32::MAX) }
                .into())
        }
    }
}

/// Why an order is not closed.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// Too late: the money is there, or on its way into the books.
    #[error("the order is paid")]
    AlreadyPaid,
    /// Its provider takes money for it until its time runs out, and cannot be told not to.
    #[error("the order ends by itself in {seconds} seconds if nobody pays it")]
    ClosesByItself { seconds: u32 },
}

impl Fault for Refusal {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            Self::AlreadyPaid => "already-paid",
            Self::ClosesByItself { .. } => "closes-by-itself",
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::AlreadyPaid => None,
            Self::ClosesByItself { seconds } => Some(*seconds),
        }
    }
}
