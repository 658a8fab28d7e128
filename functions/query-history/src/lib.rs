//! `GET /api/orders`: 订单查询 by period and state (S46, S47).
//! `GET /api/payments`: 已缴费查询 by period and kind (S48, S49), by the time of payment.
//! `GET /api/payments/export`: all of that in one file.

mod ask;
mod export;
mod view;

use ask::{OrdersAsk, PaymentsAsk, PaymentsOf};
use domain::{Clock, Presence};
use edge::{Reply, Request};
use export::ExportError;
use identity::Tokens;
use store::Store;
use view::{ListedOrder, OrdersAnswer, Payment, PaymentsAnswer};

pub struct Deps {
    pub clock: Clock,
    pub school: config::School,
    pub store: Store,
    pub tokens: Tokens,
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let payer = deps.tokens.payer(edge::token(&request), deps.clock.now())?;
    match request.uri().path().rsplit('/').next() {
        Some("payments") => payments(deps, &payer, &request).await,
        Some("export") => export(deps, &payer, &request).await,
        _ => orders(deps, &payer, &request).await,
    }
}

#[utoipa::path(
    get, path = "/api/orders", params(OrdersAsk),
    responses((status = 200, body = OrdersAnswer)),
)]
pub async fn orders(deps: &Deps, payer: &Presence, request: &Request) -> Reply {
    let OrdersAsk { period, from, to, state, cursor } = edge::query(request)?;
    let span = ask::span(deps.clock, period, from, to)?;
    let page = deps.store.orders(payer, span, state, cursor).await?;
    let ledger = deps.store.ledger(payer.person).await?;
    let orders = page.orders.iter().map(|it| ListedOrder::of(it, &ledger)).collect();
    edge::ok(&OrdersAnswer { orders, next: page.next, totals: page.totals })
}

#[utoipa::path(
    get, path = "/api/payments", params(PaymentsAsk),
    responses((status = 200, body = PaymentsAnswer)),
)]
pub async fn payments(deps: &Deps, payer: &Presence, request: &Request) -> Reply {
    let PaymentsAsk { period, from, to, kind, cursor } = edge::query(request)?;
    let span = ask::span(deps.clock, period, from, to)?;
    let page = deps.store.payments(payer, (span, kind), cursor).await?;
    let ledger = deps.store.ledger(payer.person).await?;
    let payments = page.orders.into_iter().filter_map(|it| Payment::of(it, &ledger)).collect();
    edge::ok(&PaymentsAnswer { payments, next: page.next, totals: page.totals })
}

#[utoipa::path(
    get, path = "/api/payments/export", params(PaymentsOf),
    responses(
        (status = 200, body = String, content_type = "text/csv",
         description = "A file for a spreadsheet, newest payment first, one row for each item"),
    ),
)]
pub async fn export(deps: &Deps, payer: &Presence, request: &Request) -> Reply {
    let PaymentsOf { period, from, to, kind } = edge::query(request)?;
    let span = ask::span(deps.clock, period, from, to)?;
    let paid = deps.store.all_payments(payer, (span, kind)).await?;
    let rows = export::rows(&deps.school, &paid.ok_or(ExportError::TooLong)?)?;
    edge::file("text/csv; charset=utf-8", "payments.csv", sheet::csv(rows))
}
