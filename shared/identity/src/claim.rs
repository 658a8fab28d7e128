use crate::{Caller, IdentityError, Keys, Scope};
use domain::{Claim, Credential, CredentialState, Guest, Role, Sealed};
use subtle::{Choice, ConstantTimeEq};

/// As long as the facts of most people are when they are sealed, and sealed for nobody.
const NOBODYS_FACTS: &str = concat!(
    "v1.a256gcm.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
);

impl Caller {
    /// The guest who asks, if this is not the person themselves.
    pub fn guest(&self) -> Option<Guest> {
        (self.scope == Scope::Paying).then(|| Guest::new(self.session.clone()))
    }
}

impl Keys {
    /// Whether `claim` names the payer at the door. Somebody who may not be paid for costs the same
    /// work as somebody who may, and nobody costs nearly that: there are facts to be opened, too.
    pub fn believes(
        &self,
        credential: Option<&Credential>,
        claim: &Claim,
    ) -> Result<bool, IdentityError> {
        let Some(credential) = credential else {
            let sealed = Sealed::new(NOBODYS_FACTS.to_owned());
            return Ok(self.vault.open("auth|nobody|facts", &sealed).is_ok());
        };
        let facts = self.vault.open_facts(credential.person, &credential.facts)?;
        let (known, said) = (plain(facts.name.expose()), plain(&claim.name));
        let named = known.as_bytes().ct_eq(said.as_bytes());
        let may = credential.role == Role::Payer && credential.state != CredentialState::Disabled;
        Ok((named & Choice::from(u8::from(may))).into())
    }
}

/// A name without the differences between keyboards: each has its own dot within a name.
fn plain(name: &str) -> String {
    let dot =
        |it| if matches!(it, '•' | '‧' | '∙' | '・' | '･' | '．') { '·' } else { it };
    name.chars().map(dot).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Chance, Facts, IdentitySecret, Keys};
    use domain::{
        CaptchaRule, Claim, Credential, CredentialState, InitialRule, LoginRules, PersonId, Role,
        Timestamp, UserRule,
    };

    fn known(keys: &Keys, name: &str, role: Role) -> Credential {
        let facts = Facts {
            name: name.parse().expect("a name"),
            number: "21030101".parse().expect("a number"),
            id_number: None,
            phone: None,
        };
        let rules = LoginRules {
            user: UserRule::Number,
            initial: InitialRule::Either,
            initial_days: 90,
            captcha: CaptchaRule::Off,
        };
        let who = (PersonId::from_bits(3), role);
        let new = keys.vault.new_credential(who, &facts, rules, Timestamp::UNIX_EPOCH);
        new.expect("sealed").credential
    }

    #[test]
    fn a_payer_is_believed_by_name() {
        let keys = Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys");
        let believes = |credential: Option<&Credential>, name: &str| {
            keys.believes(credential, &Claim::new(name, "21030101")).expect("opens")
        };
        let payer = known(&keys, "阿依古丽·买买提", Role::Payer);
        assert!(believes(Some(&payer), "阿依古丽·买买提"));
        assert!(believes(Some(&payer), " 阿依古丽•买买提 "), "a dot of another keyboard");
        assert!(!believes(Some(&payer), "阿依古丽"));
        assert!(!believes(Some(&payer), ""));
        assert!(!believes(None, "阿依古丽·买买提"));

        let disabled = Credential { state: CredentialState::Disabled, ..payer };
        assert!(!believes(Some(&disabled), "阿依古丽·买买提"));
        assert!(!believes(Some(&known(&keys, "王老师", Role::Office)), "王老师"));
    }
}
