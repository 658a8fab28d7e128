//! `POST /api/session/refresh`: a refresh token is spent, and its successor takes its place.

use config::Kept;
use domain::Clock;
use edge::{Reply, Request};
use identity::{Keys, RefreshToken, Tokens};
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub store: Store,
    pub tokens: Tokens,
}

#[utoipa::path(
    post, path = "/api/session/refresh",
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let spent = RefreshToken::read(edge::cookie(&request, identity::REFRESH_COOKIE))?;
    let keys = deps.keys.at(now).await?;
    let fresh = keys.refresh.successor(&spent);

    let session = (spent.person, &spent.session);
    let rotation = deps.store.rotate_session(session, &spent.hash(), &fresh.hash(), now).await?;
    let caller = identity::ended(rotation)?;
    let access = deps.tokens.issue(&keys.signer, &caller, now);

    edge::with_cookies(edge::no_content(), identity::signed_in(&access, &fresh, caller.role))
}
