use crate::{Hidden, IdentityError, Vault};
use domain::catalogue::Answers;
use domain::{PersonId, Phone, ProjectId, Sealed};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What somebody said who enrolled: how they are reached, and their answers to the office.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    pub phone: Phone,
    pub answers: Answers,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedSaid {
    phone: Hidden,
    answers: Answers,
}

impl Vault {
    /// Seals what `person` said for `project`: it opens for both alone.
    pub fn seal_said(
        &self,
        (person, project): (PersonId, &ProjectId),
        said: &Said,
    ) -> Result<Sealed, IdentityError> {
        let phone = Hidden::new(said.phone.expose().to_owned());
        let body = SealedSaid { phone, answers: said.answers.clone() };
        let json = Zeroizing::new(serde_json::to_vec(&body).expect("texts are always JSON"));
        self.seal(&place(person, project), &json)
    }

    /// Opens what [`Self::seal_said`] sealed for the same person and project.
    pub fn open_said(
        &self,
        (person, project): (PersonId, &ProjectId),
        sealed: &Sealed,
    ) -> Result<Said, IdentityError> {
        let json = self.open(&place(person, project), sealed)?;
        let body: SealedSaid = serde_json::from_slice(&json).map_err(|_| IdentityError::Sealed)?;
        let phone = body.phone.expose().parse().map_err(|_| IdentityError::Sealed)?;
        Ok(Said { phone, answers: body.answers })
    }
}

fn place(person: PersonId, project: &ProjectId) -> String {
    format!("core|{person}|said|{project}")
}

#[cfg(test)]
mod tests {
    use super::Said;
    use crate::{Chance, IdentitySecret, Keys};
    use domain::PersonId;
    use domain::catalogue::Answers;

    #[test]
    fn what_was_said_opens_for_its_person_and_project_alone() {
        let vault = Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys").vault;
        let [ada, ben] = [1, 2].map(PersonId::from_bits);
        let [cet, swim] = ["cet", "swim"].map(|it| it.parse().expect("a slug"));
        let answer = ("seat".parse().expect("a slug"), "窗边".to_owned());
        let said = Said {
            phone: "13800001234".parse().expect("a phone number"),
            answers: Answers([answer].into()),
        };
        let sealed = vault.seal_said((ada, &cet), &said).expect("sealed");
        assert!(!sealed.expose().contains("13800001234"));
        assert!(vault.open_said((ada, &cet), &sealed).expect("opens") == said);
        assert!(vault.open_said((ben, &cet), &sealed).is_err(), "moved to another person");
        assert!(vault.open_said((ada, &swim), &sealed).is_err(), "moved to another project");
    }
}
