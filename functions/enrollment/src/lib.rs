//! `/api/enrolments…`: what somebody enrolled for (S50-S62).
//!
//! `GET` shows all of it, or one with what they said; `PUT …/{project}` enrols, or changes what was
//! said; `POST …/{project}/pay` states the bill (交费); `DELETE …/{project}` cancels.
//!
//! Each change reads, lets `domain` decide and writes one transaction; whoever wrote in between makes
//! it read again.

mod answer;
mod ask;
mod change;

pub use answer::{Answer, Due, Item, Mine, Overview};
pub use ask::Ask;

use ask::typed;
use change::{There, decided};
use config::{Kept, School};
use domain::{BillView, Clock, EnrolError, ProjectId};
use edge::{Reply, Request};
use futures::future::try_join;
use identity::{Caller, Tokens, Vault};
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub school: School,
    pub store: Store,
    pub tokens: Tokens,
    pub vault: Kept<Vault>,
}

pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let caller = deps.tokens.proved_payer(edge::token(&request), deps.clock.now())?;
    match edge::route(&request) {
        "GET /api/enrolments" => list(deps, &caller).await,
        "GET /api/enrolments/{project}" => show(deps, &caller, &request).await,
        "PUT /api/enrolments/{project}" => enrol(deps, &caller, &request).await,
        "POST /api/enrolments/{project}/pay" => pay(deps, &caller, &request).await,
        "DELETE /api/enrolments/{project}" => cancel(deps, &caller, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    get, path = "/api/enrolments",
    responses((status = 200, body = Overview)),
)]
#[tracing::instrument(skip_all)]
pub async fn list(deps: &Deps, caller: &Caller) -> Reply {
    let now = deps.clock.now();
    let here = caller.presence();
    let read = try_join(deps.store.own_enrolments(&here), deps.store.projects());
    let (theirs, projects) = Box::pin(read).await?;
    edge::ok(&Overview::of(&theirs, &projects, now))
}

#[utoipa::path(
    get, path = "/api/enrolments/{project}", params(("project" = ProjectId, Path)),
    responses((status = 200, body = Mine)),
)]
#[tracing::instrument(skip_all)]
pub async fn show(deps: &Deps, caller: &Caller, request: &Request) -> Reply {
    let now = deps.clock.now();
    let project: ProjectId = edge::path(request, "project")?;
    let there = There::read(deps, caller, &project).await?;
    let said = match there.enrolment() {
        None => None,
        Some(it) => {
            let vault = deps.vault.at(now).await?;
            Some(vault.open_said((caller.person, &project), &it.said)?)
        }
    };
    edge::ok(&Mine::of(there, said, now))
}

#[utoipa::path(
    put, path = "/api/enrolments/{project}", params(("project" = ProjectId, Path)),
    request_body = Ask,
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn enrol(deps: &Deps, caller: &Caller, request: &Request) -> Reply {
    let project: ProjectId = edge::path(request, "project")?;
    let ask: Ask = edge::json(request)?;
    let there = There::read(deps, caller, &project).await?;
    there.applicant(0).may_enrol()?;
    let (agreed, said) = typed(deps, caller, &there, &ask).await?;
    let decide = |there: &There, nth| {
        let written = there.applicant(nth).enrol(agreed.clone(), said.clone())?;
        let shown = written.shown(&there.theirs.bills, there.now);
        Ok(Some((written, shown)))
    };
    let enrolment = decided(deps, caller, there, decide).await?.flatten();
    edge::ok(&Answer { enrolment: enrolment.ok_or(EnrolError::NotEnrolled)? })
}

#[utoipa::path(
    post, path = "/api/enrolments/{project}/pay", params(("project" = ProjectId, Path)),
    responses((status = 200, body = Due)),
)]
#[tracing::instrument(skip_all)]
pub async fn pay(deps: &Deps, caller: &Caller, request: &Request) -> Reply {
    let project: ProjectId = edge::path(request, "project")?;
    let there = There::read(deps, caller, &project).await?;
    let minutes = deps.school.rules.minutes_to_pay;
    let decide = |there: &There, nth| there.applicant(nth).pay(minutes).map(Some);
    let bill = decided(deps, caller, there, decide).await?.ok_or(EnrolError::NotEnrolled)?;
    let until = bill.until.ok_or(EnrolError::ProjectClosed)?;
    edge::ok(&Due { bill: BillView::of(&bill, deps.school.rules(), deps.clock.now()), until })
}

#[utoipa::path(
    delete, path = "/api/enrolments/{project}", params(("project" = ProjectId, Path)),
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn cancel(deps: &Deps, caller: &Caller, request: &Request) -> Reply {
    let project: ProjectId = edge::path(request, "project")?;
    let there = There::read(deps, caller, &project).await?;
    let decide = |there: &There, nth| Ok(there.applicant(nth).cancel()?.map(|it| (it, ())));
    decided(deps, caller, there, decide).await?;
    edge::no_content()
}
