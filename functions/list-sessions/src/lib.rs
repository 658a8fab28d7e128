//! `GET /api/sessions`: the browsers in which somebody is signed in.

use domain::{Clock, Device, Entrance, Session, SessionId, Timestamp};
use edge::{Reply, Request};
use identity::Tokens;
use serde::Serialize;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
    pub tokens: Tokens,
}

/// More than anybody looks through: whoever finds so many ends all the others at once.
const SHOWN_MAX: usize = 200;

/// Where somebody is signed in, the latest to begin first.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SessionsAnswer)]
pub struct Answer {
    sessions: Vec<Signed>,
}

/// One browser in which they are signed in.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SignedIn)]
pub struct Signed {
    /// By which it can be ended; it opens nothing.
    #[schema(value_type = String)]
    id: SessionId,
    device: Device,
    entrance: Entrance,
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it last exchanged its token, which a browser in use does every few minutes.
    #[schema(value_type = String, format = DateTime)]
    seen: Timestamp,
    /// Whether it is the one that asks.
    here: bool,
}

#[utoipa::path(
    get, path = "/api/sessions",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let here = deps.tokens.any(edge::token(&request), now)?.presence();
    let sessions = deps.store.own_sessions(&here, now).await?;
    let shown = sessions.into_iter().take(SHOWN_MAX);
    edge::ok(&Answer { sessions: shown.map(|it| Signed::of(it, &here.session)).collect() })
}

impl Signed {
    fn of(session: Session, here: &SessionId) -> Self {
        Self {
            here: session.id == *here,
            id: session.id,
            device: session.device,
            entrance: session.entrance,
            created: session.created,
            seen: session.seen,
        }
    }
}
