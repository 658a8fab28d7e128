//! `GET /api/wechat/entrance`: where the official account says who somebody is (S8).
//! `POST /api/wechat/enter`: whoever bound themselves to it is signed in by what it says.
//!
//! A code can be had for the telephone's own user alone, and once; so nothing here can be guessed.

use channel::{ChannelError, Channels, Entrance};
use config::{Kept, switched};
use domain::{Clock, CredentialState, Door, Fault, FaultKind, Gate, LoginIndex, Scene, Timestamp};
use edge::{Problem, Reply, Request};
use identity::{Caller, Chance, Keys, Tokens};
use serde::{Deserialize, Serialize};
use store::Store;

pub struct Deps {
    pub chance: Chance,
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
#[schema(as = EnterWechatAsk)]
pub struct Ask {
    code: String,
}

/// Where a browser inside WeChat goes, in order to come back with a code.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WechatEntranceAnswer)]
pub struct Way {
    /// Nothing, if the school's account with WeChat has no official account.
    #[schema(required)]
    entrance: Option<Entrance>,
}

/// Where to go now.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EnterWechatAnswer)]
pub struct Answer {
    next: Next,
}

/// The page that comes next.
#[derive(Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = EnterWechatNext)]
pub enum Next {
    Home,
}

/// Nobody is bound to that user of the official account, or somebody who may not come in.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("nobody is bound to that user of the official account")]
struct NotBound;

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    switched(deps.school.entry.official_account)?;
    match edge::route(&request) {
        "GET /api/wechat/entrance" => entrance(deps).await,
        "POST /api/wechat/enter" => enter(deps, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    get, path = "/api/wechat/entrance",
    responses((status = 200, body = Way)),
)]
pub async fn entrance(deps: &Deps) -> Reply {
    let channels = deps.channels.at(deps.clock.now()).await?;
    edge::ok(&Way { entrance: channels.entrance(Scene::Wechat) })
}

#[utoipa::path(
    post, path = "/api/wechat/enter", request_body = Ask,
    responses((status = 200, body = Answer)),
)]
pub async fn enter(deps: &Deps, request: &Request) -> Reply {
    let Ask { code } = edge::json(request)?;
    let now = deps.clock.now();
    let (channels, keys) = (deps.channels.at(now).await?, deps.keys.at(now).await?);
    let knock = keys.knock(
        (Gate::Wechat, ""),
        (&edge::source_address(request), None),
        deps.school.login,
        now,
    );
    let door = deps.store.door(&knock, now).await?;
    identity::patient(&door, now)?;

    let index = user(deps, (&channels, &keys), (&code, &door), now).await?;
    let bound = deps.store.bound(&index).await?.filter(|it| it.state != CredentialState::Disabled);
    let bound = bound.ok_or(NotBound)?;
    let caller = Caller::entering(&bound, domain::Entrance::Wechat, deps.chance);
    let way = (domain::Entrance::Wechat, edge::device(request));
    let begun = deps.tokens.begin(&keys, &caller, way, (deps.chance, now));
    deps.store.begin_session(&begun.session, &bound).await?;

    edge::with_cookies(edge::ok(&Answer { next: Next::Home }), begun.cookies)
}

/// Under which key lies whoever brought `code`. Codes that are none are counted by address: each of
/// them makes us ask WeChat, which has a patience of its own.
async fn user(
    deps: &Deps,
    (channels, keys): (&Channels, &Keys),
    (code, door): (&str, &Door),
    now: Timestamp,
) -> Result<LoginIndex, Problem> {
    match channels.identify(code).await {
        Ok((merchant, user)) => Ok(keys.vault.wallet(merchant, &user)),
        Err(ChannelError::CodeSpent) => {
            deps.store.count_for_address(door, now).await?;
            Err(ChannelError::CodeSpent.into())
        }
        Err(error) => Err(error.into()),
    }
}

impl Fault for NotBound {
    fn kind(&self) -> FaultKind {
        FaultKind::Stranger
    }

    fn code(&self) -> &'static str {
        "not-bound"
    }
}
