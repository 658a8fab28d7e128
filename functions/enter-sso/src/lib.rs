//! `GET /api/sso/begin`, `GET /api/sso/return`, `POST /api/sso/return`: the campus's single sign-on
//! (S1) signs people in, and out.
//!
//! A browser is here, so whatever went wrong is a page: it lands on the login with one of three
//! words, and our log has the rest. Only what the campus itself posts is answered as an API does.

mod enter;
mod error;

use config::{Kept, School, SsoKind, SwitchedOff};
use domain::Clock;
use edge::{Reply, Request, RequestError};
use error::EnterError;
use identity::{Chance, Keys, Tokens, Trips};
use serde::Deserialize;
use sso::{Kind, Next, Provider, Settings, SsoError, Trip};
use store::Store;

pub struct Deps {
    pub chance: Chance,
    pub clock: Clock,
    pub keys: Kept<Keys>,
    /// The campus's sign-on, if the school has one.
    pub provider: Option<Provider>,
    pub public_url: String,
    pub store: Store,
    pub tokens: Tokens,
}

#[derive(Deserialize)]
struct Begin {
    /// The page to go to in the end, as what follows `#`.
    next: Option<String>,
}

/// A log-out request is half a kilobyte.
const FORM_BYTES_MAX: usize = 16 << 10;

/// The sign-on of `school`, or the sandbox in its stead; nobody, if it has none.
pub fn provider(
    school: &School,
    sandbox: Option<&str>,
    public_url: &str,
    wire: wire::Wire,
) -> Result<Option<Provider>, SsoError> {
    let Some(sso) = school.sso_at(sandbox) else { return Ok(None) };
    let kind = match (sso.kind, sso.client_id) {
        (SsoKind::Cas2, _) => Kind::Cas2,
        (SsoKind::Cas3, _) => Kind::Cas3,
        (SsoKind::Oidc, client_id) => Kind::Oidc { client_id: client_id.unwrap_or_default() },
    };
    let back = format!("{public_url}/api/sso/return");
    Provider::open(Settings { kind, url: sso.url, number: sso.number, back }, wire).map(Some)
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let provider = deps.provider.as_ref().ok_or(SwitchedOff)?;
    match edge::route(&request) {
        "GET /api/sso/begin" => begin(deps, provider, &request).await,
        "GET /api/sso/return" => finish(deps, provider, &request).await,
        "POST /api/sso/return" => log_out(deps, provider, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    get, path = "/api/sso/begin",
    params(("next" = Option<String>, Query, description = "A page of the site, as what follows #")),
    responses(
        (status = 303, description = "To the campus, or to the login with a word of why not"),
    ),
)]
pub async fn begin(deps: &Deps, provider: &Provider, request: &Request) -> Reply {
    let ask: Begin = edge::query(request)?;
    match begun(deps, provider, Next::of(ask.next.as_deref())).await {
        Ok((url, cookie)) => edge::with_cookies(edge::see_other(&url), [cookie]),
        Err(error) => to_login(deps, &error),
    }
}

async fn begun(
    deps: &Deps,
    provider: &Provider,
    next: Next,
) -> Result<(String, String), EnterError> {
    let now = deps.clock.now();
    let keys = deps.keys.at(now).await?;
    let begun = provider.begin(next, &deps.chance.bytes(), now).await?;
    Ok((begun.url, keys.trips.cookie(&begun.trip.to_json(), Trip::LIFE)))
}

#[utoipa::path(
    get, path = "/api/sso/return",
    responses(
        (status = 303, description = "Signed in, to the page that was asked for; or to the login \
                                      with a word of why not"),
    ),
)]
pub async fn finish(deps: &Deps, provider: &Provider, request: &Request) -> Reply {
    let reply = match enter::enter(deps, provider, request).await {
        Ok(entered) => {
            let url = format!("{}/#{}", deps.public_url, entered.next);
            edge::with_cookies(edge::see_other(&url), entered.cookies)
        }
        Err(error) => to_login(deps, &error),
    };
    edge::with_cookies(reply, [Trips::over()])
}

#[utoipa::path(
    post, path = "/api/sso/return",
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
                 description = "logoutRequest, as CAS posts it for a single log-out"),
    responses((status = 204, description = "Whether or not anybody was signed in by it")),
)]
pub async fn log_out(deps: &Deps, provider: &Provider, request: &Request) -> Reply {
    if !provider.tells_of_log_outs() {
        return Err(SwitchedOff.into());
    }
    let form = edge::form(request, FORM_BYTES_MAX)?;
    let malformed = |_| RequestError::Body { field: "logoutRequest".to_owned(), code: "malformed" };
    let ticket = sso::logout(form).map_err(malformed)?;
    deps.store.end_session_of(&ticket, deps.clock.now()).await?;
    edge::no_content()
}

/// To the login, with as much of `error` as is good for whoever is in the browser.
fn to_login(deps: &Deps, error: &EnterError) -> Reply {
    error.log();
    edge::see_other(&format!("{}/#/login?sso={}", deps.public_url, error.word()))
}
