//! `POST /api/office/reset`: the office puts somebody who came to the window back to the school's
//! initial password.
//!
//! Nobody chooses a password for somebody else: the initial one opens a change and nothing else. The
//! name is typed too, so that one wrong digit does not throw another student out.

mod error;

use config::{Kept, School};
use domain::{Clock, Credential, CredentialState, Door, Gate, Name, Role, Timestamp};
use edge::{Problem, Reply, Request};
use error::ResetError;
use futures::future::try_join;
use identity::{Keys, Tokens};
use serde::{Deserialize, Serialize};
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub school: School,
    pub store: Store,
    pub tokens: Tokens,
}

/// Whom the office means.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResetPersonAsk)]
pub struct Ask {
    /// Student or staff number, or ID number.
    user: String,
    name: String,
}

/// Who was put back, and until when the initial password opens the change.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ResetPersonAnswer)]
pub struct Answer {
    name: String,
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

#[utoipa::path(
    post, path = "/api/office/reset", request_body = Ask,
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let office = deps.tokens.office(edge::token(&request), now)?;
    let ask: Ask = edge::json(&request)?;
    let keys = deps.keys.at(now).await?;

    let address = edge::source_address(&request);
    let rules = deps.school.login;
    let knock = keys.knock((Gate::Reset, &ask.user), (&address, None), rules, now);
    let here = office.presence();
    let ((), door) = try_join(deps.store.present(&here), deps.store.door(&knock, now)).await?;
    let (credential, name) = meant(&keys, &door, &ask.name)?;
    let until = rules.initial_until(now);
    deps.store.reset_to_initial(credential, (until, office.person), now).await?;
    tracing::info!(by = %office.person, person = %credential.person, "reset by the office");

    edge::ok(&Answer { name: name.into(), until })
}

/// The account at the door, if it is a payer's of that name.
fn meant<'a>(keys: &Keys, door: &'a Door, typed: &str) -> Result<(&'a Credential, Name), Problem> {
    let credential = door.credential.as_ref().ok_or(ResetError::Nobody)?;
    if credential.role != Role::Payer {
        return Err(ResetError::NotAPayer.into());
    }
    let name = keys.vault.open_facts(credential.person, &credential.facts)?.name;
    if Name::typed(typed).ok().as_ref() != Some(&name) {
        return Err(ResetError::NameDiffers.into());
    }
    match credential.state {
        CredentialState::Disabled => Err(ResetError::Disabled.into()),
        CredentialState::Initial { .. } | CredentialState::Set { .. } => Ok((credential, name)),
    }
}
