//! `POST /api/wechat`: somebody who is signed in, in the official account, is signed in by it from
//! then on (S8, S9). `DELETE /api/wechat`: no longer.
//!
//! Who they are in the official account, WeChat alone says; what we keep of it is a keyed hash.

use channel::Channels;
use config::{Kept, switched};
use domain::{Clock, Role};
use edge::{Reply, Request};
use identity::{Caller, IdentityError, Keys, Tokens};
use serde::Deserialize;
use store::Store;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub school: config::School,
    pub store: Store,
    pub tokens: Tokens,
}

/// What the official account's entrance brought.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BindWechatAsk)]
pub struct Ask {
    code: String,
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    switched(deps.school.entry.official_account)?;
    match edge::route(&request) {
        "POST /api/wechat" => bind(deps, &request).await,
        "DELETE /api/wechat" => unbind(deps, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    post, path = "/api/wechat", request_body = Ask,
    responses((status = 204)),
)]
pub async fn bind(deps: &Deps, request: &Request) -> Reply {
    let now = deps.clock.now();
    let who = payer(deps, request)?;
    let Ask { code } = edge::json(request)?;

    // Before the code is spent on somebody who is no longer in. Whoever finds a browser open must
    // not leave with a way in of their own.
    let sessions = deps.store.own_sessions(&who.presence(), now).await?;
    let here = sessions.iter().find(|it| it.id == who.session);
    here.filter(|it| it.is_fresh(now)).ok_or(IdentityError::SignInAgain)?;
    let (channels, keys) = (deps.channels.at(now).await?, deps.keys.at(now).await?);
    let (merchant, user) = channels.identify(&code).await?;
    let index = keys.vault.wallet(merchant, &user);
    deps.store.bind((&who.presence(), &who.login), &index, now).await?;
    edge::no_content()
}

#[utoipa::path(
    delete, path = "/api/wechat",
    responses((status = 204)),
)]
pub async fn unbind(deps: &Deps, request: &Request) -> Reply {
    let who = payer(deps, request)?;
    deps.store.unbind(&who.presence(), deps.clock.now()).await?;
    edge::no_content()
}

/// No telephone opens the office.
fn payer(deps: &Deps, request: &Request) -> Result<Caller, IdentityError> {
    let who = deps.tokens.any(edge::token(request), deps.clock.now())?;
    if who.role == Role::Payer { Ok(who) } else { Err(IdentityError::WrongRole) }
}
