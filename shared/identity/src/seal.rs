use crate::SecretError;
use crate::vault::{base64, unbase64};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

/// Seals what a browser keeps for us: it can neither read nor change it.
pub(crate) struct Seal {
    key: RandomizedNonceKey,
    label: &'static str,
}

impl Seal {
    /// Its own key, made from the index key, so that nothing sealed for one use opens in another.
    pub(crate) fn derived(index_key: &[u8; 32], label: &'static str) -> Result<Self, SecretError> {
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, index_key), label.as_bytes());
        let key = RandomizedNonceKey::new(&AES_256_GCM, key.as_ref());
        Ok(Self { key: key.map_err(|_| SecretError::Refused)?, label })
    }

    /// `plain`, as it opens for `purpose` alone.
    pub(crate) fn close(&self, purpose: &str, plain: &[u8]) -> String {
        let mut sealed = plain.to_vec();
        let nonce = self.key.seal_in_place_append_tag(self.bound(purpose), &mut sealed);
        let nonce = nonce.expect("a few bytes can always be sealed");
        base64(&[&nonce.as_ref()[..], &sealed].concat())
    }

    /// What was sealed for `purpose`, if it was.
    pub(crate) fn open(&self, purpose: &str, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let whole = unbase64(text)?;
        let (nonce, body) = whole.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.key.open_in_place(nonce, self.bound(purpose), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }

    fn bound(&self, purpose: &str) -> Aad<Vec<u8>> {
        Aad::from(format!("{}|{purpose}", self.label).into_bytes())
    }
}
