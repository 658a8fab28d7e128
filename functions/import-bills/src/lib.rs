//! `/api/imports/{id}/…`: the office brings in what students owe.
//!
//! `PUT …/pieces/{n}` keeps a piece of the file, `POST …/preview` says how the file would be read,
//! `POST …/apply` writes it, student by student; the page calls it until nothing is left. All
//! three may be repeated: an import is named by what its file holds.

mod answer;
mod ask;
mod desk;
mod error;
mod student;
mod write;

pub use answer::{Answer, Applied, InBatch, Item, Mapping, Question, RowProblem, Totals};
pub use ask::{Ask, ImportId, PIECE_BYTES_MAX, Piece};
pub use desk::Desk;
pub use error::ImportError;

use ask::Checked;
use config::{Kept, School};
use domain::catalogue::Batch;
use domain::{Clock, Timestamp};
use edge::{Problem, Reply, Request};
use identity::{Chance, Tokens, Vault};
use store::Store;

pub struct Deps {
    pub chance: Chance,
    pub clock: Clock,
    pub desk: Desk,
    pub school: School,
    pub store: Store,
    pub tokens: Tokens,
    pub vault: Kept<Vault>,
}

/// Seconds for which the pieces of a file are kept: an import is finished or given up in a day.
const PIECES_LIVE: i64 = 24 * 60 * 60;

/// Seconds after which apply stops and says where it is: the office sees every such step. They
/// begin with the call, since a large file may have to be read again; some students are written
/// in any case.
const PATIENCE: i64 = 2;

pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let office = deps.tokens.office(edge::token(&request), deps.clock.now())?;
    deps.store.present(&office.presence()).await?;
    match edge::route(&request) {
        "PUT /api/imports/{id}/pieces/{n}" => piece(deps, request).await,
        "POST /api/imports/{id}/preview" => preview(deps, request).await,
        "POST /api/imports/{id}/apply" => apply(deps, request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    put, path = "/api/imports/{id}/pieces/{n}",
    params(("id" = String, Path), ("n" = u32, Path)),
    request_body(
        content = String, content_type = "application/octet-stream",
        description = "The bytes of the file, as they are",
    ),
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn piece(deps: &Deps, request: Request) -> Reply {
    let id: ImportId = edge::path(&request, "id")?;
    let Piece(n) = edge::path(&request, "n")?;
    let bytes = edge::bytes(&request, PIECE_BYTES_MAX)?;
    let expires = later(deps.clock.now(), PIECES_LIVE);
    deps.store.put_import_piece(id.as_str(), n, bytes, expires).await?;
    edge::no_content()
}

#[utoipa::path(
    post, path = "/api/imports/{id}/preview",
    params(("id" = String, Path)), request_body = Ask,
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn preview(deps: &Deps, request: Request) -> Reply {
    let id: ImportId = edge::path(&request, "id")?;
    let ask = edge::json::<Ask>(&request)?.checked()?;
    let batch = batch(deps, &ask).await?;
    let read = deps.desk.read(deps, &id, &ask).await?;
    edge::ok(&Answer::of(&read, batch.as_ref(), ask.policy))
}

#[utoipa::path(
    post, path = "/api/imports/{id}/apply",
    params(("id" = String, Path)), request_body = Ask,
    responses((status = 200, body = Applied)),
)]
#[tracing::instrument(skip_all)]
pub async fn apply(deps: &Deps, request: Request) -> Reply {
    let stop = later(deps.clock.now(), PATIENCE);
    let id: ImportId = edge::path(&request, "id")?;
    let ask = edge::json::<Ask>(&request)?.checked()?;
    batch(deps, &ask).await?;
    let read = deps.desk.read(deps, &id, &ask).await?;
    read.may_be_written(ask.policy)?;
    edge::ok(&write::some(deps, &read, ask.from, stop).await?)
}

/// The batch that the rows are for, if they are for one: it was announced before.
async fn batch(deps: &Deps, ask: &Checked) -> Result<Option<Batch>, Problem> {
    let Some(id) = &ask.wish.batch else { return Ok(None) };
    let announced = deps.store.batch(id).await?;
    Ok(Some(announced.ok_or(ImportError::NoSuchBatch)?))
}

/// The instant so many seconds after `now`.
pub(crate) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(now.as_second().saturating_add(seconds)).unwrap_or(Timestamp::MAX)
}
