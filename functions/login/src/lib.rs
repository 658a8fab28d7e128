//! `POST /api/login`: a user name and a password become a session.
//!
//! Whatever was wrong, the answer is one and takes one argon2id. What is cheap to refuse is refused
//! first: a captcha that is none of ours costs microseconds, a wait one read, a spent captcha one
//! write, and only then a password is looked at.

mod admit;

use admit::admit;
use config::Kept;
use domain::{Clock, Gate, Role};
use edge::{Reply, Request};
use identity::{Attempt, BROWSER_COOKIE, Caller, Chance, Keys, Proof, Scope, Tokens};
use serde::{Deserialize, Serialize};
use store::Store;

pub struct Deps {
    pub chance: Chance,
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub school: config::School,
    pub store: Store,
    pub tokens: Tokens,
}

/// What was typed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LoginAsk)]
pub struct Ask {
    /// Student or staff number, or ID number.
    user: String,
    password: String,
    /// Asked for with an initial password of six zeros.
    name: Option<String>,
    /// Asked for with an initial password of six zeros: the last six of the ID number.
    id_tail: Option<String>,
    /// Asked for always, after failures, or never, as the school says.
    proof: Option<Proof>,
}

/// Where to go now.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LoginAnswer)]
pub struct Answer {
    next: Next,
}

/// The page that comes next.
#[derive(Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Next {
    Home,
    /// A password is to be chosen before anything else.
    FirstPassword,
    Office,
}

#[utoipa::path(
    post, path = "/api/login", request_body = Ask,
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let ask: Ask = edge::json(&request)?;
    let now = deps.clock.now();
    let (keys, rules) = (deps.keys.at(now).await?, deps.school.login);
    let offered = keys.offered(rules.captcha, ask.proof.as_ref(), now)?;
    let (address, browser) =
        (edge::source_address(&request), edge::cookie(&request, BROWSER_COOKIE));
    let knock = keys.knock((Gate::Login, &ask.user), (&address, browser), rules, now);

    let door = deps.store.door(&knock, now).await?;
    identity::patient(&door, now)?;
    if let Some(puzzle) = identity::demanded(rules.captcha, offered, &door, now)? {
        deps.store.spend_puzzle(puzzle).await?.solved()?;
    }
    let entered = admit(deps, &keys, &door, &ask.attempt(), now).await?;
    let cookies = entered.begin(deps, &keys, (&door, edge::device(&request)), now).await?;

    edge::with_cookies(edge::ok(&Answer { next: Next::of(&entered.caller) }), cookies)
}

impl Ask {
    fn attempt(&self) -> Attempt<'_> {
        let Self { password, name, id_tail, .. } = self;
        Attempt { password, name: name.as_deref(), id_tail: id_tail.as_deref() }
    }
}

impl Next {
    fn of(caller: &Caller) -> Self {
        match (caller.scope, caller.role) {
            (Scope::FirstPassword, _) => Self::FirstPassword,
            (Scope::Full | Scope::Paying, Role::Payer) => Self::Home,
            (Scope::Full | Scope::Paying, Role::Office) => Self::Office,
        }
    }
}
