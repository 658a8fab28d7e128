use crate::{IdentityError, SecretError};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use domain::{LoginIndex, PersonId, Role, SessionId, Timestamp};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The half of the token key that makes tokens. Only sign-in's own functions have it.
pub struct Signer {
    kid: String,
    key: EncodingKey,
    public: [u8; 32],
}

/// Checks the access tokens of one school.
pub struct Tokens {
    school: String,
    keys: BTreeMap<String, DecodingKey>,
}

/// Whoever a valid access token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub person: PersonId,
    pub role: Role,
    pub session: SessionId,
    pub scope: Scope,
    /// The credential that was used.
    pub login: LoginIndex,
}

/// What an access token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Everything of the person's role.
    Full,
    /// The choice of a first password and nothing else.
    FirstPassword,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: Role,
    sub: PersonId,
    sid: SessionId,
    scope: Scope,
    lgn: LoginIndex,
    iat: i64,
    exp: i64,
}

impl Signer {
    pub(crate) fn new(kid: &str, seed: &[u8; 32]) -> Result<Self, SecretError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| SecretError::Refused)?;
        let document = pair.to_pkcs8().map_err(|_| SecretError::Refused)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| SecretError::Refused)?;
        Ok(Self { kid: kid.to_owned(), key: EncodingKey::from_ed_der(document.as_ref()), public })
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.public
    }
}

impl Tokens {
    /// Seconds for which an access token holds. A session that was ended dies that much later.
    pub const fn life(role: Role) -> i64 {
        match role {
            Role::Payer => 600,
            Role::Office => 300,
        }
    }

    /// Checks tokens of `school` with the public keys of `TOKEN_KEYS`, `{kid: base64url}`.
    pub fn new(keys: &str, school: &str) -> Result<Self, SecretError> {
        let given: BTreeMap<String, String> =
            serde_json::from_str(keys).map_err(SecretError::Json)?;
        let mut keys = BTreeMap::new();
        for (kid, text) in given {
            let length = crate::vault::unbase64(&text).map(|it| it.len());
            if length != Some(32) {
                return Err(SecretError::Length("a public token key"));
            }
            let key = DecodingKey::from_ed_components(&text);
            keys.insert(kid, key.map_err(|_| SecretError::Refused)?);
        }
        if keys.is_empty() {
            return Err(SecretError::Length("a public token key"));
        }
        Ok(Self { school: school.to_owned(), keys })
    }

