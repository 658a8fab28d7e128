use crate::vault::{base64, unbase64};
use crate::{Caller, Chance, IdentityError, Scope};
use aws_lc_rs::{digest, hmac};
use domain::{Device, Entrance, PersonId, Rotation, Session, SessionId, Timestamp, TokenHash};
use zeroize::Zeroizing;

/// What a browser exchanges for its next access token: `<person>.<session>.<secret>`.
///
/// The first secret of a session is drawn; each next one is made from the one before with a key
/// that only we have. So an answer that got lost can be given again, word for word, while nothing
/// but hashes is stored.
pub struct RefreshToken {
    pub person: PersonId,
    pub session: SessionId,
    secret: Zeroizing<[u8; 32]>,
}

/// Makes each refresh token's successor.
pub struct RefreshKey(hmac::Key);

impl RefreshKey {
    pub(crate) fn new(index_key: &[u8; 32]) -> Self {
        // Its own key, so that no user name's index can ever be a token.
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, index_key), b"refresh:v1");
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    /// The one token that comes after `token`.
    pub fn successor(&self, token: &RefreshToken) -> RefreshToken {
        let tag = hmac::sign(&self.0, &token.secret[..]);
        let secret = tag.as_ref().try_into().expect("SHA-256 has 32 bytes");
        RefreshToken {
            person: token.person,
            session: token.session.clone(),
            secret: Zeroizing::new(secret),
        }
    }
}

impl RefreshToken {
    /// The first token of a session that `caller` begins.
    pub fn first(caller: &Caller, chance: Chance) -> Self {
        let secret = Zeroizing::new(chance.bytes());
        Self { person: caller.person, session: caller.session.clone(), secret }
    }

    /// Reads the cookie.
    pub fn read(cookie: Option<&str>) -> Result<Self, IdentityError> {
        cookie.and_then(Self::parts).ok_or(IdentityError::SignedOut)
    }

    /// What is stored of it.
    pub fn hash(&self) -> TokenHash {
        let hash = digest::digest(&digest::SHA256, &self.secret[..]);
        TokenHash::new(base64(hash.as_ref()))
    }

    /// The cookie's value.
    pub fn text(&self) -> String {
        format!("{}.{}.{}", self.person, self.session, base64(&self.secret[..]))
    }

    /// The session that begins with this token, in `device`, after the way in `entrance`.
    pub fn begin(
        &self,
        caller: &Caller,
        (entrance, device): (Entrance, Device),
        now: Timestamp,
    ) -> Session {
        Session {
            id: self.session.clone(),
            person: self.person,
            role: caller.role,
            login: caller.login.clone(),
            entrance,
            device,
            current: self.hash(),
            spent: None,
            generation: 0,
            created: now,
            seen: now,
        }
    }

    fn parts(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (person, session, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let secret = unbase64(secret)?.as_slice().try_into().ok()?;
        let session = SessionId::try_from(session.to_owned()).ok()?;
        let read = Self { person: person.parse().ok()?, session, secret: Zeroizing::new(secret) };
        parts.next().is_none().then_some(read)
    }
}

/// Whom a rotation lets go on, or why it does not.
pub fn ended(rotation: Rotation) -> Result<Caller, IdentityError> {
    match rotation {
        Rotation::Rotated(session) | Rotation::Repeated(session) => Ok(Caller {
            person: session.person,
            role: session.role,
            scope: Scope::of(session.entrance),
            session: session.id,
            login: session.login,
        }),
        Rotation::Reused => Err(IdentityError::Reused),
        Rotation::Over => Err(IdentityError::SignedOut),
    }
}

#[cfg(test)]
mod tests {
    use super::RefreshToken;
    use crate::{Caller, Chance, IdentitySecret, Keys, Scope};
    use domain::{LoginIndex, PersonId, Role};
    use proptest::prelude::*;

    fn first() -> RefreshToken {
        let caller = Caller {
            person: PersonId::from_bits(9),
            role: Role::Payer,
            session: Chance::REAL.session(),
            scope: Scope::Full,
            login: LoginIndex::try_from("l".repeat(22)).expect("an index"),
        };
        RefreshToken::first(&caller, Chance::REAL)
    }

    #[test]
    fn a_token_survives_the_cookie() {
        let token = first();
        let read = RefreshToken::read(Some(&token.text())).expect("ours");
        assert_eq!((read.person, &read.session), (token.person, &token.session));
        assert_eq!(read.hash(), token.hash());
        assert!(!token.text().contains(token.hash().expose()), "the hash is not the token");
    }

    #[test]
    fn a_successor_is_always_the_same_and_never_without_our_key() {
        let key = Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong").refresh;
        let other = Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong").refresh;
        let token = first();
        assert_eq!(key.successor(&token).text(), key.successor(&token).text());
        assert_ne!(key.successor(&token).text(), token.text());
        assert_ne!(key.successor(&token).text(), other.successor(&token).text());
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in ".{0,80}", parts in "[0-9A-Z]{6}\\.[a-z]{16}\\.[A-Za-z0-9]{40,45}") {
            let _ = RefreshToken::read(Some(&text));
            if let Ok(token) = RefreshToken::read(Some(&parts)) {
                prop_assert_eq!(token.text(), parts);
            }
        }
    }
}
