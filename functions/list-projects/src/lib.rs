//! `GET /api/projects` and `GET /api/projects/{id}`: what one can enrol for, open to everybody
//! (S50-S55). Whoever is signed in also sees what they enrolled for, and may search by that.

mod ask;
mod board;

pub use board::{Board, FRESH};

use ask::Ask;
use domain::catalogue::{Phase, ProjectView};
use domain::{Clock, EnrolError, EnrolmentView, ProjectId, Timestamp};
use edge::{Problem, Recent, Reply, Request};
use identity::Tokens;
use serde::Serialize;
use store::{Enrollee, Store, StoreError};

pub struct Deps {
    pub board: Recent<Board>,
    pub clock: Clock,
    pub store: Store,
    pub tokens: Tokens,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ProjectsAnswer)]
pub struct Answer {
    /// What closes soonest first.
    projects: Vec<ProjectView>,
    /// 收费部门 of all projects, to search by.
    departments: Vec<String>,
    /// Whether somebody who is signed in asks.
    signed: bool,
}

pub async fn handle(deps: &Deps, request: Request) -> Reply {
    match edge::route(&request) {
        "GET /api/projects" => list(deps, &request).await,
        "GET /api/projects/{id}" => show(deps, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    get, path = "/api/projects", params(Ask),
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn list(deps: &Deps, request: &Request) -> Reply {
    let now = deps.clock.now();
    let ask: Ask = edge::query(request)?;
    let me = match ask.status {
        Some(_) => Some(signed_in(deps, request, now).await?),
        None => perhaps(deps, request, now).await?,
    };
    let shown = deps.board.or(now, board::read(&deps.store, now)).await?;
    let mut departments: Vec<_> = shown.iter().map(|it| it.0.department.clone()).collect();
    departments.sort_unstable();
    departments.dedup();
    let views = shown.iter().map(|(project, left)| {
        let mine = me.as_ref().and_then(|it| mine(it, &project.id, now));
        ProjectView::of(project.clone(), *left, mine, now)
    });
    let mut projects: Vec<_> = views.filter(|it| ask.finds(it)).collect();
    projects.sort_by_key(|it| (it.phase != Phase::Open, it.window.closes));
    edge::ok(&Answer { projects, departments, signed: me.is_some() })
}

#[utoipa::path(
    get, path = "/api/projects/{id}", params(("id" = ProjectId, Path)),
    responses((status = 200, body = ProjectView)),
)]
#[tracing::instrument(skip_all)]
pub async fn show(deps: &Deps, request: &Request) -> Reply {
    let now = deps.clock.now();
    let id: ProjectId = edge::path(request, "id")?;
    let me = perhaps(deps, request, now).await?;
    let shown = deps.board.or(now, board::read(&deps.store, now)).await?;
    let found = shown.iter().find(|it| it.0.id == id);
    let (project, left) = found.ok_or(EnrolError::NoSuchProject)?.clone();
    let mine = me.as_ref().and_then(|it| mine(it, &project.id, now));
    edge::ok(&ProjectView::of(project, left, mine, now))
}

/// What whoever asks enrolled for.
async fn signed_in(deps: &Deps, request: &Request, now: Timestamp) -> Result<Enrollee, Problem> {
    let here = deps.tokens.payer(edge::token(request), now)?;
    Ok(deps.store.own_enrolments(&here).await?)
}

/// What whoever asks enrolled for, if they are signed in: to everybody else the list is public.
async fn perhaps(
    deps: &Deps,
    request: &Request,
    now: Timestamp,
) -> Result<Option<Enrollee>, Problem> {
    let Ok(here) = deps.tokens.payer(edge::token(request), now) else { return Ok(None) };
    match deps.store.own_enrolments(&here).await {
        Ok(theirs) => Ok(Some(theirs)),
        Err(StoreError::SignedOut) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn mine(me: &Enrollee, project: &ProjectId, now: Timestamp) -> Option<EnrolmentView> {
    let enrolment = me.enrolments.iter().find(|it| it.project == *project)?;
    Some(EnrolmentView::of(enrolment, enrolment.bill_of(&me.bills), now))
}
