use crate::{Facts, IdentityError, Vault};
use domain::{
    Credential, CredentialState, IdNumber, NewCredential, PasswordHash, PersonId, Role, UserName,
};

impl Vault {
    /// The credential of somebody who registered with `id_number`, which is what they sign in by
    /// (S16); the number that we gave them is its other name.
    pub fn registered(
        &self,
        (person, id_number): (PersonId, &IdNumber),
        facts: &Facts,
        hash: PasswordHash,
    ) -> Result<NewCredential, IdentityError> {
        let credential = Credential {
            login: self.login(&UserName::IdNumber(id_number.clone())),
            person,
            role: Role::Payer,
            state: CredentialState::Set { hash },
            facts: self.seal_facts(person, facts)?,
        };
        let number = self.login(&UserName::Number(facts.number.clone()));
        Ok(NewCredential { credential, aliases: vec![number] })
    }
}
