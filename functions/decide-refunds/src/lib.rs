//! `/api/office/money`, `/api/office/refunds/…`, `/api/office/disputes/…`: the finance office decides
//! about money that could not be booked, and gives money back.
//!
//! `GET …/money` is all that waits for somebody; `PUT …/refunds/{id}` proposes a refund, which another
//! officer approves and only then a provider is asked for; `…/withdraw` takes it back before, and
//! `…/by-hand` says that it was given back past the provider. Each may be repeated.

mod answer;
mod apply;
mod decide;
mod propose;

pub use answer::{Answer, Dispute, Refund};
pub use apply::ApplyAsk;
pub use decide::HandAsk;
pub use propose::ProposeAsk;

use domain::{Clock, RefundEnd, RefundId, RefundNumber};
use edge::{Problem, Reply, Request};
use identity::Tokens;
use queue::Refunds;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub refunds: Refunds,
    pub store: Store,
    pub tokens: Tokens,
}

/// Times that something is read and decided again because other money of the payer moved.
const TRIES: usize = 4;

pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let path = request.uri().path();
    match (request.method().as_str(), path.rsplit('/').next().unwrap_or_default()) {
        ("PUT", _) => propose(deps, &request).await,
        (_, "approve") => approve(deps, &request).await,
        (_, "withdraw") => withdraw(deps, &request).await,
        (_, "by-hand") => by_hand(deps, &request).await,
        (_, "apply") => apply(deps, &request).await,
        _ => money(deps, &request).await,
    }
}

#[utoipa::path(
    get, path = "/api/office/money",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn money(deps: &Deps, request: &Request) -> Reply {
    officer(deps, request).await?;
    edge::ok(&Answer::read(&deps.store).await?)
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
    edge::ok(&Refund::of(&refund))
}

#[utoipa::path(
    post, path = "/api/office/refunds/{number}/approve",
    params(("number" = String, Path, description = "The refund's id and the payer's six characters")),
    responses((status = 200, body = Refund)),
)]
#[tracing::instrument(skip_all)]
pub async fn approve(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    let refund = decide::approve(deps, number(request)?, by).await?;
    edge::ok(&Refund::of(&refund))
}

#[utoipa::path(
    post, path = "/api/office/refunds/{number}/withdraw",
    params(("number" = String, Path, description = "The refund's id and the payer's six characters")),
    responses((status = 200, body = Refund)),
)]
#[tracing::instrument(skip_all)]
pub async fn withdraw(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    let refund = decide::end(deps, number(request)?, RefundEnd::Withdrawn { by }).await?;
    edge::ok(&Refund::of(&refund))
}

#[utoipa::path(
    post, path = "/api/office/refunds/{number}/by-hand",
    params(("number" = String, Path, description = "The refund's id and the payer's six characters")),
    request_body = HandAsk,
    responses((status = 200, body = Refund)),
)]
#[tracing::instrument(skip_all)]
pub async fn by_hand(deps: &Deps, request: &Request) -> Reply {
    let by = officer(deps, request).await?;
    let end = RefundEnd::by_hand(by, &edge::json::<HandAsk>(request)?.note)?;
    let refund = decide::end(deps, number(request)?, end).await?;
    edge::ok(&Refund::of(&refund))
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

/// Who asks, if it is somebody of the office.
async fn officer(deps: &Deps, request: &Request) -> Result<domain::PersonId, Problem> {
    let office = deps.tokens.office(edge::token(request), deps.clock.now())?;
    deps.store.present(&office.presence()).await?;
    Ok(office.person)
}

fn number(request: &Request) -> Result<RefundNumber, Problem> {
    let number: RefundNumber = edge::path(request, "number")?;
    tracing::Span::current().record("refund.number", tracing::field::display(number));
    Ok(number)
}
