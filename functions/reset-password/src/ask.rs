use config::{SwitchedOff, WaysIn, switched};
use domain::{FormFault, Name, Phone, PhoneError, SecurityAnswer};
use edge::Problem;
use identity::Proof;
use serde::Deserialize;

/// Who asks for a code, and where it is to be sent.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeAsk {
    pub(crate) user: String,
    phone: String,
    pub(crate) proof: Option<Proof>,
}

/// Who forgot their password, and either the code that they were sent or, with a name, the answer to a
/// security question and a captcha.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetAsk {
    pub(crate) user: String,
    phone: String,
    pub(crate) fresh: String,
    code: Option<String>,
    name: Option<String>,
    security: Option<Security>,
    proof: Option<Proof>,
}

/// A security question and its answer.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResetSecurity)]
pub struct Security {
    /// 1 to 6; the words are the site's.
    question: u8,
    answer: String,
}

/// How somebody proves that the account is theirs.
pub(crate) enum Way<'a> {
    Code(&'a str),
    Answer { name: Name, answer: SecurityAnswer, proof: Option<&'a Proof> },
}

impl CodeAsk {
    pub(crate) fn phone(&self) -> Result<Phone, PhoneError> {
        self.phone.parse()
    }
}

impl ResetAsk {
    pub(crate) fn phone(&self) -> Result<Phone, PhoneError> {
        self.phone.parse()
    }

    /// Which of the school's ways was taken. Without any, there is nothing here.
    pub(crate) fn way(&self, school: WaysIn) -> Result<Way<'_>, Problem> {
        if !school.phone_codes && !school.security_question {
            return Err(SwitchedOff.into());
        }
        match (&self.code, &self.name, &self.security) {
            (Some(code), None, None) => {
                switched(school.phone_codes)?;
                Ok(Way::Code(code.trim()))
            }
            (None, Some(name), Some(said)) => {
                switched(school.security_question)?;
                let name = Name::typed(name).map_err(|_| FormFault::of("name", "not-a-name"))?;
                let answer = SecurityAnswer::read(said.question, &said.answer)
                    .map_err(|it| FormFault::of("security", domain::Fault::code(&it)))?;
                Ok(Way::Answer { name, answer, proof: self.proof.as_ref() })
            }
            (None, None, _) if school.phone_codes => Err(FormFault::of("code", "missing").into()),
            (None, None, _) => Err(FormFault::of("name", "missing").into()),
            (None, Some(_), None) => Err(FormFault::of("security", "missing").into()),
            (Some(_), ..) => Err(FormFault::of("code", "not-asked").into()),
        }
    }
}
