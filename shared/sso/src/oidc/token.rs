use crate::{SsoError, Trip};
use domain::{PersonNumber, Timestamp};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};

/// What a token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
}

#[derive(Deserialize)]
pub(super) struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Keys of these kinds are published. A key that both sides know would let the holder of what is
/// public here sign (`HS256` with an RSA key), and `none` would let anybody.
const ALLOWED: [Algorithm; 3] = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];

/// Seconds by which the campus's clock may be off.
const LEEWAY: i64 = 60;

/// What a token says of its own signature.
pub(super) fn header(token: &str) -> Result<Header, SsoError> {
    let header = decode_header(token).map_err(|_| SsoError::Token("cannot be read"))?;
    if !ALLOWED.contains(&header.alg) {
        Err(SsoError::Token("is not signed in a way that we take"))
    } else if header.crit.is_some() {
        Err(SsoError::Token("wants something that we do not know"))
    } else {
        Ok(header)
    }
}

/// What the token says, once its signature holds and it is for us, now, for this very sign-on.
pub(super) fn read(
    token: &str,
    (header, key): (&Header, &Jwk),
    expected: &Expected<'_>,
    now: Timestamp,
) -> Result<Claims, SsoError> {
    let key = DecodingKey::from_jwk(key).map_err(|_| SsoError::Token("has a broken key"))?;
    // jsonwebtoken would read the machine's clock, and passes over a claim that is not there.
    let mut rules = Validation::new(header.alg);
    rules.set_required_spec_claims::<&str>(&[]);
    rules.validate_exp = false;
    rules.validate_aud = false;
    let claims = decode::<Claims>(token, &key, &rules);
    let claims = claims.map_err(|_| SsoError::Token("is not signed by them or cannot be read"))?;
    claims.claims.expected(expected, now.as_second())
}

impl Claims {
    fn expected(self, expected: &Expected<'_>, now: i64) -> Result<Self, SsoError> {
        let ours = |it: &String| it == expected.client;
        let several = matches!(&self.aud, Audience::Several(all) if all.len() > 1);
        let (for_us, alone) = match &self.aud {
            Audience::One(one) => (ours(one), true),
            Audience::Several(all) => (all.iter().any(ours), !several),
        };
        let checks = [
            (self.iss == expected.issuer, "is another provider's"),
            (for_us, "is for somebody else"),
            (self.azp.as_ref().map_or(alone, ours), "was given to somebody else"),
            (self.nonce.as_deref() == Some(expected.nonce), "is of another sign-on"),
            (now - LEEWAY < self.exp, "is over"),
            (self.nbf.is_none_or(|it| it <= now + LEEWAY), "does not hold yet"),
            (self.iat <= now + LEEWAY, "was made in the future"),
            (now - Trip::LIFE - LEEWAY < self.iat, "was made long ago"),
        ];
        match checks.iter().find(|(holds, _)| !holds) {
            Some((_, why)) => Err(SsoError::Token(why)),
            None => Ok(self),
        }
    }

    /// The number, which stands in `place`: the subject, or a claim.
    pub(super) fn number(mut self, place: &str) -> Result<PersonNumber, SsoError> {
        let number = match place {
            "user" => Some(self.sub),
            claim => self.others.remove(claim).and_then(|it| match it {
                Value::String(text) => Some(text),
                Value::Number(number) => number.as_u64().map(|it| it.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
            }),
        };
        let number = number.ok_or(SsoError::Garbled("it does not have the claim of the number"))?;
        PersonNumber::try_from(number).map_err(|_| SsoError::NotANumber)
    }
}
