use crate::vault::{base64, unbase64};
use crate::{
    Browsers, Chance, Hidden, Passwords, Puzzles, RefreshKey, Signer, Trips, Vault, Vouchers,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Fault, FaultKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// The body of the sign-in secret. Each key is 32 bytes in base64url, but for the keys of fields:
/// they are wrapped by a key that its keeper never gives away. It cannot be printed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySecret {
    token_kid: String,
    token_seed: Hidden,
    pepper: Hidden,
    index_key: Hidden,
    /// By epoch, in base64; the highest one seals, all of them open.
    field_keys: BTreeMap<u32, String>,
    /// What the campus gave us to show at its `OpenID` provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oidc_secret: Option<Hidden>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sms: Option<SmsDesk>,
}

/// Whoever sends text messages for the school.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsDesk {
    pub url: String,
    /// Proves to them that it is we who ask.
    pub secret: Hidden,
}

/// A secret whose newest field key is in clear: it cannot be written down until that is wrapped.
pub struct Draft {
    secret: IdentitySecret,
    epoch: u32,
    field_key: Zeroizing<[u8; 32]>,
}

/// Everything that signing people in needs to be secret, ready for use.
pub struct Keys {
    pub signer: Signer,
    pub vault: Vault,
    pub passwords: Passwords,
    pub refresh: RefreshKey,
    pub puzzles: Puzzles,
    pub browsers: Browsers,
    pub trips: Trips,
    pub vouchers: Vouchers,
    pub oidc_secret: Option<Hidden>,
    pub sms: Option<SmsDesk>,
}

/// What has to be unwrapped before a secret can be used, by epoch.
pub type Wrapped = BTreeMap<u32, Vec<u8>>;

/// The same, unwrapped.
pub type Unwrapped = BTreeMap<u32, Zeroizing<Vec<u8>>>;

/// What has to be unwrapped, and what makes something of it then.
type Locked<Open> = Result<(Wrapped, Open), SecretError>;

