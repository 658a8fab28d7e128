use crate::seal::Seal;
use crate::vault::{base64, unbase64};
use crate::{Chance, SecretError, cookies};
use domain::{BrowserId, Credential, CredentialState, KnownBrowser, LoginIndex, Timestamp};

/// Knows the browsers in which somebody signed in with their password before.
///
/// Whatever happens elsewhere under that user name, such a browser is slowed down by nothing but
/// what fails in it: so an attacker can make themselves wait, and never the owner.
pub struct Browsers(Seal);

/// Seconds for which a browser is known after its last sign-in: half a year, longer than a term.
const LIFE: i64 = 180 * 24 * 3600;

/// Bytes of the end and of the name in a cookie, before the user name's index and the mark.
const END: usize = 8;
const NAME: usize = 12;

/// All that is sealed is of one kind.
const PLACE: &str = "browser";

impl Browsers {
    pub(crate) fn new(index_key: &[u8; 32]) -> Result<Self, SecretError> {
        Ok(Self(Seal::derived(index_key, "browser:v1")?))
    }

    /// The browser that shows `cookie`, if we know it.
    pub(crate) fn known(&self, cookie: Option<&str>, now: Timestamp) -> Option<KnownBrowser> {
        let plain = self.0.open(PLACE, cookie?)?;
        let (end, rest) = plain.split_first_chunk::<END>()?;
        let (name, rest) = rest.split_first_chunk::<NAME>()?;
        let (login, mark) = rest.split_at_checked(LoginIndex::LEN)?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        let browser = KnownBrowser {
            login: text(login)?.try_into().ok()?,
            id: base64(name).try_into().ok()?,
            mark: text(mark)?,
        };
        (now.as_second() < i64::from_be_bytes(*end)).then_some(browser)
    }

    /// The cookie for a browser in which `credential`'s owner just signed in. If it is `known`, it
    /// keeps its name, so that signing in again gives nobody a fresh start.
    pub fn remember(
        &self,
        credential: &Credential,
        known: Option<&BrowserId>,
        (chance, now): (Chance, Timestamp),
    ) -> Option<String> {
        let CredentialState::Set { hash } = &credential.state else {
            return None;
        };
        let drawn = || BrowserId::try_from(base64(&chance.bytes::<NAME>()));
        let id = known.cloned().map_or_else(drawn, Ok).expect("12 bytes are 16 characters");
        let end = (now.as_second() + LIFE).to_be_bytes();
        let name = unbase64(&id.to_string()).expect("a name was made of bytes");
        let login = credential.login.to_string();
        let plain = [&end[..], &name, login.as_bytes(), hash.mark().as_bytes()].concat();
        Some(cookies::known_browser(&self.0.close(PLACE, &plain), LIFE))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Chance, IdentitySecret, Keys};
    use domain::{Credential, CredentialState, PasswordHash, PersonId, Role, Sealed, Timestamp};
    use proptest::prelude::*;

    fn keys() -> Keys {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    fn owner(state: CredentialState) -> Credential {
        Credential {
            login: "l".repeat(22).try_into().expect("an index"),
            person: PersonId::from_bits(7),
            role: Role::Payer,
            state,
            facts: Sealed::new(String::new()),
        }
    }

    fn chosen() -> Credential {
        let hash = PasswordHash::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned());
        owner(CredentialState::Set { hash })
    }

    fn cookie(keys: &Keys, credential: &Credential) -> String {
        let cookie = keys.browsers.remember(credential, None, (Chance::REAL, at(0)));
        let cookie = cookie.expect("a password was chosen");
        let value = cookie.strip_prefix("__Host-dv=").and_then(|it| it.split(';').next());
        value.expect("its name first").to_owned()
    }

    #[test]
    fn a_browser_is_known_for_half_a_year_and_to_us_alone() {
        let keys = keys();
        let cookie = cookie(&keys, &chosen());
        let known = |keys: &Keys, second| keys.browsers.known(Some(&cookie), at(second));
        let browser = known(&keys, 180 * 86_400 - 1).expect("known");
        assert_eq!((browser.login, browser.mark.as_str()), (chosen().login, "c2FsdA"));
        assert_eq!(known(&keys, 180 * 86_400), None);
        assert_eq!(known(&super::tests::keys(), 0), None, "another key");
        assert_eq!(keys.browsers.known(None, at(0)), None);
    }

    #[test]
    fn signing_in_again_is_no_fresh_start() {
        let keys = keys();
        let first = keys.browsers.known(Some(&cookie(&keys, &chosen())), at(0)).expect("known");
        let again = keys.browsers.remember(&chosen(), Some(&first.id), (Chance::REAL, at(9)));
        let again = again.expect("a cookie");
        let value = again["__Host-dv=".len()..].split(';').next();
        assert_eq!(keys.browsers.known(value, at(9)).expect("known").id, first.id);
    }

    #[test]
    fn only_a_chosen_password_makes_a_browser_known() {
        let keys = keys();
        for state in [CredentialState::Initial { until: at(9) }, CredentialState::Disabled] {
            let cookie = keys.browsers.remember(&owner(state), None, (Chance::REAL, at(0)));
            assert_eq!(cookie, None);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_browser(text in "[A-Za-z0-9_-]{0,160}", place in 0_usize..80) {
            let keys = keys();
            prop_assert_eq!(keys.browsers.known(Some(&text), at(0)), None);
            let mut cookie = cookie(&keys, &chosen()).into_bytes();
            cookie[place] = if cookie[place] == b'A' { b'B' } else { b'A' };
            let cookie = String::from_utf8(cookie).expect("ASCII");
            prop_assert_eq!(keys.browsers.known(Some(&cookie), at(0)), None, "one changed character");
        }
    }
}
