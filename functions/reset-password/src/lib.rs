//! `POST /api/password/code` and `POST /api/password/reset`: somebody forgot their password.
//!
//! A code to the registered phone opens the choice of another one, or the answer to a security question
//! together with all else that they said of themselves; each where the school's file has it. Nobody
//! learns whether an account, its phone or its answer exists: neither from words nor from time.

mod ask;
pub mod code;
mod error;
mod sender;

pub use ask::{CodeAsk, ResetAsk, Security};

use ask::Way;
use config::{Kept, School};
use domain::{
    Clock, CodePlace, Credential, CredentialState, Door, Gate, Phone, Purpose, Role, Timestamp,
};
use edge::{Problem, Reply, Request};
use error::Refused;
use identity::{Chance, Facts, Keys, Recollection};
use store::Store;
use wire::Wire;

pub struct Deps {
    pub chance: Chance,
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub sandbox: Option<String>,
    pub school: School,
    pub store: Store,
    pub wire: Wire,
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    match edge::route(&request) {
        "POST /api/password/code" => code::send(deps, &request).await,
        "POST /api/password/reset" => reset(deps, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    post, path = "/api/password/reset", request_body = ResetAsk,
    responses((status = 204)),
)]
pub async fn reset(deps: &Deps, request: &Request) -> Reply {
    let ask: ResetAsk = edge::json(request)?;
    let way = ask.way(deps.school.entry)?;
    identity::decent(&ask.fresh)?;
    let now = deps.clock.now();
    let keys = deps.keys.at(now).await?;

    let door = door(deps, &keys, (&ask.user, request), now).await?;
    let proof = prove(deps, &keys, (&door, &ask.phone()?), &way, now).await?;
    identity::acceptable(&ask.fresh, &proof.facts)?;
    let hash = keys.passwords.hash(&ask.fresh, deps.chance)?;
    deps.store.reset_password(proof.credential, hash, proof.code.as_ref(), now).await?;

    edge::no_content()
}

/// What stands at the door of the account `user`, for whoever has not failed too often.
async fn door(
    deps: &Deps,
    keys: &Keys,
    (user, request): (&str, &Request),
    now: Timestamp,
) -> Result<Door, Problem> {
    let address = edge::source_address(request);
    let knock = keys.knock((Gate::Reset, user), (&address, None), deps.school.login, now);
    let door = deps.store.door(&knock, now).await?;
    identity::patient(&door, now)?;
    Ok(door)
}

/// Somebody who may choose another password.
struct Proved<'a> {
    credential: &'a Credential,
    facts: Facts,
    /// The code that is spent with the change.
    code: Option<CodePlace>,
}

/// Whose account it is, if all that was said fits. Failures are counted before anybody looks, and of
/// guesses made at once only one is looked at.
async fn prove<'a>(
    deps: &Deps,
    keys: &Keys,
    (door, phone): (&'a Door, &Phone),
    way: &Way<'_>,
    now: Timestamp,
) -> Result<Proved<'a>, Problem> {
    if let Way::Answer { proof, .. } = way {
        let puzzle = keys.puzzles.open(*proof, Purpose::Reset, now)?;
        deps.store.spend_puzzle(puzzle).await?.solved()?;
    }
    let paid = deps.store.count_beforehand(door, now).await?;
    let place = keys.vault.code_place(&door.login, phone);
    let (right, name, code) = match way {
        Way::Code(digits) => {
            let kept = deps.store.try_code(&place, now).await?;
            let said = keys.vault.code_proof(&place, digits);
            (kept == Some(said), None, Some(place))
        }
        Way::Answer { name, answer, .. } => {
            let kept = deps.store.security_answer(&door.login).await?;
            (keys.passwords.verify_answer(answer, kept.as_ref())?, Some(name), None)
        }
    };
    let owner = owner(keys, door, &Recollection { name, phone })?;
    let Some((credential, facts)) = owner.filter(|_| right && paid) else {
        deps.store.count_for_address(door, now).await?;
        return Err(Refused.into());
    };
    deps.store.forgive(door, now).await?;
    Ok(Proved { credential, facts, code })
}

/// The owner of the account at `door`, if what is said of them is so and they once chose a password:
/// an initial one is the school's to give, and who is disabled stays so. Officers ask each other.
fn owner<'a>(
    keys: &Keys,
    door: &'a Door,
    said: &Recollection<'_>,
) -> Result<Option<(&'a Credential, Facts)>, Problem> {
    let chosen = |it: &&Credential| {
        it.role == Role::Payer && matches!(it.state, CredentialState::Set { .. })
    };
    let Some(credential) = door.credential.as_ref().filter(chosen) else { return Ok(None) };
    let facts = keys.vault.open_facts(credential.person, &credential.facts)?;
    Ok(said.fits(&facts).then_some((credential, facts)))
}
