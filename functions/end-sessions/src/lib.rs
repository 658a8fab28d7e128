//! `DELETE /api/sessions/{id}` and `DELETE /api/sessions`: somebody ends one of their sessions, or all
//! but the one in which they ask.
//!
//! An id of nobody's, or of somebody else's, ends nothing and is answered like one of their own: it
//! is not signed in as them, which is what was asked for, and a button pressed twice is no mistake.

use domain::{Clock, Presence, SessionId};
use edge::{Reply, Request};
use identity::Tokens;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
    pub tokens: Tokens,
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let caller = deps.tokens.any(edge::token(&request), deps.clock.now())?;
    match edge::route(&request) {
        "DELETE /api/sessions" => others(deps, &caller.presence()).await,
        "DELETE /api/sessions/{id}" => one(deps, &caller.presence(), &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    delete, path = "/api/sessions/{id}", params(("id" = String, Path)),
    responses((status = 204)),
)]
pub async fn one(deps: &Deps, here: &Presence, request: &Request) -> Reply {
    let id: SessionId = edge::path(request, "id")?;
    deps.store.end_own_session(here, &id, deps.clock.now()).await?;
    edge::no_content()
}

#[utoipa::path(
    delete, path = "/api/sessions",
    responses((status = 204)),
)]
pub async fn others(deps: &Deps, here: &Presence) -> Reply {
    deps.store.end_other_sessions(here, deps.clock.now()).await?;
    edge::no_content()
}
