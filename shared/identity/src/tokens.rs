use crate::{IdentityError, SecretError};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use domain::{Entrance, LoginIndex, PersonId, Presence, Role, SessionId, Timestamp};
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

impl Caller {
    /// The caller, as reads of what is theirs take them.
    pub fn presence(&self) -> Presence {
        Presence { person: self.person, session: self.session.clone() }
    }
}

impl Scope {
    /// What a session opens that began in this way.
    pub const fn of(entrance: Entrance) -> Self {
        match entrance {
            Entrance::Password | Entrance::Sso | Entrance::Wechat => Self::Full,
            Entrance::Identified => Self::Paying,
        }
    }
}

/// What an access token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Everything of the person's role.
    Full,
    /// The choice of a first password and nothing else.
    FirstPassword,
    /// What paying needs, for somebody who proved nothing ([`Entrance::Identified`]).
    Paying,
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
    /// Seconds for which an access token holds. What is read of one's own refuses an
    /// ended session's token at once, whatever is left of its time.
    pub const fn life(role: Role) -> i64 {
        match role {
            Role::Payer => 600,
            Role::Office => 300,
        }
    }

    /// Checks tokens of `school` with the public keys of `TOKEN_KEYS`, `{kid: base64url}`.
    pub fn new(keys: &str, school: &str) -> Result<Self, SecretError> {
        let given: BTreeMap<String, String> =
            serde_json::from_str(keys).map_err(|it| SecretError::json(&it))?;
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
    pub fn payer(&self, token: Option<&str>, now: Timestamp) -> Result<Presence, IdentityError> {
        self.proved_payer(token, now).map(|it| it.presence())
    }

    /// The payer who asks, who proved it, and the credential by which they did.
    pub fn proved_payer(
        &self,
        token: Option<&str>,
        now: Timestamp,
    ) -> Result<Caller, IdentityError> {
        let caller = self.any(token, now)?;
        if caller.role == Role::Payer { Ok(caller) } else { Err(IdentityError::WrongRole) }
    }

    /// The payer who asks, whether they proved who they are or only said so. For what paying needs.
    pub fn paying(&self, token: Option<&str>, now: Timestamp) -> Result<Caller, IdentityError> {
        let caller = self.caller(token, now)?;
        match (caller.scope, caller.role) {
            (Scope::FirstPassword, _) => Err(IdentityError::FirstPassword),
            (Scope::Full | Scope::Paying, Role::Payer) => Ok(caller),
            (Scope::Full | Scope::Paying, Role::Office) => Err(IdentityError::WrongRole),
        }
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
            Scope::Paying => Err(IdentityError::Limited),
        }
    }

    /// Whoever asks for a new password: the only thing that a first-password token opens.
    pub fn changing(&self, token: Option<&str>, now: Timestamp) -> Result<Caller, IdentityError> {
        let caller = self.caller(token, now)?;
        match caller.scope {
            Scope::Full | Scope::FirstPassword => Ok(caller),
            Scope::Paying => Err(IdentityError::Limited),
        }
    }

    fn caller(&self, token: Option<&str>, now: Timestamp) -> Result<Caller, IdentityError> {
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
mod tests;
