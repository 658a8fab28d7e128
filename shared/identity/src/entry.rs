use crate::{Caller, Facts, IdentityError, Keys, Proof, Scope};
use domain::{
    CaptchaRule, Credential, CredentialState, Door, Gate, InitialRule, Knock, LoginRules, Opened,
    Purpose, Timestamp, UserName,
};
use subtle::{Choice, ConstantTimeEq};

/// What somebody typed in order to get in.
pub struct Attempt<'a> {
    pub password: &'a str,
    /// Extra facts for an initial password of six zeros.
    pub name: Option<&'a str>,
    pub id_tail: Option<&'a str>,
}

const SIX_ZEROS: &str = "000000";

impl Keys {
    /// What to look for when `user` is typed at `gate`, from `address`, in a browser with the cookie
    /// [`crate::BROWSER_COOKIE`] or none.
    ///
    /// A text that is nobody's user name is looked for like any other, so that it costs the same.
    pub fn knock(
        &self,
        (gate, user): (Gate, &str),
        (address, cookie): (&str, Option<&str>),
        rules: LoginRules,
        now: Timestamp,
    ) -> Knock {
        let (login, usual) = match UserName::read(user) {
            Some(name) => (self.vault.login(&name), name.is_usual(rules.user)),
            None => (self.vault.nobody(user), true),
        };
        let browser = self.browsers.known(cookie, now);
        Knock { gate, login, address: self.vault.address(address), usual, browser }
    }

    /// What to look for when somebody who is in asks for something that a password must prove.
    pub fn knock_again(
        &self,
        caller: &Caller,
        (address, cookie): (&str, Option<&str>),
        now: Timestamp,
    ) -> Knock {
        Knock {
            gate: Gate::Login,
            login: caller.login.clone(),
            address: self.vault.address(address),
            usual: true,
            browser: self.browsers.known(cookie, now),
        }
    }

    /// Reads the solved puzzle that came along, where `rule` may ask for one, before anything that
    /// costs more is done.
    pub fn offered(
        &self,
        rule: CaptchaRule,
        proof: Option<&Proof>,
        now: Timestamp,
    ) -> Result<Option<Opened>, IdentityError> {
        match rule {
            CaptchaRule::Off => Ok(None),
            CaptchaRule::Adaptive if proof.is_none() => Ok(None),
            CaptchaRule::Adaptive | CaptchaRule::Always => {
                self.puzzles.open(proof, Purpose::Login, now).map(Some)
            }
        }
    }

    /// Proves by their password that whoever is in is who they were at the door.
    pub fn prove(&self, credential: &Credential, password: &str) -> Result<(), IdentityError> {
        match &credential.state {
            CredentialState::Set { hash } if self.passwords.verify(password, hash)? => Ok(()),
            CredentialState::Set { .. } => Err(IdentityError::WrongPassword),
            CredentialState::Initial { .. } => Err(IdentityError::NoPassword),
            CredentialState::Disabled => Err(IdentityError::SignedOut),
        }
    }

    /// What `attempt` opens, after exactly one argon2id whatever the case is.
    pub fn admit(
        &self,
        credential: Option<&Credential>,
        attempt: &Attempt<'_>,
        rules: LoginRules,
        now: Timestamp,
    ) -> Result<Scope, IdentityError> {
        let opens = match credential.map(|it| (it, &it.state)) {
            Some((_, CredentialState::Set { hash })) => {
                self.passwords.verify(attempt.password, hash)?.then_some(Scope::Full)
            }
            Some((credential, CredentialState::Initial { until })) => {
                self.passwords.dummy_verify(attempt.password)?;
                let facts = self.vault.open_facts(credential.person, &credential.facts)?;
                let fits = attempt.is_initial(&facts, rules.initial) && now < *until;
                fits.then_some(Scope::FirstPassword)
            }
            Some((_, CredentialState::Disabled)) | None => {
                self.passwords.dummy_verify(attempt.password)?;
                None
            }
        };
        opens.ok_or(IdentityError::WrongCredentials)
    }
}

/// Refuses whoever has failed too often lately.
pub fn patient(door: &Door, now: Timestamp) -> Result<(), IdentityError> {
    match door.wait(now) {
        Some(seconds) => Err(IdentityError::SlowDown { seconds }),
        None => Ok(()),
    }
}

/// The puzzle that is to be spent at `door`, if `rule` asks for one there.
pub fn demanded(
    rule: CaptchaRule,
    offered: Option<Opened>,
    door: &Door,
    now: Timestamp,
) -> Result<Option<Opened>, IdentityError> {
    let asks = match rule {
        CaptchaRule::Always => true,
        CaptchaRule::Adaptive => door.is_suspicious(now),
        CaptchaRule::Off => false,
    };
    match (asks, offered) {
        (true, None) => Err(IdentityError::CaptchaNeeded),
        (true, offered) => Ok(offered),
        (false, _) => Ok(None),
    }
}

