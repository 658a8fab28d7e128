//! `PUT /api/me/phone`: somebody gives their phone number, or another one, and proves by their
//! password that it is they: who has a telephone may be sent a code with which to choose a password.

use config::Kept;
use domain::{Clock, Credential, Knock, Phone, Timestamp};
use edge::{Problem, Reply, Request};
use futures::future::try_join;
use identity::{BROWSER_COOKIE, Caller, Facts, IdentityError, Keys, Tokens};
use serde::Deserialize;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub store: Store,
    pub tokens: Tokens,
}

/// The number that is to be, and the password that proves whose it is.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangePhoneAsk)]
pub struct Ask {
    /// Eleven digits, as people write them.
    phone: String,
    password: String,
}

#[utoipa::path(
    put, path = "/api/me/phone", request_body = Ask,
    responses((status = 204)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let caller = deps.tokens.any(edge::token(&request), now)?;
    let ask: Ask = edge::json(&request)?;
    let phone: Phone = ask.phone.parse()?;
    let keys = deps.keys.at(now).await?;

    let (address, browser) =
        (edge::source_address(&request), edge::cookie(&request, BROWSER_COOKIE));
    let knock = keys.knock_again(&caller, (&address, browser), now);
    let credential = prove(deps, &keys, (&caller, &knock), &ask.password, now).await?;
    let known = keys.vault.open_facts(credential.person, &credential.facts)?;
    let facts = Facts { phone: Some(phone.clone()), ..known };
    let sealed = keys.vault.seal_facts(credential.person, &facts)?;
    deps.store.change_phone(&credential, &sealed, &phone).await?;

    edge::no_content()
}

/// The caller's credential, if they know the password that they chose.
async fn prove(
    deps: &Deps,
    keys: &Keys,
    (caller, knock): (&Caller, &Knock),
    password: &str,
    now: Timestamp,
) -> Result<Credential, Problem> {
    let here = caller.presence();
    let ((), door) = try_join(deps.store.present(&here), deps.store.door(knock, now)).await?;
    identity::patient(&door, now)?;
    let theirs = door.credential.as_ref().filter(|it| it.person == caller.person);
    let credential = theirs.ok_or(IdentityError::SignedOut)?;
    let proved = keys.prove(credential, password);
    if let Err(IdentityError::WrongPassword) = proved {
        deps.store.count_failure(&door, now).await?;
    }
    proved?;
    Ok(credential.clone())
}
