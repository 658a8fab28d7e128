use aws_lc_rs::pbkdf2::{PBKDF2_HMAC_SHA256, derive};
use serde::Deserialize;
use std::error::Error;
use std::num::NonZeroU32;

/// A puzzle that the platform drew for a machine.
#[derive(Deserialize)]
pub(crate) struct Captcha {
    pub(crate) token: String,
    pub(crate) work: Work,
}

/// The number below `most` is wanted that makes the derivation begin with `key`.
#[derive(Deserialize)]
pub(crate) struct Work {
    salt: String,
    cost: NonZeroU32,
    key: String,
    most: u32,
}

impl Work {
    /// Searches; a few seconds of one processor.
    pub(crate) fn solve(&self) -> Result<u32, Box<dyn Error>> {
        let (salt, key) = (hex::decode(&self.salt)?, hex::decode(&self.key)?);
        let mut derived = vec![0; key.len()];
        let fits = |number: &u32| {
            let secret = [&salt[..], &number.to_be_bytes()].concat();
            derive(PBKDF2_HMAC_SHA256, self.cost, &salt, &secret, &mut derived);
            derived == key
        };
        (0..self.most).find(fits).ok_or_else(|| "the captcha has no answer".into())
    }
}

#[cfg(test)]
mod tests {
    use super::Work;

    #[test]
    fn a_number_is_found_or_there_is_none() {
        // PBKDF2-HMAC-SHA256 of 00…00 and the number 5, by Python's hashlib.
        let work = |key: &str| Work {
            salt: "00".repeat(16),
            cost: 1000.try_into().expect("not zero"),
            key: key.to_owned(),
            most: 9,
        };
        assert_eq!(work("80e923765df61f7774acb033fd437683").solve().expect("found"), 5);
        assert!(work(&"00".repeat(16)).solve().is_err());
    }
}
