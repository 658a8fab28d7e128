use crate::vault::base64;
use crate::{Chance, IdentityError};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use aws_lc_rs::hmac;
use domain::PasswordHash;

/// Hashes passwords: argon2id over an HMAC with a key that is not in the table, so that a copy of
/// the table alone cannot be guessed against.
pub struct Passwords {
    pepper: hmac::Key,
}

/// 19 MiB, twice, one lane: 23 ms here, and what OWASP's ASVS 5 asks for at least.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

impl Passwords {
    pub(crate) fn new(pepper: &[u8; 32]) -> Self {
        Self { pepper: hmac::Key::new(hmac::HMAC_SHA256, pepper) }
    }

    /// The hash to be stored.
    pub fn hash(&self, password: &str, chance: Chance) -> Result<PasswordHash, IdentityError> {
        let salt: [u8; 16] = chance.bytes();
        let hash: argon2::PasswordHash = hasher()
            .hash_password_with_salt(self.peppered(password).as_bytes(), &salt)
            .map_err(|_| IdentityError::Hash)?;
        Ok(PasswordHash::new(hash.to_string()))
    }

    /// Whether `password` is the one that was hashed.
    pub fn verify(&self, password: &str, hash: &PasswordHash) -> Result<bool, IdentityError> {
        let stored = argon2::PasswordHash::new(hash.expose()).map_err(|_| IdentityError::Hash)?;
        if stored.salt.is_none() || stored.hash.is_none() {
            return Err(IdentityError::Hash);
        }
        match hasher().verify_password(self.peppered(password).as_bytes(), &stored) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(_) => Err(IdentityError::Hash),
        }
    }

    /// Takes as long as [`Self::verify`] and learns nothing: for people who do not exist.
    pub fn dummy_verify(&self, password: &str) -> Result<(), IdentityError> {
        let mut wasted = [0; 32];
        let peppered = self.peppered(password);
        hasher()
            .hash_password_into(peppered.as_bytes(), &[0; 16], &mut wasted)
            .map_err(|_| IdentityError::Hash)
    }

    fn peppered(&self, password: &str) -> String {
        base64(hmac::sign(&self.pepper, password.as_bytes()).as_ref())
    }
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).expect("constants in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
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
