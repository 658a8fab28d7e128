use crate::{Chance, Hidden, Vault};
use domain::{CodePlace, CodeProof, LoginIndex, Phone, SentCode, Timestamp};

/// Six digits on their way to a phone. They are nowhere but there.
pub struct Code(Hidden);

impl Code {
    /// One of a million.
    pub fn draw(chance: Chance) -> Self {
        // Of 2^64 numbers a million leave no remainder worth speaking of.
        let number = u64::from_be_bytes(chance.bytes()) % 1_000_000;
        Self(Hidden::new(format!("{number:06}")))
    }

    /// The digits: for the message and for nothing else.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl Vault {
    /// What is kept of `code`, which was asked for under the user name `login` for `phone`, until
    /// `now` is five minutes past.
    pub fn sent_code(
        &self,
        (login, phone): (&LoginIndex, &Phone),
        code: &Code,
        now: Timestamp,
    ) -> SentCode {
        let place = self.code_place(login, phone);
        let proof = self.code_proof(&place, code.expose());
        let until = Timestamp::from_second(now.as_second() + SentCode::LIFE);
        SentCode {
            phone: CodePlace::new(self.blind("phone", phone.expose())),
            until: until.expect("five minutes from now is a time"),
            place,
            proof,
        }
    }

    /// Where a code lies that was asked for under the user name `login` for `phone`.
    pub fn code_place(&self, login: &LoginIndex, phone: &Phone) -> CodePlace {
        CodePlace::new(self.blind("code-place", &format!("{login}:{}", phone.expose())))
    }

    /// What is kept of the code `digits` that lies at `place`. It says nothing to whoever has no key
    /// of ours: a million codes are soon tried.
    pub fn code_proof(&self, place: &CodePlace, digits: &str) -> CodeProof {
        CodeProof::new(self.blind("code", &format!("{place}:{digits}")))
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use crate::{Chance, IdentitySecret, Keys};
    use domain::Timestamp;

    #[test]
    fn a_code_is_its_accounts_and_its_phones() {
        let vault = Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong").vault;
        let phone = |text: &str| text.parse().expect("a phone number");
        let login = |text: &str| {
            vault.login(&text.parse().map(domain::UserName::Number).expect("a number"))
        };
        let (one, other) = (login("21030101"), login("21030102"));
        let code = Code::draw(Chance::REAL);
        assert!(code.expose().len() == 6 && code.expose().bytes().all(|it| it.is_ascii_digit()));

        let now = Timestamp::from_second(1_790_000_000).expect("in range");
        let sent = vault.sent_code((&one, &phone("13800001234")), &code, now);
        assert_eq!(sent.until.as_second() - now.as_second(), 300);
        assert_eq!(sent.place, vault.code_place(&one, &phone("+86 138 0000 1234")));
        assert_eq!(sent.proof, vault.code_proof(&sent.place, code.expose()));
        assert_ne!(sent.place, vault.code_place(&other, &phone("13800001234")));
        assert_ne!(sent.place, vault.code_place(&one, &phone("13800001235")));
        let elsewhere = vault.code_place(&other, &phone("13800001234"));
        assert_ne!(sent.proof, vault.code_proof(&elsewhere, code.expose()));
        assert_ne!(sent.phone, sent.place);
    }
}
