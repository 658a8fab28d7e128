use crate::vault::{base64, unbase64};
use crate::{Browsers, Chance, Passwords, Puzzles, RefreshKey, Signer, Vault};
use domain::{Fault, FaultKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::{Zeroize, Zeroizing};

/// The body of the sign-in secret, `{token_kid, token_seed, pepper, index_key, field_keys}`; each
/// key is 32 bytes in base64url. It cannot be printed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySecret {
    token_kid: String,
    token_seed: Hidden,
    pepper: Hidden,
    index_key: Hidden,
    /// By epoch; the highest one seals, all of them open.
    field_keys: BTreeMap<u32, Hidden>,
}

/// A text that is wiped when it is dropped, and that cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Hidden(pub(crate) String);

/// Everything that signing people in needs to be secret, ready for use.
pub struct Keys {
    pub signer: Signer,
    pub vault: Vault,
    pub passwords: Passwords,
    pub refresh: RefreshKey,
    pub puzzles: Puzzles,
    pub browsers: Browsers,
}

/// Why a sign-in secret is refused.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("it is not the JSON that identity expects")]
    Json(#[source] serde_json::Error),
    #[error("{0} is not 32 bytes in base64url")]
    Length(&'static str),
    #[error("{0} is the same few bytes over and over, so somebody made it up")]
    MadeUp(&'static str),
    #[error("{0} is also another key")]
    Shared(&'static str),
    #[error("there is no field key")]
    NoFieldKey,
    #[error("the token key's id is not 1 to 32 letters, digits, - or _")]
    Kid,
    #[error("the cryptographic library refused a key")]
    Refused,
}

/// Distinct bytes that 32 random ones have at least: fewer happens once in 10^20.
const DISTINCT_MIN: usize = 16;

impl IdentitySecret {
    /// Draws a new one: what `cargo dev` and the first deployment of a school do.
    pub fn draw(kid: &str, chance: Chance) -> Self {
        let key = || Hidden(base64(&*Zeroizing::new(chance.bytes::<32>())));
        Self {
            token_kid: kid.to_owned(),
            token_seed: key(),
            pepper: key(),
            index_key: key(),
            field_keys: BTreeMap::from([(1, key())]),
        }
    }

    /// The JSON to be kept where secrets are kept.
    pub fn to_json(&self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::to_string(self).expect("strings are always JSON"))
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(json: &[u8]) -> Result<Self, SecretError> {
        serde_json::from_slice(json).map_err(SecretError::Json)
    }

    /// The value of `TOKEN_KEYS`: `{"<kid>":"<base64url of the public key>"}`.
    pub fn public_keys(&self) -> Result<String, SecretError> {
        let public = self.signer()?.public();
        let keys = BTreeMap::from([(&self.token_kid, base64(&public))]);
        Ok(serde_json::to_string(&keys).expect("strings are always JSON"))
    }

    fn signer(&self) -> Result<Signer, SecretError> {
        let plain = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
        if !(1..=32).contains(&self.token_kid.len()) || !self.token_kid.bytes().all(plain) {
            return Err(SecretError::Kid);
        }
        Signer::new(&self.token_kid, &*strong("token_seed", &self.token_seed.0)?)
    }
}

impl Keys {
    /// Reads and proves the sign-in secret.
    pub fn read(json: &[u8]) -> Result<Self, SecretError> {
        Self::of(&IdentitySecret::from_json(json)?)
    }

    /// Proves a sign-in secret: no key is short, made up or used twice.
    pub fn of(secret: &IdentitySecret) -> Result<Self, SecretError> {
        if secret.pepper == secret.token_seed {
            return Err(SecretError::Shared("pepper"));
        }
        if [&secret.pepper, &secret.token_seed].contains(&&secret.index_key) {
            return Err(SecretError::Shared("index_key"));
        }
        let others = [&secret.pepper, &secret.token_seed, &secret.index_key];
        if secret.field_keys.values().any(|it| others.contains(&it)) {
            return Err(SecretError::Shared("field_keys"));
        }
        let index_key = strong("index_key", &secret.index_key.0)?;
        let mut field_keys = BTreeMap::new();
        for (epoch, key) in &secret.field_keys {
            field_keys.insert(*epoch, strong("field_keys", &key.0)?);
        }
        Ok(Self {
            signer: secret.signer()?,
            vault: Vault::new(&index_key, &field_keys)?,
            passwords: Passwords::new(&*strong("pepper", &secret.pepper.0)?),
            refresh: RefreshKey::new(&index_key),
            puzzles: Puzzles::new(&index_key)?,
            browsers: Browsers::new(&index_key)?,
        })
    }
}

fn strong(name: &'static str, text: &str) -> Result<Zeroizing<[u8; 32]>, SecretError> {
    let bytes = unbase64(text).and_then(|it| <[u8; 32]>::try_from(it.as_slice()).ok());
    let bytes = Zeroizing::new(bytes.ok_or(SecretError::Length(name))?);
    let mut distinct = bytes.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < DISTINCT_MIN { Err(SecretError::MadeUp(name)) } else { Ok(bytes) }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Fault for SecretError {
    fn kind(&self) -> FaultKind {
        FaultKind::Broken
    }

    fn code(&self) -> &'static str {
        "misconfigured"
    }
}

#[cfg(test)]
mod tests {
    use super::{IdentitySecret, Keys};
    use crate::Chance;
    use crate::vault::base64;

    #[track_caller]
    fn refused(field: &str, value: &str, because: &str) {
        let json = IdentitySecret::draw("k1", Chance::REAL).to_json();
        let mut body: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert!(Keys::read(body.to_string().as_bytes()).is_ok(), "a drawn one is strong");

        body[field] = serde_json::from_str(value).expect("JSON");
        let error = Keys::read(body.to_string().as_bytes()).err().expect("refused");
        assert!(error.to_string().contains(because), "{error}");
    }

    #[test]
    fn weak_and_default_keys_are_refused() {
        let quoted = |bytes: &[u8]| format!("\"{}\"", base64(bytes));
        refused("pepper", "\"\"", "32 bytes");
        refused("pepper", "\"changeme\"", "32 bytes");
        refused("pepper", &quoted(&[7; 16]), "32 bytes");
        refused("pepper", &quoted(&[7; 32]), "made it up");
        refused("index_key", &quoted(b"secretsecretsecretsecretsecretse"), "made it up");
        refused("token_seed", &quoted(&[0; 32]), "made it up");
        refused("field_keys", "{}", "no field key");
        refused("field_keys", "{\"1\":\"AAAA\"}", "32 bytes");
        refused("token_kid", "\"\"", "id");
        refused("extra", "1", "JSON");
    }

    #[test]
    fn one_key_is_not_used_for_two_things() {
        let json = IdentitySecret::draw("k1", Chance::REAL).to_json();
        let mut body: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        body["pepper"] = body["index_key"].clone();
        assert!(Keys::read(body.to_string().as_bytes()).is_err());
    }

    #[test]
    fn the_public_half_alone_is_told() {
        let secret = IdentitySecret::draw("k1", Chance::REAL);
        let public = secret.public_keys().expect("a key");
        assert!(public.starts_with("{\"k1\":\"") && public.len() == 52, "{public}");
        assert!(!public.contains(&secret.token_seed.0));
    }
}
