use domain::{IdNumber, Origin, PersonId, Timestamp, UserName};
use identity::Vault;
use store::{Store, StoreError};

/// Why an ID number was not made free.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    #[error("nobody is here under that ID number")]
    Nobody,
    #[error("the school told us of that person; only who registered themselves can be let go")]
    OfTheSchool,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an ID number free with which somebody registered who is not its owner: an import that says
/// `registered-differently` goes in after it. They lose every way in; what they paid stays under the
/// id that comes back, for whoever asks at the office.
pub async fn release(
    store: &Store,
    vault: &Vault,
    id_number: IdNumber,
    now: Timestamp,
) -> Result<PersonId, ReleaseError> {
    let login = vault.login(&UserName::IdNumber(id_number));
    let account = store.account(&login).await?.ok_or(ReleaseError::Nobody)?;
    let person = store.person(account.person).await?;
    if person.origin != Origin::Registered {
        return Err(ReleaseError::OfTheSchool);
    }
    let number = vault.login(&UserName::Number(person.number));
    store.release((&account, &number), now).await?;
    Ok(account.person)
}