    /// An access token for `caller`.
    pub fn issue(&self, signer: &Signer, caller: &Caller, now: Timestamp) -> String {
        let header = Header {
            kid: Some(signer.kid.clone()),
            typ: Some("at+jwt".to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Claims {
            iss: self.school.clone(),
            aud: caller.role,
            sub: caller.person,
            sid: caller.session.clone(),
            scope: caller.scope,
            lgn: caller.login.clone(),
            iat: now.as_second(),
            exp: now.as_second() + Self::life(caller.role),
        };
        encode(&header, &claims, &signer.key).expect("claims are JSON and the key was proved")
    }

    /// The payer who asks.
    pub fn payer(&self, token: Option<&str>, now: Timestamp) -> Result<PersonId, IdentityError> {
        let caller = self.any(token, now)?;
        if caller.role == Role::Payer { Ok(caller.person) } else { Err(IdentityError::WrongRole) }
    }

    /// The member of the finance office who asks.
    pub fn office(&self, token: Option<&str>, now: Timestamp) -> Result<Caller, IdentityError> {
        let caller = self.any(token, now)?;
        if caller.role == Role::Office { Ok(caller) } else { Err(IdentityError::WrongRole) }
    }

    /// Whoever asks, of whatever role.
    pub fn any(&self, token: Option<&str>, now: Timestamp) -> Result<Caller, IdentityError> {
        let caller = self.changing(token, now)?;
        match caller.scope {
            Scope::Full => Ok(caller),
            Scope::FirstPassword => Err(IdentityError::FirstPassword),
        }
    }

    /// Whoever asks for a new password: the only thing that a first-password token opens.
    pub fn changing(&self, token: Option<&str>, now: Timestamp) -> Result<Caller, IdentityError> {
        let claims = self.claims(token.ok_or(IdentityError::SignedOut)?, now);
        let claims = claims.map_err(IdentityError::Rejected)?;
        Ok(Caller {
            person: claims.sub,
            role: claims.aud,
            session: claims.sid,
            scope: claims.scope,
            login: claims.lgn,
        })
    }

    fn claims(&self, token: &str, now: Timestamp) -> Result<Claims, Error> {
        let kid = decode_header(token)?.kid;
        let key = kid.and_then(|it| self.keys.get(&it)).ok_or(ErrorKind::InvalidSignature)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[&self.school]);
        rules.set_audience(&["payer", "office"]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // jsonwebtoken would read the machine's clock; ours is an argument.
        rules.validate_exp = false;
        let claims = decode::<Claims>(token, key, &rules)?.claims;
        if claims.exp <= now.as_second() {
            Err(ErrorKind::ExpiredSignature.into())
        } else {
            Ok(claims)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Caller, Claims, Scope, Tokens};
    use crate::vault::base64;
    use crate::{Chance, IdentityError, IdentitySecret, Keys};
    use domain::{Fault, LoginIndex, PersonId, Role, Timestamp};
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    fn school() -> (Tokens, Keys) {
        let secret = IdentitySecret::draw("k1", Chance::REAL);
        let public = secret.public_keys().expect("a key");
        (Tokens::new(&public, "xust").expect("keys"), Keys::of(&secret).expect("strong"))
    }

    fn caller(role: Role, scope: Scope) -> Caller {
        let login = LoginIndex::try_from("l".repeat(22)).expect("an index");
        let session = Chance::REAL.session();
        Caller { person: PersonId::from_bits(5), role, session, scope, login }
    }

    #[track_caller]
    fn refused(answer: Result<impl Sized, IdentityError>, code: &str) {
        assert_eq!(answer.err().expect("refused").code(), code);
    }

    #[test]
    fn a_token_opens_its_own_role_until_it_expires() {
        let (tokens, keys) = school();
        let payer = caller(Role::Payer, Scope::Full);
        let token = tokens.issue(&keys.signer, &payer, at(0));

        assert_eq!(tokens.any(Some(&token), at(599)).expect("valid"), payer);
        assert_eq!(tokens.payer(Some(&token), at(0)).expect("valid"), payer.person);
        refused(tokens.office(Some(&token), at(0)), "wrong-role");
        refused(tokens.payer(Some(&token), at(600)), "signed-out");
        refused(tokens.payer(None, at(0)), "signed-out");

        let office = caller(Role::Office, Scope::Full);
        let token = tokens.issue(&keys.signer, &office, at(0));
        assert_eq!(tokens.office(Some(&token), at(299)).expect("valid"), office);
        refused(tokens.payer(Some(&token), at(0)), "wrong-role");
        refused(tokens.office(Some(&token), at(300)), "signed-out");
    }

    #[test]
    fn an_initial_password_opens_the_change_and_nothing_else() {
        let (tokens, keys) = school();
        let first = caller(Role::Payer, Scope::FirstPassword);
        let token = tokens.issue(&keys.signer, &first, at(0));
        assert_eq!(tokens.changing(Some(&token), at(0)).expect("valid"), first);
        refused(tokens.any(Some(&token), at(0)), "first-password");
        refused(tokens.payer(Some(&token), at(0)), "first-password");
        refused(tokens.office(Some(&token), at(0)), "first-password");
    }

    #[test]
    fn tokens_of_others_are_refused() {
        let (tokens, keys) = school();
        let payer = caller(Role::Payer, Scope::Full);
        let (_, foreign) = school();
        let same_kid = tokens.issue(&foreign.signer, &payer, at(0));
        refused(tokens.any(Some(&same_kid), at(0)), "signed-out");

        let secret = IdentitySecret::draw("k2", Chance::REAL);
        let other_kid = Keys::of(&secret).expect("strong").signer;
        refused(tokens.any(Some(&tokens.issue(&other_kid, &payer, at(0))), at(0)), "signed-out");

        let public = format!("{{\"k1\":\"{}\"}}", base64(&keys.signer.public()));
        let other_school = Tokens::new(&public, "wwoc").expect("keys");
        let elsewhere = other_school.issue(&keys.signer, &payer, at(0));
        assert!(other_school.any(Some(&elsewhere), at(0)).is_ok());
        refused(tokens.any(Some(&elsewhere), at(0)), "signed-out");
    }

    #[test]
    fn other_algorithms_and_unsigned_tokens_are_refused() {
        let (tokens, keys) = school();
        let claims = || Claims {
            iss: "xust".to_owned(),
            aud: Role::Office,
            sub: PersonId::from_bits(5),
            sid: Chance::REAL.session(),
            scope: Scope::Full,
            lgn: LoginIndex::try_from("l".repeat(22)).expect("an index"),
            iat: at(0).as_second(),
            exp: at(300).as_second(),
        };
        // The public key taken for an HMAC secret is the classic confusion.
        let hmac = EncodingKey::from_secret(&keys.signer.public());
        let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::HS256) };
        let token = encode(&header, &claims(), &hmac).expect("a token");
        refused(tokens.any(Some(&token), at(0)), "signed-out");

        let body = base64(&serde_json::to_vec(&claims()).expect("JSON"));
        for alg in ["none", "None", "HS256", "EdDSA"] {
            let header = base64(format!(r#"{{"alg":"{alg}","kid":"k1"}}"#).as_bytes());
            refused(tokens.any(Some(&format!("{header}.{body}.")), at(0)), "signed-out");
        }
    }

    #[test]
    fn another_audience_is_refused() {
        let (tokens, keys) = school();
        let mut claims = serde_json::json!({"iss": "xust", "aud": "payer", "sub": "000005",
            "sid": "aaaaaaaaaaaaaaaa", "scope": "full", "lgn": "l".repeat(22),
            "iat": at(0).as_second(), "exp": at(600).as_second()});
        let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::EdDSA) };
        let sign = |claims: &serde_json::Value| {
            encode(&header, claims, &keys.signer.key).expect("a token")
        };
        assert!(tokens.any(Some(&sign(&claims)), at(0)).is_ok());
        for (claim, wrong) in [("aud", "vendor"), ("iss", "wwoc"), ("scope", "all"), ("sub", "x")] {
            let right = std::mem::replace(&mut claims[claim], wrong.into());
            refused(tokens.any(Some(&sign(&claims)), at(0)), "signed-out");
            claims[claim] = right;
        }
        claims.as_object_mut().expect("an object").remove("exp");
        refused(tokens.any(Some(&sign(&claims)), at(0)), "signed-out");
    }

    #[test]
    fn public_keys_are_checked_when_they_are_read() {
        for keys in ["", "{}", "{\"k1\":\"\"}", "{\"k1\":\"AAAA\"}", "k1:AAAA"] {
            assert!(Tokens::new(keys, "xust").is_err(), "{keys}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_token(text in ".{0,80}", parts in "[A-Za-z0-9_-]{0,30}\\.[A-Za-z0-9_-]{0,30}\\.[A-Za-z0-9_-]{0,30}") {
            let (tokens, _) = school();
            prop_assert!(tokens.any(Some(&text), at(0)).is_err());
            prop_assert!(tokens.any(Some(&parts), at(0)).is_err());
        }

        #[test]
        fn one_changed_character_breaks_a_token(place: prop::sample::Index) {
            let (tokens, keys) = school();
            let token = tokens.issue(&keys.signer, &caller(Role::Payer, Scope::Full), at(0));
            let mut bytes = token.clone().into_bytes();
            // The last character holds bits that base64 ignores, and decoders may too.
            let place = place.index(bytes.len() - 1);
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ASCII");
            prop_assert!(tokens.any(Some(&changed), at(0)).is_err(), "{} {}", place, changed);
        }
    }
}
