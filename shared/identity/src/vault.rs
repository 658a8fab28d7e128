use crate::{Hidden, IdentityError, SecretError};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{
    AddressIndex, Credential, CredentialState, IdNumber, LoginIndex, LoginRules, Merchant, Name,
    NewCredential, PersonId, PersonNumber, Phone, Role, Sealed, Timestamp, UserName, UserRule,
    WalletUser,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Makes keys that tell nobody whose they are, and fields that nobody else can read.
pub struct Vault {
    index: hmac::Key,
    fields: BTreeMap<u32, RandomizedNonceKey>,
}

/// What we know of a person that a password must not hold, and an initial one is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub name: Name,
    pub number: PersonNumber,
    pub id_number: Option<IdNumber>,
    pub phone: Option<Phone>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedFacts {
    name: Name,
    number: PersonNumber,
    id: Option<Hidden>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<Hidden>,
}

/// Begins every sealed field: the layout and the cipher.
const SEAL: &str = "v1.a256gcm";

impl Vault {
    pub(crate) fn new(
        index_key: &[u8; 32],
        field_keys: &BTreeMap<u32, Zeroizing<[u8; 32]>>,
    ) -> Result<Self, SecretError> {
        if field_keys.is_empty() {
            return Err(SecretError::NoFieldKey);
        }
        let mut fields = BTreeMap::new();
        for (epoch, key) in field_keys {
            let key = RandomizedNonceKey::new(&AES_256_GCM, &key[..]);
            fields.insert(*epoch, key.map_err(|_| SecretError::Refused)?);
        }
        Ok(Self { index: hmac::Key::new(hmac::HMAC_SHA256, index_key), fields })
    }

    /// The key under which a user name's credential lies.
    pub fn login(&self, user: &UserName) -> LoginIndex {
        match user {
            UserName::Number(number) => self.blind("number", number.expose()),
            UserName::IdNumber(id) => self.blind("id-number", id.expose()),
        }
    }

    /// The key under which lies who a wallet's user is: the official account's `openid`, which is
    /// that merchant's alone. It is kept in no other form.
    pub fn wallet(&self, merchant: &Merchant, user: &WalletUser) -> LoginIndex {
        self.blind("wallet", &format!("{}:{}", merchant.0, user.as_str()))
    }

    /// The key of a text that can be nobody's user name: its row never exists.
    pub(crate) fn nobody(&self, typed: &str) -> LoginIndex {
        self.blind("nobody", typed)
    }

    /// The key under which failures from a network address are counted: an IPv4 address, or the
    /// 64 bits of an IPv6 one that a household or a phone has to itself.
    pub fn address(&self, address: &str) -> AddressIndex {
        let near = match address.parse() {
            Ok(std::net::IpAddr::V6(it)) => match it.to_ipv4_mapped() {
                Some(v4) => v4.to_string(),
                None => format!("{:x}", it.to_bits() >> 64),
            },
            Ok(std::net::IpAddr::V4(_)) | Err(_) => address.to_owned(),
        };
        AddressIndex::new(self.blind("address", &near))
    }

    /// The credential of somebody whom the school just told us of. It opens with the initial
    /// password until `until`, under the number and, if it is known, the ID number.
    pub fn new_credential(
        &self,
        (person, role): (PersonId, Role),
        facts: &Facts,
        rules: LoginRules,
        until: Timestamp,
    ) -> Result<NewCredential, IdentityError> {
        let number = self.login(&UserName::Number(facts.number.clone()));
        let id = facts.id_number.clone().map(|it| self.login(&UserName::IdNumber(it)));
        let (login, alias) = match (rules.user, id) {
            (UserRule::Number, id) => (number, id),
            (UserRule::IdNumber, Some(id)) => (id, Some(number)),
            (UserRule::IdNumber, None) => (number, None),
        };
        let facts = self.seal_facts(person, facts)?;
        let state = CredentialState::Initial { until };
        let credential = Credential { login, person, role, state, facts };
        Ok(NewCredential { credential, aliases: alias.into_iter().collect() })
    }

    /// Seals what a person's password must not hold.
    pub fn seal_facts(&self, person: PersonId, facts: &Facts) -> Result<Sealed, IdentityError> {
        let id = facts.id_number.as_ref().map(|it| Hidden::new(it.expose().to_owned()));
        let phone = facts.phone.as_ref().map(|it| Hidden::new(it.expose().to_owned()));
        let (name, number) = (facts.name.clone(), facts.number.clone());
        let body = SealedFacts { name, number, id, phone };
        let json = Zeroizing::new(serde_json::to_vec(&body).expect("texts are always JSON"));
        self.seal(&place(person), &json)
    }

    /// Opens what [`Self::seal_facts`] sealed for the same person.
    pub fn open_facts(&self, person: PersonId, sealed: &Sealed) -> Result<Facts, IdentityError> {
        let json = self.open(&place(person), sealed)?;
        let body: SealedFacts = serde_json::from_slice(&json).map_err(|_| IdentityError::Sealed)?;
        let id_number = body.id.map(|it| it.expose().parse()).transpose();
        let phone = body.phone.map(|it| it.expose().parse()).transpose();
        Ok(Facts {
            name: body.name,
            number: body.number,
            id_number: id_number.map_err(|_| IdentityError::Sealed)?,
            phone: phone.map_err(|_| IdentityError::Sealed)?,
        })
    }

    /// Seals `plain` so that it opens at `place` alone (table, person, attribute): a value that is
    /// copied into another row does not open there.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<Sealed, IdentityError> {
        let (epoch, key) = self.fields.last_key_value().ok_or(IdentityError::Sealed)?;
        let mut sealed = plain.to_vec();
        let nonce = key
            .seal_in_place_append_tag(bound(place, *epoch), &mut sealed)
            .map_err(|_| IdentityError::Sealed)?;
        let whole = [&nonce.as_ref()[..], &sealed].concat();
        Ok(Sealed::new(format!("{SEAL}.{epoch}.{}", base64(&whole))))
    }

    /// Opens what was sealed for `place`.
    pub fn open(&self, place: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
        self.opened(place, sealed.expose()).ok_or(IdentityError::Sealed)
    }

    fn opened(&self, place: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let (epoch, body) = sealed.strip_prefix(SEAL)?.strip_prefix('.')?.split_once('.')?;
        let epoch = epoch.parse().ok()?;
        let whole = unbase64(body)?;
        let (nonce, body) = whole.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain = self.fields.get(&epoch)?.open_in_place(nonce, bound(place, epoch), &mut body);
        let length = plain.ok()?.len();
        body.truncate(length);
        Some(body)
    }

    /// HMAC-SHA-256 of `kind` and `value`, the first 128 bits. Two kinds never meet.
    pub(crate) fn blind(&self, kind: &str, value: &str) -> LoginIndex {
        let whole = hmac::sign(&self.index, format!("{kind}:v1:{value}").as_bytes());
        let text = base64(&whole.as_ref()[..16]);
        LoginIndex::try_from(text).expect("16 bytes are 22 characters of base64url")
    }
}

