//! Whom the campus vouches for comes in, if they are one of ours.

use crate::Deps;
use crate::error::EnterError;
use domain::{CredentialState, Entrance, UserName};
use edge::Request;
use identity::{Caller, Hidden, TRIP_COOKIE};
use sso::{Brought, Next, Provider, SsoError, Trip};

/// Somebody who is in.
pub(crate) struct Entered {
    pub(crate) cookies: [String; 2],
    pub(crate) next: Next,
}

/// Signs in whom the campus vouches for, if they are one of ours.
pub(crate) async fn enter(
    deps: &Deps,
    provider: &Provider,
    request: &Request,
) -> Result<Entered, EnterError> {
    let now = deps.clock.now();
    let keys = deps.keys.at(now).await?;
    let kept = keys.trips.kept(edge::cookie(request, TRIP_COOKIE)).ok_or(SsoError::NotBegun)?;
    let trip = Trip::from_json(&kept)?;
    let brought = Brought::read(request.uri().query().unwrap_or_default())?;
    let secret = keys.oidc_secret.as_ref().map(Hidden::expose);
    let subject = provider.prove(&trip, &brought, secret, now).await?;

    let login = keys.vault.login(&UserName::Number(subject.number));
    let credential = deps.store.account(&login).await?;
    let credential = credential.filter(|it| it.state != CredentialState::Disabled);
    let credential = credential.ok_or(EnterError::Stranger)?;
    let caller = Caller::entering(&credential, Entrance::Sso, deps.chance);
    let way = (Entrance::Sso, edge::device(request));
    let begun = deps.tokens.begin(&keys, &caller, way, (deps.chance, now));
    match &subject.ticket {
        None => deps.store.begin_session(&begun.session, &credential).await?,
        Some(ticket) => {
            let begins = deps.store.begin_session_of(&begun.session, &credential, ticket);
            begins.await?.then_some(()).ok_or(EnterError::Spent)?;
        }
    }
    Ok(Entered { cookies: begun.cookies, next: trip.next().clone() })
}