impl Attempt<'_> {
    /// Whether this is the initial password. All of it is compared, in one time (S12).
    fn is_initial(&self, facts: &Facts, rule: InitialRule) -> bool {
        let tail = facts.id_number.as_ref().map_or("", |it| it.tail());
        let known = Choice::from(u8::from(!tail.is_empty()));
        let by_tail = known & same(&self.password.to_ascii_uppercase(), tail);
        let named = same(self.name.unwrap_or_default().trim(), facts.name.expose());
        let tailed = same(&self.id_tail.unwrap_or_default().trim().to_ascii_uppercase(), tail);
        let by_zeros = known & same(self.password, SIX_ZEROS) & named & tailed;
        match rule {
            InitialRule::IdTail => by_tail.into(),
            InitialRule::SixZeros => by_zeros.into(),
            InitialRule::Either => (by_tail | by_zeros).into(),
        }
    }
}

fn same(one: &str, other: &str) -> Choice {
    one.as_bytes().ct_eq(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::Attempt;
    use crate::{Chance, Facts, IdentitySecret, Keys, Scope};
    use domain::{
        Credential, CredentialState, Fault, Gate, InitialRule, LoginRules, PersonId, Role,
        Timestamp, UserRule,
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    fn keys() -> Keys {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys")
    }

    fn rules(initial: InitialRule) -> LoginRules {
        LoginRules {
            user: UserRule::Number,
            initial,
            initial_days: 90,
            captcha: domain::CaptchaRule::Off,
        }
    }

    fn imported(keys: &Keys, id_number: Option<&str>) -> Credential {
        let facts = Facts {
            name: "张三".parse().expect("a name"),
            number: "21030101".parse().expect("a number"),
            id_number: id_number.map(|it| it.parse().expect("an ID number")),
            phone: None,
        };
        let who = (PersonId::from_bits(3), Role::Payer);
        let new = keys.vault.new_credential(who, &facts, rules(InitialRule::Either), at(100));
        new.expect("sealed").credential
    }

    fn typed(password: &str) -> Attempt<'_> {
        Attempt { password, name: None, id_tail: None }
    }

    const ID: Option<&str> = Some("61011320060313900X");

    #[track_caller]
    fn check(rule: InitialRule, id: Option<&str>, attempt: &Attempt<'_>, opens: bool) {
        let keys = keys();
        let credential = imported(&keys, id);
        let answer = keys.admit(Some(&credential), attempt, rules(rule), at(0));
        assert_eq!(answer.is_ok_and(|it| it == Scope::FirstPassword), opens);
    }

    #[test]
    fn the_last_six_of_the_id_number_open_the_first_change() {
        use InitialRule::{Either, IdTail, SixZeros};
        check(IdTail, ID, &typed("13900X"), true);
        check(IdTail, ID, &typed("13900x"), true);
        check(Either, ID, &typed("13900x"), true);
        check(SixZeros, ID, &typed("13900X"), false);
        check(IdTail, ID, &typed("139000"), false);
        check(IdTail, ID, &typed(""), false);
        check(IdTail, None, &typed(""), false);
        check(IdTail, None, &typed("13900X"), false);
    }

    #[test]
    fn six_zeros_also_ask_for_the_name_and_the_last_six() {
        use InitialRule::{Either, IdTail, SixZeros};
        let zeros = |name, id_tail| Attempt { password: "000000", name, id_tail };
        check(SixZeros, ID, &zeros(Some("张三"), Some("13900x")), true);
        check(Either, ID, &zeros(Some("张三"), Some("13900X")), true);
        check(IdTail, ID, &zeros(Some("张三"), Some("13900X")), false);
        check(SixZeros, ID, &zeros(None, None), false);
        check(SixZeros, ID, &zeros(Some("李四"), Some("13900X")), false);
        check(SixZeros, ID, &zeros(Some("张三"), Some("139001")), false);
        check(SixZeros, None, &zeros(Some("张三"), Some("")), false);
        check(SixZeros, None, &zeros(Some("张三"), None), false);
    }

    #[test]
    fn an_initial_password_expires() {
        let keys = keys();
        let credential = imported(&keys, ID);
        let admit =
            |now| keys.admit(Some(&credential), &typed("13900X"), rules(InitialRule::IdTail), now);
        assert!(admit(at(99)).is_ok());
        assert!(admit(at(100)).is_err());
    }

    #[test]
    fn unknown_wrong_and_disabled_are_one_answer() {
        let keys = keys();
        let hash = keys.passwords.hash("correct horse", Chance::REAL).expect("hashed");
        let initial = imported(&keys, ID);
        let set = Credential { state: CredentialState::Set { hash }, ..initial.clone() };
        let disabled = Credential { state: CredentialState::Disabled, ..initial.clone() };
        let admit = |credential: Option<&Credential>, password| {
            keys.admit(credential, &typed(password), rules(InitialRule::Either), at(0))
        };
        assert_eq!(admit(Some(&set), "correct horse").expect("right"), Scope::Full);
        for refused in [
            admit(Some(&set), "13900X"),
            admit(Some(&set), "correct house"),
            admit(Some(&initial), "correct horse"),
            admit(Some(&disabled), "13900X"),
            admit(None, "correct horse"),
        ] {
            let error = refused.expect_err("wrong");
            assert_eq!((error.code(), error.fields().len()), ("wrong-credentials", 0));
        }
    }

    #[test]
    fn what_can_be_nobody_is_looked_for_all_the_same() {
        let keys = keys();
        let rules = rules(InitialRule::IdTail);
        let login =
            |typed| keys.knock((Gate::Login, typed), ("10.0.0.1", None), rules, at(0)).login;
        assert_ne!(login("?"), login("??"));
    }
}
