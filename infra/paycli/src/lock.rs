use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use identity::Chance;
use zeroize::Zeroizing;

/// Both halves of the lock between the CDN and the functions.
pub struct OriginLock {
    /// What the CDN shows with every request: the template's `OriginKey`.
    pub key: Zeroizing<String>,
    /// What the functions know it by, one element of the template's `OriginLock`.
    pub hash: String,
}

impl OriginLock {
    /// A new one. 256 bits cannot be found from their hash, so the hash is no secret.
    pub fn draw(chance: Chance) -> Self {
        let key = Zeroizing::new(URL_SAFE_NO_PAD.encode(*Zeroizing::new(chance.bytes::<32>())));
        let hash = STANDARD.encode(digest(&SHA256, key.as_bytes()));
        Self { key, hash }
    }
}

#[cfg(test)]
mod tests {
    use super::OriginLock;
    use config::Env;
    use identity::Chance;

    #[test]
    fn what_is_printed_is_what_a_function_reads() {
        let lock = OriginLock::draw(Chance::REAL);
        assert_eq!(lock.key.len(), 43);
        let given = format!("[\"{}\"]", lock.hash);
        let env = Env::of(&[
            ("PUBLIC_URL", "https://pay.example"),
            ("ORIGIN_LOCK", &given),
            ("SCHOOL", "xust"),
        ]);
        assert_eq!(env.threshold().expect("a lock").locks.len(), 1);
        assert_ne!(OriginLock::draw(Chance::REAL).hash, lock.hash);
    }
}
