//! `POST /api/session/logout`: the session ends here and is forgotten in the browser.
//!
//! It never refuses: whoever wants to leave and has no session is already out.

use domain::Clock;
use edge::{Reply, Request};
use identity::RefreshToken;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
}

#[utoipa::path(
    post, path = "/api/session/logout",
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    if let Ok(token) = RefreshToken::read(edge::cookie(&request, identity::REFRESH_COOKIE)) {
        let session = (token.person, &token.session);
        deps.store.end_session(session, &token.hash(), deps.clock.now()).await?;
    }
    edge::forgetting(edge::with_cookies(edge::no_content(), identity::forgotten()))
}
