//! `GET /api/office/projects/{id}/roster`: who enrolled for a project, as a file for the office's
//! spreadsheet: how they are reached, what they said, and whether it is paid.

mod line;

use config::Kept;
use domain::catalogue::Project;
use domain::{Clock, EnrolError, Fault, FaultKind, ProjectId};
use edge::{Problem, Reply, Request};
use identity::{Tokens, Vault};
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
    pub tokens: Tokens,
    pub vault: Kept<Vault>,
}

/// Bytes of the largest file: what a function answers is at most 6 MB, and a file grows by a third
/// on its way out. Twenty thousand people with short answers are half of it.
const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The roster cannot leave in one piece.
#[derive(Debug, thiserror::Error)]
#[error("the roster is longer than {FILE_BYTES_MAX} bytes")]
struct TooLong;

#[utoipa::path(
    get, path = "/api/office/projects/{id}/roster", params(("id" = ProjectId, Path)),
    responses((status = 200, body = String, content_type = "text/csv")),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let office = deps.tokens.office(edge::token(&request), deps.clock.now())?;
    deps.store.present(&office.presence()).await?;
    let id: ProjectId = edge::path(&request, "id")?;
    let project = deps.store.project(&id).await?.ok_or(EnrolError::NoSuchProject)?;

    let file = file(deps, &project).await?;
    // Who took so many people's numbers home is asked one day.
    tracing::info!(by = %office.person, project = %id, bytes = file.len(), "a roster was read");
    edge::file("text/csv; charset=utf-8", &format!("{id}.csv"), file)
}

async fn file(deps: &Deps, project: &Project) -> Result<Vec<u8>, Problem> {
    let now = deps.clock.now();
    let vault = deps.vault.at(now).await?;
    let mut roster = deps.store.roster(&project.id).await?;
    roster.sort_by_key(|it| it.enrolments.first().map(|it| (it.at, it.version)));
    let mut rows = vec![line::head(project)];
    for it in &roster {
        rows.extend(line::of(it, project, &vault, now)?);
    }
    let file = sheet::csv(rows);
    if file.len() > FILE_BYTES_MAX { Err(TooLong.into()) } else { Ok(file) }
}

impl Fault for TooLong {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        "roster-too-long"
    }
}
