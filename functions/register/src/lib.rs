//! `POST /api/register`: somebody from off campus makes themselves known (S15, S57).
//!
//! Whether their ID number is known here already, the answer is one and takes one time: what is hashed
//! is hashed before anything is looked at, and one transaction then writes all of it or nothing.
//! Whoever registers proves nothing; what the school says of the same ID number later counts
//! (`domain::Standing`).

mod form;

pub use form::{Ask, Security};

use config::{Kept, School, switched};
use domain::{
    Clock, Day, Gate, Origin, PasswordHash, Person, PersonId, Purpose, Registration, Role,
    Timestamp,
};
use edge::{Problem, Reply, Request};
use identity::{Chance, Facts, Keys};
use store::{Registered, Registrant, Store, StoreError};

pub struct Deps {
    pub chance: Chance,
    pub clock: Clock,
    pub keys: Kept<Keys>,
    pub school: School,
    pub store: Store,
}

/// Ids drawn for one person: that the first one is taken happens to one school in years.
const DRAWS: usize = 3;

/// A text that is nobody's user name: it is the address whose registrations count.
const NOBODY: &str = "";

/// What is kept of the secrets that somebody chose.
struct Hashes {
    password: PasswordHash,
    answer: Option<PasswordHash>,
}

#[utoipa::path(
    post, path = "/api/register", request_body = Ask,
    responses((status = 202, description = "Whether or not the ID number was known before")),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    switched(deps.school.entry.registration)?;
    let ask: Ask = edge::json(&request)?;
    let now = deps.clock.now();
    let keys = deps.keys.at(now).await?;

    let person = draw(deps.chance);
    let read = ask.read(deps.school.entry.security_question, person, Day::of(now))?;
    let knock = keys.knock(
        (Gate::Register, NOBODY),
        (&edge::source_address(&request), None),
        deps.school.login,
        now,
    );
    let door = deps.store.door(&knock, now).await?;
    identity::patient(&door, now)?;
    let puzzle = keys.puzzles.open(ask.proof.as_ref(), Purpose::Register, now)?;
    deps.store.spend_puzzle(puzzle).await?.solved()?;
    deps.store.count_for_address(&door, now).await?;
    let hashes = hashes(&keys, &ask.password, &read.0, deps.chance)?;
    write(deps, &keys, (person, read), hashes, now).await?;

    edge::accepted()
}

fn hashes(
    keys: &Keys,
    password: &str,
    read: &Registration,
    chance: Chance,
) -> Result<Hashes, Problem> {
    let answer = read.security.as_ref();
    Ok(Hashes {
        password: keys.passwords.hash(password, chance)?,
        answer: answer.map(|it| keys.passwords.hash_answer(it, chance)).transpose()?,
    })
}

/// Writes the person, unless their ID number is somebody's already: nothing of theirs is overwritten
/// and nobody is told.
async fn write(
    deps: &Deps,
    keys: &Keys,
    (person, (read, facts)): (PersonId, (Registration, Facts)),
    hashes: Hashes,
    now: Timestamp,
) -> Result<(), Problem> {
    let mut new = Registrant {
        person: of(person, &read),
        credential: keys.vault.registered(
            (person, &read.id_number),
            &facts,
            hashes.password.clone(),
        )?,
        consent: (Registration::CONSENT, now),
        answer: hashes.answer,
    };
    for _ in 0..DRAWS {
        match deps.store.register(&new).await? {
            Registered::Written | Registered::KnownAlready => return Ok(()),
            Registered::IdTaken => {
                let id = draw(deps.chance);
                let facts = Facts { number: Registration::number(id), ..facts.clone() };
                let password = hashes.password.clone();
                new.person = of(id, &read);
                new.credential = keys.vault.registered((id, &read.id_number), &facts, password)?;
            }
        }
    }
    Err(StoreError::Raced.into())
}

fn draw(chance: Chance) -> PersonId {
    PersonId::from_bits(u32::from_be_bytes(chance.bytes()))
}

fn of(id: PersonId, read: &Registration) -> Person {
    Person {
        id,
        name: read.name.clone(),
        gender: read.gender,
        number: Registration::number(id),
        id_masked: read.id_number.masked(),
        college: String::new(),
        major: String::new(),
        class: String::new(),
        role: Role::Payer,
        origin: Origin::Registered,
        phone_masked: Some(read.phone.masked()),
        wechat: false,
    }
}
