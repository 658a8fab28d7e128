use crate::{Chance, Facts, IdentityError, Passwords};
use domain::{Name, PasswordHash, Phone, SecurityAnswer};
use subtle::ConstantTimeEq;

/// What somebody who forgot their password says of themselves, beside an answer or a code.
pub struct Recollection<'a> {
    /// Asked for beside the answer to a security question.
    pub name: Option<&'a Name>,
    pub phone: &'a Phone,
}

impl Passwords {
    /// The hash of an answer to a security question: it is guessed more easily than a password, so
    /// it is kept no worse.
    pub fn hash_answer(
        &self,
        answer: &SecurityAnswer,
        chance: Chance,
    ) -> Result<PasswordHash, IdentityError> {
        self.hash(&answer.expose(), chance)
    }

    /// Whether `answer` is the one that was hashed, after exactly one argon2id; where none was, it is
    /// not.
    pub fn verify_answer(
        &self,
        answer: &SecurityAnswer,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, IdentityError> {
        match stored {
            Some(hash) => self.verify(&answer.expose(), hash),
            None => self.dummy_verify(&answer.expose()).map(|()| false),
        }
    }
}

impl Recollection<'_> {
    /// Whether all of it fits `facts`, compared in one time. Somebody of whom no phone is registered
    /// can prove nothing.
    pub fn fits(&self, facts: &Facts) -> bool {
        let phone = facts.phone.as_ref().map_or("", Phone::expose);
        let called = self.phone.expose().as_bytes().ct_eq(phone.as_bytes());
        let name = self.name.map_or(facts.name.expose(), Name::expose);
        let named = name.as_bytes().ct_eq(facts.name.expose().as_bytes());
        (called & named).into()
    }
}

#[cfg(test)]
mod tests {
    use super::Recollection;
    use crate::{Chance, Facts, IdentitySecret, Keys};
    use domain::{Phone, SecurityAnswer};

    #[test]
    fn an_answer_opens_its_own_hash() {
        let passwords =
            Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong").passwords;
        let answer = |question, text| SecurityAnswer::read(question, text).expect("an answer");
        let hash = passwords.hash_answer(&answer(1, "西安"), Chance::REAL).expect("hashed");
        let fits = |answer| passwords.verify_answer(&answer, Some(&hash)).expect("readable");
        assert!(fits(answer(1, " 西 安")));
        assert!(!fits(answer(1, "西宁")));
        assert!(!fits(answer(2, "西安")), "the answer to another question");
        assert!(!passwords.verify_answer(&answer(1, "西安"), None).expect("nobody's"));
    }

    #[test]
    fn every_fact_has_to_fit() {
        let facts = |phone: Option<&str>| Facts {
            name: "张三".parse().expect("a name"),
            number: "21030101".parse().expect("a number"),
            id_number: None,
            phone: phone.map(|it| it.parse().expect("a phone number")),
        };
        let ours = facts(Some("13800001234"));
        let phone = |text: &str| text.parse::<Phone>().expect("a phone number");
        let (right, wrong) = (phone("13800001234"), phone("13800001235"));
        let (name, other) = ("张三".parse().expect("a name"), "李四".parse().expect("a name"));
        assert!(Recollection { name: None, phone: &right }.fits(&ours));
        assert!(Recollection { name: Some(&name), phone: &right }.fits(&ours));
        assert!(!Recollection { name: Some(&other), phone: &right }.fits(&ours));
        assert!(!Recollection { name: Some(&name), phone: &wrong }.fits(&ours));
        assert!(!Recollection { name: Some(&name), phone: &right }.fits(&facts(None)));
    }
}
