use crate::vault::base64;
use crate::{Chance, IdentityError};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHasher, Version};
use aws_lc_rs::hmac;
use domain::PasswordHash;
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// Hashes passwords: argon2id over an HMAC with a key that is not in the table, so that a copy of
/// the table alone cannot be guessed against.
pub struct Passwords {
    pepper: hmac::Key,
    /// What argon2id fills, kept from one password to the next: fetched anew from the kernel it took
    /// a quarter of the time of a sign-in, and not always, which a clock could have seen.
    memory: Mutex<Vec<Block>>,
}

/// 19 MiB, twice, one lane: 23 ms here, and what OWASP's ASVS 5 asks for at least.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Bytes of a hash.
const OUTPUT: usize = 32;

impl Passwords {
    pub(crate) fn new(pepper: &[u8; 32]) -> Self {
        let pepper = hmac::Key::new(hmac::HMAC_SHA256, pepper);
        Self { pepper, memory: Mutex::default() }
    }

    /// The hash to be stored.
    pub fn hash(&self, password: &str, chance: Chance) -> Result<PasswordHash, IdentityError> {
        let salt: [u8; 16] = chance.bytes();
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params());
        let hash: argon2::PasswordHash = hasher
            .hash_password_with_salt(self.peppered(password).as_bytes(), &salt)
            .map_err(|_| IdentityError::Hash)?;
        Ok(PasswordHash::new(hash.to_string()))
    }

    /// Whether `password` is the one that was hashed.
    pub fn verify(&self, password: &str, hash: &PasswordHash) -> Result<bool, IdentityError> {
        let stored = argon2::PasswordHash::new(hash.expose()).map_err(|_| IdentityError::Hash)?;
        let ours = stored.algorithm == Algorithm::Argon2id.ident()
            && stored.version == Some(Version::V0x13.into());
        let (Some(salt), Some(expected), true) = (&stored.salt, &stored.hash, ours) else {
            return Err(IdentityError::Hash);
        };
        let params = Params::try_from(&stored).map_err(|_| IdentityError::Hash)?;
        let mut derived = vec![0; expected.len()];
        self.derive(password, (salt, params), &mut derived)?;
        Ok(derived.ct_eq(expected.as_bytes()).into())
    }

    /// Takes as long as [`Self::verify`] and learns nothing: for people who do not exist.
    pub fn dummy_verify(&self, password: &str) -> Result<(), IdentityError> {
        self.derive(password, (&[0; 16], params()), &mut [0; OUTPUT])
    }

    fn derive(
        &self,
        password: &str,
        (salt, params): (&[u8], Params),
        derived: &mut [u8],
    ) -> Result<(), IdentityError> {
        // Whatever a panic left there is written over.
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let blocks = params.block_count().max(memory.len());
        memory.resize(blocks, Block::default());
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let peppered = self.peppered(password);
        hasher
            .hash_password_into_with_memory(peppered.as_bytes(), salt, derived, &mut memory[..])
            .map_err(|_| IdentityError::Hash)
    }

    fn peppered(&self, password: &str) -> String {
        base64(hmac::sign(&self.pepper, password.as_bytes()).as_ref())
    }
}

fn params() -> Params {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT)).expect("constants in range")
}

#[cfg(test)]
mod tests {
    use crate::{Chance, IdentitySecret, Keys};
    use domain::PasswordHash;

    fn keys() -> Keys {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys")
    }

    #[test]
    fn a_password_opens_its_own_hash_under_its_own_pepper() {
        let passwords = keys().passwords;
        let hash = passwords.hash("correct horse", Chance::REAL).expect("hashed");
        assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("correct horse", &hash).expect("readable"));
        assert!(!passwords.verify("correct house", &hash).expect("readable"));
        assert!(!keys().passwords.verify("correct horse", &hash).expect("readable"));
        let again = passwords.hash("correct horse", Chance::REAL).expect("hashed");
        assert_ne!(hash, again, "every hash has its own salt");
    }

    #[test]
    fn a_broken_hash_is_our_mistake_and_not_a_wrong_password() {
        let broken = PasswordHash::new("$argon2id$v=19$m=19456".to_owned());
        assert!(keys().passwords.verify("correct horse", &broken).is_err());
    }
}