fn place(person: PersonId) -> String {
    format!("auth|{person}|facts")
}

fn bound(place: &str, epoch: u32) -> Aad<Vec<u8>> {
    Aad::from(format!("{place}|{epoch}").into_bytes())
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn unbase64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    URL_SAFE_NO_PAD.decode(text).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::{Facts, Vault};
    use crate::{Chance, IdentitySecret, Keys};
    use domain::{PersonId, Sealed, UserName};
    use proptest::prelude::*;

    fn vault() -> Vault {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys").vault
    }

    fn facts() -> Facts {
        Facts {
            name: "张三".parse().expect("a name"),
            number: "21030101".parse().expect("a number"),
            id_number: Some("61011320060313900X".parse().expect("an ID number")),
            phone: Some("13800001234".parse().expect("a phone number")),
        }
    }

    #[test]
    fn facts_open_for_their_person_alone() {
        let (vault, person) = (vault(), PersonId::from_bits(1));
        let sealed = vault.seal_facts(person, &facts()).expect("sealed");
        assert!(sealed.expose().starts_with("v1.a256gcm.1."));
        assert_eq!(vault.open_facts(person, &sealed).expect("opens"), facts());
        assert!(vault.open_facts(PersonId::from_bits(2), &sealed).is_err(), "moved to another");
        assert!(super::tests::vault().open_facts(person, &sealed).is_err(), "another key");
        let again = vault.seal_facts(person, &facts()).expect("sealed");
        assert_ne!(sealed, again, "no nonce twice");
    }

    #[test]
    fn an_index_depends_on_the_kind_and_not_on_the_case() {
        let vault = vault();
        let index = |typed: &str| vault.login(&UserName::read(typed).expect("a user name"));
        assert_eq!(index("61011320060313900x"), index("61011320060313900X"));
        assert_eq!(index("ab12"), index("AB12"));
        assert_ne!(index("21030101"), index("21030102"));
        assert_ne!(vault.blind("number", "1"), vault.blind("id-number", "1"));
        assert_ne!(
            vault.login(&UserName::read("21030101").expect("one")),
            super::tests::vault().login(&UserName::read("21030101").expect("one"))
        );
    }

    #[test]
    fn neighbours_in_one_ipv6_network_are_one_address() {
        let vault = vault();
        assert_eq!(vault.address("2001:db8::1"), vault.address("2001:db8::ffff"));
        assert_ne!(vault.address("2001:db8:0:1::1"), vault.address("2001:db8::1"));
        assert_ne!(vault.address("10.0.0.1"), vault.address("10.0.0.2"));
        assert_eq!(vault.address("::ffff:10.0.0.1"), vault.address("10.0.0.1"));
    }

    proptest! {
        #[test]
        fn no_text_opens_or_panics(text in ".{0,60}", body in "[A-Za-z0-9_-]{0,80}") {
            let vault = vault();
            prop_assert!(vault.open("a", &Sealed::new(text)).is_err());
            let sealed = Sealed::new(format!("v1.a256gcm.1.{body}"));
            prop_assert!(vault.open("a", &sealed).is_err());
        }

        #[test]
        fn what_is_sealed_opens_and_one_changed_character_does_not(plain: Vec<u8>, place in 13_usize..40) {
            let vault = vault();
            let sealed = vault.seal("here", &plain).expect("sealed");
            prop_assert_eq!(&vault.open("here", &sealed).expect("opens")[..], &plain[..]);
            let mut text = sealed.expose().to_owned().into_bytes();
            text[place] = if text[place] == b'A' { b'B' } else { b'A' };
            let changed = Sealed::new(String::from_utf8(text).expect("ASCII"));
            prop_assert!(vault.open("here", &changed).is_err());
        }
    }
}
