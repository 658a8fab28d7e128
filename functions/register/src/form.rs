use domain::{Day, Form, FormFault, Gender, PersonId, Registration};
use identity::{Facts, IdentityError, Proof, acceptable, decent};
use serde::Deserialize;

/// What somebody says of themselves.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegisterAsk)]
pub struct Ask {
    name: String,
    gender: Gender,
    /// Of 18 characters.
    id_number: String,
    phone: String,
    pub(crate) password: String,
    /// Asked for where the school asks security questions, and nowhere else.
    security: Option<Security>,
    /// The version of the notice on personal data that was agreed to.
    #[schema(example = "2026-11")]
    consent: String,
    pub(crate) proof: Option<Proof>,
}

/// A security question and its answer.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegisterSecurity)]
pub struct Security {
    /// 1 to 6; the words are the site's.
    question: u8,
    answer: String,
}

impl Ask {
    /// What was typed and the facts in it, or all that is wrong at once. `person` is who this would
    /// be: a password must not hold their number either.
    pub(crate) fn read(
        &self,
        asks_security: bool,
        person: PersonId,
        today: Day,
    ) -> Result<(Registration, Facts), FormFault> {
        let read = Registration::read(&self.form(), asks_security, today);
        let read = read.map(|it| (facts(&it, person), it));
        let fine = match &read {
            Ok((facts, _)) => acceptable(&self.password, facts),
            // Without a form that makes sense nobody knows what the password must not hold.
            Err(_) => decent(&self.password),
        };
        match (read, fine) {
            (Ok((facts, read)), Ok(())) => Ok((read, facts)),
            (read, fine) => Err(with_password(read.err().unwrap_or_default(), fine.as_ref().err())),
        }
    }

    fn form(&self) -> Form<'_> {
        Form {
            name: &self.name,
            gender: self.gender,
            id_number: &self.id_number,
            phone: &self.phone,
            security: self.security.as_ref().map(|it| (it.question, it.answer.as_str())),
            consent: &self.consent,
        }
    }
}

fn with_password(mut fault: FormFault, weak: Option<&IdentityError>) -> FormFault {
    if let Some(IdentityError::Weak(weakness)) = weak {
        fault.note("password", weakness.code());
    }
    fault
}

fn facts(read: &Registration, person: PersonId) -> Facts {
    Facts {
        name: read.name.clone(),
        number: Registration::number(person),
        id_number: Some(read.id_number.clone()),
        phone: Some(read.phone.clone()),
    }
}