/// Why a sign-in secret is refused.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Where, and not what: the reader's own words repeat what they stumbled on.
    #[error("it is not the JSON that identity expects, at line {line}, column {column}")]
    Json { line: usize, column: usize },
    #[error("{0} is not 32 bytes in base64url")]
    Length(&'static str),
    #[error("{0} is the same few bytes over and over, so somebody made it up")]
    MadeUp(&'static str),
    #[error("{0} is also another key")]
    Shared(&'static str),
    #[error("there is no field key")]
    NoFieldKey,
    #[error("field key {0} is not a wrapped key in base64")]
    NotWrapped(u32),
    #[error("field key {0} was not unwrapped")]
    StillWrapped(u32),
    #[error("the token key's id is not 1 to 32 letters, digits, - or _")]
    Kid,
    #[error("the cryptographic library refused a key")]
    Refused,
}

/// Distinct bytes that 32 random ones have at least: fewer happens once in 10^20.
const DISTINCT_MIN: usize = 16;

/// A wrapped key is 32 bytes and a tag of 16 at least: a key in clear is no wrapped one.
const WRAPPED_MIN: usize = 48;

impl IdentitySecret {
    /// Draws a new one: what `cargo dev` and the first deployment of a school do.
    pub fn draw(kid: &str, chance: Chance) -> Draft {
        let key = || Hidden::new(base64(&*Zeroizing::new(chance.bytes::<32>())));
        let secret = Self {
            token_kid: kid.to_owned(),
            token_seed: key(),
            pepper: key(),
            index_key: key(),
            field_keys: BTreeMap::new(),
            oidc_secret: None,
            sms: None,
        };
        secret.rotate(chance)
    }

    /// Draws the field key of the next epoch, which seals from then on; the others go on opening.
    pub fn rotate(self, chance: Chance) -> Draft {
        let epoch = self.field_keys.last_key_value().map_or(1, |(last, _)| last + 1);
        Draft { secret: self, epoch, field_key: Zeroizing::new(chance.bytes()) }
    }

    /// The JSON to be kept where secrets are kept.
    pub fn to_json(&self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::to_string(self).expect("strings are always JSON"))
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(json: &[u8]) -> Result<Self, SecretError> {
        serde_json::from_slice(json).map_err(|it| SecretError::json(&it))
    }

    /// The value of `TOKEN_KEYS`: `{"<kid>":"<base64url of the public key>"}`.
    pub fn public_keys(&self) -> Result<String, SecretError> {
        let public = self.signer()?.public();
        let keys = BTreeMap::from([(&self.token_kid, base64(&public))]);
        Ok(serde_json::to_string(&keys).expect("strings are always JSON"))
    }

    fn wrapped(&self) -> Result<Wrapped, SecretError> {
        let wrapped = self.field_keys.iter().map(|(epoch, text)| {
            let bytes = STANDARD.decode(text).ok().filter(|it| it.len() >= WRAPPED_MIN);
            Ok((*epoch, bytes.ok_or(SecretError::NotWrapped(*epoch))?))
        });
        wrapped.collect()
    }

    fn signer(&self) -> Result<Signer, SecretError> {
        let plain = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
        if !(1..=32).contains(&self.token_kid.len()) || !self.token_kid.bytes().all(plain) {
            return Err(SecretError::Kid);
        }
        Signer::new(&self.token_kid, &*told("token_seed", &self.token_seed)?)
    }
}

impl Draft {
    /// The epoch of the key that is to be wrapped.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The key that is to be wrapped.
    pub fn field_key(&self) -> &[u8] {
        &self.field_key[..]
    }

    /// The public halves, as [`IdentitySecret::public_keys`] has them.
    pub fn public_keys(&self) -> Result<String, SecretError> {
        self.secret.public_keys()
    }

    /// The secret, now that its newest key is `wrapped`.
    pub fn wrapped(mut self, wrapped: &[u8]) -> IdentitySecret {
        self.secret.field_keys.insert(self.epoch, STANDARD.encode(wrapped));
        self.secret
    }
}

impl Keys {
    /// Reads the sign-in secret: what of it must be unwrapped, and what then makes keys of it.
    ///
    /// Unwrapping asks somebody else, which nothing here does.
    pub fn read(
        json: &[u8],
    ) -> Locked<impl FnOnce(Unwrapped) -> Result<Self, SecretError> + Send + use<>> {
        let secret = IdentitySecret::from_json(json)?;
        Ok((secret.wrapped()?, move |unwrapped| Self::assemble(&secret, &unwrapped)))
    }

    /// The keys of a secret that was drawn just now, no part of which is wrapped yet.
    pub fn of(drawn: &Draft) -> Result<Self, SecretError> {
        let clear = Zeroizing::new(drawn.field_key().to_vec());
        Self::assemble(&drawn.secret, &BTreeMap::from([(drawn.epoch, clear)]))
    }

    /// Proves a secret: no key is short, made up, used twice or still wrapped.
    fn assemble(secret: &IdentitySecret, unwrapped: &Unwrapped) -> Result<Self, SecretError> {
        if let Some(epoch) = secret.field_keys.keys().find(|it| !unwrapped.contains_key(it)) {
            return Err(SecretError::StillWrapped(*epoch));
        }
        let seed = told("token_seed", &secret.token_seed)?;
        let pepper = told("pepper", &secret.pepper)?;
        let index_key = told("index_key", &secret.index_key)?;
        let mut field_keys = BTreeMap::new();
        for (epoch, key) in unwrapped {
            field_keys.insert(*epoch, strong("field_keys", key)?);
        }
        let mut seen = vec![&*seed];
        let others = field_keys.values().map(|it| ("field_keys", it));
        for (name, key) in
            [("pepper", &pepper), ("index_key", &index_key)].into_iter().chain(others)
        {
            if seen.contains(&&**key) {
                return Err(SecretError::Shared(name));
            }
            seen.push(key);
        }
        Ok(Self {
            signer: secret.signer()?,
            vault: Vault::new(&index_key, &field_keys)?,
            passwords: Passwords::new(&pepper),
            refresh: RefreshKey::new(&index_key),
            puzzles: Puzzles::new(&index_key)?,
            browsers: Browsers::new(&index_key)?,
            trips: Trips::new(&index_key)?,
            vouchers: Vouchers::new(&index_key),
            oidc_secret: secret.oidc_secret.clone(),
            sms: secret.sms.clone(),
        })
    }
}

impl Vault {
    /// As [`Keys::read`], for those who need no more of it.
    pub fn read(
        json: &[u8],
    ) -> Locked<impl FnOnce(Unwrapped) -> Result<Self, SecretError> + Send + use<>> {
        let (wrapped, keys) = Keys::read(json)?;
        Ok((wrapped, move |unwrapped| Ok(keys(unwrapped)?.vault)))
    }
}

impl Puzzles {
    /// Reads the sign-in secret for somebody who draws puzzles and needs nothing that is wrapped.
    pub fn read(json: &[u8]) -> Result<Self, SecretError> {
        let secret = IdentitySecret::from_json(json)?;
        Self::new(&*told("index_key", &secret.index_key)?)
    }
}

impl Vouchers {
    /// Reads the sign-in secret for somebody who prints or checks proofs and signs nobody in.
    pub fn of(json: &[u8]) -> Result<Self, SecretError> {
        let secret = IdentitySecret::from_json(json)?;
        Ok(Self::new(&*told("index_key", &secret.index_key)?))
    }
}

fn told(name: &'static str, text: &Hidden) -> Result<Zeroizing<[u8; 32]>, SecretError> {
    strong(name, &unbase64(text.expose()).ok_or(SecretError::Length(name))?)
}

fn strong(name: &'static str, bytes: &[u8]) -> Result<Zeroizing<[u8; 32]>, SecretError> {
    let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| SecretError::Length(name))?;
    let bytes = Zeroizing::new(bytes);
    let mut distinct = Zeroizing::new(bytes.to_vec());
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < DISTINCT_MIN { Err(SecretError::MadeUp(name)) } else { Ok(bytes) }
}

impl SecretError {
    pub(crate) fn json(error: &serde_json::Error) -> Self {
        Self::Json { line: error.line(), column: error.column() }
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
mod tests;
