//! `/api/office/money`, `/api/office/refunds/…`, `/api/office/disputes/…`: the finance office decides
//! about money that could not be booked, and gives money back.
//!
//! `GET …/money` is all that waits for somebody; `PUT …/refunds/{id}` proposes a refund, which another
//! officer approves and only then a provider is asked for; `…/withdraw` takes it back, by the provider's word if
//! it was asked; `…/by-hand` says that it was given back past the provider. Each may be repeated.

mod answer;
mod apply;
mod decide;
mod propose;
mod word;

pub use answer::{Answer, Dispute, Refund};
pub use apply::ApplyAsk;
pub use decide::HandAsk;
pub use propose::ProposeAsk;

use channel::Channels;
use config::Kept;
use domain::{Clock, PersonId, RefundEnd, RefundId, RefundNumber, RefundOrder};
use edge::{Problem, Reply, Request};
use identity::Tokens;
use queue::Refunds;
use store::Store;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub refunds: Refunds,
    pub store: Store,
    pub tokens: Tokens,
}

pub async fn handle(deps: &Deps, request: Request) -> Reply {
    match edge::route(&request) {
        "GET /api/office/money" => money(deps, &request).await,
        "PUT /api/office/refunds/{id}" => propose(deps, &request).await,
        "POST /api/office/refunds/{number}/approve" => approve(deps, &request).await,
        "POST /api/office/refunds/{number}/withdraw" => withdraw(deps, &request).await,
        "POST /api/office/refunds/{number}/by-hand" => by_hand(deps, &request).await,
        "POST /api/office/disputes/apply" => apply(deps, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    get, path = "/api/office/money",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn money(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    edge::ok(&Answer::read(&deps.store, (by, deps.clock.now())).await?)
}

#[utoipa::path(
    put, path = "/api/office/refunds/{id}",
    params(("id" = RefundId, Path)), request_body = ProposeAsk,
    responses((status = 200, body = Refund)),
)]
#[tracing::instrument(skip_all)]
pub async fn propose(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    let id: RefundId = edge::path(request, "id")?;
    let ask = edge::json::<ProposeAsk>(request)?.called(id);
    let refund = propose::propose(deps, &ask, by).await?;
    shown(deps, &refund, by)
}

#[utoipa::path(
    post, path = "/api/office/refunds/{number}/approve",
    params(("number" = String, Path, description = "The refund's id and the payer's six characters")),
    responses((status = 200, body = Refund)),
)]
#[tracing::instrument(skip_all, fields(refund.number))]
pub async fn approve(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    let refund = decide::approve(deps, number(request)?, by).await?;
    shown(deps, &refund, by)
}

#[utoipa::path(
    post, path = "/api/office/refunds/{number}/withdraw",
    params(("number" = String, Path, description = "The refund's id and the payer's six characters")),
    responses((status = 200, body = Refund)),
)]
#[tracing::instrument(skip_all, fields(refund.number))]
pub async fn withdraw(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    let refund = decide::withdraw(deps, number(request)?, by).await?;
    shown(deps, &refund, by)
}

#[utoipa::path(
    post, path = "/api/office/refunds/{number}/by-hand",
    params(("number" = String, Path, description = "The refund's id and the payer's six characters")),
    request_body = HandAsk,
    responses((status = 200, body = Refund)),
)]
#[tracing::instrument(skip_all, fields(refund.number))]
pub async fn by_hand(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    let end = RefundEnd::by_hand(by, &edge::json::<HandAsk>(request)?.note)?;
    let refund = decide::by_hand(deps, number(request)?, (end, by)).await?;
    shown(deps, &refund, by)
}

#[utoipa::path(
    post, path = "/api/office/disputes/apply", request_body = ApplyAsk,
    responses((status = 200, body = Dispute)),
)]
#[tracing::instrument(skip_all)]
pub async fn apply(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    edge::ok(&apply::apply(deps, &edge::json(request)?, by).await?)
}

/// `refund`, as the officer `by` sees it now.
fn shown(deps: &Deps, refund: &RefundOrder, by: PersonId) -> Reply {
    edge::ok(&Refund::of(refund, by, deps.clock.now()))
}

/// Who asks, if it is somebody of the office.
async fn officer(deps: &Deps, request: &Request) -> Result<PersonId, Problem> {
    let office = deps.tokens.office(edge::token(request), deps.clock.now())?;
    deps.store.present(&office.presence()).await?;
    Ok(office.person)
}

fn number(request: &Request) -> Result<RefundNumber, Problem> {
    let number: RefundNumber = edge::path(request, "number")?;
    tracing::Span::current().record("refund.number", tracing::field::display(number));
    Ok(number)
}
