//! `POST /api/login`: a user name and a password become a session.
//!
//! Whatever was wrong, the answer is one and takes one argon2id. A captcha is to be one more field
//! of [`Ask`], checked before the table is read.

use config::Kept;
use domain::{Clock, Device, Entrance, Knock, Role, Timestamp};
use edge::{Problem, Reply, Request};
use identity::{Attempt, Caller, Chance, IdentityError, Keys, Scope, Tokens};
use serde::{Deserialize, Serialize};
use store::{Door, Store};

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
    responses(
        (status = 200, body = Answer),
        (status = "default", body = edge::ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let ask: Ask = edge::json(&request)?;
    let now = deps.clock.now();
    let keys = deps.keys.at(now).await?;
    let knock = keys.knock(&ask.user, &edge::source_address(&request), deps.school.login);

    let door = deps.store.door(&knock, now).await?;
    identity::patient(door.account, door.address, now)?;
    let caller = admit(deps, &keys, (&knock, &door), &ask.attempt(), now).await?;
    let cookies = begin(deps, &keys, (&caller, edge::device(&request)), now).await?;

    edge::with_cookies(edge::ok(&Answer { next: Next::of(&caller) }), cookies)
}

/// Whoever `attempt` proves to be at the door. A failure is counted; an initial password's is
/// counted before anybody looks, and of guesses made at once only one is looked at.
async fn admit(
    deps: &Deps,
    keys: &Keys,
    (knock, door): (&Knock, &Door),
    attempt: &Attempt<'_>,
    now: Timestamp,
) -> Result<Caller, Problem> {
    let credential = door.credential.as_ref();
    let price = identity::price(credential, &door.login);
    let paid =
        identity::pays_first(credential) && deps.store.count_beforehand(door, price, now).await?;
    let looked_at = credential.filter(|it| paid || !identity::pays_first(Some(*it)));

    match (keys.admit(looked_at, attempt, deps.school.login, now), looked_at) {
        (Ok(scope), Some(it)) => {
            if paid || door.account.failed > 0 {
                deps.store.forgive(door, now).await?;
            }
            let (session, login) = (deps.chance.session(), it.login.clone());
            Ok(Caller { person: it.person, role: it.role, session, scope, login })
        }
        (Err(IdentityError::WrongCredentials), _) if paid => {
            deps.store.count_for_address(knock, now).await?;
            Err(IdentityError::WrongCredentials.into())
        }
        (Err(IdentityError::WrongCredentials) | Ok(_), _) => {
            deps.store.count_failure(door, knock, price, now).await?;
            Err(IdentityError::WrongCredentials.into())
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// An initial password begins no session: its token opens the change for ten minutes.
async fn begin(
    deps: &Deps,
    keys: &Keys,
    (caller, device): (&Caller, Device),
    now: Timestamp,
) -> Result<[String; 2], Problem> {
    if caller.scope == Scope::FirstPassword {
        let access = deps.tokens.issue(&keys.signer, caller, now);
        return Ok(identity::first_password(&access, caller.role));
    }
    let way = (Entrance::Password, device);
    let begun = deps.tokens.begin(keys, caller, way, (deps.chance, now));
    deps.store.begin_session(&begun.session).await?;
    Ok(begun.cookies)
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
