//! `/api/office/…`: the finance office announces batches, living fees, projects and news.
//!
//! `GET …/catalogue` is all of it; `PUT …/{kind}/{id}` puts one thing in the place of what had its
//! name, so that it may be repeated; news can be taken back. What is paid for is never taken back: it
//! ends by its own time.

mod answer;
mod ask;
mod save;

pub use answer::{Answer, OfficeProject};
pub use ask::{BatchAsk, LivingAsk, NewsAsk, ProjectAsk};

use domain::catalogue::Checked;
use domain::{BatchId, Clock, LivingId, NewsId, ProjectId};
use edge::{Problem, Reply, Request};
use identity::Tokens;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
    pub tokens: Tokens,
}

pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let office = deps.tokens.office(edge::token(&request), deps.clock.now())?;
    deps.store.present(&office.presence()).await?;
    match edge::route(&request) {
        "GET /api/office/catalogue" => return catalogue(deps).await,
        "PUT /api/office/batches/{id}" => put_batch(deps, &request).await,
        "PUT /api/office/living/{id}" => put_living(deps, &request).await,
        "PUT /api/office/projects/{id}" => put_project(deps, &request).await,
        "PUT /api/office/news/{id}" => put_news(deps, &request).await,
        "DELETE /api/office/news/{id}" => delete_news(deps, &request).await,
        other => return edge::unrouted(other),
    }?;
    tracing::info!(by = %office.person, "the catalogue was changed");
    edge::no_content()
}

#[utoipa::path(
    get, path = "/api/office/catalogue",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn catalogue(deps: &Deps) -> Reply {
    edge::ok(&Answer::read(&deps.store, deps.clock.now()).await?)
}

#[utoipa::path(
    put, path = "/api/office/batches/{id}",
    params(("id" = BatchId, Path)), request_body = BatchAsk,
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn put_batch(deps: &Deps, request: &Request) -> Result<(), Problem> {
    let id: BatchId = edge::path(request, "id")?;
    let batch = edge::json::<BatchAsk>(request)?.called(id);
    Ok(deps.store.put_batch(&Checked::of(batch)?).await?)
}

#[utoipa::path(
    put, path = "/api/office/living/{id}",
    params(("id" = LivingId, Path)), request_body = LivingAsk,
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn put_living(deps: &Deps, request: &Request) -> Result<(), Problem> {
    let id: LivingId = edge::path(request, "id")?;
    let fee = edge::json::<LivingAsk>(request)?.called(id);
    Ok(deps.store.put_living_fee(&Checked::of(fee)?).await?)
}

#[utoipa::path(
    put, path = "/api/office/projects/{id}",
    params(("id" = ProjectId, Path)), request_body = ProjectAsk,
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn put_project(deps: &Deps, request: &Request) -> Result<(), Problem> {
    let id: ProjectId = edge::path(request, "id")?;
    let project = Checked::of(edge::json::<ProjectAsk>(request)?.called(id))?;
    save::project(deps, &project).await
}

#[utoipa::path(
    put, path = "/api/office/news/{id}",
    params(("id" = NewsId, Path)), request_body = NewsAsk,
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn put_news(deps: &Deps, request: &Request) -> Result<(), Problem> {
    let id: NewsId = edge::path(request, "id")?;
    let news = edge::json::<NewsAsk>(request)?.called(id);
    Ok(deps.store.put_news(&Checked::of(news)?).await?)
}

#[utoipa::path(
    delete, path = "/api/office/news/{id}",
    params(("id" = NewsId, Path)),
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn delete_news(deps: &Deps, request: &Request) -> Result<(), Problem> {
    let id: NewsId = edge::path(request, "id")?;
    Ok(deps.store.delete_news(&id).await?)
}
