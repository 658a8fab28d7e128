//! `POST /api/password`: somebody chooses a password, for the first time or anew.
//!
//! Every other session of theirs ends with the change.

use config::Kept;
use domain::{Clock, Credential, CredentialState, Device, Door, Entrance, Timestamp};
use edge::{Problem, Reply, Request};
use identity::{BROWSER_COOKIE, Caller, Chance, IdentityError, Keys, Scope, Tokens};
use serde::Deserialize;
use store::{Going, Store};

pub struct Deps {
    pub chance: Chance,
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub store: Store,
    pub tokens: Tokens,
}

/// The password that is to be, and the one that is.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangePasswordAsk)]
pub struct Ask {
    /// Not asked for with a first password: the initial one was just proved.
    current: Option<String>,
    fresh: String,
}

#[utoipa::path(
    post, path = "/api/password", request_body = Ask,
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let caller = deps.tokens.changing(edge::token(&request), now)?;
    deps.store.present(&caller.presence()).await?;
    let ask: Ask = edge::json(&request)?;
    let keys = deps.keys.at(now).await?;

    let (address, browser) =
        (edge::source_address(&request), edge::cookie(&request, BROWSER_COOKIE));
    let knock = keys.knock_again(&caller, (&address, browser), now);
    let door = deps.store.door(&knock, now).await?;
    identity::patient(&door, now)?;
    let credential = prove(deps, &keys, &door, (&caller, &ask), now).await?;
    let facts = keys.vault.open_facts(credential.person, &credential.facts)?;
    identity::acceptable(&ask.fresh, &facts)?;
    let device = edge::device(&request);
    let cookies =
        change(deps, &keys, (&caller, credential), (&door, device, &ask.fresh), now).await?;

    edge::with_cookies(edge::no_content(), cookies)
}

/// The caller's credential, if it is still what the token was given for and, for a password that
/// somebody chose, if they know it.
async fn prove<'a>(
    deps: &Deps,
    keys: &Keys,
    door: &'a Door,
    (caller, ask): (&Caller, &Ask),
    now: Timestamp,
) -> Result<&'a Credential, Problem> {
    let ours = door.credential.as_ref().filter(|it| it.person == caller.person);
    let credential = ours.ok_or(IdentityError::SignedOut)?;
    match (caller.scope, &credential.state) {
        (Scope::FirstPassword, CredentialState::Initial { .. }) => Ok(credential),
        (Scope::Full, CredentialState::Set { hash }) => {
            let current = ask.current.as_deref().unwrap_or_default();
            if keys.passwords.verify(current, hash)? {
                return Ok(credential);
            }
            deps.store.count_failure(door, now).await?;
            Err(IdentityError::WrongCurrent.into())
        }
        // They came by single sign-on: there is nothing yet by which to prove themselves here.
        (Scope::Full, CredentialState::Initial { .. }) => Err(IdentityError::NoPassword.into()),
        // The initial password opens one change; a disabled person's tokens open none.
        (Scope::FirstPassword, CredentialState::Set { .. } | CredentialState::Disabled)
        | (Scope::Full, CredentialState::Disabled)
        | (Scope::Paying, _) => Err(IdentityError::SignedOut.into()),
    }
}

/// Writes the new password. With a first one, the session begins; else the caller's goes on. Of all
/// browsers only this one is still known: the others knew another password.
async fn change(
    deps: &Deps,
    keys: &Keys,
    (caller, credential): (&Caller, &Credential),
    (door, device, fresh): (&Door, Device, &str),
    now: Timestamp,
) -> Result<Vec<String>, Problem> {
    let hash = keys.passwords.hash(fresh, deps.chance)?;
    let state = CredentialState::Set { hash: hash.clone() };
    let fresh = Credential { state, ..credential.clone() };
    let browser = keys.browsers.remember(&fresh, door.browser(), (deps.chance, now));
    if caller.scope == Scope::Full {
        deps.store.set_password(credential, hash, Going::On(&caller.session), now).await?;
        return Ok(browser.into_iter().collect());
    }
    let caller = Caller { scope: Scope::Full, ..caller.clone() };
    let begun = deps.tokens.begin(keys, &caller, (Entrance::Password, device), (deps.chance, now));
    deps.store.set_password(credential, hash, Going::Begins(&begun.session), now).await?;
    Ok(begun.cookies.into_iter().chain(browser).collect())
}
