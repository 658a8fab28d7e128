//! `GET /api/orders`: 订单查询 by period and state (S46, S47).
//! `GET /api/payments`: 已缴费查询 by period and kind (S48, S49), by the time of payment: all money that
//! was put on bills, whether at once or by a later decision, with what of it went back since.
//! `GET /api/payments/export`: all of that in one file.

mod ask;
mod export;
mod view;

use ask::{OrdersAsk, PaymentsAsk, PaymentsOf};
use domain::{Clock, PaidTotals, Payment, Presence};
use edge::{Reply, Request};
use identity::Tokens;
use store::Store;
use view::{ListedOrder, OrdersAnswer, PaymentView, PaymentsAnswer};

pub struct Deps {
    pub clock: Clock,
    pub school: config::School,
    pub store: Store,
    pub tokens: Tokens,
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let payer = deps.tokens.payer(edge::token(&request), deps.clock.now())?;
    match edge::route(&request) {
        "GET /api/orders" => orders(deps, &payer, &request).await,
        "GET /api/payments" => payments(deps, &payer, &request).await,
        "GET /api/payments/export" => export(deps, &payer, &request).await,
        other => edge::unrouted(other),
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
    let ledger = deps.store.own_ledger(payer).await?;
    let all = ledger.payments_of((span, kind));
    let (page, next) = Payment::page(&all, cursor);
    let orders = deps.store.orders_of(payer.person, page).await?;
    let payments = page.iter().zip(&orders).map(|it| PaymentView::of(it, &ledger)).collect();
    let totals = cursor.is_none().then(|| PaidTotals::of(&all));
    edge::ok(&PaymentsAnswer { payments, next, totals })
}

#[utoipa::path(
    get, path = "/api/payments/export", params(PaymentsOf),
    responses(
        (status = 200, body = String, content_type = "text/csv",
         description = "A file for a spreadsheet, newest payment first, one row for each item, with what of it went back"),
    ),
)]
pub async fn export(deps: &Deps, payer: &Presence, request: &Request) -> Reply {
    let PaymentsOf { period, from, to, kind } = edge::query(request)?;
    let span = ask::span(deps.clock, period, from, to)?;
    let ledger = deps.store.own_ledger(payer).await?;
    let all = ledger.payments_of((span, kind));
    export::fits(&all)?;
    let orders = deps.store.orders_of(payer.person, &all).await?;
    let rows = export::rows(&deps.school, all.iter().zip(&orders));
    edge::file("text/csv; charset=utf-8", "payments.csv", sheet::csv(rows))
}
