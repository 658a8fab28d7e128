//! `GET /api/me`: who is signed in.

use domain::{Clock, Gender, Origin, Person, Role};
use edge::{Reply, Request};
use identity::Tokens;
use serde::Serialize;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub store: Store,
    pub tokens: Tokens,
}

/// The person's own identity, as far as their own page shows it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MeAnswer)]
pub struct Answer {
    name: String,
    gender: Gender,
    /// Masked: its last six digits appear nowhere.
    id_number: String,
    number: String,
    college: String,
    major: String,
    class: String,
    role: Role,
    origin: Origin,
    /// Masked. Null: none is known.
    #[schema(required)]
    phone: Option<String>,
    /// Whether an account of the official account is bound to them.
    wechat: bool,
}

#[utoipa::path(
    get, path = "/api/me",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let caller = deps.tokens.any(edge::token(&request), deps.clock.now())?;
    let person = deps.store.own_person(&caller.presence()).await?;
    edge::ok(&Answer::from(person))
}

impl From<Person> for Answer {
    fn from(person: Person) -> Self {
        Self {
            name: person.name.into(),
            gender: person.gender,
            id_number: person.id_masked,
            number: person.number.into(),
            college: person.college,
            major: person.major,
            class: person.class,
            role: person.role,
            origin: person.origin,
            phone: person.phone_masked,
            wechat: person.wechat,
        }
    }
}
