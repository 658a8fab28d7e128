use domain::{
    CredentialState, Gender, LoginRules, Name, Origin, Person, PersonId, PersonNumber, Role,
    Timestamp,
};
use identity::{Chance, Facts, IdentityError, Keys, acceptable};
use store::{PersonFate, PersonWrite, Store, StoreError};

/// Somebody who is to be let in.
pub struct Officer {
    pub number: PersonNumber,
    pub name: Name,
    /// Theirs; drawn and told once if there is none.
    pub password: Option<String>,
}

/// Somebody who was let in.
#[derive(Debug)]
pub struct Added {
    pub person: PersonId,
    /// The password, if it was drawn.
    pub password: Option<String>,
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum OfficerError {
    #[error("somebody with that number is here already")]
    Taken,
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Characters of a drawn password that cannot be mistaken for one another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// 32^16 is 80 bits, beyond guessing even with the table at hand.
const DRAWN: usize = 16;

/// Makes somebody a member of the finance office.
///
/// Their password is set outright: an initial one made of an ID number, as students have, would
/// let whoever knows that number write everybody's bills.
pub async fn add(
    store: &Store,
    keys: &Keys,
    rules: LoginRules,
    officer: Officer,
    chance: Chance,
) -> Result<Added, OfficerError> {
    let Officer { number, name, password } = officer;
    let facts = Facts { name: name.clone(), number: number.clone(), id_number: None, phone: None };
    let drawn = password.is_none().then(|| draw(chance));
    let password = password.or_else(|| drawn.clone()).expect("it is drawn where none is given");
    acceptable(&password, &facts)?;
    let id = PersonId::from_bits(u32::from_be_bytes(chance.bytes()));
    let who = (id, Role::Office);
    let mut credential = keys.vault.new_credential(who, &facts, rules, Timestamp::UNIX_EPOCH)?;
    credential.credential.state =
        CredentialState::Set { hash: keys.passwords.hash(&password, chance)? };
    let person = Person {
        id,
        name,
        gender: Gender::Unknown,
        number,
        id_masked: String::new(),
        college: String::new(),
        major: String::new(),
        class: String::new(),
        role: Role::Office,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    };
    // No bills, so that nothing is stated at any time.
    let at = Timestamp::UNIX_EPOCH;
    let write = PersonWrite { person: PersonFate::New(person), bills: Vec::new(), at };
    let ways_in = store.credential_puts(&credential)?;
    match store.import_person(&write, ways_in).await {
        Ok(()) => Ok(Added { person: id, password: drawn }),
        Err(StoreError::Raced) => Err(OfficerError::Taken),
        Err(error) => Err(error.into()),
    }
}

fn draw(chance: Chance) -> String {
    let bytes: [u8; DRAWN] = chance.bytes();
    bytes.iter().map(|it| char::from(LETTERS[usize::from(*it) % LETTERS.len()])).collect()
}
