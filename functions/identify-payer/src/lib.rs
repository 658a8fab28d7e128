//! `POST /api/identify`: a name and a number, each typed twice, open paying and nothing else (S17).
//!
//! They prove nothing: everybody in a class knows them. So whoever identifies a person is a guest
//! ([`domain::Guest`]), sees what is owed with the name masked, and is counted whether they were
//! right or not. Unknown numbers, wrong names, staff and disabled people are one answer.

use config::{Kept, switched};
use domain::{
    Claim, Clock, Credential, Door, Entrance, Fault, FaultKind, Gate, Purpose, Timestamp,
};
use edge::{Problem, Reply, Request};
use identity::{Caller, Chance, Keys, Proof, Tokens};
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

/// What was typed, and typed again.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IdentifyAsk)]
pub struct Ask {
    first: Entry,
    second: Entry,
    proof: Option<Proof>,
}

/// Who somebody says that they are, or pay for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IdentifyEntry)]
pub struct Entry {
    name: String,
    /// Student number or ID number.
    user: String,
}

/// Where to go now.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = IdentifyAnswer)]
pub struct Answer {
    next: Next,
}

/// The page that comes next.
#[derive(Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = IdentifyNext)]
pub enum Next {
    Home,
}

/// Nobody who can be paid for has that name and that number.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("nobody of that name and number is to be found")]
struct NotFoundThere;

#[utoipa::path(
    post, path = "/api/identify", request_body = Ask,
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    switched(deps.school.entry.double_entry)?;
    let ask: Ask = edge::json(&request)?;
    let now = deps.clock.now();
    let claim = ask.first.claim().twice(&ask.second.claim())?;
    let keys = deps.keys.at(now).await?;
    let puzzle = keys.puzzles.open(ask.proof.as_ref(), Purpose::Identify, now)?;
    let address = edge::source_address(&request);
    let knock = keys.knock((Gate::Identify, &claim.user), (&address, None), deps.school.login, now);

    let door = deps.store.door(&knock, now).await?;
    identity::patient(&door, now)?;
    deps.store.spend_puzzle(puzzle).await?.solved()?;
    let payer = believe(deps, &keys, (&door, &claim), now).await?;
    let caller = Caller::entering(payer, Entrance::Identified, deps.chance);
    let way = (Entrance::Identified, edge::device(&request));
    let begun = deps.tokens.begin(&keys, &caller, way, (deps.chance, now));
    deps.store.begin_session(&begun.session, payer).await?;

    edge::with_cookies(edge::ok(&Answer { next: Next::Home }), begun.cookies)
}

/// Whoever is at the door, if `claim` names them. To see what somebody owes is what a
/// stranger wants, so a right claim counts like a wrong one; of claims made at once one is heard.
async fn believe<'a>(
    deps: &Deps,
    keys: &Keys,
    (door, claim): (&'a Door, &Claim),
    now: Timestamp,
) -> Result<&'a Credential, Problem> {
    let heard = deps.store.count_beforehand(door, now).await?;
    deps.store.count_for_address(door, now).await?;
    let believed = keys.believes(door.credential.as_ref(), claim)?;
    Ok(door.credential.as_ref().filter(|_| heard && believed).ok_or(NotFoundThere)?)
}

impl Entry {
    fn claim(&self) -> Claim {
        Claim::new(&self.name, &self.user)
    }
}

impl Fault for NotFoundThere {
    fn kind(&self) -> FaultKind {
        FaultKind::Stranger
    }

    fn code(&self) -> &'static str {
        "not-found-there"
    }
}
